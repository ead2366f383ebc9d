-- one row: a milestone as reported, by a list of milestones or by a plan; where both name it, the list is believed
SELECT
    m.project_id, m.milestone_id, m.as_of, m.name, m.kind, m.owner, m.baseline_date, m.original_baseline_date,
    m.forecast_date, m.actual_date, m.status, m.weight, m.accepted_by, m.decision,
    m.seq, m.load_id, m.file, m.sheet, m."row", m.brought, CAST(NULL AS DATE) AS gone_on
FROM milestone m
UNION ALL
SELECT
    t.project_id, t.task_id AS milestone_id, t.as_of, t.name, t.kind, t.owner,
    coalesce(t.baseline_finish, t.baseline_start) AS baseline_date, CAST(NULL AS DATE) AS original_baseline_date,
    coalesce(t.finish, t.start) AS forecast_date, t.actual_finish AS actual_date,
    CASE t.task_state WHEN 'done' THEN 'done' WHEN 'cancelled' THEN 'cancelled' ELSE 'planned' END AS status,
    CAST(NULL AS DECIMAL(18,6)) AS weight, CAST(NULL AS VARCHAR) AS accepted_by, CAST(NULL AS VARCHAR) AS decision,
    t.seq, t.load_id, t.file, t.sheet, t."row", t.brought, t.valid_to AS gone_on
FROM task_report t
WHERE t.is_milestone AND NOT t.is_summary
    AND NOT EXISTS (
        SELECT 1 FROM milestone m WHERE m.project_id = t.project_id AND m.milestone_id = t.task_id)
    AND NOT EXISTS (
        SELECT 1 FROM milestone n WHERE n.project_id = t.project_id AND lower(trim(n.name)) = lower(trim(t.name)))
