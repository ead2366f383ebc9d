-- one row: how a project is described at a status date; before its first report, as it is described in that
WITH first_report AS (
    SELECT p.*, row_number() OVER (PARTITION BY p.project_id ORDER BY p.as_of) AS place FROM project_merged p
)
SELECT as_of, project_id, project, portfolio, program, department, region, manager, status, rag, currency, calendar_id
FROM project_at
UNION ALL
SELECT
    s.as_of, p.project_id, coalesce(p.name, p.project_id) AS project, p.portfolio, p.program, p.department, p.region,
    p.manager, p.status, 'not_reported' AS rag, p.currency, p.calendar_id
FROM first_report p
JOIN status_date s ON s.as_of < p.as_of
WHERE p.place = 1
