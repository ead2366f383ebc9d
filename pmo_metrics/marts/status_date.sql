-- one row: a status date, a day for which any project, milestone, task, risk, register, dependency or progress report speaks
-- (people's reports count only where nothing else is reported, so that a store of rosters has a date at all)
WITH portfolio AS (
    SELECT as_of FROM project
    UNION SELECT as_of FROM milestone
    UNION SELECT as_of FROM task
    UNION SELECT as_of FROM risk
    UNION SELECT as_of FROM register
    UNION SELECT as_of FROM dependency
    UNION SELECT as_of FROM progress
), people AS (
    SELECT as_of FROM person
    UNION SELECT as_of FROM assignment
), reported AS (
    SELECT as_of FROM portfolio WHERE as_of IS NOT NULL
    UNION
    SELECT as_of FROM people WHERE as_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM portfolio WHERE as_of IS NOT NULL)
)
SELECT as_of, lag(as_of) OVER (ORDER BY as_of) AS previous_as_of
FROM reported
