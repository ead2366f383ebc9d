-- one row: the thresholds of this installation as numbers, from its settings
SELECT
    max(CASE WHEN name = 'amber_over' THEN CAST(value AS DOUBLE) END) AS amber_over,
    max(CASE WHEN name = 'red_over' THEN CAST(value AS DOUBLE) END) AS red_over,
    max(CASE WHEN name = 'amber_index' THEN CAST(value AS DOUBLE) END) AS amber_index,
    max(CASE WHEN name = 'red_index' THEN CAST(value AS DOUBLE) END) AS red_index,
    max(CASE WHEN name = 'amber_days_late' THEN CAST(value AS DOUBLE) END) AS amber_days_late,
    max(CASE WHEN name = 'red_days_late' THEN CAST(value AS DOUBLE) END) AS red_days_late,
    max(CASE WHEN name = 'stale_after_days' THEN CAST(value AS DOUBLE) END) AS stale_after_days,
    max(CASE WHEN name = 'currency' THEN upper(value) END) AS currency,
    max(CASE WHEN name = 'calendar' THEN value END) AS calendar
FROM setting
