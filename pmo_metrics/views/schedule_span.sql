-- one row: the first and last day that schedules speak of, at most twenty years from the latest status date
-- (a mistyped year must not make a calendar of centuries)
WITH latest AS (
    SELECT max(as_of) AS day FROM status_date
), stated AS (
    SELECT baseline_date AS day FROM milestone
    UNION
    SELECT forecast_date FROM milestone
    UNION
    SELECT actual_date FROM milestone
    UNION
    SELECT baseline_finish FROM task
    UNION
    SELECT finish FROM task
    UNION
    SELECT actual_finish FROM task
    UNION
    SELECT as_of FROM milestone
    UNION
    SELECT as_of FROM task
    UNION
    SELECT as_of FROM status_date
    UNION
    -- the day before a baseline: its own first day counts
    SELECT CAST(baseline_start - INTERVAL 1 DAY AS DATE) FROM project
    UNION
    SELECT baseline_finish FROM project
    UNION
    SELECT original_baseline_finish FROM project
), near AS (
    SELECT s.day FROM stated s CROSS JOIN latest l
    WHERE s.day IS NOT NULL AND abs(date_diff('year', s.day, l.day)) <= 20
)
SELECT min(n.day) AS first_day, greatest(max(n.day), max(l.day)) AS last_day
FROM near n
CROSS JOIN latest l
