-- one row: a milestone whose stated date moved later at a status date, and how long before the old date that was said
WITH stated AS (
    SELECT m.*, coalesce(m.reached_on, m.forecast_date) AS stated_date FROM milestone_status m
), compared AS (
    SELECT
        s.*, lag(s.stated_date) OVER (PARTITION BY s.project_id, s.milestone_id ORDER BY s.as_of) AS before_date
    FROM stated s
)
SELECT
    as_of, project_id, project, portfolio, program, department, region, manager, status, rag,
    milestone_id, milestone, owner, before_date, stated_date,
    date_diff('day', before_date, stated_date) AS moved_days, date_diff('day', as_of, before_date) AS notice_days,
    load_id, file, sheet, "row"
FROM compared
WHERE stated_date > before_date AND state NOT IN ('cancelled', 'data_error')
