-- one row: the first and last day that any working calendar is filled for, by people's work and by schedules
WITH span AS (
    SELECT first_month AS first_day, last_day FROM calendar_span
    UNION ALL
    SELECT first_day, last_day FROM schedule_span
)
SELECT min(first_day) AS first_day, max(last_day) AS last_day
FROM span
