-- one row: the contingency of a project under way at a status date, against what its threats are expected to cost
SELECT
    p.as_of, p.project_id, p.project, p.portfolio, p.program, p.department, p.region, p.manager, p.status, p.rag,
    CAST(a.contingency * f.rate AS DECIMAL(24,2)) AS contingency,
    CAST(a.contingency_left * f.rate AS DECIMAL(24,2)) AS contingency_left,
    r.threat_cost, r.open_risks, r.threats_not_priced,
    CAST(a.contingency_left * f.rate AS DECIMAL(24,2)) - r.threat_cost AS contingency_free,
    coalesce(a.contingency, a.contingency_left) IS NOT NULL AND f.rate IS NULL AS fx_missing,
    p.reported_on, p.load_id, p.file, p.sheet, p."row"
FROM project_status p
JOIN project_at a ON a.project_id = p.project_id AND a.as_of = p.as_of
LEFT JOIN risk_summary r ON r.project_id = p.project_id AND r.as_of = p.as_of
LEFT JOIN rate_on f ON f.day = p.as_of AND f.currency = coalesce(p.currency, '')
WHERE p.is_active
