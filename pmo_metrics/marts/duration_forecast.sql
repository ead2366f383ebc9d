-- one row: how many months a project will take in all, as each published formula says at a status date
-- (Lipke's earned schedule, Anbari's planned value method, Jacob's earned duration; the rest goes as planned, or at the pace of
-- time so far, or at that times the pace of cost)
WITH paced AS (
    SELECT
        v.as_of, v.project_id, CAST(v.bac AS DOUBLE) AS bac, CAST(v.ev - v.pv AS DOUBLE) AS sv,
        CAST(v.ev AS DOUBLE) / nullif(CAST(v.ac AS DOUBLE), 0) AS cpi,
        CAST(v.ev AS DOUBLE) / nullif(CAST(v.pv AS DOUBLE), 0) AS spi,
        CAST(e.earned_months AS DOUBLE) / nullif(CAST(e.actual_months AS DOUBLE), 0) AS spi_time,
        CAST(e.planned_months AS DOUBLE) AS planned_months, CAST(e.actual_months AS DOUBLE) AS actual_months, CAST(e.earned_months AS DOUBLE) AS earned_months
    FROM project_value v
    JOIN earned_schedule e ON e.project_id = v.project_id AND e.as_of = v.as_of
), earned AS (
    SELECT p.*, p.actual_months * p.spi AS ed FROM paced p
)
SELECT
    as_of, project_id, TRY_CAST(ed AS DECIMAL(18,9)) AS earned_duration,
    TRY_CAST(actual_months + (planned_months - earned_months) AS DECIMAL(18,9)) AS es_as_planned,
    TRY_CAST(actual_months + (planned_months - earned_months) / nullif(spi_time, 0) AS DECIMAL(18,9)) AS es_at_pace,
    TRY_CAST(actual_months + (planned_months - earned_months) / nullif(spi_time * cpi, 0) AS DECIMAL(18,9)) AS es_at_pace_and_cost,
    TRY_CAST(planned_months - sv * planned_months / nullif(bac, 0) AS DECIMAL(18,9)) AS pv_as_planned,
    TRY_CAST(planned_months / nullif(spi, 0) AS DECIMAL(18,9)) AS pv_at_pace,
    TRY_CAST(planned_months / nullif(spi * cpi, 0) AS DECIMAL(18,9)) AS pv_at_pace_and_cost,
    TRY_CAST(actual_months + (planned_months - ed) AS DECIMAL(18,9)) AS ed_as_planned,
    TRY_CAST(actual_months + (planned_months - ed) / nullif(spi, 0) AS DECIMAL(18,9)) AS ed_at_pace,
    TRY_CAST(actual_months + (planned_months - ed) / nullif(spi * cpi, 0) AS DECIMAL(18,9)) AS ed_at_pace_and_cost
FROM earned
