-- one row: a risk or opportunity at a status date, its latest report carried forward
-- (threats count negative, opportunities positive; what a register has no column for stays null and is no reproach)
WITH ranked AS (
    SELECT
        r.*, row_number() OVER (
            PARTITION BY r.project_id, r.risk_id, r.as_of ORDER BY r.seq DESC, r."row" DESC, r.file DESC, r.sheet DESC
        ) AS place,
        -- scores are steps of our scale only where the whole sheet keeps to whole numbers from 1 to its length
        max(CASE WHEN r.likelihood_score <> floor(r.likelihood_score) OR r.likelihood_score < 1 THEN 1000
            ELSE r.likelihood_score END) OVER (PARTITION BY r.load_id, r.file, r.sheet) AS highest_likelihood,
        max(CASE WHEN r.impact_score <> floor(r.impact_score) OR r.impact_score < 1 THEN 1000 ELSE r.impact_score END)
            OVER (PARTITION BY r.load_id, r.file, r.sheet) AS highest_impact
    FROM risk r
), reports AS (
    SELECT r.*, lead(r.as_of) OVER (PARTITION BY r.project_id, r.risk_id ORDER BY r.as_of) AS valid_to
    FROM ranked r WHERE r.place = 1
), at_date AS (
    SELECT
        s.as_of AS status_day, r.*, d.project, d.portfolio, d.program, d.department, d.region, d.manager,
        d.status AS project_status, d.rag, f.rate,
        coalesce(r.status, CASE WHEN r.closed_on <= s.as_of THEN 'closed' ELSE 'open' END) AS state,
        coalesce(r.kind, 'threat') AS side,
        CASE WHEN r.kind = 'opportunity' THEN 1 ELSE -1 END AS sign,
        -- a response may change the probability, the cost or both: what it does not mention stays as it is
        CASE WHEN r.residual_probability IS NOT NULL OR r.residual_cost IS NOT NULL
            THEN coalesce(r.residual_probability, r.probability) END AS probability_left,
        coalesce(r.residual_cost, r.cost_likely) AS cost_left,
        CASE WHEN r.target_probability IS NOT NULL OR r.target_cost IS NOT NULL
            THEN coalesce(r.target_probability, r.probability) END AS probability_aim,
        coalesce(r.target_cost, r.cost_likely) AS cost_aim,
        CASE WHEN l.impact_of = 'money' THEN 1 ELSE m.budget END AS measured_by,
        l.risk_review_days, l.pi_moderate, l.pi_high
    FROM reports r
    JOIN status_date s ON s.as_of >= r.as_of AND s.as_of < coalesce(r.valid_to, DATE '9999-12-31')
    CROSS JOIN limits l
    LEFT JOIN project_dim d ON d.project_id = r.project_id AND d.as_of = s.as_of
    LEFT JOIN project_money m ON m.project_id = r.project_id AND m.as_of = s.as_of
    LEFT JOIN rate_on f ON f.day = s.as_of AND f.currency = coalesce(r.currency, d.currency, '')
), priced AS (
    SELECT
        a.*,
        a.state = 'open' AS is_open,
        a.state = 'occurred' OR coalesce(a.probability >= 1, false) AS is_issue,
        CAST(abs(a.cost_likely) * a.rate AS DECIMAL(24,2)) AS cost,
        CAST(abs(a.cost_left) * a.rate AS DECIMAL(24,2)) AS residual_cost_now,
        CAST(abs(a.cost_aim) * a.rate AS DECIMAL(24,2)) AS target_cost_now
    FROM at_date a
), stepped AS (
    SELECT
        p.*,
        CASE WHEN p.probability IS NOT NULL THEN
            1 + CASE WHEN p.probability >= e.probability_2 THEN 1 ELSE 0 END
            + CASE WHEN p.probability >= e.probability_3 THEN 1 ELSE 0 END
            + CASE WHEN p.probability >= e.probability_4 THEN 1 ELSE 0 END
            + CASE WHEN p.probability >= e.probability_5 THEN 1 ELSE 0 END
            + CASE WHEN p.probability >= e.probability_6 THEN 1 ELSE 0 END
            + CASE WHEN p.probability >= e.probability_7 THEN 1 ELSE 0 END
            WHEN p.highest_likelihood <= e.probability_steps THEN CAST(p.likelihood_score AS INTEGER)
        END AS probability_step,
        CASE
            WHEN p.cost IS NOT NULL AND p.measured_by IS NOT NULL THEN
                1 + CASE WHEN p.cost >= round(e.impact_2 * p.measured_by, 2) THEN 1 ELSE 0 END
                + CASE WHEN p.cost >= round(e.impact_3 * p.measured_by, 2) THEN 1 ELSE 0 END
                + CASE WHEN p.cost >= round(e.impact_4 * p.measured_by, 2) THEN 1 ELSE 0 END
                + CASE WHEN p.cost >= round(e.impact_5 * p.measured_by, 2) THEN 1 ELSE 0 END
                + CASE WHEN p.cost >= round(e.impact_6 * p.measured_by, 2) THEN 1 ELSE 0 END
                + CASE WHEN p.cost >= round(e.impact_7 * p.measured_by, 2) THEN 1 ELSE 0 END
            WHEN p.cost IS NULL AND p.highest_impact <= e.impact_steps THEN CAST(p.impact_score AS INTEGER)
        END AS impact_step
    FROM priced p
    CROSS JOIN risk_edges e
), scaled AS (
    SELECT p.*, CAST(q.score * i.score AS DECIMAL(9,6)) AS pi_score
    FROM stepped p
    LEFT JOIN risk_scale q ON q.measure = 'probability' AND q.step = p.probability_step
    LEFT JOIN risk_scale i ON i.measure = 'impact' AND i.step = p.impact_step
)
SELECT
    a.status_day AS as_of, a.project_id, coalesce(a.project, a.project_id) AS project,
    a.portfolio, a.program, a.department, a.region, a.manager, a.project_status AS status,
    coalesce(a.rag, 'not_reported') AS rag,
    a.risk_id, coalesce(a.title, a.risk_id) AS title, a.side AS kind, a.category, a.owner, a.state AS risk_status,
    a.is_open, a.probability, a.likelihood_score, a.impact_score, a.score, a.residual_score, a.target_score,
    a.probability_step, a.impact_step, a.pi_score,
    CASE WHEN a.pi_score >= a.pi_high THEN 'high' WHEN a.pi_score >= a.pi_moderate THEN 'moderate'
        WHEN a.pi_score IS NOT NULL THEN 'low' END AS pi_level,
    CAST(a.cost_low * a.rate AS DECIMAL(24,2)) AS cost_low,
    CAST(a.cost_likely * a.rate AS DECIMAL(24,2)) AS cost_likely,
    CAST(a.cost_high * a.rate AS DECIMAL(24,2)) AS cost_high,
    CASE WHEN a.state = 'closed' THEN CAST(0 AS DECIMAL(24,2))
        WHEN NOT a.is_issue THEN CAST(a.sign * a.probability * a.cost AS DECIMAL(24,2)) END AS emv,
    CASE WHEN a.state = 'closed' THEN CAST(0 AS DECIMAL(24,2))
        WHEN NOT a.is_issue THEN CAST(a.sign * a.probability_left * a.residual_cost_now AS DECIMAL(24,2))
    END AS residual_emv,
    CASE WHEN a.state = 'closed' THEN CAST(0 AS DECIMAL(24,2))
        WHEN NOT a.is_issue THEN CAST(a.sign * a.probability_aim * a.target_cost_now AS DECIMAL(24,2)) END AS target_emv,
    CASE
        WHEN a.state = 'closed' THEN NULL
        WHEN a.is_issue THEN 'issue'
        WHEN a.probability IS NULL OR a.cost_likely IS NULL THEN 'not_known'
        WHEN a.rate IS NULL THEN 'no_rate'
    END AS emv_reason,
    a.days_likely,
    CASE WHEN a.is_open AND NOT a.is_issue
        THEN CAST(-a.sign * a.probability * abs(a.days_likely) AS DECIMAL(18,2)) END AS expected_days,
    a.response, a.response_due,
    a.is_open AND coalesce(a.response_due < a.status_day, false) AS response_overdue,
    CASE
        WHEN a.response_due < a.status_day THEN 'overdue'
        WHEN a.response IS NULL AND a.response_due IS NULL THEN
            CASE WHEN a.brought LIKE '%,response,%' OR a.brought LIKE '%,response_due,%' THEN 'none' END
        WHEN a.response_due IS NULL THEN 'undated'
        ELSE 'due'
    END AS response_state,
    CASE WHEN a.is_open AND a.brought LIKE '%,response,%' THEN a.response IS NULL END AS no_response,
    CASE WHEN a.is_open AND a.brought LIKE '%,owner,%' THEN a.owner IS NULL END AS no_owner,
    a.proximity,
    CASE WHEN a.is_open THEN date_diff('day', a.status_day, a.proximity) END AS proximity_days,
    CASE
        WHEN NOT a.is_open OR a.proximity IS NULL THEN NULL
        WHEN a.proximity < a.status_day THEN 'past'
        WHEN date_diff('day', a.status_day, a.proximity) <= 30 THEN 'within_30'
        WHEN date_diff('day', a.status_day, a.proximity) <= 90 THEN 'within_90'
        ELSE 'later'
    END AS proximity_state,
    a.raised_on, a.reviewed_on, a.closed_on,
    CASE WHEN a.is_open THEN date_diff('day', a.raised_on, a.status_day) END AS age_days,
    date_diff('day', a.reviewed_on, a.status_day) AS review_age_days,
    -- a risk that was never reviewed waits since it was raised
    CASE WHEN a.is_open AND a.brought LIKE '%,reviewed_on,%'
        THEN date_diff('day', coalesce(a.reviewed_on, a.raised_on), a.status_day) > a.risk_review_days END
        AS not_reviewed,
    a.cost_likely IS NOT NULL AND a.rate IS NULL AS fx_missing,
    a.as_of AS reported_on, a.load_id, a.file, a.sheet, a."row"
FROM scaled a
