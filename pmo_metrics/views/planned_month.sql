-- one row: a month that people's work is planned or booked for, at most ten years from the latest status date
-- (a mistyped year must not make a calendar of centuries); the months of the status dates where there is no such work
WITH latest AS (
    SELECT max(as_of) AS day FROM status_date
), stated AS (
    SELECT CAST(date_trunc('month', date) AS DATE) AS month FROM timesheet
    UNION
    SELECT CAST(date_trunc('month', period) AS DATE) AS month FROM assignment
), near AS (
    SELECT s.month FROM stated s CROSS JOIN latest l
    WHERE s.month IS NOT NULL AND (l.day IS NULL OR abs(date_diff('year', s.month, l.day)) <= 10)
)
SELECT month FROM near
UNION
SELECT CAST(date_trunc('month', as_of) AS DATE) AS month FROM status_date
WHERE NOT EXISTS (SELECT 1 FROM near) AND EXISTS (SELECT 1 FROM person)
