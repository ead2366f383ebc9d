-- one row: what the tasks of a project come to in money at a status date: budgeted, spent, and expected in all
-- (summaries repeat what is below them and are never summed; a tool that writes 0 for every task states no money)
WITH converted AS (
    SELECT s.as_of, r.project_id, r.baseline_cost * f.rate AS budget, r.cost * f.rate AS forecast, r.actual_cost * f.rate AS actual,
        f.rate IS NULL AND coalesce(r.baseline_cost, r.cost, r.actual_cost) IS NOT NULL AS is_gap
    FROM task_report r
    JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
    LEFT JOIN rate_on f ON f.day = s.as_of AND f.currency = coalesce(r.currency, '')
    WHERE NOT r.is_summary AND r.task_state <> 'cancelled'
), added AS (
    SELECT as_of, project_id, sum(budget) AS budget, sum(forecast) AS forecast, sum(actual) AS actual,
        max(CASE WHEN is_gap THEN 1 ELSE 0 END) AS gap,
        max(abs(budget)) > 0 AS has_budget, max(abs(forecast)) > 0 OR max(abs(actual)) > 0 AS has_cost
    FROM converted
    GROUP BY as_of, project_id
)
SELECT
    as_of, project_id,
    CAST(CASE WHEN gap = 0 AND has_budget THEN budget END AS DECIMAL(24,2)) AS task_budget,
    CAST(CASE WHEN gap = 0 AND has_cost THEN forecast END AS DECIMAL(24,2)) AS task_forecast,
    CAST(CASE WHEN gap = 0 AND has_cost THEN actual END AS DECIMAL(24,2)) AS task_actual,
    gap = 1 AS fx_missing
FROM added
