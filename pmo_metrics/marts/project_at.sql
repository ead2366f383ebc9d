-- one row: what was known of a project at a status date, its latest report carried forward, in its own currency
SELECT
    s.as_of, s.previous_as_of, p.as_of AS reported_on, p.project_id, coalesce(p.name, p.project_id) AS project,
    p.portfolio, p.program, p.department, p.region, p.manager, p.status,
    coalesce(p.reported_rag, 'not_reported') AS rag,
    p.sponsor, p.stage, p.priority, p.methodology, p.objective_id, p.calendar_id,
    p.reported_rag, p.reported_schedule_rag, p.reported_cost_rag, p.reported_scope_rag, p.reported_resource_rag,
    p.currency, p.budget, p.original_budget, p.forecast_cost, p.actual_cost, p.benefit,
    p.contingency, p.contingency_left,
    p.percent_complete, p.percent_complete_on,
    p.baseline_start, p.baseline_finish, p.original_baseline_finish, p.start, p.finish, p.actual_start, p.actual_finish,
    p.narrative, p.ask, p.load_id, p.file, p.sheet, p."row"
FROM project_merged p
JOIN status_date s ON s.as_of >= p.as_of AND s.as_of < coalesce(p.valid_to, DATE '9999-12-31')
