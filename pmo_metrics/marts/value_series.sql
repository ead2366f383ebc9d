-- one row: a project's earned value, earned schedule and forecasts at a status date: in all, since the last date, over three reports
-- (an estimate at completion is AC + (BAC - EV) / performance; without any performance there is none; ranges are of formulas,
-- the official forecast stands beside them; a report of three before it makes the third last report's figures known)
WITH told AS (
    SELECT
        p.as_of, p.project_id, p.project, p.portfolio, p.program, p.department, p.region, p.manager, p.status, p.rag,
        p.is_active, p.computed_rag, v.bac, v.pv, v.ev, v.ac, v.pv_basis, v.plan_start, v.plan_finish,
        e.planned_months, e.actual_months, e.earned_months, d.es_as_planned AS ieac_as_planned, d.es_at_pace AS ieac_at_pace,
        d.es_at_pace_and_cost AS ieac_at_pace_and_cost, p.forecast_cost, p.effective_finish,
        v.original_bac, v.original_finish, v.original_pv, v.original_ev,
        b.original_basis, b.baseline_changes, b.rebaselined_on, b.reset_on, p.fx_missing, p.load_id, p.file, p.sheet, p."row",
        CASE WHEN p.reported_on = p.as_of OR v.progress_on = p.as_of THEN 1 ELSE 0 END AS is_report
    FROM project_status p
    JOIN project_value v ON v.project_id = p.project_id AND v.as_of = p.as_of
    JOIN earned_schedule e ON e.project_id = p.project_id AND e.as_of = p.as_of
    JOIN duration_forecast d ON d.project_id = p.project_id AND d.as_of = p.as_of
    JOIN baseline_at b ON b.project_id = p.project_id AND b.as_of = p.as_of
), numbered AS (
    SELECT
        t.*, t.pv - lag(t.pv) OVER in_turn AS pv_period, t.ev - lag(t.ev) OVER in_turn AS ev_period,
        t.ac - lag(t.ac) OVER in_turn AS ac_period,
        sum(t.is_report) OVER (PARTITION BY t.project_id ORDER BY t.as_of ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
            AS report_no
    FROM told t
    WINDOW in_turn AS (PARTITION BY t.project_id ORDER BY t.as_of)
), paced AS (
    SELECT
        n.*, n.ev - r.ev AS ev_recent, n.ac - r.ac AS ac_recent, CAST(n.bac - n.ev AS DOUBLE) AS work_left,
        CAST(n.ev AS DOUBLE) / nullif(CAST(n.ac AS DOUBLE), 0) AS cpi,
        CAST(n.ev AS DOUBLE) / nullif(CAST(n.pv AS DOUBLE), 0) AS spi,
        CAST(n.ev - r.ev AS DOUBLE) / nullif(CAST(n.ac - r.ac AS DOUBLE), 0) AS cpi_recent
    FROM numbered n
    LEFT JOIN numbered r ON r.project_id = n.project_id AND r.report_no = n.report_no - 3 AND r.is_report = 1
), estimated AS (
    SELECT
        p.*, CAST(p.ac + p.bac - p.ev AS DECIMAL(38,2)) AS eac_remaining,
        CASE WHEN p.cpi > 0 AND p.ac > 0
            THEN TRY_CAST(p.ac + p.work_left / nullif(p.cpi, 0) AS DECIMAL(38,2)) END AS eac_cpi,
        CASE WHEN p.cpi > 0 AND p.ac > 0 AND p.spi > 0
            THEN TRY_CAST(p.ac + p.work_left / nullif(p.cpi * p.spi, 0) AS DECIMAL(38,2)) END AS eac_cpi_spi,
        CASE WHEN p.cpi > 0 AND p.ac > 0 AND p.spi > 0
            THEN TRY_CAST(p.ac + p.work_left / nullif(0.8 * p.cpi + 0.2 * p.spi, 0) AS DECIMAL(38,2)) END AS eac_weighted,
        CASE WHEN p.ac > 0 AND p.work_left = 0 THEN CAST(p.ac AS DECIMAL(38,2))
            WHEN p.cpi_recent > 0 AND p.ac_recent > 0
            THEN TRY_CAST(p.ac + p.work_left / nullif(p.cpi_recent, 0) AS DECIMAL(38,2)) END AS eac_recent
    FROM paced p
)
SELECT
    x.as_of, x.project_id, x.project, x.portfolio, x.program, x.department, x.region, x.manager, x.status, x.rag,
    x.is_active, x.computed_rag, x.bac, x.pv, x.ev, x.ac, x.pv_basis, x.plan_start, x.plan_finish,
    x.pv_period, x.ev_period, x.ac_period, x.ev_recent, x.ac_recent,
    x.planned_months, x.actual_months, x.earned_months, x.ieac_as_planned, x.ieac_at_pace, x.ieac_at_pace_and_cost,
    x.eac_remaining, x.eac_cpi, x.eac_cpi_spi, x.eac_weighted, x.eac_recent,
    least(x.eac_remaining, x.eac_cpi, x.eac_cpi_spi, x.eac_weighted, x.eac_recent) AS eac_low,
    greatest(x.eac_remaining, x.eac_cpi, x.eac_cpi_spi, x.eac_weighted, x.eac_recent) AS eac_high,
    x.forecast_cost, x.effective_finish, x.original_bac, x.original_finish, x.original_pv, x.original_ev,
    x.original_basis, x.baseline_changes, x.rebaselined_on, x.reset_on, x.fx_missing, x.load_id, x.file, x.sheet, x."row"
FROM estimated x
