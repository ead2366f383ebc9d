-- one row: a milestone at a status date, its latest report carried forward
WITH ranked AS (
    SELECT m.*, row_number() OVER (
        PARTITION BY m.project_id, m.milestone_id, m.as_of ORDER BY m.seq DESC, m."row" DESC, m.file DESC, m.sheet DESC
    ) AS place
    FROM milestone_stated m
), reports AS (
    SELECT r.*, lead(r.as_of) OVER (PARTITION BY r.project_id, r.milestone_id ORDER BY r.as_of) AS valid_to
    FROM ranked r WHERE r.place = 1
), at_date AS (
    SELECT
        s.as_of AS status_day, r.*,
        -- a finished milestone without its own date was reached on its last forecast, if that has passed
        CASE
            WHEN r.actual_date IS NOT NULL THEN r.actual_date
            WHEN r.status = 'done' AND r.forecast_date <= s.as_of THEN r.forecast_date
        END AS reached_on
    FROM reports r
    JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
        AND s.as_of < coalesce(r.gone_on, DATE '9999-12-31')
), judged AS (
    SELECT
        a.*,
        coalesce(a.status, 'planned') NOT IN ('cancelled', 'done') AND a.reached_on IS NULL AS is_open,
        CASE
            WHEN a.status = 'cancelled' THEN coalesce(a.actual_date, a.forecast_date, a.baseline_date)
            WHEN a.reached_on IS NOT NULL THEN a.reached_on
            WHEN a.status = 'done' THEN coalesce(a.forecast_date, a.baseline_date)
            WHEN coalesce(a.forecast_date, a.baseline_date) < a.status_day THEN a.status_day
            ELSE coalesce(a.forecast_date, a.baseline_date)
        END AS effective_date
    FROM at_date a
), stated AS (
    SELECT
        j.*,
        CASE
            WHEN j.status = 'cancelled' THEN 'cancelled'
            WHEN j.reached_on > j.status_day OR (j.status = 'done' AND j.reached_on IS NULL) THEN 'data_error'
            WHEN j.baseline_date IS NULL THEN 'unbaselined'
            WHEN j.reached_on <= j.baseline_date THEN 'achieved_on_time'
            WHEN j.reached_on IS NOT NULL THEN 'achieved_late'
            WHEN j.baseline_date < j.status_day THEN 'overdue'
            WHEN j.effective_date > j.baseline_date THEN 'forecast_late'
            ELSE 'on_track'
        END AS state
    FROM judged j
)
SELECT
    m.status_day AS as_of, m.project_id, coalesce(d.project, m.project_id) AS project,
    d.portfolio, d.program, d.department, d.region, d.manager, d.status, coalesce(d.rag, 'not_reported') AS rag,
    m.milestone_id, coalesce(m.name, m.milestone_id) AS milestone, m.kind, m.owner,
    m.baseline_date, m.original_baseline_date, m.forecast_date, m.actual_date, m.reached_on, m.effective_date, m.state,
    m.is_open, m.baseline_date <= m.status_day AS is_due,
    m.baseline_date > p.due_after AND m.baseline_date <= m.status_day AS is_due_in_period,
    lower(m.kind) LIKE '%deliverable%' OR m.kind LIKE '%交付%' OR lower(m.kind) LIKE '%liefer%' AS is_deliverable,
    CASE WHEN m.state NOT IN ('cancelled', 'data_error', 'unbaselined')
        THEN date_diff('day', m.baseline_date, m.effective_date) END AS slip_days,
    -- working days of the project's calendar, else of the installation's: those after the baseline, up to the date
    CASE WHEN m.state NOT IN ('cancelled', 'data_error', 'unbaselined')
        THEN e.working_days - b.working_days END AS slip_working_days,
    CASE WHEN m.state NOT IN ('cancelled', 'data_error')
        THEN date_diff('day', coalesce(m.original_baseline_date, m.baseline_date), m.effective_date)
    END AS original_slip_days,
    m.is_open AND m.forecast_date IS NULL AS forecast_missing,
    lag(m.effective_date) OVER (PARTITION BY m.project_id, m.milestone_id ORDER BY m.status_day)
        AS previous_effective_date,
    m.weight, m.accepted_by, m.decision,
    -- unknown, not refused, where the export has no such column
    CASE WHEN trim(m.accepted_by) <> '' THEN true WHEN m.brought LIKE '%,accepted_by,%' THEN false END AS is_accepted,
    m.as_of AS reported_on, m.load_id, m.file, m.sheet, m."row"
FROM stated m
CROSS JOIN limits l
LEFT JOIN project_dim d ON d.project_id = m.project_id AND d.as_of = m.status_day
LEFT JOIN milestone_period p ON p.as_of = m.status_day
LEFT JOIN working_count b ON b.calendar_id = coalesce(d.calendar_id, l.calendar) AND b.day = m.baseline_date
LEFT JOIN working_count e ON e.calendar_id = coalesce(d.calendar_id, l.calendar) AND e.day = m.effective_date
