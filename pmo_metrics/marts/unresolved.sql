-- one row: a project or person that a table speaks of and no list describes, with the money and hours that hang on it
WITH described AS (
    SELECT DISTINCT 'project' AS kind, project_id AS id FROM project
    UNION
    SELECT DISTINCT 'person' AS kind, person_id AS id FROM person
), spoken AS (
    SELECT 'project' AS kind, project_id AS id, 'cost' AS in_table, file, CAST(NULL AS DECIMAL(12,2)) AS hours FROM cost
    UNION ALL
    SELECT 'project', project_id, 'timesheet', file, hours FROM timesheet
    UNION ALL
    SELECT 'project', project_id, 'assignment', file, hours FROM assignment
    UNION ALL
    SELECT 'project', project_id, 'milestone', file, NULL FROM milestone
    UNION ALL
    SELECT 'project', project_id, 'risk', file, NULL FROM risk
    UNION ALL
    SELECT 'project', project_id, 'progress', file, NULL FROM progress
    UNION ALL
    SELECT 'project', project_id, 'task', file, NULL FROM task
    UNION ALL
    SELECT 'project', project_id, 'register', file, NULL FROM register
    UNION ALL
    SELECT 'project', project_id, 'benefit', file, NULL FROM benefit
    UNION ALL
    SELECT 'project', project_id, 'dependency', file, NULL FROM dependency_status WHERE as_of = reported_on
    UNION ALL
    SELECT 'project', needs_project_id, 'dependency', file, NULL FROM dependency_status WHERE as_of = reported_on
    UNION ALL
    SELECT 'project', project_id, 'lesson', file, NULL FROM lesson
    UNION ALL
    SELECT 'person', person_id, 'training', file, NULL FROM training
    UNION ALL
    SELECT 'person', person_id, 'timesheet', file, hours FROM timesheet
    UNION ALL
    SELECT 'person', person_id, 'assignment', file, hours FROM assignment
    UNION ALL
    SELECT 'person', person_id, 'absence', file, hours FROM absence
), money AS (
    SELECT
        project_id,
        CASE WHEN count(*) = count(amount) THEN sum(CASE WHEN kind = 'actual' THEN amount ELSE 0 END) END AS actual,
        CASE WHEN count(*) = count(amount) THEN sum(CASE WHEN kind = 'budget' THEN amount ELSE 0 END) END AS planned
    FROM cost_month
    GROUP BY project_id
), summed AS (
    SELECT
        s.kind, s.id, s.in_table, count(*) AS lines, sum(s.hours) AS hours, min(s.file) AS file,
        count(DISTINCT s.file) AS files
    FROM spoken s
    LEFT JOIN described d ON d.kind = s.kind AND d.id = s.id
    WHERE s.id IS NOT NULL AND d.id IS NULL
    GROUP BY s.kind, s.id, s.in_table
)
SELECT
    s.kind AS thing, s.id, s.in_table AS "table", s.lines,
    CASE WHEN s.in_table = 'cost' THEN CAST(m.actual AS DECIMAL(24,2)) END AS actual_cost,
    CASE WHEN s.in_table = 'cost' THEN CAST(m.planned AS DECIMAL(24,2)) END AS budget,
    CAST(s.hours AS DECIMAL(18,2)) AS hours, s.file, s.files
FROM summed s
LEFT JOIN money m ON m.project_id = s.id AND s.kind = 'project'
