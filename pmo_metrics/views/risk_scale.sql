-- one row: a step of the probability or the impact scale, the value from which on it holds, and its score
WITH numbered AS (
    SELECT 1 AS step UNION ALL SELECT 2 AS step UNION ALL SELECT 3 AS step UNION ALL SELECT 4 AS step
    UNION ALL SELECT 5 AS step UNION ALL SELECT 6 AS step UNION ALL SELECT 7 AS step
), scale AS (
    SELECT
        'probability' AS measure,
        max(CASE WHEN name = 'probability_edges' THEN value END) AS edges,
        max(CASE WHEN name = 'probability_scores' THEN value END) AS scores
    FROM setting
    UNION ALL
    SELECT
        'impact' AS measure,
        max(CASE WHEN name = 'impact_edges' THEN value END) AS edges,
        max(CASE WHEN name = 'impact_scores' THEN value END) AS scores
    FROM setting
)
SELECT
    s.measure, n.step,
    CASE WHEN n.step = 1 THEN 0 ELSE CAST(nullif(split_part(s.edges, ' ', n.step - 1), '') AS DOUBLE) END AS starts,
    CAST(nullif(split_part(s.scores, ' ', n.step), '') AS DECIMAL(9,6)) AS score,
    count(*) OVER (PARTITION BY s.measure) AS steps
FROM scale s
CROSS JOIN numbered n
WHERE split_part(s.scores, ' ', n.step) <> ''
