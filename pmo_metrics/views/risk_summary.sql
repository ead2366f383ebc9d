-- one row: what the risks of a project add up to at a status date
SELECT
    as_of, project_id,
    CAST(sum(CASE WHEN is_open THEN 1 ELSE 0 END) AS BIGINT) AS open_risks,
    CAST(sum(CASE WHEN is_open THEN emv END) AS DECIMAL(24,2)) AS risk_exposure,
    -- where a project has a register and no threat in it is open, nothing is expected: that is known, and 0
    CAST(CASE
        WHEN sum(CASE WHEN is_open AND kind = 'threat' THEN 1 ELSE 0 END) = 0 THEN 0
        ELSE -sum(CASE WHEN is_open AND kind = 'threat' THEN emv END)
    END AS DECIMAL(24,2)) AS threat_cost,
    CAST(sum(CASE WHEN is_open AND kind = 'threat' AND emv IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS threats_not_priced
FROM risk_status
GROUP BY as_of, project_id
