-- one row: the currency that totals are in, and whether amounts without a currency count as being in it
-- (they do only where nobody states any currency: then there is nothing to mix up)
WITH latest AS (
    SELECT currency, row_number() OVER (PARTITION BY project_id ORDER BY as_of DESC) AS place FROM project_merged
), lines AS (
    SELECT currency FROM cost
    UNION ALL SELECT currency FROM benefit
    UNION ALL SELECT currency FROM risk
    UNION ALL SELECT currency FROM register
    UNION ALL SELECT currency FROM progress
    -- what tasks cost counts where nobody else tells any money
    UNION ALL SELECT t.currency FROM task t
    WHERE NOT EXISTS (SELECT 1 FROM cost)
        AND NOT EXISTS (SELECT 1 FROM project p WHERE coalesce(p.budget, p.forecast_cost, p.actual_cost) IS NOT NULL)
), counted AS (
    SELECT 1 AS preference, currency, count(*) AS rows_stating FROM latest WHERE place = 1 AND currency IS NOT NULL
    GROUP BY currency
    UNION ALL
    SELECT 2 AS preference, currency, count(*) AS rows_stating FROM lines WHERE currency IS NOT NULL
    GROUP BY currency
), ranked AS (
    SELECT currency, row_number() OVER (ORDER BY preference, rows_stating DESC, currency) AS place FROM counted
)
SELECT
    coalesce(nullif(s.currency, ''), r.currency, '') AS currency,
    r.currency IS NULL AS unstated_is_reporting
FROM limits s
LEFT JOIN ranked r ON r.place = 1
