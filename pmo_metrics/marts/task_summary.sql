-- one row: what the tasks of a project come to at a status date; summaries and cancelled tasks are never summed
-- (weighted by work where every task states some, else by duration, else each task counts the same; milestones do not count;
-- a task without a per cent complete has that of its hours, spent by spent and remaining; without those it counts when done)
WITH own AS (
    SELECT
        s.as_of, r.project_id, r.task_state, r.work_hours, r.duration_days, r.actual_hours, r.remaining_hours,
        r.task_state <> 'done' AND r.finish < s.as_of AS is_overdue,
        CASE
            WHEN r.task_state = 'done' THEN 1
            WHEN r.percent_complete IS NOT NULL THEN CAST(r.percent_complete AS DOUBLE)
            ELSE coalesce(CAST(r.actual_hours AS DOUBLE)
                / nullif(CAST(r.actual_hours AS DOUBLE) + CAST(r.remaining_hours AS DOUBLE), 0), 0)
        END AS share
    FROM task_report r
    JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
    WHERE NOT r.is_summary AND NOT r.is_milestone AND r.task_state <> 'cancelled'
), counted AS (
    SELECT
        as_of, project_id, count(*) AS tasks,
        sum(CASE WHEN task_state = 'done' THEN 1 ELSE 0 END) AS done,
        sum(CASE WHEN is_overdue THEN 1 ELSE 0 END) AS overdue,
        sum(CASE WHEN work_hours > 0 THEN 1 ELSE 0 END) AS with_work,
        sum(CASE WHEN duration_days > 0 THEN 1 ELSE 0 END) AS with_duration,
        sum(work_hours) AS work_hours, sum(actual_hours) AS actual_hours, sum(remaining_hours) AS remaining_hours,
        sum(duration_days) AS duration_days,
        sum(share * work_hours) AS done_work, sum(share * duration_days) AS done_duration, sum(share) AS done_count
    FROM own
    GROUP BY as_of, project_id
)
SELECT
    as_of, project_id, CAST(tasks AS BIGINT) AS tasks, CAST(done AS BIGINT) AS tasks_done,
    CAST(overdue AS BIGINT) AS tasks_overdue, work_hours, actual_hours, remaining_hours,
    CASE WHEN with_work = tasks THEN 'tasks_by_work' WHEN with_duration = tasks THEN 'tasks_by_duration'
        ELSE 'tasks_by_count' END AS progress_basis,
    CAST(round(CASE
        WHEN with_work = tasks THEN CAST(done_work AS DOUBLE) / nullif(CAST(work_hours AS DOUBLE), 0)
        WHEN with_duration = tasks THEN CAST(done_duration AS DOUBLE) / nullif(CAST(duration_days AS DOUBLE), 0)
        ELSE CAST(done_count AS DOUBLE) / nullif(CAST(tasks AS DOUBLE), 0)
    END, 6) AS DECIMAL(9,6)) AS percent_complete
FROM counted
