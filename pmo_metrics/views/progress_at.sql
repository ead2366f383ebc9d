-- one row: a project's latest progress report at a status date, carried forward, in the reporting currency
WITH ranked AS (
    SELECT p.*, row_number() OVER (
        PARTITION BY p.project_id, p.as_of ORDER BY p.seq DESC, p."row" DESC, p.file DESC, p.sheet DESC
    ) AS place
    FROM progress p
), reports AS (
    SELECT r.*, lead(r.as_of) OVER (PARTITION BY r.project_id ORDER BY r.as_of) AS valid_to
    FROM ranked r WHERE r.place = 1
)
SELECT
    s.as_of, r.as_of AS progress_on, r.project_id, r.percent_complete,
    CAST(r.pv * f.rate AS DECIMAL(24,2)) AS pv, CAST(r.ev * f.rate AS DECIMAL(24,2)) AS ev,
    CAST(r.ac * f.rate AS DECIMAL(24,2)) AS ac,
    coalesce(r.pv, r.ev, r.ac) IS NOT NULL AND f.rate IS NULL AS fx_missing,
    r.ev IS NOT NULL AS states_ev, r.ac IS NOT NULL AS states_ac, r.pv IS NOT NULL AS states_pv
FROM reports r
JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
LEFT JOIN project_dim d ON d.project_id = r.project_id AND d.as_of = s.as_of
LEFT JOIN rate_on f ON f.day = s.as_of AND f.currency = coalesce(r.currency, d.currency, '')
