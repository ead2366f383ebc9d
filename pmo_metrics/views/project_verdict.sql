-- one row: the computed status of an active project at a status date: its worst check, and of equal ones the first listed
WITH measured AS (
    SELECT as_of, project_id, 1 AS place, 'cost_over' AS reason, cost_over AS figure FROM project_checks
    UNION ALL
    SELECT as_of, project_id, 2 AS place, 'finish_late' AS reason, finish_late AS figure FROM project_checks
    UNION ALL
    SELECT as_of, project_id, 3 AS place, 'milestone_overdue' AS reason, milestone_overdue AS figure FROM project_checks
    UNION ALL
    SELECT as_of, project_id, 4 AS place, 'milestone_late' AS reason, milestone_late AS figure FROM project_checks
    UNION ALL
    SELECT as_of, project_id, 5 AS place, 'cpi_low' AS reason, cpi AS figure FROM project_checks
    UNION ALL
    SELECT as_of, project_id, 6 AS place, 'spi_low' AS reason, spi AS figure FROM project_checks
), judged AS (
    SELECT
        m.as_of, m.project_id, m.place, m.reason, m.figure,
        CASE
            WHEN m.reason = 'cost_over' AND m.figure > l.red_over THEN 2
            WHEN m.reason = 'cost_over' AND m.figure > l.amber_over THEN 1
            WHEN m.reason IN ('finish_late', 'milestone_overdue', 'milestone_late') AND m.figure > l.red_days_late THEN 2
            WHEN m.reason IN ('finish_late', 'milestone_overdue', 'milestone_late') AND m.figure > l.amber_days_late THEN 1
            WHEN m.reason IN ('cpi_low', 'spi_low') AND m.figure < l.red_index THEN 2
            WHEN m.reason IN ('cpi_low', 'spi_low') AND m.figure < l.amber_index THEN 1
            ELSE 0
        END AS level
    FROM measured m
    CROSS JOIN limits l
    WHERE m.figure IS NOT NULL
), ranked AS (
    SELECT j.*, row_number() OVER (PARTITION BY as_of, project_id ORDER BY level DESC, place) AS rank_of_check
    FROM judged j
)
SELECT
    as_of, project_id, level,
    CASE level WHEN 2 THEN 'red' WHEN 1 THEN 'amber' ELSE 'green' END AS computed_rag,
    CASE WHEN level = 0 THEN 'within_limits' ELSE reason END AS computed_reason,
    CASE WHEN level > 0 THEN figure END AS computed_figure
FROM ranked
WHERE rank_of_check = 1
