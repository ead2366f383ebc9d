-- one row: a person's latest completion of a course or certificate known at a status date, and the days it still holds
WITH known AS (
    SELECT s.as_of, t.*, row_number() OVER (
        PARTITION BY s.as_of, t.person_id, t.course
        ORDER BY t.completed_on DESC NULLS LAST, t.valid_until DESC NULLS LAST, t.seq DESC, t."row" DESC
    ) AS place
    FROM training t
    JOIN status_date s ON s.as_of >= coalesce(t.completed_on, DATE '0001-01-01')
)
SELECT
    k.as_of, k.person_id, coalesce(p.person, k.person_id) AS person, p.role, p.org_unit, p.line_manager,
    k.course, k.mandatory, k.completed_on, k.valid_until, date_diff('day', k.as_of, k.valid_until) AS days_left,
    k.load_id, k.file, k.sheet, k."row"
FROM known k
LEFT JOIN person_at p ON p.person_id = k.person_id AND k.as_of >= p.valid_from AND k.as_of < p.valid_to
WHERE k.place = 1
