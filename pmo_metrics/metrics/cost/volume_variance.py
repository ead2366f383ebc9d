"""Gap of actual to budget by what was bought."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Volume variance",
    name_zh="数量差异",
    asks="How much of the gap to the budget comes from buying less or more?",
    asks_zh="与预算的差异中有多少来自数量？",
    formula="Sum over currencies and whole months of (budget - actual in that currency) x budget rate",
    unit="money",
    good="higher",
    basis="IAS 21 rates; total variance = volume + rate",
    table="project_finance",
    value=Sum("volume_variance"),
    caveat="Needs budget lines by month; forecasts and amounts at completion take no part.",
    caveat_zh="需要按月的预算明细；预测和完工金额不参与。",
    examples=(
        Example(
            """
            project_id | volume_variance
            A | -55000
            """,
            value=-55000,
            source="1.00m at 1.10 budgeted, 1.05m at 1.20 spent: -55,000 volume, -105,000 rate",
        ),
        Example(
            """
            project_id | volume_variance
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
