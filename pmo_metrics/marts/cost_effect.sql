-- one row: a project's budget and actual of one currency in a month, and how much of their gap is volume and how much the rate
-- (IAS 21: the budget at the budget rate, the actual at the average rate of its month; volume = less or more bought at the
-- budget rate, rate = the same bought at another rate; both favourable when positive)
WITH lines AS (
    SELECT
        c.project_id, c.month, c.currency,
        coalesce(sum(CASE WHEN c.kind = 'budget' THEN c.amount_local END), 0) AS budget_local,
        coalesce(sum(CASE WHEN c.kind = 'actual' THEN c.amount_local END), 0) AS actual_local,
        max(CASE WHEN c.amount_local IS NULL THEN 1 ELSE 0 END) AS mixed
    FROM cost_month c
    WHERE c.kind IN ('budget', 'actual')
    GROUP BY c.project_id, c.month, c.currency
), rates AS (
    SELECT l.month, l.currency, f.kind, f.rate, row_number() OVER (
        PARTITION BY l.month, l.currency, f.kind ORDER BY f.period DESC, f.seq DESC, f."row" DESC
    ) AS place
    FROM (SELECT DISTINCT month, currency FROM lines) l
    JOIN fx_rate f ON f.currency = l.currency AND f.period <= l.month
    WHERE f.kind IN ('budget', 'actual') AND f.rate > 0 AND f.rate < 1000000
), chosen AS (
    SELECT month, currency, max(CASE WHEN kind = 'budget' THEN rate END) AS budget_rate,
        max(CASE WHEN kind = 'actual' THEN rate END) AS actual_rate
    FROM rates
    WHERE place = 1
    GROUP BY month, currency
), owned AS (
    SELECT l.*, l.currency = c.currency OR (l.currency IS NULL AND c.unstated_is_reporting) AS is_reporting
    FROM lines l
    CROSS JOIN reporting_currency c
), rated AS (
    SELECT
        l.project_id, l.month, l.currency, l.budget_local, l.actual_local, l.mixed,
        CASE WHEN l.is_reporting THEN 1 ELSE CAST(r.budget_rate AS DECIMAL(20,6)) END AS budget_rate,
        CASE WHEN l.is_reporting THEN 1 ELSE CAST(r.actual_rate AS DECIMAL(20,6)) END AS actual_rate
    FROM owned l
    LEFT JOIN chosen r ON r.month = l.month AND r.currency = l.currency
)
SELECT
    project_id, month, currency, budget_local, actual_local, budget_rate, actual_rate,
    CASE WHEN mixed = 0 THEN CAST((budget_local - actual_local) * budget_rate AS DECIMAL(24,2)) END AS volume_variance,
    CASE WHEN mixed = 0 THEN CAST(actual_local * (budget_rate - actual_rate) AS DECIMAL(24,2)) END AS rate_variance
FROM rated
