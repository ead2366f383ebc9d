"""Benefits as they are expected now."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Forecast benefits",
    name_zh="预测收益",
    asks="What benefits are expected, with those that have come?",
    asks_zh="连同已实现的收益，预计共有多少收益？",
    formula="Sum of realised benefit lines to the status date and forecast benefit lines after it",
    unit="money",
    good="higher",
    basis="PMI Benefits Realization Management: A Practice Guide (2019)",
    table="project_finance",
    value=Sum("benefit_forecast"),
    examples=(
        Example(
            """
            project_id | benefit_forecast
            A | 18
            B | 5.5
            C |
            """,
            value=23.5,
        ),
        Example(
            """
            project_id | benefit_forecast
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
