-- one row: the working hours of a day in a calendar, the latest statement of them
WITH ranked AS (
    SELECT d.*, row_number() OVER (PARTITION BY d.calendar_id, d.date ORDER BY d.seq DESC, d."row" DESC) AS place
    FROM calendar_day d
    CROSS JOIN calendar_span s
    WHERE d.date BETWEEN s.first_month AND s.last_day
)
SELECT calendar_id, date AS day, CAST(date_trunc('month', date) AS DATE) AS month, hours, name
FROM ranked
WHERE place = 1
