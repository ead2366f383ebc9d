-- one row: how many working days a calendar has had by a day; between two days lie as many as their counts differ
WITH ranked AS (
    SELECT d.*, row_number() OVER (PARTITION BY d.calendar_id, d.date ORDER BY d.seq DESC, d."row" DESC) AS place
    FROM calendar_day d
    CROSS JOIN schedule_span s
    WHERE d.date BETWEEN s.first_day AND s.last_day
)
SELECT
    calendar_id, date AS day,
    CAST(sum(CASE WHEN hours > 0 THEN 1 ELSE 0 END) OVER (
        PARTITION BY calendar_id ORDER BY date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS BIGINT) AS working_days
FROM ranked
WHERE place = 1
