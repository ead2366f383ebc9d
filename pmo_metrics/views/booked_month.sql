-- one row: the hours a person was booked for in a month, as planned at a status date
SELECT
    as_of, person_id, month,
    sum(CASE WHEN booking = 'hard' THEN hours ELSE 0 END) AS allocated_hours,
    sum(CASE WHEN booking = 'soft' THEN hours ELSE 0 END) AS soft_hours
FROM assignment_at
WHERE person_id IS NOT NULL AND coalesce(work_type, 'project') <> 'leave'
GROUP BY as_of, person_id, month
