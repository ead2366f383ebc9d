-- one row: a task at a status date, its latest report carried forward
SELECT
    s.as_of, r.project_id, coalesce(d.project, r.project_id) AS project,
    d.portfolio, d.program, d.department, d.region, d.manager, d.status, coalesce(d.rag, 'not_reported') AS rag,
    r.task_id, coalesce(r.name, r.task_id) AS task, r.kind, r.is_summary, r.is_milestone, r.wbs, r.parent_id,
    r.task_state, r.tool_state, r.task_state IN ('not_started', 'in_progress') AS is_open,
    r.task_state IN ('not_started', 'in_progress') AND r.finish < s.as_of AS is_overdue,
    CASE WHEN r.task_state IN ('not_started', 'in_progress') AND r.finish < s.as_of
        THEN date_diff('day', r.finish, s.as_of) END AS overdue_days,
    r.owner, r.priority, r.start, r.finish, r.baseline_start, r.baseline_finish, r.actual_start, r.actual_finish,
    r.percent_complete, r.duration_days, r.work_hours, r.actual_hours, r.remaining_hours, r.created_on,
    r.total_float_days, r.constraint_type,
    r.as_of AS reported_on, r.load_id, r.file, r.sheet, r."row"
FROM task_report r
JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
LEFT JOIN project_dim d ON d.project_id = r.project_id AND d.as_of = s.as_of
