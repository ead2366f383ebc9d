-- one row: a project's report at its status date against the report before it: how far its own forecasts moved
-- (a report that comes with a new baseline says nothing about forecasting: its moves are null)
WITH reports AS (
    SELECT
        p.*, coalesce(p.actual_finish, p.finish) AS stated_finish,
        lag(p.as_of) OVER so_far AS before_on, lag(coalesce(p.actual_finish, p.finish)) OVER so_far AS before_finish,
        lag(p.forecast_cost) OVER so_far AS before_cost, lag(p.budget) OVER so_far AS before_budget,
        lag(p.baseline_finish) OVER so_far AS before_baseline
    FROM project_status p
    WHERE p.reported_on = p.as_of AND coalesce(p.status, '') <> 'cancelled'
    WINDOW so_far AS (PARTITION BY p.project_id ORDER BY p.as_of)
), compared AS (
    SELECT
        r.*, coalesce(r.budget <> r.before_budget, false) OR coalesce(r.baseline_finish <> r.before_baseline, false)
            AS rebaselined
    FROM reports r
    WHERE r.before_on IS NOT NULL
)
SELECT
    as_of, project_id, project, portfolio, program, department, region, manager, status, rag, before_on, rebaselined,
    before_finish, stated_finish,
    CASE WHEN NOT rebaselined THEN date_diff('day', before_finish, stated_finish) END AS finish_moved_days,
    before_cost, forecast_cost,
    CASE WHEN NOT rebaselined
        THEN CAST(forecast_cost - before_cost AS DOUBLE) / nullif(abs(CAST(before_cost AS DOUBLE)), 0)
    END AS cost_moved_share,
    load_id, file, sheet, "row"
FROM compared
