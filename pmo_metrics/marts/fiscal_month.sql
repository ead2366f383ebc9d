-- one row: a month in which money is stated, and the fiscal year, quarter and period it belongs to
-- (periods of weeks, such as 4-4-5, are months by another end: the period of a month is the same)
WITH stated AS (
    SELECT period AS month FROM cost WHERE period IS NOT NULL
    UNION SELECT period AS month FROM benefit WHERE period IS NOT NULL
), placed AS (
    SELECT
        m.month, l.fiscal_start_month AS first_month, l.fiscal_named_by,
        (extract(month FROM m.month) - l.fiscal_start_month + 12) % 12 + 1 AS period,
        extract(year FROM m.month) - CASE WHEN extract(month FROM m.month) < l.fiscal_start_month THEN 1 ELSE 0 END AS started
    FROM stated m
    CROSS JOIN limits l
), named AS (
    SELECT
        month, period, (period + 2 - (period + 2) % 3) / 3 AS quarter,
        CAST(started + CASE WHEN first_month > 1 AND fiscal_named_by = 'end' THEN 1 ELSE 0 END AS VARCHAR) AS year
    FROM placed
)
SELECT
    month, concat('FY', year) AS fiscal_year,
    concat('FY', year, ' Q', CAST(CAST(quarter AS INTEGER) AS VARCHAR)) AS fiscal_quarter,
    concat('FY', year, ' P', CASE WHEN period < 10 THEN '0' ELSE '' END, CAST(CAST(period AS INTEGER) AS VARCHAR)) AS fiscal_period
FROM named
