-- one row: a project's planned value, earned value and actual cost at a status date, in the reporting currency
-- (figures a progress report states, else: PV from budget lines or a straight line, EV from percent complete;
-- the share of a later report wins, and where no report states one it is rolled up from the tasks; nothing is clipped, so EV above BAC stays visible as a fault)
WITH gathered AS (
    SELECT
        p.as_of, p.project_id, m.is_cancelled, m.is_finished, m.budget AS bac, m.actual_cost,
        p.baseline_start, p.baseline_finish, m.budget_lines, m.budget_lines_to_date,
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
    LEFT JOIN progress_at g ON g.project_id = p.project_id AND g.as_of = p.as_of
    LEFT JOIN task_summary t ON t.project_id = p.project_id AND t.as_of = p.as_of
), planned AS (
    SELECT
        a.*,
        CASE
            WHEN a.is_cancelled THEN NULL
            WHEN a.states_pv THEN 'stated'
            WHEN a.bac IS NULL THEN NULL
            WHEN a.budget_lines <> 0 THEN 'phased'
            WHEN a.baseline_start IS NOT NULL AND a.baseline_finish >= a.baseline_start THEN 'linear'
        END AS pv_basis,
        CASE
            WHEN a.as_of >= a.baseline_finish THEN 1
            WHEN a.as_of <= a.baseline_start THEN 0
            ELSE date_diff('day', a.baseline_start, a.as_of)
        END AS days_done,
        CASE
            WHEN a.as_of >= a.baseline_finish OR a.as_of <= a.baseline_start THEN 1
            ELSE date_diff('day', a.baseline_start, a.baseline_finish)
        END AS days_planned
    FROM gathered a
)
SELECT
    p.as_of, p.project_id, CASE WHEN NOT p.is_cancelled THEN p.bac END AS bac, p.pv_basis,
    CASE p.pv_basis
        WHEN 'stated' THEN p.pv
        WHEN 'phased' THEN CAST(
            CASE WHEN p.bac = p.budget_lines THEN CAST(p.budget_lines_to_date AS DECIMAL(28,6))
                ELSE CAST(CAST(p.bac AS DOUBLE) * CAST(p.budget_lines_to_date AS DOUBLE)
                    / nullif(CAST(p.budget_lines AS DOUBLE), 0) AS DECIMAL(28,6)) END AS DECIMAL(24,2))
        -- in whole cents, so that half a cent is rounded up and not as a binary fraction happens to fall
        WHEN 'linear' THEN CAST(
            round(CAST(100 * p.bac * p.days_done AS DOUBLE) / nullif(p.days_planned, 0)) / 100 AS DECIMAL(24,2))
    END AS pv,
    CASE WHEN p.is_cancelled THEN NULL WHEN p.states_ev THEN p.ev ELSE CAST(p.bac * p.share AS DECIMAL(24,2)) END AS ev,
    CASE WHEN p.is_cancelled THEN NULL WHEN p.states_ac THEN p.ac ELSE p.actual_cost END AS ac,
    p.share AS percent_complete, p.progress_basis, p.progress_on, p.progress_gap
FROM planned p
