-- one row: the hours of a month under a person's terms
SELECT
    person_id, fte, calendar_id, starts, ends, month, sum(gross) AS gross_hours, sum(absent) AS absence_hours
FROM person_day
GROUP BY person_id, fte, calendar_id, starts, ends, month
