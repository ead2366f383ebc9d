-- one row: planned work at a status date, its latest report carried forward; the first plan holds for earlier dates too
-- (a plan file holds all work of its project: it is a first plan of its own, and what the next one leaves out is planned no more)
WITH ranked AS (
    SELECT a.*, CASE WHEN a.source = 'plan_work' THEN a.project_id ELSE '' END AS plan, dense_rank() OVER (
        PARTITION BY a.project_id, coalesce(a.person_id, ''), coalesce(a.role, ''), a.period, a.as_of ORDER BY a.seq DESC
    ) AS load_place
    FROM assignment a
    -- where a list of assignments tells of a project, its plan would tell the same hours again
    WHERE a.source <> 'plan_work' OR a.project_id NOT IN (SELECT o.project_id FROM assignment o WHERE o.source <> 'plan_work')
), first_plan AS (
    SELECT plan, min(as_of) AS as_of FROM ranked GROUP BY plan
), plan_day AS (
    SELECT DISTINCT project_id, as_of FROM assignment WHERE source = 'plan_work'
), next_plan AS (
    SELECT p.project_id, p.as_of, lead(p.as_of) OVER (PARTITION BY p.project_id ORDER BY p.as_of) AS next_as_of FROM plan_day p
), dated AS (
    SELECT project_id, coalesce(person_id, '') AS person_key, coalesce(role, '') AS role_key, period, as_of,
        lead(as_of) OVER (
            PARTITION BY project_id, coalesce(person_id, ''), coalesce(role, ''), period ORDER BY as_of
        ) AS next_as_of
    FROM ranked
    GROUP BY project_id, coalesce(person_id, ''), coalesce(role, ''), period, as_of
)
SELECT
    s.as_of, r.project_id, r.person_id, r.role, CAST(date_trunc('month', r.period) AS DATE) AS month, r.hours,
    coalesce(r.booking, 'hard') AS booking, r.probability, r.work_type,
    r.as_of AS reported_on, r.load_id, r.file, r.sheet, r."row"
FROM ranked r
JOIN dated d ON d.project_id = r.project_id AND d.person_key = coalesce(r.person_id, '')
    AND d.role_key = coalesce(r.role, '') AND d.period = r.period AND d.as_of = r.as_of
LEFT JOIN next_plan n ON n.project_id = r.plan AND n.as_of = r.as_of
JOIN first_plan f ON f.plan = r.plan
JOIN status_date s ON s.as_of >= CASE WHEN r.as_of = f.as_of THEN DATE '0001-01-01' ELSE r.as_of END
    AND s.as_of < least(coalesce(d.next_as_of, DATE '9999-12-31'), coalesce(n.next_as_of, DATE '9999-12-31'))
WHERE r.load_place = 1
