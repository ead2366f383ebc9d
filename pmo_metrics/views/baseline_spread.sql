-- one row: a project's current or original baseline at a status date: its working days, and how many of them have passed
-- (a baseline without any working day counts as one, passed when its finish is)
WITH baseline AS (
    SELECT p.as_of, p.project_id, p.calendar_id, 'current' AS version, p.baseline_start AS start, p.baseline_finish AS finish
    FROM project_at p
    UNION ALL
    SELECT b.as_of, b.project_id, p.calendar_id, 'original' AS version, b.original_start AS start, b.original_finish AS finish
    FROM baseline_at b
    JOIN project_at p ON p.project_id = b.project_id AND p.as_of = b.as_of
), counted AS (
    SELECT
        b.as_of, b.project_id, b.version, coalesce(b.calendar_id, l.calendar) AS calendar_id, b.start, b.finish,
        s.working_days AS days_before, e.working_days - s.working_days AS days, a.working_days - s.working_days AS passed
    FROM baseline b
    CROSS JOIN limits l
    JOIN working_count s ON s.calendar_id = coalesce(b.calendar_id, l.calendar)
        AND s.day = CAST(b.start - INTERVAL 1 DAY AS DATE)
    JOIN working_count e ON e.calendar_id = coalesce(b.calendar_id, l.calendar) AND e.day = b.finish
    JOIN working_count a ON a.calendar_id = coalesce(b.calendar_id, l.calendar) AND a.day = b.as_of
    WHERE b.finish >= b.start
)
SELECT
    as_of, project_id, version, calendar_id, start, finish, days_before, greatest(days, 1) AS days_planned,
    CASE WHEN days = 0 AND as_of >= finish THEN 1 ELSE least(greatest(passed, 0), days) END AS days_done
FROM counted
