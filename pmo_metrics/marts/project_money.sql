-- one row: a project's money and finish at a status date, in the reporting currency
-- (stated figures first, cost lines where a figure was not stated; the tasks of a plan where nobody else tells any money of the
-- project, since plans often hold labour only; a cancelled project has no forecast)
WITH converted AS (
    SELECT
        p.*, f.rate,
        coalesce(p.status = 'complete' OR (p.actual_finish <= p.as_of AND coalesce(p.status, '') <> 'cancelled'), false)
            AS is_finished,
        coalesce(p.status = 'cancelled', false) AS is_cancelled,
        CASE WHEN p.budget IS NULL THEN coalesce(c.budget_lines, t.task_budget) ELSE CAST(p.budget * f.rate AS DECIMAL(24,2)) END AS budget_now,
        CASE WHEN p.actual_cost IS NULL THEN coalesce(c.actual_lines, t.task_actual) ELSE CAST(p.actual_cost * f.rate AS DECIMAL(24,2)) END
            AS actual_now,
        CASE WHEN p.forecast_cost IS NULL THEN coalesce(c.forecast_lines, t.task_forecast)
            ELSE CAST(p.forecast_cost * f.rate AS DECIMAL(24,2)) END AS forecast_now,
        CASE WHEN p.budget IS NOT NULL THEN 'stated' WHEN c.budget_lines IS NOT NULL THEN 'cost_lines'
            WHEN t.task_budget IS NOT NULL THEN 'tasks' END AS budget_basis,
        CASE WHEN p.actual_cost IS NOT NULL THEN 'stated' WHEN c.actual_lines IS NOT NULL THEN 'cost_lines'
            WHEN t.task_actual IS NOT NULL THEN 'tasks' END
            AS actual_basis,
        CASE WHEN p.forecast_cost IS NOT NULL THEN 'stated' WHEN c.forecast_lines IS NOT NULL THEN 'cost_lines'
            WHEN t.task_forecast IS NOT NULL THEN 'tasks' END
            AS forecast_basis,
        c.budget_lines, c.budget_lines_to_date,
        f.rate IS NULL AND coalesce(p.budget, p.original_budget, p.forecast_cost, p.actual_cost, p.benefit) IS NOT NULL
            OR (coalesce(c.fx_missing, false)
                AND (p.budget IS NULL OR p.actual_cost IS NULL OR p.forecast_cost IS NULL))
            OR coalesce(t.fx_missing, false) AS money_gap
    FROM project_at p
    LEFT JOIN rate_on f ON f.day = p.as_of AND f.currency = coalesce(p.currency, '')
    LEFT JOIN cost_to_date c ON c.project_id = p.project_id AND c.as_of = p.as_of
    LEFT JOIN progress_at g ON g.project_id = p.project_id AND g.as_of = p.as_of
    LEFT JOIN task_money t ON t.project_id = p.project_id AND t.as_of = p.as_of
        AND coalesce(p.budget, p.original_budget, p.forecast_cost, p.actual_cost) IS NULL
        AND coalesce(c.budget_lines, c.actual_lines, c.forecast_lines) IS NULL AND NOT coalesce(c.fx_missing, false)
        AND NOT coalesce(g.states_pv OR g.states_ev OR g.states_ac, false)
)
SELECT
    c.as_of, c.project_id, c.is_finished, c.is_cancelled,
    c.budget_now AS budget, CAST(c.original_budget * c.rate AS DECIMAL(24,2)) AS original_budget,
    CASE
        WHEN c.is_cancelled THEN NULL
        WHEN c.is_finished AND c.actual_now IS NOT NULL THEN c.actual_now
        ELSE c.forecast_now
    END AS forecast_cost,
    c.actual_now AS actual_cost, CAST(c.benefit * c.rate AS DECIMAL(24,2)) AS benefit,
    c.budget_basis, c.actual_basis,
    CASE
        WHEN c.is_cancelled THEN NULL
        WHEN c.is_finished AND c.actual_now IS NOT NULL THEN 'actual'
        ELSE c.forecast_basis
    END AS forecast_basis,
    c.budget_lines, c.budget_lines_to_date, c.money_gap,
    CASE
        WHEN c.is_cancelled THEN NULL
        WHEN c.actual_finish <= c.as_of THEN c.actual_finish
        WHEN c.is_finished THEN coalesce(c.finish, c.baseline_finish)
        WHEN coalesce(c.finish, c.actual_finish, c.baseline_finish) < c.as_of THEN c.as_of
        ELSE coalesce(c.finish, c.actual_finish, c.baseline_finish)
    END AS effective_finish
FROM converted c
