-- one row: the hours a person could and could not work on a day, for each set of terms they were reported with
WITH terms AS (
    SELECT person_id, fte, calendar_id, starts, ends FROM person_at
    GROUP BY person_id, fte, calendar_id, starts, ends
), days AS (
    SELECT t.person_id, t.fte, t.calendar_id, t.starts, t.ends, d.day, d.month,
        CAST(d.hours * t.fte AS DECIMAL(30,6)) AS gross
    FROM terms t
    JOIN working_day d ON d.calendar_id = t.calendar_id AND d.day BETWEEN t.starts AND t.ends
), absences AS (
    SELECT a.person_id, a.start, a.finish, a.hours,
        row_number() OVER (ORDER BY a.person_id, a.start, a.finish, a.seq, a.file, a.sheet, a."row") AS absence_no
    FROM absence a
    WHERE coalesce(a.approved, true)
), spread AS (
    SELECT
        d.person_id, d.fte, d.calendar_id, d.starts, d.ends, d.day,
        CASE WHEN a.hours IS NULL THEN CAST(d.gross AS DOUBLE)
            ELSE CAST(a.hours AS DOUBLE) * d.gross / nullif(sum(CAST(d.gross AS DOUBLE)) OVER (
                PARTITION BY d.person_id, d.fte, d.calendar_id, d.starts, d.ends, a.absence_no), 0)
        END AS absent
    FROM days d
    JOIN absences a ON a.person_id = d.person_id AND d.day BETWEEN a.start AND a.finish
), absent_on AS (
    SELECT person_id, fte, calendar_id, starts, ends, day, sum(absent) AS absent FROM spread
    GROUP BY person_id, fte, calendar_id, starts, ends, day
), leave_on AS (
    SELECT person_id, date AS day, sum(CAST(hours AS DOUBLE)) AS absent FROM timesheet WHERE work_type = 'leave'
    GROUP BY person_id, date
)
SELECT
    d.person_id, d.fte, d.calendar_id, d.starts, d.ends, d.day, d.month, d.gross,
    -- leave may stand in both lists: the longer statement of a day counts, and no more than the day has
    CAST(least(CAST(d.gross AS DOUBLE), greatest(coalesce(a.absent, 0), coalesce(v.absent, 0))) AS DECIMAL(30,6)) AS absent
FROM days d
LEFT JOIN absent_on a ON a.person_id = d.person_id AND a.fte = d.fte AND a.calendar_id = d.calendar_id
    AND a.starts = d.starts AND a.ends = d.ends AND a.day = d.day
LEFT JOIN leave_on v ON v.person_id = d.person_id AND v.day = d.day
