-- one row: a status date and the date that its milestones are compared with: the report of milestones before the latest
-- (at the first report there is none; what was due is then counted from the first of its month)
WITH told AS (
    SELECT DISTINCT as_of FROM milestone_stated WHERE as_of IS NOT NULL
), report AS (
    SELECT as_of, lag(as_of) OVER (ORDER BY as_of) AS since, lead(as_of) OVER (ORDER BY as_of) AS valid_to
    FROM told
)
SELECT
    s.as_of, r.since,
    coalesce(r.since, CAST(date_trunc('month', r.as_of) - INTERVAL 1 DAY AS DATE)) AS due_after
FROM report r
JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
