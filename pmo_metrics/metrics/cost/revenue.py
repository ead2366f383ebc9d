"""Revenue booked."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Revenue",
    name_zh="收入",
    asks="How much revenue was booked?",
    asks_zh="已入账收入是多少？",
    formula="Sum of revenue cost lines to the status date",
    unit="money",
    good="higher",
    basis="IFRS 15: revenue from contracts, as booked",
    table="project_finance",
    value=Sum("revenue"),
    examples=(
        Example(
            """
            project_id | revenue
            A | 500
            B | 20.5
            """,
            value=520.5,
        ),
        Example(
            """
            project_id | revenue
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
