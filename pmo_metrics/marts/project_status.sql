-- one row: a project at a status date, as it reports itself and as its figures judge it
WITH judged AS (
    SELECT
        p.*, m.budget AS budget_now, m.original_budget AS original_budget_now, m.forecast_cost AS forecast_now,
        m.actual_cost AS actual_now, m.benefit AS benefit_now, m.budget_basis, m.actual_basis, m.forecast_basis,
        m.effective_finish, m.money_gap OR v.progress_gap AS fx_missing,
        p.status IN ('active', 'on_hold') OR (p.status IS NULL AND NOT m.is_finished) AS is_active,
        v.bac, v.pv, v.ev, v.ac, v.pv_basis, v.percent_complete AS share_complete, v.progress_basis, v.progress_on,
        coalesce(c.computed_rag, 'not_assessable') AS computed_rag,
        coalesce(c.computed_reason, 'nothing_to_assess') AS computed_reason, c.computed_figure, c.level,
        -- half levels count as their greener neighbour: what a reader takes them for
        CASE p.reported_rag
            WHEN 'green' THEN 0 WHEN 'amber_green' THEN 0
            WHEN 'amber' THEN 1 WHEN 'amber_red' THEN 1
            WHEN 'red' THEN 2
        END AS reported_level,
        s.milestones_overdue, s.milestones_late, s.next_milestone, s.next_milestone_date, r.open_risks, r.risk_exposure
    FROM project_at p
    JOIN project_money m ON m.project_id = p.project_id AND m.as_of = p.as_of
    JOIN project_value v ON v.project_id = p.project_id AND v.as_of = p.as_of
    LEFT JOIN project_verdict c ON c.project_id = p.project_id AND c.as_of = p.as_of
    LEFT JOIN milestone_summary s ON s.project_id = p.project_id AND s.as_of = p.as_of
    LEFT JOIN risk_summary r ON r.project_id = p.project_id AND r.as_of = p.as_of
)
SELECT
    j.as_of, j.project_id, j.project, j.portfolio, j.program, j.department, j.region, j.manager, j.status, j.rag,
    j.stage, j.sponsor, j.priority, j.methodology, j.objective_id, coalesce(j.is_active, false) AS is_active,
    j.computed_rag, j.computed_reason, j.computed_figure, j.level - j.reported_level AS rag_gap,
    j.reported_rag, j.reported_schedule_rag, j.reported_cost_rag, j.reported_scope_rag, j.reported_resource_rag,
    lag(j.reported_rag) OVER (PARTITION BY j.project_id ORDER BY j.as_of) AS previous_rag,
    j.currency, j.fx_missing, j.budget_now AS budget, j.original_budget_now AS original_budget,
    j.forecast_now AS forecast_cost, j.actual_now AS actual_cost, j.benefit_now AS benefit,
    j.budget_basis, j.forecast_basis, j.actual_basis,
    j.bac, j.pv, j.ev, j.ac, j.pv_basis, j.ev > j.bac AS ev_above_bac, j.share_complete AS percent_complete,
    j.baseline_start, j.baseline_finish, j.original_baseline_finish, j.start, j.finish, j.actual_start, j.actual_finish,
    j.effective_finish, date_diff('day', j.baseline_finish, j.effective_finish) AS finish_slip_days,
    date_diff('day', coalesce(j.original_baseline_finish, j.baseline_finish), j.effective_finish)
        AS original_finish_slip_days,
    j.milestones_overdue, j.milestones_late, j.next_milestone, j.next_milestone_date, j.open_risks, j.risk_exposure,
    j.reported_on, date_diff('day', j.reported_on, j.as_of) AS report_age_days,
    coalesce(j.is_active, false) AND date_diff('day', j.reported_on, j.as_of) > l.stale_after_days AS is_stale,
    j.progress_basis, j.progress_on, j.narrative, j.ask, j.load_id, j.file, j.sheet, j."row"
FROM judged j
CROSS JOIN limits l
