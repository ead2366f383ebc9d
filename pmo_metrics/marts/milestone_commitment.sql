-- one row: a milestone that was open at the report before the latest one at a status date, or new since, and what became of it
WITH period AS (
    SELECT as_of, since FROM milestone_period WHERE since IS NOT NULL
), before AS (
    SELECT
        p.as_of, p.since, m.project_id, m.milestone_id, m.milestone, m.owner, m.is_open,
        m.effective_date AS was_date, coalesce(m.forecast_date, m.baseline_date) AS promised_date
    FROM period p
    JOIN milestone_status m ON m.as_of = p.since
), known AS (
    SELECT DISTINCT as_of, project_id FROM before
), followed AS (
    SELECT
        b.as_of, b.since, b.project_id, b.milestone_id, coalesce(c.milestone, b.milestone) AS milestone,
        coalesce(c.owner, b.owner) AS owner, b.was_date, b.promised_date, c.effective_date, c.reached_on,
        CASE
            WHEN c.milestone_id IS NULL OR c.state = 'cancelled' THEN 'removed'
            WHEN c.reached_on <= b.promised_date THEN 'achieved_as_committed'
            WHEN c.reached_on IS NOT NULL THEN 'achieved_later'
            WHEN c.effective_date > b.was_date THEN 'pushed_out'
            WHEN c.effective_date < b.was_date THEN 'pulled_in'
            WHEN c.effective_date = b.was_date THEN 'unchanged'
            ELSE 'undated'
        END AS outcome, c.reported_on, c.load_id, c.file, c.sheet, c."row"
    FROM before b
    LEFT JOIN milestone_status c
        ON c.as_of = b.as_of AND c.project_id = b.project_id AND c.milestone_id = b.milestone_id
    WHERE b.is_open
    UNION ALL
    -- a project's first milestones are no additions to it
    SELECT
        p.as_of, p.since, c.project_id, c.milestone_id, c.milestone, c.owner, CAST(NULL AS DATE) AS was_date,
        CAST(NULL AS DATE) AS promised_date, c.effective_date, c.reached_on, 'added' AS outcome,
        c.reported_on, c.load_id, c.file, c.sheet, c."row"
    FROM period p
    JOIN milestone_status c ON c.as_of = p.as_of AND c.state <> 'cancelled'
    JOIN known k ON k.as_of = p.as_of AND k.project_id = c.project_id
    LEFT JOIN before b ON b.as_of = p.as_of AND b.project_id = c.project_id AND b.milestone_id = c.milestone_id
    WHERE b.milestone_id IS NULL
)
SELECT
    f.as_of, f.since, f.project_id, coalesce(d.project, f.project_id) AS project,
    d.portfolio, d.program, d.department, d.region, d.manager, d.status, coalesce(d.rag, 'not_reported') AS rag,
    f.milestone_id, f.milestone, f.owner, f.outcome, f.was_date, f.promised_date, f.effective_date,
    CASE WHEN f.outcome NOT IN ('added', 'removed') THEN date_diff('day', f.was_date, f.effective_date) END AS moved_days,
    coalesce(f.promised_date > f.since AND f.promised_date <= f.as_of, false) AS is_promised,
    f.outcome = 'achieved_as_committed' AS is_kept,
    f.reported_on, f.load_id, f.file, f.sheet, f."row"
FROM followed f
LEFT JOIN project_dim d ON d.project_id = f.project_id AND d.as_of = f.as_of
