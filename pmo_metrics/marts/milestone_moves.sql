-- one row: a milestone's report beside the reports before it, and whether its first slip came late in its lead time
-- (lead time runs from the project's baseline start, or the first report, to the date first known)
WITH report AS (
    SELECT
        m.*, coalesce(m.forecast_date, m.baseline_date) AS expected,
        first_value(coalesce(m.forecast_date, m.baseline_date)) OVER so_far AS first_expected,
        first_value(m.as_of) OVER so_far AS first_report,
        date_diff('day', lag(m.forecast_date) OVER so_far, m.forecast_date) AS moved
    FROM milestone_status m
    WHERE m.reported_on = m.as_of
    WINDOW so_far AS (PARTITION BY m.project_id, m.milestone_id ORDER BY m.as_of
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), slipped AS (
    SELECT
        r.*, coalesce(p.baseline_start, r.first_report) AS lead_from,
        min(CASE WHEN date_diff('day', r.first_expected, r.expected) > l.slip_counts_days THEN r.as_of END)
            OVER so_far AS first_slip_on,
        sum(CASE WHEN r.moved > l.slip_counts_days THEN 1 ELSE 0 END) OVER last_three AS slips_of_3
    FROM report r
    CROSS JOIN limits l
    LEFT JOIN project_at p ON p.project_id = r.project_id AND p.as_of = r.as_of
    WINDOW so_far AS (PARTITION BY r.project_id, r.milestone_id ORDER BY r.as_of
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        last_three AS (PARTITION BY r.project_id, r.milestone_id ORDER BY r.as_of ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)
)
SELECT
    s.project_id, s.milestone_id, s.as_of, s.moved, CAST(s.slips_of_3 AS BIGINT) AS slips_of_3, s.first_expected,
    s.first_slip_on, date_diff('day', s.first_expected, s.expected) AS moved_in_all,
    -- 1 at the start, 0 on the day it was due; before the second report nothing can have slipped
    CAST(date_diff('day', s.first_slip_on, s.first_expected) AS DOUBLE)
        / nullif(date_diff('day', s.lead_from, s.first_expected), 0) AS lead_left_at_first_slip
FROM slipped s
