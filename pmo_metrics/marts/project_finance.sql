-- one row: a project's money at a status date beside its budget: commitments, burn, run-out, revenue, margin, benefits, exchange
-- (lines count up to the status date; the rate of spending is the mean of the last whole months that have lines at all)
WITH lines AS (
    SELECT project_id, kind, capitalization, month, sum(amount) AS amount, max(CASE WHEN fx_missing THEN 1 ELSE 0 END) AS gap
    FROM cost_month
    GROUP BY project_id, kind, capitalization, month
), dated AS (
    SELECT s.as_of, c.project_id, c.kind, c.amount, c.gap, c.capitalization, last_day(c.month) <= s.as_of AS is_whole,
        c.month <= s.as_of AS is_past,
        date_diff('month', c.month, date_trunc('month', s.as_of)) - CASE WHEN last_day(s.as_of) <= s.as_of THEN 0 ELSE 1 END AS months_ago
    FROM lines c
    CROSS JOIN status_date s
), summed AS (
    SELECT
        d.as_of, d.project_id,
        sum(CASE WHEN d.kind = 'commitment' THEN d.amount END) AS committed,
        sum(CASE WHEN d.kind = 'actual' AND d.is_past AND d.capitalization = 'capex' THEN d.amount END) AS capex_to_date,
        sum(CASE WHEN d.kind = 'actual' AND d.is_past AND d.capitalization IS NOT NULL THEN d.amount END) AS capitalized_to_date,
        sum(CASE WHEN d.kind = 'actual' AND d.is_whole AND d.months_ago < l.burn_months THEN d.amount END) AS spent_lately,
        sum(CASE WHEN d.kind = 'revenue' AND d.is_past THEN d.amount END) AS revenue,
        sum(CASE WHEN d.kind = 'revenue_budget' THEN d.amount END) AS revenue_budget,
        sum(CASE WHEN d.kind = 'revenue' AND d.is_past THEN d.amount
            WHEN d.kind = 'revenue_forecast' AND NOT d.is_past THEN d.amount END) AS revenue_forecast,
        max(CASE WHEN d.kind = 'revenue_forecast' THEN 1 ELSE 0 END) AS forecasts_revenue,
        max(CASE WHEN d.kind = 'actual' AND d.is_whole THEN d.months_ago END) AS first_spent_ago,
        max(d.gap) AS gap
    FROM dated d
    CROSS JOIN limits l
    GROUP BY d.as_of, d.project_id
), exchanged AS (
    SELECT s.as_of, e.project_id,
        -- without a budget by month there is nothing to fall short of
        CASE WHEN count(*) = count(e.volume_variance) AND max(abs(e.budget_local)) > 0
            THEN sum(e.volume_variance) END AS volume_variance,
        CASE WHEN count(*) = count(e.rate_variance) AND max(abs(e.budget_local)) > 0
            THEN sum(e.rate_variance) END AS rate_variance
    FROM cost_effect e
    JOIN status_date s ON last_day(e.month) <= s.as_of
    GROUP BY s.as_of, e.project_id
), gained AS (
    SELECT
        s.as_of, b.project_id,
        sum(CASE WHEN b.kind = 'planned' THEN b.amount END) AS benefit_planned,
        sum(CASE WHEN b.kind = 'planned' AND b.month <= s.as_of THEN b.amount END) AS benefit_due,
        sum(CASE WHEN b.kind = 'realised' AND b.month <= s.as_of THEN b.amount END) AS benefit_realised,
        sum(CASE WHEN b.kind = 'realised' AND b.month <= s.as_of THEN b.amount
            WHEN b.kind = 'forecast' AND b.month > s.as_of THEN b.amount END) AS benefit_forecast,
        max(CASE WHEN b.fx_missing THEN 1 ELSE 0 END) AS gap
    FROM benefit_month b
    CROSS JOIN status_date s
    GROUP BY s.as_of, b.project_id
), joined AS (
    SELECT
        p.*, CASE WHEN c.gap = 0 THEN c.committed END AS committed,
        -- no commitment is none; one that cannot be converted is not known
        CASE WHEN coalesce(c.gap, 0) = 0 THEN coalesce(c.committed, 0) END AS promised,
        CASE WHEN c.gap = 0 THEN c.capex_to_date END AS capex_to_date,
        CASE WHEN c.gap = 0 THEN c.capitalized_to_date END AS capitalized_to_date,
        CASE WHEN c.gap = 0 AND c.first_spent_ago >= 0
            -- six places first: half a cent is none in a binary fraction
            THEN CAST(c.spent_lately / nullif(least(l.burn_months, c.first_spent_ago + 1), 0) AS DECIMAL(28,6)) END AS burn,
        CASE WHEN c.gap = 0 THEN c.revenue END AS revenue,
        CASE WHEN c.gap = 0 THEN c.revenue_budget END AS revenue_budget,
        CASE WHEN c.gap = 0 AND c.forecasts_revenue = 1 THEN c.revenue_forecast END AS revenue_forecast,
        x.volume_variance, x.rate_variance,
        CASE WHEN g.gap = 0 THEN g.benefit_planned END AS benefit_planned,
        CASE WHEN g.gap = 0 THEN g.benefit_due END AS benefit_due,
        CASE WHEN g.gap = 0 THEN coalesce(g.benefit_realised, CASE WHEN g.benefit_due IS NOT NULL THEN 0 END) END AS benefit_realised,
        CASE WHEN g.gap = 0 THEN g.benefit_forecast END AS benefit_forecast
    FROM project_status p
    CROSS JOIN limits l
    LEFT JOIN summed c ON c.project_id = p.project_id AND c.as_of = p.as_of
    LEFT JOIN exchanged x ON x.project_id = p.project_id AND x.as_of = p.as_of
    LEFT JOIN gained g ON g.project_id = p.project_id AND g.as_of = p.as_of
), lasting AS (
    SELECT
        j.*,
        CASE
            WHEN NOT j.is_active OR j.burn IS NULL OR j.burn <= 0 THEN NULL
            WHEN j.budget <= j.actual_cost THEN j.as_of
            -- days of a mean month, and no date in another century
            WHEN (j.budget - j.actual_cost) / nullif(j.burn, 0) < 1200 THEN CAST(j.as_of
                + CAST(floor(CAST(j.budget - j.actual_cost AS DOUBLE) / nullif(CAST(j.burn AS DOUBLE), 0) * 30.4375) AS INTEGER) AS DATE)
        END AS runs_out_on
    FROM joined j
)
SELECT
    j.as_of, j.project_id, j.project, j.portfolio, j.program, j.department, j.region, j.manager, j.status, j.rag,
    j.is_active, j.budget, j.actual_cost, j.forecast_cost, j.effective_finish,
    CAST(j.committed AS DECIMAL(24,2)) AS committed,
    CAST(j.budget - j.actual_cost - j.promised AS DECIMAL(24,2)) AS funds_left,
    CAST(j.capex_to_date AS DECIMAL(24,2)) AS capex, CAST(j.capitalized_to_date AS DECIMAL(24,2)) AS capex_or_opex,
    CAST(CASE WHEN j.is_active THEN j.burn END AS DECIMAL(24,2)) AS burn,
    CAST(CASE WHEN j.is_active AND j.burn IS NOT NULL THEN j.budget - j.actual_cost END AS DECIMAL(24,2)) AS unspent,
    j.runs_out_on,
    j.runs_out_on < j.effective_finish AND coalesce(j.forecast_cost > j.budget, true) AS runs_out_early,
    CAST(j.revenue AS DECIMAL(24,2)) AS revenue, CAST(j.revenue_budget AS DECIMAL(24,2)) AS revenue_budget,
    CAST(j.revenue_forecast AS DECIMAL(24,2)) AS revenue_forecast,
    CAST(j.revenue - j.actual_cost AS DECIMAL(24,2)) AS margin,
    CAST(j.revenue_forecast - j.forecast_cost AS DECIMAL(24,2)) AS margin_forecast,
    CAST(j.volume_variance AS DECIMAL(24,2)) AS volume_variance, CAST(j.rate_variance AS DECIMAL(24,2)) AS rate_variance,
    CAST(j.benefit_planned AS DECIMAL(24,2)) AS benefit_planned, CAST(j.benefit_due AS DECIMAL(24,2)) AS benefit_due,
    CAST(j.benefit_realised AS DECIMAL(24,2)) AS benefit_realised,
    CAST(j.benefit_forecast AS DECIMAL(24,2)) AS benefit_forecast,
    j.load_id, j.file, j.sheet, j."row"
FROM lasting j
