-- one row: planned work at a status date for which no person is named yet
SELECT
    a.as_of, a.role, a.month, a.project_id, coalesce(d.project, a.project_id) AS project,
    d.portfolio, d.program, d.department, d.region, d.manager, d.status, coalesce(d.rag, 'not_reported') AS rag,
    a.hours, a.booking, a.probability, a.reported_on, a.load_id, a.file, a.sheet, a."row"
FROM assignment_at a
LEFT JOIN project_dim d ON d.project_id = a.project_id AND d.as_of = a.as_of
WHERE a.person_id IS NULL AND coalesce(a.work_type, 'project') <> 'leave'
