-- one row: a check of a project's plan at a status date, as the plan stood at its own date (DCMA 14-point assessment)
-- (tasks: incomplete, with a duration, no summaries, milestones or cancelled ones; only baselined ones where the plan has a baseline)
WITH at_date AS (
    SELECT
        s.as_of, r.project_id, r.task_id, r.is_milestone, r.as_of AS reported_on, r.start, r.finish, r.baseline_finish,
        r.actual_start, r.actual_finish, r.duration_days, r.work_hours, r.cost, r.total_float_days,
        lower(trim(r.constraint_type)) AS constrained, r.brought LIKE '%,constraint_type,%' AS tells_constraint,
        r.task_state, r.task_state IN ('not_started', 'in_progress') AS is_open,
        NOT r.is_milestone AND coalesce(r.duration_days, 1) > 0 AS is_work,
        -- what is left of a task's duration
        CASE WHEN r.task_state = 'in_progress' THEN r.duration_days * (1 - coalesce(r.percent_complete, 0))
            ELSE r.duration_days END AS days_left
    FROM task_report r
    JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
    WHERE NOT r.is_summary AND r.task_state <> 'cancelled'
), plan AS (
    SELECT
        as_of, project_id, max(reported_on) AS plan_date,
        sum(CASE WHEN is_work AND baseline_finish IS NOT NULL THEN 1 ELSE 0 END) AS baselined,
        min(CASE WHEN is_open THEN total_float_days END) AS least_float,
        max(CASE WHEN is_open THEN finish END) AS last_finish
    FROM at_date
    GROUP BY as_of, project_id
), link_day AS (
    SELECT s.as_of, k.project_id, max(k.as_of) AS told_on
    FROM status_date s
    JOIN task_link k ON k.as_of <= s.as_of
    GROUP BY s.as_of, k.project_id
), link AS (
    SELECT
        d.as_of, k.project_id, k.task_id, k.predecessor_id, coalesce(k.link_type, 'FS') AS link_type,
        max(k.lag_days) AS lag_days
    FROM link_day d
    JOIN task_link k ON k.project_id = d.project_id AND k.as_of = d.told_on
    GROUP BY d.as_of, k.project_id, k.task_id, k.predecessor_id, coalesce(k.link_type, 'FS')
), preceded AS (
    SELECT DISTINCT as_of, project_id, task_id FROM link
), followed AS (
    SELECT DISTINCT as_of, project_id, predecessor_id AS task_id FROM link
), own AS (
    SELECT
        t.*, p.plan_date, l.check_long_days,
        t.is_open AND t.is_work AND (t.baseline_finish IS NOT NULL OR p.baselined = 0) AS counts,
        b.task_id IS NOT NULL AND a.task_id IS NOT NULL AS is_linked,
        t.constrained LIKE 'must%' OR t.constrained LIKE 'mandatory%' OR t.constrained LIKE '%no later than'
            OR t.constrained LIKE '%on or before' OR t.constrained LIKE '必须%' OR t.constrained LIKE '不得晚于%'
            OR t.constrained IN ('start on', 'finish on', 'cs_mandstart', 'cs_mandfin', 'cs_mso', 'cs_meo', 'cs_msob', 'cs_meob')
            AS is_hard
    FROM at_date t
    CROSS JOIN limits l
    JOIN plan p ON p.as_of = t.as_of AND p.project_id = t.project_id
    LEFT JOIN preceded b ON b.as_of = t.as_of AND b.project_id = t.project_id AND b.task_id = t.task_id
    LEFT JOIN followed a ON a.as_of = t.as_of AND a.project_id = t.project_id AND a.task_id = t.task_id
), counted AS (
    SELECT
        as_of, project_id,
        sum(CASE WHEN counts THEN 1 ELSE 0 END) AS open_tasks,
        sum(CASE WHEN counts AND NOT is_linked THEN 1 ELSE 0 END) AS unlinked,
        max(CASE WHEN tells_constraint THEN 1 ELSE 0 END) AS tells_constraint,
        sum(CASE WHEN counts AND is_hard THEN 1 ELSE 0 END) AS hard,
        sum(CASE WHEN counts AND total_float_days IS NOT NULL THEN 1 ELSE 0 END) AS floated,
        sum(CASE WHEN counts AND total_float_days > check_long_days THEN 1 ELSE 0 END) AS floats_high,
        sum(CASE WHEN counts AND total_float_days < 0 THEN 1 ELSE 0 END) AS floats_negative,
        sum(CASE WHEN counts AND days_left IS NOT NULL THEN 1 ELSE 0 END) AS sized,
        sum(CASE WHEN counts AND days_left > check_long_days THEN 1 ELSE 0 END) AS long_left,
        sum(CASE WHEN is_work AND coalesce(start, finish, actual_start, actual_finish) IS NOT NULL THEN 1 ELSE 0 END) AS dated,
        sum(CASE WHEN is_work AND (
            (is_open AND finish < plan_date) OR (task_state = 'not_started' AND start < plan_date)
            OR actual_start > plan_date OR actual_finish > plan_date) THEN 1 ELSE 0 END) AS dates_invalid,
        max(CASE WHEN work_hours > 0 OR cost > 0 THEN 1 ELSE 0 END) AS tells_work,
        sum(CASE WHEN counts AND coalesce(work_hours, 0) <= 0 AND coalesce(cost, 0) <= 0 THEN 1 ELSE 0 END) AS without_work,
        sum(CASE WHEN is_work AND baseline_finish <= plan_date AND coalesce(actual_finish, finish, plan_date) IS NOT NULL
            THEN 1 ELSE 0 END) AS due,
        sum(CASE WHEN is_work AND baseline_finish <= plan_date AND (
            CASE WHEN is_open THEN greatest(coalesce(finish, plan_date), plan_date) ELSE coalesce(actual_finish, finish) END
            > baseline_finish) THEN 1 ELSE 0 END) AS missed,
        sum(CASE WHEN is_work AND task_state = 'done' THEN 1 ELSE 0 END) AS done,
        sum(CASE WHEN is_work AND baseline_finish IS NULL THEN 1 ELSE 0 END) AS unbaselined
    FROM own
    GROUP BY as_of, project_id
), linked AS (
    SELECT
        k.as_of, k.project_id, count(*) AS links,
        sum(CASE WHEN k.lag_days < 0 THEN 1 ELSE 0 END) AS leads,
        sum(CASE WHEN k.lag_days > 0 THEN 1 ELSE 0 END) AS lags,
        sum(CASE WHEN k.link_type = 'FS' THEN 1 ELSE 0 END) AS finish_to_start
    FROM link k
    JOIN at_date t ON t.as_of = k.as_of AND t.project_id = k.project_id AND t.task_id = k.task_id AND t.is_open
    GROUP BY k.as_of, k.project_id
), whole AS (
    SELECT
        c.*, p.plan_date, p.baselined, p.least_float, p.last_finish, d.told_on IS NOT NULL AS has_links,
        coalesce(k.links, 0) AS links, coalesce(k.leads, 0) AS leads, coalesce(k.lags, 0) AS lags,
        coalesce(k.finish_to_start, 0) AS finish_to_start,
        e.working_days - b.working_days AS path_days,
        l.check_share, l.check_finish_to_start, l.check_index
    FROM counted c
    CROSS JOIN limits l
    JOIN plan p ON p.as_of = c.as_of AND p.project_id = c.project_id
    LEFT JOIN link_day d ON d.as_of = c.as_of AND d.project_id = c.project_id
    LEFT JOIN linked k ON k.as_of = c.as_of AND k.project_id = c.project_id
    LEFT JOIN project_dim i ON i.as_of = c.as_of AND i.project_id = c.project_id
    LEFT JOIN working_count b ON b.calendar_id = coalesce(i.calendar_id, l.calendar) AND b.day = p.plan_date
    LEFT JOIN working_count e ON e.calendar_id = coalesce(i.calendar_id, l.calendar)
        AND e.day = greatest(p.last_finish, p.plan_date)
), checked AS (
    SELECT as_of, project_id, plan_date, 1 AS place, 'missing_logic' AS check_code, unlinked AS numerator,
        open_tasks AS denominator, check_share AS at_most, CAST(NULL AS DOUBLE) AS at_least,
        CASE WHEN NOT has_links THEN 'no_links' END AS missing
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 2, 'leads', leads, links, 0, NULL, CASE WHEN NOT has_links THEN 'no_links' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 3, 'lags', lags, links, check_share, NULL, CASE WHEN NOT has_links THEN 'no_links' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 4, 'link_types', finish_to_start, links, NULL, check_finish_to_start,
        CASE WHEN NOT has_links THEN 'no_links' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 5, 'hard_constraints', hard, open_tasks, check_share, NULL,
        CASE WHEN tells_constraint = 0 THEN 'no_constraints' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 6, 'high_float', floats_high, floated, check_share, NULL,
        CASE WHEN least_float IS NULL THEN 'no_float' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 7, 'negative_float', floats_negative, floated, 0, NULL,
        CASE WHEN least_float IS NULL THEN 'no_float' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 8, 'high_duration', long_left, sized, check_share, NULL,
        CASE WHEN open_tasks > 0 AND sized = 0 THEN 'no_durations' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 9, 'invalid_dates', dates_invalid, dated, 0, NULL,
        CASE WHEN dated = 0 THEN 'no_dates' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 10, 'resources', without_work, open_tasks, NULL, NULL,
        CASE WHEN tells_work = 0 THEN 'no_work' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 11, 'missed_tasks', missed, due, check_share, NULL,
        CASE WHEN baselined = 0 THEN 'no_baseline' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 12, 'critical_path_test', NULL, NULL, NULL, NULL, 'needs_planning_tool'
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 13, 'cpli', path_days + least_float, path_days, NULL, check_index,
        CASE WHEN least_float IS NULL THEN 'no_float' WHEN last_finish IS NULL THEN 'no_dates'
            WHEN path_days IS NULL THEN 'no_calendar' WHEN path_days = 0 THEN 'no_path_left' END
    FROM whole
    UNION ALL
    SELECT as_of, project_id, plan_date, 14, 'bei', done, due + unbaselined, NULL, check_index,
        CASE WHEN baselined = 0 THEN 'no_baseline' END
    FROM whole
), measured AS (
    SELECT
        c.as_of, c.project_id, c.plan_date, c.place, c.check_code, c.at_most, c.at_least,
        CASE WHEN c.missing IS NULL AND c.denominator <> 0 THEN CAST(c.numerator AS DOUBLE) END AS numerator,
        CASE WHEN c.missing IS NULL AND c.denominator <> 0 THEN CAST(c.denominator AS DOUBLE) END AS denominator,
        CASE WHEN c.missing IS NULL AND c.denominator = 0 THEN 'nothing_to_count' ELSE c.missing END AS missing
    FROM checked c
), figured AS (
    SELECT m.*, round(m.numerator / nullif(m.denominator, 0), 9) AS figure FROM measured m
)
SELECT
    f.as_of, f.project_id, coalesce(d.project, f.project_id) AS project,
    d.portfolio, d.program, d.department, d.region, d.manager, d.status, coalesce(d.rag, 'not_reported') AS rag,
    CAST(f.place AS BIGINT) AS place, f.check_code, f.plan_date, f.numerator, f.denominator, f.figure,
    CAST(f.at_most AS DOUBLE) AS at_most, CAST(f.at_least AS DOUBLE) AS at_least,
    CASE
        WHEN f.at_most IS NOT NULL THEN f.figure <= f.at_most
        WHEN f.at_least IS NOT NULL THEN f.figure >= f.at_least
    END AS is_passed, f.missing
FROM figured f
LEFT JOIN project_dim d ON d.project_id = f.project_id AND d.as_of = f.as_of
