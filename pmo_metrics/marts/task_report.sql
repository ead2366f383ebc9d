-- one row: a task as one report says it, until the next report of it; a plan that leaves a task out has removed it
WITH ranked AS (
    SELECT t.*, row_number() OVER (
        PARTITION BY t.project_id, t.task_id, t.as_of ORDER BY t.seq DESC, t."row" DESC, t.file DESC, t.sheet DESC
    ) AS place
    FROM task t
), reports AS (
    SELECT r.*, lead(r.as_of) OVER (PARTITION BY r.project_id, r.task_id ORDER BY r.as_of) AS next_report
    FROM ranked r WHERE r.place = 1
), plan_day AS (
    SELECT DISTINCT project_id, source, as_of FROM task WHERE source IN ('ms_project', 'primavera', 'gnome_planner')
), plan AS (
    SELECT p.project_id, p.source, p.as_of, lead(p.as_of) OVER (
        PARTITION BY p.project_id, p.source ORDER BY p.as_of
    ) AS next_plan
    FROM plan_day p
)
SELECT
    r.project_id, r.task_id, r.as_of,
    CASE WHEN p.next_plan < coalesce(r.next_report, DATE '9999-12-31') THEN p.next_plan ELSE r.next_report END AS valid_to,
    r.name, r.kind, coalesce(r.is_summary, false) AS is_summary, coalesce(r.is_milestone, false) AS is_milestone,
    r.wbs, r.parent_id, r.status, r.tool_state, r.owner, r.priority, r.start, r.finish, r.baseline_start,
    r.baseline_finish, r.actual_start, coalesce(r.actual_finish, r.resolved_on) AS actual_finish,
    r.percent_complete, r.duration_days, r.work_hours, r.actual_hours, r.remaining_hours, r.created_on,
    r.total_float_days, r.constraint_type, r.baseline_cost, r.cost,
    r.actual_cost, r.currency,
    -- the state the tool says; where it says none, what the dates and per cent complete show
    CASE
        WHEN r.status IS NOT NULL THEN r.status
        WHEN r.actual_finish IS NOT NULL OR r.resolved_on IS NOT NULL OR r.percent_complete >= 1 THEN 'done'
        WHEN r.percent_complete > 0 OR r.actual_start IS NOT NULL OR r.actual_hours > 0 THEN 'in_progress'
        ELSE 'not_started'
    END AS task_state,
    r.load_id, r.seq, r.source, r.file, r.sheet, r."row", r.brought
FROM reports r
LEFT JOIN plan p ON p.project_id = r.project_id AND p.source = r.source AND p.as_of = r.as_of
