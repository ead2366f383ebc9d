-- one row: what a project's benefit lines of one kind and name add up to in a month, in the reporting currency
WITH latest AS (
    SELECT d.* FROM project_dim d WHERE d.as_of = (SELECT max(as_of) FROM status_date)
), summed AS (
    SELECT
        b.project_id, b.period, b.kind, b.benefit_name,
        CASE WHEN count(b.amount) = count(f.rate) THEN sum(CAST(b.amount * f.rate AS DECIMAL(24,2))) END AS total,
        count(b.amount) > count(f.rate) AS fx_missing, count(*) AS lines
    FROM benefit b
    LEFT JOIN latest d ON d.project_id = b.project_id
    LEFT JOIN rate_on f ON f.day = b.period AND f.currency = coalesce(b.currency, d.currency, '')
    GROUP BY b.project_id, b.period, b.kind, b.benefit_name
)
SELECT
    s.project_id, coalesce(d.project, s.project_id) AS project, d.portfolio, d.program, d.department, d.region, d.manager,
    d.status, coalesce(d.rag, 'not_reported') AS rag, s.period AS month, s.kind, s.benefit_name,
    y.fiscal_year, y.fiscal_quarter, CAST(s.total AS DECIMAL(24,2)) AS amount, s.fx_missing, s.lines
FROM summed s
LEFT JOIN latest d ON d.project_id = s.project_id
LEFT JOIN fiscal_month y ON y.month = s.period
