-- one row: the hours a person had worked in a month by a status date
WITH closed AS (
    SELECT
        person_id, CAST(date_trunc('month', date) AS DATE) AS month,
        sum(CASE WHEN coalesce(work_type, 'project') <> 'leave' THEN hours ELSE 0 END) AS worked_hours,
        sum(CASE WHEN coalesce(work_type, 'project') = 'project' AND project_id IS NOT NULL THEN hours ELSE 0 END)
            AS project_hours
    FROM timesheet
    GROUP BY person_id, CAST(date_trunc('month', date) AS DATE)
)
SELECT s.as_of, c.person_id, c.month, c.worked_hours, c.project_hours
FROM status_date s
JOIN closed c ON last_day(c.month) <= s.as_of
UNION ALL
SELECT
    s.as_of, t.person_id, CAST(date_trunc('month', s.as_of) AS DATE) AS month,
    sum(CASE WHEN coalesce(t.work_type, 'project') <> 'leave' THEN t.hours ELSE 0 END) AS worked_hours,
    sum(CASE WHEN coalesce(t.work_type, 'project') = 'project' AND t.project_id IS NOT NULL THEN t.hours ELSE 0 END)
        AS project_hours
FROM status_date s
JOIN timesheet t ON t.date <= s.as_of AND t.date >= CAST(date_trunc('month', s.as_of) AS DATE)
WHERE last_day(s.as_of) > s.as_of
GROUP BY s.as_of, t.person_id
