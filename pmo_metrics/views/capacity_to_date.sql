-- one row: the available hours under a person's terms in the month of a status date, up to that date
SELECT
    s.as_of, d.person_id, d.fte, d.calendar_id, d.starts, d.ends, d.month,
    sum(CASE WHEN d.day <= s.as_of THEN d.gross - d.absent ELSE 0 END) AS available_to_date
FROM status_date s
JOIN person_day d ON d.month = CAST(date_trunc('month', s.as_of) AS DATE)
GROUP BY s.as_of, d.person_id, d.fte, d.calendar_id, d.starts, d.ends, d.month
