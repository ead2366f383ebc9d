"""What is spent a month."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Burn rate",
    name_zh="月均支出",
    asks="How much is spent in a month?",
    asks_zh="每月花多少钱？",
    formula="Sum over active projects of the mean actual cost of the last whole months with cost lines (setting burn_months, 3 by default)",
    unit="money",
    good="none",
    basis="AC / elapsed periods; recent months, because spending is not even",
    table="project_finance",
    value=Sum("burn"),
    thresholds=("burn_months",),
    examples=(
        Example(
            """
            project_id | burn
            A | 100
            B | 50.5
            C |
            """,
            value=150.5,
        ),
        Example(
            """
            project_id | burn
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
