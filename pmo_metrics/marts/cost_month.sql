-- one row: what a project's cost lines of one kind, category and capitalization add up to in a month
-- (an amount with any line that has no rate is null: a part of a sum would look like the sum)
WITH latest AS (
    SELECT d.* FROM project_dim d WHERE d.as_of = (SELECT max(as_of) FROM status_date)
), converted AS (
    SELECT
        c.project_id, c.period, c.kind, c.category, c.capex, c.amount, coalesce(c.currency, d.currency) AS currency,
        CAST(c.amount * f.rate AS DECIMAL(24,2)) AS in_reporting,
        CASE WHEN c.amount IS NOT NULL AND f.rate IS NULL THEN 1 ELSE 0 END AS missing
    FROM cost c
    LEFT JOIN latest d ON d.project_id = c.project_id
    LEFT JOIN rate_on f ON f.day = c.period AND f.currency = coalesce(c.currency, d.currency, '')
), summed AS (
    SELECT
        project_id, period, kind, category, capex,
        CASE WHEN max(missing) = 0 THEN sum(in_reporting) END AS total,
        CASE WHEN count(DISTINCT coalesce(currency, '')) = 1 THEN sum(amount) END AS total_local,
        CASE WHEN count(DISTINCT coalesce(currency, '')) = 1 THEN max(currency) END AS one_currency,
        max(missing) = 1 AS fx_missing, count(*) AS lines
    FROM converted
    GROUP BY project_id, period, kind, category, capex
)
SELECT
    s.project_id, coalesce(d.project, s.project_id) AS project, d.portfolio, d.program, d.department, d.region, d.manager,
    d.status, coalesce(d.rag, 'not_reported') AS rag, s.period AS month, s.kind, s.category,
    CASE WHEN s.capex THEN 'capex' WHEN NOT s.capex THEN 'opex' END AS capitalization,
    y.fiscal_year, y.fiscal_quarter, y.fiscal_period,
    CAST(s.total AS DECIMAL(24,2)) AS amount, CAST(s.total_local AS DECIMAL(24,2)) AS amount_local,
    s.one_currency AS currency, s.fx_missing, s.lines
FROM summed s
LEFT JOIN latest d ON d.project_id = s.project_id
LEFT JOIN fiscal_month y ON y.month = s.period
