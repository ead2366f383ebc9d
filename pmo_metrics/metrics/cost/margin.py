"""Revenue less cost to date."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Margin",
    name_zh="毛利",
    asks="What is left of the revenue after the cost?",
    asks_zh="收入减去成本后还剩多少？",
    formula="Sum of (revenue - actual cost) to the status date where both are known",
    unit="money",
    good="higher",
    basis="Margin = revenue - cost",
    table="project_finance",
    value=Sum("margin"),
    caveat="Revenue as booked: it is not recognised by progress here.",
    caveat_zh="按入账收入计，未按进度确认收入。",
    examples=(
        Example(
            """
            project_id | margin
            A | 200
            B | -50
            """,
            value=150,
        ),
        Example(
            """
            project_id | margin
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
