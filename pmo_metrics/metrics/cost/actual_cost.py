"""Money spent to the status date."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Actual cost",
    name_zh="实际成本",
    asks="How much has been spent?",
    asks_zh="已经花了多少钱？",
    formula="Sum of costs booked to the status date; of actual cost lines where a project states none",
    unit="money",
    good="none",
    basis="PMI PMBOK Guide: actual cost; cancelled projects stay in spend totals",
    table="project_status",
    value=Sum("actual_cost"),
    caveat="Amounts in a currency without a rate are left out and counted.",
    caveat_zh="没有汇率的金额不计入，并单独计数。",
    examples=(
        Example(
            """
            project_id | status | actual_cost
            A | active | 290000
            B | cancelled | 10000
            C | active |
            """,
            value=300000,
        ),
        Example(
            """
            project_id | status | actual_cost
            C | active |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
