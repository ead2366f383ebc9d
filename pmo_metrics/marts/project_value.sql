-- one row: a project's planned value, earned value and actual cost at a status date, in the reporting currency
-- (figures a progress report states, else: PV from budget lines, or the budget spread evenly over the working days of the
-- baseline; EV from percent complete: the share of a later report wins, and where no report states one it is rolled up from
-- the tasks; nothing is clipped, so EV above BAC stays visible as a fault; the original baseline is always spread, and what
-- is done earns the same share of its budget)
WITH budget_span AS (
    SELECT DISTINCT project_id, plan_start, plan_finish FROM budget_curve
), gathered AS (
    SELECT
        p.as_of, p.project_id, m.is_cancelled, m.is_finished, m.effective_finish, m.budget AS bac, m.actual_cost,
        p.baseline_start, p.baseline_finish, m.budget_lines, m.budget_lines_to_date,
        b.plan_start AS budget_start, b.plan_finish AS budget_finish,
        CAST(o.original_budget * f.rate AS DECIMAL(24,2)) AS original_bac, o.original_finish,
        s.days_done, s.days_planned, x.days_done AS original_days_done, x.days_planned AS original_days_planned,
        g.pv, g.ev, g.ac, coalesce(g.states_pv, false) AS states_pv, coalesce(g.states_ev, false) AS states_ev,
        coalesce(g.states_ac, false) AS states_ac, coalesce(g.fx_missing, false) AS progress_gap, g.progress_on,
        coalesce(CASE
            WHEN g.percent_complete IS NULL THEN p.percent_complete
            WHEN p.percent_complete IS NULL OR p.percent_complete_on <= g.progress_on THEN g.percent_complete
            ELSE p.percent_complete
        END, t.percent_complete) AS share,
        CASE WHEN coalesce(g.percent_complete, p.percent_complete) IS NOT NULL THEN 'stated'
            ELSE t.progress_basis END AS progress_basis
    FROM project_at p
    JOIN project_money m ON m.project_id = p.project_id AND m.as_of = p.as_of
    JOIN baseline_at o ON o.project_id = p.project_id AND o.as_of = p.as_of
    LEFT JOIN rate_on f ON f.day = p.as_of AND f.currency = coalesce(p.currency, '')
    LEFT JOIN budget_span b ON b.project_id = p.project_id
    LEFT JOIN baseline_spread s ON s.project_id = p.project_id AND s.as_of = p.as_of AND s.version = 'current'
    LEFT JOIN baseline_spread x ON x.project_id = p.project_id AND x.as_of = p.as_of AND x.version = 'original'
    LEFT JOIN progress_at g ON g.project_id = p.project_id AND g.as_of = p.as_of
    LEFT JOIN task_summary t ON t.project_id = p.project_id AND t.as_of = p.as_of
), planned AS (
    SELECT
        a.*,
        CASE
            WHEN a.is_cancelled THEN NULL
            WHEN a.states_pv THEN CASE WHEN a.pv IS NOT NULL THEN 'stated' END
            WHEN a.bac IS NULL THEN NULL
            WHEN a.budget_lines <> 0 THEN 'phased'
            WHEN a.days_planned IS NOT NULL THEN 'spread'
        END AS pv_basis,
        CASE WHEN a.is_cancelled THEN NULL WHEN a.states_ev THEN a.ev ELSE CAST(a.bac * a.share AS DECIMAL(24,2)) END AS earned
    FROM gathered a
)
SELECT
    p.as_of, p.project_id, p.is_finished, p.effective_finish, CASE WHEN NOT p.is_cancelled THEN p.bac END AS bac, p.pv_basis,
    CASE p.pv_basis WHEN 'phased' THEN p.budget_start WHEN 'spread' THEN p.baseline_start WHEN 'stated' THEN p.baseline_start
        END AS plan_start,
    CASE p.pv_basis WHEN 'phased' THEN p.budget_finish WHEN 'spread' THEN p.baseline_finish WHEN 'stated' THEN p.baseline_finish
        END AS plan_finish,
    CASE p.pv_basis
        WHEN 'stated' THEN p.pv
        WHEN 'phased' THEN CAST(
            CASE WHEN p.bac = p.budget_lines THEN CAST(p.budget_lines_to_date AS DECIMAL(28,6))
                ELSE CAST(CAST(p.bac AS DOUBLE) * CAST(p.budget_lines_to_date AS DOUBLE)
                    / nullif(CAST(p.budget_lines AS DOUBLE), 0) AS DECIMAL(28,6)) END AS DECIMAL(24,2))
        -- in whole cents, so that half a cent is rounded up and not as a binary fraction happens to fall
        WHEN 'spread' THEN CAST(
            round(CAST(100 * p.bac * p.days_done AS DOUBLE) / nullif(p.days_planned, 0)) / 100 AS DECIMAL(24,2))
    END AS pv,
    p.earned AS ev,
    CASE WHEN p.is_cancelled THEN NULL WHEN p.states_ac THEN p.ac ELSE p.actual_cost END AS ac,
    p.share AS percent_complete, p.progress_basis, p.progress_on, p.progress_gap,
    CASE WHEN NOT p.is_cancelled THEN p.original_bac END AS original_bac, p.original_finish,
    CASE WHEN NOT p.is_cancelled THEN CAST(round(
        CAST(100 * p.original_bac * p.original_days_done AS DOUBLE) / nullif(p.original_days_planned, 0)) / 100
        AS DECIMAL(24,2)) END AS original_pv,
    CASE WHEN NOT p.is_cancelled THEN TRY_CAST(CAST(p.original_bac AS DOUBLE) * CAST(p.earned AS DOUBLE)
        / nullif(CAST(p.bac AS DOUBLE), 0) AS DECIMAL(24,2)) END AS original_ev
FROM planned p
