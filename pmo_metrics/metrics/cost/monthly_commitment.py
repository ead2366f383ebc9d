"""What cost lines say was promised by month."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Commitments by month",
    name_zh="月度承诺成本",
    asks="How much was committed in each month?",
    asks_zh="每个月承诺了多少？",
    formula="Sum of commitment cost lines, each at the rate of its month; group by month, fiscal_year, fiscal_quarter or category",
    unit="money",
    good="none",
    basis="PMI PMBOK Guide: time-phased budget and cost",
    table="cost_month",
    value=Sum("amount"),
    keep="kind = 'commitment'",
    keep_words="cost lines of kind commitment",
    caveat="Cost lines have no status date: an old date shows the same lines.",
    caveat_zh="成本明细没有状态日期：选择较早的日期时显示的明细相同。",
    latest_only=False,
    examples=(
        Example(
            """
            project_id | month | kind | amount
            A | 2026-05-01 | commitment | 100.10
            A | 2026-06-01 | commitment | 200.20
            A | 2026-06-01 | actual | 9
            """,
            value=300.3,
        ),
        Example(
            """
            project_id | month | kind | amount
            A | 2026-05-01 | commitment |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
