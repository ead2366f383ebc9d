"""How long the unspent budget lasts at the present rate."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Days of funding",
    name_zh="资金可用天数",
    asks="How long does the unspent budget last at the present rate of spending?",
    asks_zh="按目前支出速度，剩余预算还能用多久？",
    formula="(Budget - actual cost) / burn rate, in days of a mean month (30.4375), over active projects with both known",
    unit="days",
    good="none",
    basis="Run-out = (budget - AC) / rate",
    table="project_finance",
    value=Ratio("unspent", "burn / 30.4375", "money", "money"),
    null_reason="nothing_spent",
    thresholds=("burn_months",),
    examples=(
        Example(
            """
            project_id | unspent | burn
            A | 700 | 100
            """,
            value=213.0625,
        ),
        Example(
            """
            project_id | unspent | burn
            A | 600 | 100
            B | 0 | 100
            """,
            value=91.3125,
            source="sum of money over sum of rates, not the mean of 182.625 and 0",
        ),
        Example(
            """
            project_id | unspent | burn
            A | 100 | 0
            """,
            value=None,
            reason="nothing_spent",
        ),
    ),
)
