-- one row: a project's time at a status date, in months of its plan: planned duration PD, actual time AT, earned schedule ES
-- (ES is the time at which PV was to be what EV is now, PV running straight between two known points; where PV stands still
-- on that value, it is the status date as far as the standstill reaches. A month is a calendar month, a part of one counts by
-- its days; where the budget is spread over working days, time is counted in those, and told in months at the plan's own rate.
-- AT ends with a finished project, and with the report where PV is as reported)
WITH told AS (
    SELECT v.*, CASE WHEN v.pv_basis = 'stated' THEN v.progress_on ELSE v.as_of END AS told_on FROM project_value v
), dated AS (
    SELECT t.*, CASE WHEN t.is_finished THEN least(t.effective_finish, t.told_on) ELSE t.told_on END AS until FROM told t
), clocked AS (
    SELECT
        d.*,
        12 * extract(year FROM d.plan_start) + extract(month FROM d.plan_start)
            + (extract(day FROM d.plan_start) - 1) / nullif(CAST(extract(day FROM last_day(d.plan_start)) AS DOUBLE), 0) AS starts,
        12 * extract(year FROM d.plan_finish) + extract(month FROM d.plan_finish)
            + extract(day FROM d.plan_finish) / nullif(CAST(extract(day FROM last_day(d.plan_finish)) AS DOUBLE), 0) AS ends,
        12 * extract(year FROM d.until) + extract(month FROM d.until)
            + extract(day FROM d.until) / nullif(CAST(extract(day FROM last_day(d.until)) AS DOUBLE), 0) AS now
    FROM dated d
), report AS (
    SELECT
        g.project_id, g.as_of, g.pv, lag(g.pv) OVER in_turn AS pv_before,
        12 * extract(year FROM g.as_of) + extract(month FROM g.as_of)
            + extract(day FROM g.as_of) / nullif(CAST(extract(day FROM last_day(g.as_of)) AS DOUBLE), 0) AS at_month,
        lag(12 * extract(year FROM g.as_of) + extract(month FROM g.as_of)
            + extract(day FROM g.as_of) / nullif(CAST(extract(day FROM last_day(g.as_of)) AS DOUBLE), 0)) OVER in_turn AS month_before
    FROM progress_at g
    WHERE g.as_of = g.progress_on AND g.pv IS NOT NULL
    WINDOW in_turn AS (PARTITION BY g.project_id ORDER BY g.as_of)
), stretch AS (
    SELECT
        c.as_of, c.project_id, c.ev, 12 * extract(year FROM b.month) + extract(month FROM b.month) AS from_month, 1.0 AS months,
        CAST(CAST(c.bac AS DOUBLE) * CAST(b.planned_before AS DOUBLE) / nullif(CAST(b.total AS DOUBLE), 0) AS DECIMAL(24,2)) AS from_pv,
        CAST(CAST(c.bac AS DOUBLE) * CAST(b.planned_by_end AS DOUBLE) / nullif(CAST(b.total AS DOUBLE), 0) AS DECIMAL(24,2)) AS to_pv
    FROM clocked c
    JOIN budget_curve b ON b.project_id = c.project_id
    WHERE c.pv_basis = 'phased' AND c.ev > 0
    UNION ALL
    SELECT
        c.as_of, c.project_id, c.ev, coalesce(r.month_before, c.starts) AS from_month,
        r.at_month - coalesce(r.month_before, c.starts) AS months, coalesce(r.pv_before, 0) AS from_pv, r.pv AS to_pv
    FROM clocked c
    JOIN report r ON r.project_id = c.project_id AND r.as_of <= c.progress_on
    WHERE c.pv_basis = 'stated' AND c.ev > 0
    UNION ALL
    -- after the last report, straight to the budget at completion
    SELECT c.as_of, c.project_id, c.ev, r.at_month AS from_month, c.ends - r.at_month AS months, r.pv AS from_pv, c.bac AS to_pv
    FROM clocked c
    JOIN report r ON r.project_id = c.project_id AND r.as_of = c.progress_on
    WHERE c.pv_basis = 'stated' AND c.ev > r.pv AND c.ends > r.at_month
), crossed AS (
    SELECT
        as_of, project_id,
        min(from_month + months * coalesce(CAST(ev - from_pv AS DOUBLE) / nullif(CAST(to_pv - from_pv AS DOUBLE), 0), 0)) AS first_month,
        max(from_month + months * coalesce(CAST(ev - from_pv AS DOUBLE) / nullif(CAST(to_pv - from_pv AS DOUBLE), 0), 1)) AS last_month
    FROM stretch
    WHERE ev BETWEEN least(from_pv, to_pv) AND greatest(from_pv, to_pv)
    GROUP BY as_of, project_id
), timed AS (
    SELECT
        c.as_of, c.project_id, c.bac, c.ev, c.pv_basis, c.ends - c.starts AS planned_months,
        CASE
            WHEN c.ends IS NULL THEN NULL
            WHEN c.pv_basis = 'spread' AND n.working_days >= s.days_before
                THEN (c.ends - c.starts) * (n.working_days - s.days_before) / nullif(CAST(s.days_planned AS DOUBLE), 0)
            WHEN c.pv_basis <> 'spread' AND c.now >= c.starts THEN c.now - c.starts
            WHEN c.now < c.starts THEN 0
        END AS actual_months,
        CASE WHEN x.first_month IS NOT NULL THEN least(greatest(c.now, x.first_month), x.last_month) - c.starts END AS crossed_at
    FROM clocked c
    LEFT JOIN baseline_spread s ON s.project_id = c.project_id AND s.as_of = c.as_of AND s.version = 'current'
    LEFT JOIN working_count n ON n.calendar_id = s.calendar_id AND n.day = c.until
    LEFT JOIN crossed x ON x.project_id = c.project_id AND x.as_of = c.as_of
)
SELECT
    as_of, project_id, TRY_CAST(planned_months AS DECIMAL(18,9)) AS planned_months, TRY_CAST(actual_months AS DECIMAL(18,9)) AS actual_months,
    TRY_CAST(CASE
        WHEN planned_months IS NULL OR bac <= 0 THEN NULL
        WHEN ev >= bac THEN planned_months
        WHEN ev = 0 THEN 0
        WHEN pv_basis = 'spread' AND ev > 0 THEN planned_months * CAST(ev AS DOUBLE) / nullif(CAST(bac AS DOUBLE), 0)
        ELSE crossed_at
    END AS DECIMAL(18,9)) AS earned_months
FROM timed
