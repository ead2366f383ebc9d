"""Benefits promised."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Planned benefits",
    name_zh="计划收益",
    asks="What benefits were promised?",
    asks_zh="承诺了多少收益？",
    formula="Sum of planned benefit lines over all months",
    unit="money",
    good="none",
    basis="PMI Benefits Realization Management: A Practice Guide (2019)",
    table="project_finance",
    value=Sum("benefit_planned"),
    examples=(
        Example(
            """
            project_id | benefit_planned
            A | 20
            B | 5.5
            """,
            value=25.5,
        ),
        Example(
            """
            project_id | benefit_planned
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
