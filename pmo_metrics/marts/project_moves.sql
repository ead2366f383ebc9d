-- one row: a project's report beside the reports before it: what moved, and what has stayed the same for how long
WITH report AS (
    SELECT
        p.project_id, p.as_of, p.finish, p.forecast_cost, p.actual_cost, p.narrative,
        min(p.as_of) OVER (PARTITION BY p.project_id) AS first_report,
        row_number() OVER so_far AS report_no,
        lag(p.as_of) OVER so_far AS previous_report,
        date_diff('day', lag(p.finish) OVER so_far, p.finish) AS finish_moved,
        CAST(p.forecast_cost AS DOUBLE) / nullif(CAST(lag(p.forecast_cost) OVER so_far AS DOUBLE), 0) - 1 AS cost_growth,
        CASE WHEN p.forecast_cost = lag(p.forecast_cost) OVER so_far THEN 0 ELSE 1 END AS forecast_changed,
        CASE WHEN trim(p.narrative) = trim(lag(p.narrative) OVER so_far) THEN 0 ELSE 1 END AS narrative_changed
    FROM project_at p
    WHERE p.reported_on = p.as_of
    WINDOW so_far AS (PARTITION BY p.project_id ORDER BY p.as_of)
), spelled AS (
    SELECT r.*,
        sum(r.forecast_changed) OVER so_far AS forecast_spell, sum(r.narrative_changed) OVER so_far AS narrative_spell,
        sum(CASE WHEN r.finish_moved > l.slip_counts_days THEN 1 ELSE 0 END) OVER last_three AS slips_of_3,
        sum(r.finish_moved) OVER last_three AS finish_moved_of_3, max(r.finish_moved) OVER last_three AS longest_of_3,
        count(r.finish_moved) OVER last_three AS finish_moves_known
    FROM report r
    CROSS JOIN limits l
    WINDOW so_far AS (PARTITION BY r.project_id ORDER BY r.as_of ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        last_three AS (PARTITION BY r.project_id ORDER BY r.as_of ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)
)
SELECT
    s.project_id, s.as_of, s.first_report, s.report_no, s.previous_report,
    s.finish_moved, CAST(s.finish_moved_of_3 AS BIGINT) AS finish_moved_of_3, s.longest_of_3,
    CAST(s.slips_of_3 AS BIGINT) AS slips_of_3, s.finish_moves_known,
    s.cost_growth,
    CASE WHEN s.forecast_cost IS NOT NULL THEN row_number() OVER (
        PARTITION BY s.project_id, s.forecast_spell ORDER BY s.as_of) END AS reports_with_forecast,
    CASE WHEN s.narrative IS NOT NULL THEN row_number() OVER (
        PARTITION BY s.project_id, s.narrative_spell ORDER BY s.as_of) END AS reports_with_narrative,
    -- what the figures did since the narrative was last written
    date_diff('day', first_value(s.finish) OVER same_words, s.finish) AS finish_moved_since_written,
    CAST(s.forecast_cost AS DOUBLE) / nullif(CAST(first_value(s.forecast_cost) OVER same_words AS DOUBLE), 0) - 1
        AS cost_growth_since_written
FROM spelled s
WINDOW same_words AS (PARTITION BY s.project_id, s.narrative_spell ORDER BY s.as_of
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
