"""What cost lines say was earned by month."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Revenue by month",
    name_zh="月度收入",
    asks="How much was earned in each month?",
    asks_zh="每个月收入多少？",
    formula="Sum of revenue cost lines, each at the rate of its month; group by month, fiscal_year, fiscal_quarter or category",
    unit="money",
    good="higher",
    basis="PMI PMBOK Guide: time-phased budget and cost",
    table="cost_month",
    value=Sum("amount"),
    keep="kind = 'revenue'",
    keep_words="cost lines of kind revenue",
    caveat="Cost lines have no status date: an old date shows the same lines.",
    caveat_zh="成本明细没有状态日期：选择较早的日期时显示的明细相同。",
    latest_only=False,
    examples=(
        Example(
            """
            project_id | month | kind | amount
            A | 2026-05-01 | revenue | 100.10
            A | 2026-06-01 | revenue | 200.20
            A | 2026-06-01 | actual | 9
            """,
            value=300.3,
        ),
        Example(
            """
            project_id | month | kind | amount
            A | 2026-05-01 | revenue |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
