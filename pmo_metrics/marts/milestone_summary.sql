-- one row: what the milestones of a project say at a status date
WITH upcoming AS (
    SELECT as_of, project_id, milestone, effective_date,
        row_number() OVER (PARTITION BY as_of, project_id ORDER BY effective_date, milestone_id) AS place
    FROM milestone_status
    WHERE is_open AND effective_date IS NOT NULL AND state <> 'data_error'
), counted AS (
    SELECT
        as_of, project_id,
        sum(CASE WHEN state = 'overdue' THEN 1 ELSE 0 END) AS overdue,
        sum(CASE WHEN state = 'forecast_late' THEN 1 ELSE 0 END) AS late,
        sum(CASE WHEN state NOT IN ('cancelled', 'data_error', 'unbaselined') THEN 1 ELSE 0 END) AS assessable,
        max(CASE WHEN state = 'overdue' THEN date_diff('day', baseline_date, as_of) END) AS overdue_days,
        max(CASE WHEN state = 'forecast_late' THEN slip_days END) AS late_days
    FROM milestone_status
    GROUP BY as_of, project_id
)
SELECT
    c.as_of, c.project_id, CAST(c.overdue AS BIGINT) AS milestones_overdue, CAST(c.late AS BIGINT) AS milestones_late,
    CAST(c.assessable AS BIGINT) AS milestones_assessable, c.overdue_days, c.late_days,
    u.milestone AS next_milestone, u.effective_date AS next_milestone_date
FROM counted c
LEFT JOIN upcoming u ON u.as_of = c.as_of AND u.project_id = c.project_id AND u.place = 1
