-- one row: what became of a project's baseline by a status date: the first one known, when and how often it was changed
-- (a change is another approved budget or baseline finish than the report before stated; in the project's own currency)
WITH reported AS (
    SELECT
        p.*, last_value(p.budget IGNORE NULLS) OVER earlier AS budget_before,
        last_value(p.baseline_finish IGNORE NULLS) OVER earlier AS finish_before,
        first_value(p.budget IGNORE NULLS) OVER so_far AS first_budget,
        first_value(p.baseline_start IGNORE NULLS) OVER so_far AS first_start,
        first_value(p.baseline_finish IGNORE NULLS) OVER so_far AS first_finish
    FROM project_at p
    WINDOW so_far AS (PARTITION BY p.project_id ORDER BY p.as_of ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        earlier AS (PARTITION BY p.project_id ORDER BY p.as_of ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), compared AS (
    SELECT r.*, coalesce(r.budget <> r.budget_before, false) OR coalesce(r.baseline_finish <> r.finish_before, false)
        AS is_changed
    FROM reported r
)
SELECT
    c.as_of, c.project_id, coalesce(c.original_budget, c.first_budget) AS original_budget,
    c.first_start AS original_start, coalesce(c.original_baseline_finish, c.first_finish) AS original_finish,
    CASE WHEN c.original_budget IS NOT NULL OR c.original_baseline_finish IS NOT NULL THEN 'stated'
        WHEN c.first_budget IS NOT NULL OR c.first_finish IS NOT NULL THEN 'first_report' END AS original_basis,
    CAST(sum(CASE WHEN c.is_changed THEN 1 ELSE 0 END) OVER so_far AS BIGINT) AS baseline_changes,
    max(CASE WHEN c.is_changed THEN c.as_of END) OVER so_far AS rebaselined_on,
    max(CASE WHEN c.reported_rag = 'reset' THEN c.as_of END) OVER so_far AS reset_on
FROM compared c
WINDOW so_far AS (PARTITION BY c.project_id ORDER BY c.as_of ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
