"""Expected revenue against planned."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Revenue variance",
    name_zh="收入偏差",
    asks="How much more revenue than planned is expected?",
    asks_zh="预计收入比计划多多少？",
    formula="Sum of (revenue booked + forecast ahead - revenue budget) where both are known",
    unit="money",
    good="higher",
    basis="Variance analysis: for revenue, actual - plan is favourable when positive",
    table="project_finance",
    value=Sum("revenue_forecast - revenue_budget"),
    examples=(
        Example(
            """
            project_id | revenue_forecast | revenue_budget
            A | 207 | 150
            """,
            value=57,
        ),
        Example(
            """
            project_id | revenue_forecast | revenue_budget
            A | 207 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
