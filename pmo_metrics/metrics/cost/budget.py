"""Approved budget at completion."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Budget",
    name_zh="预算",
    asks="How much money is approved?",
    asks_zh="批准了多少资金？",
    formula="Sum of approved budgets at completion; of budget cost lines where a project states no budget",
    unit="money",
    good="none",
    basis="PMI PMBOK Guide: budget at completion",
    table="project_status",
    value=Sum("budget"),
    caveat="Cancelled projects keep their budget. Amounts in a currency without a rate are left out and counted.",
    caveat_zh="已取消项目的预算仍计入。没有汇率的金额不计入，并单独计数。",
    examples=(
        Example(
            """
            project_id | budget
            A | 1000.10
            B | 2000.20
            C |
            """,
            value=3000.3,
        ),
        Example(
            """
            project_id | budget
            C |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
