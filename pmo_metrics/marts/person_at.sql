-- one row: a report of a person and the dates it holds for; the first roster holds for earlier dates too
WITH ranked AS (
    SELECT p.*, row_number() OVER (
        PARTITION BY p.person_id, p.as_of ORDER BY p.seq DESC, p."row" DESC, p.file DESC, p.sheet DESC
    ) AS place
    FROM person p
    -- a roster says who there is; the names in plans, of contractors too, add no capacity to it
    WHERE p.source <> 'plan_people' OR NOT EXISTS (SELECT 1 FROM person o WHERE o.source <> 'plan_people')
), first_roster AS (
    SELECT min(as_of) AS as_of FROM ranked
)
SELECT
    r.person_id, coalesce(r.name, r.person_id) AS person, r.role, r.org_unit, r.manager AS line_manager, r.location,
    CAST(coalesce(r.fte, 1) AS DECIMAL(20,6)) AS fte, coalesce(r.calendar_id, l.calendar) AS calendar_id,
    coalesce(r.start, DATE '0001-01-01') AS starts, coalesce(r.finish, DATE '9999-12-31') AS ends,
    CASE WHEN r.as_of = f.as_of THEN DATE '0001-01-01' ELSE r.as_of END AS valid_from,
    coalesce(lead(r.as_of) OVER (PARTITION BY r.person_id ORDER BY r.as_of), DATE '9999-12-31') AS valid_to,
    r.as_of AS reported_on, r.load_id, r.file, r.sheet, r."row"
FROM ranked r
CROSS JOIN first_roster f
CROSS JOIN limits l
WHERE r.place = 1
