-- one row: a project's cost lines added up for a status date; a budget counts by calendar days inside that month
WITH lines AS (
    SELECT
        project_id, month, last_day(month) AS month_end,
        sum(CASE WHEN kind = 'budget' THEN amount END) AS budget,
        sum(CASE WHEN kind = 'forecast' THEN amount END) AS forecast,
        sum(CASE WHEN kind = 'actual' THEN amount END) AS actual,
        max(CASE WHEN kind = 'budget' AND fx_missing THEN 1 ELSE 0 END) AS budget_gap,
        max(CASE WHEN kind = 'forecast' AND fx_missing THEN 1 ELSE 0 END) AS forecast_gap,
        max(CASE WHEN kind = 'actual' AND fx_missing THEN 1 ELSE 0 END) AS actual_gap
    FROM cost_month
    GROUP BY project_id, month
), added AS (
    SELECT
        s.as_of, l.project_id,
        sum(l.budget) AS budget,
        sum(CASE
            WHEN l.month_end <= s.as_of THEN CAST(l.budget AS DECIMAL(28,6))
            WHEN l.month <= s.as_of THEN CAST(
                CAST(l.budget AS DOUBLE) * extract(day FROM s.as_of) / nullif(extract(day FROM l.month_end), 0)
                AS DECIMAL(28,6))
            WHEN l.budget IS NOT NULL THEN CAST(0 AS DECIMAL(28,6))
        END) AS budget_to_date,
        sum(CASE WHEN l.month <= s.as_of THEN l.actual END) AS actual_to_date,
        sum(CASE WHEN l.month > s.as_of THEN l.forecast END) AS forecast_rest,
        max(CASE WHEN l.forecast IS NOT NULL THEN 1 ELSE 0 END) AS has_forecast,
        max(l.budget_gap) AS budget_gap,
        max(CASE WHEN l.month > s.as_of THEN l.forecast_gap ELSE 0 END) AS forecast_gap,
        max(CASE WHEN l.month <= s.as_of THEN l.actual_gap ELSE 0 END) AS actual_gap
    FROM lines l
    CROSS JOIN status_date s
    GROUP BY s.as_of, l.project_id
)
SELECT
    as_of, project_id,
    CAST(CASE WHEN budget_gap = 0 THEN budget END AS DECIMAL(24,2)) AS budget_lines,
    CASE WHEN budget_gap = 0 THEN budget_to_date END AS budget_lines_to_date,
    CAST(CASE WHEN actual_gap = 0 THEN actual_to_date END AS DECIMAL(24,2)) AS actual_lines,
    CAST(CASE WHEN has_forecast = 1 AND forecast_gap = 0 AND actual_gap = 0
        THEN coalesce(actual_to_date, 0) + coalesce(forecast_rest, 0) END AS DECIMAL(24,2)) AS forecast_lines,
    budget_gap = 1 OR forecast_gap = 1 OR actual_gap = 1 AS fx_missing
FROM added
