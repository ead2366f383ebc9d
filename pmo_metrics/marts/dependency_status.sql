-- one row: something a project waits for from another at a status date, and how many days of margin it has
WITH ranked AS (
    SELECT d.*, row_number() OVER (
        PARTITION BY d.dependency_id, d.as_of ORDER BY d.seq DESC, d."row" DESC, d.file DESC, d.sheet DESC
    ) AS place
    FROM dependency d
), reports AS (
    SELECT r.*, lead(r.as_of) OVER (PARTITION BY r.dependency_id ORDER BY r.as_of) AS valid_to
    FROM ranked r WHERE r.place = 1
), named_project AS (
    SELECT as_of, lower(trim(project)) AS name, min(project_id) AS project_id
    FROM project_dim
    GROUP BY as_of, lower(trim(project))
    HAVING count(*) = 1
), placed AS (
    -- files name projects by id or by name; a name counts where it is one project's only
    SELECT
        s.as_of AS status_day, r.*,
        coalesce(w.project_id, wn.project_id, r.project_id) AS waiting_id,
        coalesce(g.project_id, gn.project_id, r.needs_project_id) AS giving_id,
        coalesce(w.project_id, wn.project_id) IS NOT NULL AND coalesce(g.project_id, gn.project_id) IS NOT NULL AS is_known
    FROM reports r
    JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
    LEFT JOIN project_dim w ON w.as_of = s.as_of AND w.project_id = r.project_id
    LEFT JOIN named_project wn ON wn.as_of = s.as_of AND wn.name = lower(trim(r.project_id))
    LEFT JOIN project_dim g ON g.as_of = s.as_of AND g.project_id = r.needs_project_id
    LEFT JOIN named_project gn ON gn.as_of = s.as_of AND gn.name = lower(trim(r.needs_project_id))
), named_milestone AS (
    SELECT m.as_of, m.project_id, lower(trim(m.milestone)) AS name, min(m.milestone_id) AS milestone_id
    FROM milestone_status m
    JOIN (SELECT DISTINCT status_day, giving_id FROM placed) p ON p.status_day = m.as_of AND p.giving_id = m.project_id
    GROUP BY m.as_of, m.project_id, lower(trim(m.milestone))
    HAVING count(*) = 1
), delivered AS (
    SELECT
        p.*, m.milestone_id AS giving_milestone_id, m.milestone AS giving_milestone, m.reached_on,
        p.status = 'met' OR m.reached_on <= p.status_day AS is_met,
        g.status = 'cancelled' OR m.state = 'cancelled' AS is_given_up,
        -- a promise in the past on something still awaited counts as the status date
        CASE
            WHEN g.status = 'cancelled' OR m.state = 'cancelled' THEN NULL
            WHEN m.effective_date IS NOT NULL THEN m.effective_date
            WHEN p.promised_date < p.status_day AND coalesce(p.status, 'open') = 'open' THEN p.status_day
            WHEN coalesce(p.status, 'open') = 'open' THEN p.promised_date
        END AS delivery_date,
        CASE WHEN m.effective_date IS NOT NULL THEN 'milestone' WHEN p.promised_date IS NOT NULL THEN 'promise' END
            AS delivery_basis,
        g.project AS needs_project
    FROM placed p
    LEFT JOIN named_milestone n ON n.as_of = p.status_day AND n.project_id = p.giving_id
        AND n.name = lower(trim(p.milestone_id))
    LEFT JOIN milestone_status i ON i.as_of = p.status_day AND i.project_id = p.giving_id
        AND i.milestone_id = p.milestone_id
    LEFT JOIN milestone_status m ON m.as_of = p.status_day AND m.project_id = p.giving_id
        AND m.milestone_id = coalesce(i.milestone_id, n.milestone_id)
    LEFT JOIN project_dim g ON g.as_of = p.status_day AND g.project_id = p.giving_id
), measured AS (
    SELECT
        d.*, date_diff('day', d.delivery_date, d.needed_by) AS margin_days,
        CASE
            WHEN NOT d.is_known THEN 'project_unknown'
            WHEN d.is_given_up THEN 'given_up'
            WHEN d.needed_by IS NULL THEN 'no_need_date'
            WHEN d.delivery_date IS NULL THEN 'no_delivery_date'
        END AS obstacle
    FROM delivered d
), judged AS (
    SELECT
        m.*,
        CASE
            WHEN m.status = 'cancelled' THEN 'cancelled'
            WHEN m.is_met THEN 'met'
            WHEN m.obstacle = 'given_up' THEN 'late'
            WHEN m.obstacle IS NOT NULL THEN 'unknown'
            WHEN m.margin_days < 0 THEN 'late'
            WHEN m.margin_days < l.dependency_margin_days THEN 'at_risk'
            ELSE 'ok'
        END AS state
    FROM measured m
    CROSS JOIN limits l
)
SELECT
    j.status_day AS as_of, j.waiting_id AS project_id, coalesce(w.project, j.waiting_id) AS project,
    w.portfolio, w.program, w.department, w.region, w.manager, w.status, coalesce(w.rag, 'not_reported') AS rag,
    j.dependency_id, coalesce(j.title, j.giving_milestone, j.dependency_id) AS dependency,
    j.giving_id AS needs_project_id, coalesce(j.needs_project, j.giving_id) AS needs_project,
    j.giving_milestone_id, coalesce(j.giving_milestone, j.milestone_id) AS giving_milestone,
    j.needed_by, j.promised_date, j.delivery_date, j.delivery_basis,
    CASE WHEN j.state <> 'cancelled' THEN j.margin_days END AS margin_days,
    j.state, CASE WHEN j.state IN ('late', 'unknown') THEN j.obstacle END AS obstacle,
    j.state NOT IN ('met', 'cancelled') AS is_open, j.owner,
    j.as_of AS reported_on, j.load_id, j.file, j.sheet, j."row"
FROM judged j
LEFT JOIN project_dim w ON w.project_id = j.waiting_id AND w.as_of = j.status_day
