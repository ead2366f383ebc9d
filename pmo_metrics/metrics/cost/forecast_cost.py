"""Expected cost at completion."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Forecast cost (EAC)",
    name_zh="完工估算(预测成本)",
    asks="How much will it cost in the end?",
    asks_zh="最终将花费多少？",
    formula="Sum of forecast costs at completion: the manager's figure; actual cost for completed projects; actuals to date + remaining forecast lines where none is stated",
    unit="money",
    good="none",
    basis="PMI PMBOK Guide: estimate at completion, bottom-up; complete projects: EAC = AC",
    table="project_status",
    value=Sum("forecast_cost"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled",
    caveat="The official figure is the manager's; formula estimates are cross-checks. Amounts in a currency without a rate are left out and counted.",
    caveat_zh="以项目经理的估算为准，公式估算仅供核对。没有汇率的金额不计入，并单独计数。",
    examples=(
        Example(
            """
            project_id | status | forecast_cost
            A | active | 1100
            B | complete | 1250
            C | cancelled |
            """,
            value=2350,
        ),
        Example(
            """
            project_id | status | forecast_cost
            C | cancelled |
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
