-- one row: a person's hours in a month, as known at a status date
WITH roster AS (
    SELECT s.as_of, p.*
    FROM status_date s
    JOIN person_at p ON s.as_of >= p.valid_from AND s.as_of < p.valid_to
), month AS (
    SELECT month FROM working_day GROUP BY month
), plan AS (
    SELECT as_of, month FROM assignment_at GROUP BY as_of, month
), wanted AS (
    SELECT r.as_of, r.person_id, m.month FROM roster r CROSS JOIN month m
    WHERE r.starts <= last_day(m.month) AND r.ends >= m.month
    UNION
    SELECT as_of, person_id, month FROM worked_month
    UNION
    SELECT as_of, person_id, month FROM booked_month
), gathered AS (
    SELECT
        k.as_of, k.person_id, k.month, r.person, r.role, r.org_unit, r.line_manager, r.location,
        CASE WHEN r.person_id IS NOT NULL THEN coalesce(c.gross_hours, 0) END AS gross,
        CASE WHEN r.person_id IS NOT NULL THEN coalesce(c.absence_hours, 0) END AS absent,
        CASE
            WHEN r.person_id IS NULL OR k.month > k.as_of THEN NULL
            WHEN last_day(k.month) <= k.as_of THEN coalesce(c.gross_hours - c.absence_hours, 0)
            ELSE coalesce(t.available_to_date, 0)
        END AS to_date,
        w.worked_hours, w.project_hours,
        CASE WHEN p.month IS NOT NULL THEN coalesce(b.allocated_hours, 0) END AS allocated,
        CASE WHEN p.month IS NOT NULL THEN coalesce(b.soft_hours, 0) END AS soft,
        r.reported_on, r.load_id, r.file, r.sheet, r."row"
    FROM wanted k
    LEFT JOIN roster r ON r.as_of = k.as_of AND r.person_id = k.person_id
    LEFT JOIN capacity_month c ON c.person_id = r.person_id AND c.fte = r.fte AND c.calendar_id = r.calendar_id
        AND c.starts = r.starts AND c.ends = r.ends AND c.month = k.month
    LEFT JOIN capacity_to_date t ON t.as_of = k.as_of AND t.person_id = r.person_id AND t.fte = r.fte
        AND t.calendar_id = r.calendar_id AND t.starts = r.starts AND t.ends = r.ends AND t.month = k.month
    LEFT JOIN worked_month w ON w.as_of = k.as_of AND w.person_id = k.person_id AND w.month = k.month
    LEFT JOIN booked_month b ON b.as_of = k.as_of AND b.person_id = k.person_id AND b.month = k.month
    LEFT JOIN plan p ON p.as_of = k.as_of AND p.month = k.month
)
SELECT
    g.as_of, g.person_id, coalesce(g.person, g.person_id) AS person, g.role, g.org_unit, g.line_manager, g.location,
    g.month, CAST(g.gross AS DECIMAL(28,2)) AS gross_hours, CAST(g.absent AS DECIMAL(28,2)) AS absence_hours,
    CAST(g.gross - g.absent AS DECIMAL(28,2)) AS available_hours, CAST(g.to_date AS DECIMAL(28,2)) AS available_to_date,
    CAST(g.worked_hours AS DECIMAL(28,2)) AS worked_hours, CAST(g.project_hours AS DECIMAL(28,2)) AS project_hours,
    CAST(g.allocated AS DECIMAL(28,2)) AS allocated_hours, CAST(g.soft AS DECIMAL(28,2)) AS soft_hours,
    CASE WHEN g.gross IS NULL OR g.allocated IS NULL THEN NULL
        ELSE CAST(greatest(0, g.allocated - (g.gross - g.absent)) AS DECIMAL(28,2)) END AS over_hours,
    g.reported_on, g.load_id, g.file, g.sheet, g."row"
FROM gathered g
