-- one row: a month of a project's phased budget: what is planned to be spent before it and by its end
-- (from the first to the last month with money; a plan of which a line has no rate is left out: its part would look like the whole)
WITH by_month AS (
    SELECT project_id, month, sum(amount) AS amount, max(CASE WHEN fx_missing THEN 1 ELSE 0 END) AS gap
    FROM cost_month
    WHERE kind = 'budget'
    GROUP BY project_id, month
), whole AS (
    SELECT
        project_id, sum(amount) AS total, min(CASE WHEN amount <> 0 THEN month END) AS first_month,
        max(CASE WHEN amount <> 0 THEN month END) AS last_month
    FROM by_month
    GROUP BY project_id
    HAVING max(gap) = 0
)
SELECT
    m.project_id, m.month, w.first_month AS plan_start, last_day(w.last_month) AS plan_finish,
    CAST(w.total AS DECIMAL(24,2)) AS total,
    CAST(sum(m.amount) OVER so_far - m.amount AS DECIMAL(24,2)) AS planned_before,
    CAST(sum(m.amount) OVER so_far AS DECIMAL(24,2)) AS planned_by_end
FROM by_month m
JOIN whole w ON w.project_id = m.project_id AND w.total <> 0 AND m.month BETWEEN w.first_month AND w.last_month
WINDOW so_far AS (PARTITION BY m.project_id ORDER BY m.month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
