-- one row: a person, or with no person a whole role, in the fullest of the three months ahead of a status date
WITH ahead AS (
    SELECT m.* FROM person_month m
    WHERE m.allocated_hours IS NOT NULL AND m.available_hours IS NOT NULL AND m.role IS NOT NULL
        AND last_day(m.month) > m.as_of AND m.month < m.as_of + INTERVAL 3 MONTH
), unnamed AS (
    SELECT as_of, role, month, sum(hours) AS hours FROM role_demand WHERE booking = 'hard'
    GROUP BY as_of, role, month
), loaded AS (
    SELECT
        as_of, role, person_id, person, month, allocated_hours AS booked, available_hours AS available,
        CAST(NULL AS DECIMAL(28,2)) AS unnamed_hours, load_id, file, sheet, "row"
    FROM ahead
    UNION ALL
    SELECT
        a.as_of, a.role, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), a.month,
        CAST(sum(a.allocated_hours) AS DECIMAL(28,2)), CAST(sum(a.available_hours) AS DECIMAL(28,2)),
        CAST(coalesce(max(u.hours), 0) AS DECIMAL(28,2)), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
        CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT)
    FROM ahead a
    LEFT JOIN unnamed u ON u.as_of = a.as_of AND u.role = a.role AND u.month = a.month
    GROUP BY a.as_of, a.role, a.month
), ranked AS (
    SELECT
        l.*, CAST(booked AS DOUBLE) / nullif(CAST(available AS DOUBLE), 0) AS share,
        row_number() OVER (
            PARTITION BY as_of, role, person_id
            ORDER BY CAST(booked AS DOUBLE) / nullif(CAST(available AS DOUBLE), 0) DESC NULLS LAST, month
        ) AS place
    FROM loaded l
)
SELECT
    as_of, role, person_id, person, month, booked, available, share, unnamed_hours,
    max(CASE WHEN person_id IS NULL THEN share END) OVER (PARTITION BY as_of, role) AS role_share,
    load_id, file, sheet, "row"
FROM ranked
WHERE place = 1
