-- one row: an active project at a status date, with what the standards (standards.toml) are judged by
WITH milestones AS (
    SELECT
        m.as_of, m.project_id,
        count(CASE WHEN m.is_open AND m.days_ahead BETWEEN 1 AND l.plan_ahead_days THEN 1 END) AS ahead,
        count(CASE WHEN m.is_open AND m.days_ahead BETWEEN 1 AND l.plan_ahead_days AND m.owner IS NOT NULL THEN 1 END)
            AS ahead_owned,
        count(CASE WHEN m.state = 'overdue' THEN 1 END) AS overdue,
        count(CASE WHEN m.state = 'overdue' AND m.forecast_date >= m.as_of THEN 1 END) AS replanned
    FROM (SELECT s.*, date_diff('day', s.as_of, s.effective_date) AS days_ahead FROM milestone_status s) m
    CROSS JOIN limits l
    GROUP BY m.as_of, m.project_id
), risks AS (
    SELECT
        r.as_of, r.project_id, count(*) AS open, count(r.owner) AS owned, count(r.response) AS answered,
        count(CASE WHEN r.review_age_days <= l.risk_review_days THEN 1 END) AS reviewed
    FROM risk_status r
    CROSS JOIN limits l
    WHERE r.is_open
    GROUP BY r.as_of, r.project_id
), issues AS (
    SELECT g.as_of, g.project_id, count(*) AS overdue, count(g.owner) AS owned
    FROM register_status g
    WHERE g.kind = 'issue' AND g.is_overdue
    GROUP BY g.as_of, g.project_id
), bookings AS (
    SELECT project_id, period, count(*) AS lines FROM cost WHERE kind = 'actual' GROUP BY project_id, period
), ledger AS (
    SELECT DISTINCT period FROM cost WHERE kind = 'actual'
), active AS (
    SELECT p.*, CAST(date_trunc('month', p.as_of) - INTERVAL 1 MONTH AS DATE) AS last_month
    FROM project_status p WHERE p.is_active
)
SELECT
    p.as_of, p.project_id, p.project, p.portfolio, p.program, p.department, p.region, p.manager, p.status, p.rag,
    p.sponsor, p.objective_id, p.narrative, p.budget_basis, p.forecast_basis, p.percent_complete, p.is_stale,
    p.baseline_start, p.baseline_finish, p.start, p.actual_start,
    coalesce(r.open, 0) AS risks_open, coalesce(r.owned, 0) AS risks_owned, coalesce(r.answered, 0) AS risks_answered,
    coalesce(r.reviewed, 0) AS risks_reviewed,
    coalesce(m.ahead, 0) AS milestones_ahead, coalesce(m.ahead_owned, 0) AS milestones_ahead_owned,
    coalesce(m.overdue, 0) AS milestones_overdue, coalesce(m.replanned, 0) AS milestones_replanned,
    coalesce(i.overdue, 0) AS issues_overdue, coalesce(i.owned, 0) AS issues_overdue_owned,
    p.last_month, l.period IS NOT NULL AS month_has_ledger, coalesce(b.lines, 0) AS bookings_last_month,
    p.load_id, p.file, p.sheet, p."row"
FROM active p
LEFT JOIN milestones m ON m.project_id = p.project_id AND m.as_of = p.as_of
LEFT JOIN risks r ON r.project_id = p.project_id AND r.as_of = p.as_of
LEFT JOIN issues i ON i.project_id = p.project_id AND i.as_of = p.as_of
LEFT JOIN bookings b ON b.project_id = p.project_id AND b.period = p.last_month
LEFT JOIN ledger l ON l.period = p.last_month
