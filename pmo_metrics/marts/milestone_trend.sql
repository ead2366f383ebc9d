-- one row: how the forecast of a milestone moved over its reports up to a status date, and when it would arrive at that pace
WITH report AS (
    SELECT
        m.project_id, m.milestone_id, m.as_of, m.is_open, m.effective_date,
        date_diff('day', DATE '2000-01-01', m.as_of) AS reported_day,
        date_diff('day', DATE '2000-01-01', m.effective_date) AS forecast_day
    FROM milestone_status m
    WHERE m.as_of = m.reported_on AND m.effective_date IS NOT NULL AND m.state NOT IN ('cancelled', 'data_error')
), stepped AS (
    SELECT
        r.*,
        r.forecast_day - lag(r.forecast_day) OVER (PARTITION BY project_id, milestone_id ORDER BY as_of) AS step
    FROM report r
), summed AS (
    SELECT
        s.project_id, s.milestone_id, s.as_of, s.is_open, s.effective_date,
        coalesce(s.step, 0) AS last_slip_days,
        s.forecast_day - first_value(s.forecast_day) OVER so_far AS total_slip_days,
        max(s.forecast_day) OVER so_far - min(s.forecast_day) OVER so_far AS range_days,
        s.forecast_day - s.reported_day AS remaining_days,
        count(CASE WHEN s.is_open THEN 1 END) OVER so_far AS reports,
        sum(CASE WHEN s.step <> 0 THEN 1 ELSE 0 END) OVER so_far AS changes,
        -- ordinary least squares over the reports while it was open, days of slip a day; one of 1 never arrives
        round(regr_slope(CASE WHEN s.is_open THEN s.forecast_day END, CASE WHEN s.is_open THEN s.reported_day END)
            OVER so_far, 9) AS slope
    FROM stepped s
    WINDOW so_far AS (
        PARTITION BY project_id, milestone_id ORDER BY as_of ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), extrapolated AS (
    SELECT
        s.*, CASE
            WHEN s.slope <= 0 THEN 0
            WHEN s.slope < 1 THEN round(s.remaining_days * s.slope / nullif(1 - s.slope, 0))
        END AS later_days
    FROM summed s
), judged AS (
    SELECT
        e.*, CASE
            WHEN NOT e.is_open THEN 'achieved'
            WHEN e.reports < 3 THEN 'few_reports'
            -- a date ten years further out says the same as none
            WHEN e.slope >= 1 OR e.later_days > 3650 THEN 'recedes'
        END AS refused
    FROM extrapolated e
)
SELECT
    m.as_of, m.project_id, m.project, m.portfolio, m.program, m.department, m.region, m.manager, m.status, m.rag,
    m.milestone_id, m.milestone, m.owner, m.state, m.is_open, m.baseline_date, m.effective_date,
    CAST(j.reports AS BIGINT) AS reports, CAST(j.changes AS BIGINT) AS changes,
    j.total_slip_days, j.last_slip_days, j.range_days, j.remaining_days,
    CASE WHEN j.reports >= 3 THEN j.slope END AS slope, j.refused,
    CASE WHEN j.refused IS NULL THEN m.effective_date END AS arrival_from,
    CASE WHEN j.refused IS NULL THEN greatest(m.effective_date, j.effective_date + CAST(j.later_days AS INTEGER)) END
        AS arrival_to,
    -- many changes that come to little: the forecast is not steered by anything
    j.changes >= 3 AND 2 * abs(j.total_slip_days) <= j.range_days AS is_zigzag,
    k.first_slip_on, coalesce(k.lead_left_at_first_slip <= l.late_news_share, false) AS is_late_news,
    m.reported_on, m.load_id, m.file, m.sheet, m."row"
FROM milestone_status m
JOIN judged j ON j.project_id = m.project_id AND j.milestone_id = m.milestone_id AND j.as_of = m.reported_on
LEFT JOIN milestone_moves k
    ON k.project_id = m.project_id AND k.milestone_id = m.milestone_id AND k.as_of = m.reported_on
CROSS JOIN limits l
WHERE m.state NOT IN ('cancelled', 'data_error')
