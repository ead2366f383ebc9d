"""Benefits that came."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Realised benefits",
    name_zh="已实现收益",
    asks="What benefits have come so far?",
    asks_zh="目前已实现多少收益？",
    formula="Sum of realised benefit lines to the status date; zero where some were due and none is recorded",
    unit="money",
    good="higher",
    basis="PMI Benefits Realization Management: A Practice Guide (2019)",
    table="project_finance",
    value=Sum("benefit_realised"),
    examples=(
        Example(
            """
            project_id | benefit_realised
            A | 7
            B | 0
            """,
            value=7,
        ),
        Example(
            """
            project_id | benefit_realised
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
