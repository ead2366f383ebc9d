"""What cost lines say was spent."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Spend by month",
    name_zh="月度实际支出",
    asks="What was spent in each month?",
    asks_zh="每个月花了多少钱？",
    formula="Sum of actual cost lines, each at the rate of its month; group by month",
    unit="money",
    good="none",
    basis="PMI PMBOK Guide: time-phased budget and cost",
    table="cost_month",
    value=Sum("amount"),
    keep="kind = 'actual'",
    keep_words="cost lines of kind actual",
    caveat="Cost lines have no status date: an old date shows the same lines. An amount with a line that has no rate is left out.",
    caveat_zh="成本明细没有状态日期：选择较早的日期时显示的明细相同。含有无汇率明细的金额不计入。",
    latest_only=False,
    examples=(
        Example(
            """
            project_id | month | kind | amount
            A | 2026-05-01 | actual | 100.10
            A | 2026-06-01 | actual | 200.20
            A | 2026-06-01 | commitment | 9
            """,
            value=300.3,
        ),
        Example(
            """
            project_id | month | kind | amount
            A | 2026-05-01 | actual |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
