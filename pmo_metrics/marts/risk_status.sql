-- one row: a risk or opportunity at a status date, its latest report carried forward
WITH ranked AS (
    SELECT r.*, row_number() OVER (
        PARTITION BY r.project_id, r.risk_id, r.as_of ORDER BY r.seq DESC, r."row" DESC, r.file DESC, r.sheet DESC
    ) AS place
    FROM risk r
), reports AS (
    SELECT r.*, lead(r.as_of) OVER (PARTITION BY r.project_id, r.risk_id ORDER BY r.as_of) AS valid_to
    FROM ranked r WHERE r.place = 1
), at_date AS (
    SELECT
        s.as_of AS status_day, r.*, d.project, d.portfolio, d.program, d.department, d.region, d.manager,
        d.status AS project_status, d.rag, f.rate,
        coalesce(r.status, CASE WHEN r.closed_on <= s.as_of THEN 'closed' ELSE 'open' END) AS state,
        coalesce(r.kind, 'threat') AS side
    FROM reports r
    JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
    LEFT JOIN project_dim d ON d.project_id = r.project_id AND d.as_of = s.as_of
    LEFT JOIN rate_on f ON f.day = s.as_of AND f.currency = coalesce(r.currency, d.currency, '')
)
SELECT
    a.status_day AS as_of, a.project_id, coalesce(a.project, a.project_id) AS project,
    a.portfolio, a.program, a.department, a.region, a.manager, a.project_status AS status,
    coalesce(a.rag, 'not_reported') AS rag,
    a.risk_id, coalesce(a.title, a.risk_id) AS title, a.side AS kind, a.category, a.owner, a.state AS risk_status,
    a.state = 'open' AS is_open, a.probability, a.impact_score, a.score,
    CAST(a.cost_likely * a.rate AS DECIMAL(24,2)) AS cost_likely,
    CASE
        WHEN a.state = 'closed' THEN CAST(0 AS DECIMAL(24,2))
        WHEN a.state = 'occurred' OR a.probability >= 1 THEN NULL
        ELSE CAST(
            a.probability * CAST(abs(a.cost_likely) * a.rate AS DECIMAL(24,2))
            * CASE WHEN a.side = 'opportunity' THEN 1 ELSE -1 END AS DECIMAL(24,2))
    END AS emv,
    CASE
        WHEN a.state = 'closed' THEN NULL
        WHEN a.state = 'occurred' OR a.probability >= 1 THEN 'issue'
        WHEN a.probability IS NULL OR a.cost_likely IS NULL THEN 'not_known'
        WHEN a.rate IS NULL THEN 'no_rate'
    END AS emv_reason,
    a.days_likely, a.response, a.response_due,
    a.state = 'open' AND coalesce(a.response_due < a.status_day, false) AS response_overdue,
    a.proximity, a.raised_on, a.reviewed_on, a.closed_on,
    date_diff('day', a.reviewed_on, a.status_day) AS review_age_days,
    a.cost_likely IS NOT NULL AND a.rate IS NULL AS fx_missing,
    a.as_of AS reported_on, a.load_id, a.file, a.sheet, a."row"
FROM at_date a
