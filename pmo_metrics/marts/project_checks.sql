-- one row: the figures that the computed status of an active project is judged by, null where they cannot be known
SELECT
    p.as_of, p.project_id,
    -- rounded, so that exactly 10 % over is not above 10 % by the last bit of a binary fraction
    round(CAST(m.forecast_cost - m.budget AS DOUBLE) / nullif(abs(CAST(m.budget AS DOUBLE)), 0), 9) AS cost_over,
    CAST(date_diff('day', p.baseline_finish, m.effective_finish) AS DOUBLE) AS finish_late,
    CASE WHEN s.milestones_assessable > 0 THEN CAST(coalesce(s.overdue_days, 0) AS DOUBLE) END AS milestone_overdue,
    CASE WHEN s.milestones_assessable > 0 THEN CAST(coalesce(s.late_days, 0) AS DOUBLE) END AS milestone_late,
    round(CAST(v.ev AS DOUBLE) / nullif(CAST(v.ac AS DOUBLE), 0), 9) AS cpi,
    round(CAST(v.ev AS DOUBLE) / nullif(CAST(v.pv AS DOUBLE), 0), 9) AS spi
FROM project_at p
JOIN project_money m ON m.project_id = p.project_id AND m.as_of = p.as_of
JOIN project_value v ON v.project_id = p.project_id AND v.as_of = p.as_of
LEFT JOIN milestone_summary s ON s.project_id = p.project_id AND s.as_of = p.as_of
WHERE p.status IN ('active', 'on_hold') OR (p.status IS NULL AND NOT m.is_finished)
