-- one row: what the risks of a project add up to at a status date
SELECT
    as_of, project_id,
    CAST(sum(CASE WHEN is_open THEN 1 ELSE 0 END) AS BIGINT) AS open_risks,
    CAST(sum(CASE WHEN is_open THEN emv END) AS DECIMAL(24,2)) AS risk_exposure
FROM risk_status
GROUP BY as_of, project_id
