-- one row: where each step of the two risk scales but the first begins, side by side (null: the scale has no such step)
SELECT
    max(CASE WHEN measure = 'probability' AND step = 2 THEN starts END) AS probability_2,
    max(CASE WHEN measure = 'probability' AND step = 3 THEN starts END) AS probability_3,
    max(CASE WHEN measure = 'probability' AND step = 4 THEN starts END) AS probability_4,
    max(CASE WHEN measure = 'probability' AND step = 5 THEN starts END) AS probability_5,
    max(CASE WHEN measure = 'probability' AND step = 6 THEN starts END) AS probability_6,
    max(CASE WHEN measure = 'probability' AND step = 7 THEN starts END) AS probability_7,
    max(CASE WHEN measure = 'impact' AND step = 2 THEN starts END) AS impact_2,
    max(CASE WHEN measure = 'impact' AND step = 3 THEN starts END) AS impact_3,
    max(CASE WHEN measure = 'impact' AND step = 4 THEN starts END) AS impact_4,
    max(CASE WHEN measure = 'impact' AND step = 5 THEN starts END) AS impact_5,
    max(CASE WHEN measure = 'impact' AND step = 6 THEN starts END) AS impact_6,
    max(CASE WHEN measure = 'impact' AND step = 7 THEN starts END) AS impact_7,
    max(CASE WHEN measure = 'probability' THEN steps END) AS probability_steps,
    max(CASE WHEN measure = 'impact' THEN steps END) AS impact_steps
FROM risk_scale
