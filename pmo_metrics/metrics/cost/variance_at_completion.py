"""Budget less forecast."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Variance at completion",
    name_zh="完工偏差",
    asks="Will the money be enough?",
    asks_zh="资金够用吗？",
    formula="VAC = BAC - EAC = budget - forecast cost; positive = under budget",
    unit="money",
    good="higher",
    basis="PMI PMBOK Guide: VAC = BAC - EAC; DAU Gold Card: favorable is positive",
    table="project_status",
    value=Sum("budget - forecast_cost"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with budget and forecast both known",
    caveat="Projects without a forecast are left out, not counted as on budget.",
    caveat_zh="没有预测的项目不计入，而不是视为符合预算。",
    examples=(
        Example(
            """
            project_id | status | budget | forecast_cost
            A | active | 500000 | 725000
            """,
            value=-225000,
            source="PRA book chapter 5 (EAC by CPI)",
        ),
        Example(
            """
            project_id | status | budget | forecast_cost
            A | active | 0 | 50
            """,
            value=-50,
            source="edge case: the amount is valid where the percentage is not",
        ),
        Example(
            """
            project_id | status | budget | forecast_cost
            A | active | 500000 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
