-- one row: an issue, decision, action or change at a status date, its latest report carried forward
WITH ranked AS (
    SELECT r.*, row_number() OVER (
        PARTITION BY r.project_id, r.entry_id, r.as_of ORDER BY r.seq DESC, r."row" DESC, r.file DESC, r.sheet DESC
    ) AS place
    FROM register r
), reports AS (
    SELECT r.*, lead(r.as_of) OVER (PARTITION BY r.project_id, r.entry_id ORDER BY r.as_of) AS valid_to
    FROM ranked r WHERE r.place = 1
), at_date AS (
    SELECT
        s.as_of AS status_day, r.*, d.project, d.portfolio, d.program, d.department, d.region, d.manager,
        d.status AS project_status, d.rag, f.rate,
        coalesce(r.kind, 'issue') AS entry_kind,
        coalesce(r.status, CASE WHEN r.closed_on <= s.as_of THEN 'closed' ELSE 'open' END) AS state
    FROM reports r
    JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
    LEFT JOIN project_dim d ON d.project_id = r.project_id AND d.as_of = s.as_of
    LEFT JOIN rate_on f ON f.day = s.as_of AND f.currency = coalesce(r.currency, d.currency, '')
)
SELECT
    a.status_day AS as_of, a.project_id, coalesce(a.project, a.project_id) AS project,
    a.portfolio, a.program, a.department, a.region, a.manager, a.project_status AS status,
    coalesce(a.rag, 'not_reported') AS rag,
    a.entry_id, a.entry_kind AS kind, coalesce(a.title, a.entry_id) AS title, a.owner, a.priority,
    a.state AS entry_status, a.state = 'open' AS is_open,
    a.due, a.state = 'open' AND coalesce(a.due < a.status_day, false) AS is_overdue,
    CASE WHEN a.state = 'open' AND a.due < a.status_day THEN date_diff('day', a.due, a.status_day) END AS overdue_days,
    a.raised_on, a.closed_on, a.decided_by,
    CASE WHEN a.state = 'open' THEN date_diff('day', a.raised_on, a.status_day) END AS age_days,
    CASE WHEN a.state <> 'open' THEN date_diff('day', a.raised_on, a.closed_on) END AS days_to_close,
    CASE WHEN a.entry_kind = 'change' THEN CASE a.state WHEN 'open' THEN 'pending' WHEN 'closed' THEN 'approved'
        ELSE 'rejected' END END AS change_state,
    CAST(a.cost_impact * a.rate AS DECIMAL(24,2)) AS cost_impact, a.days_impact,
    a.cost_impact IS NOT NULL AND a.rate IS NULL AS fx_missing,
    a.as_of AS reported_on, a.load_id, a.file, a.sheet, a."row"
FROM at_date a
