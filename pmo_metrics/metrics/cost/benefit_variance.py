"""Expected benefits against promised ones."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Benefit variance",
    name_zh="收益偏差",
    asks="How much more or less benefit than promised is expected?",
    asks_zh="预计收益比承诺的多还是少，差多少？",
    formula="Sum of (realised to date + forecast after it - planned benefit) where both are known",
    unit="money",
    good="higher",
    basis="PMI Benefits Realization Management: A Practice Guide (2019); for benefits, expected - planned is favourable when positive",
    table="project_finance",
    value=Sum("benefit_forecast - benefit_planned"),
    examples=(
        Example(
            """
            project_id | benefit_forecast | benefit_planned
            A | 18 | 20
            B | 7.5 | 5
            """,
            value=0.5,
        ),
        Example(
            """
            project_id | benefit_forecast | benefit_planned
            A | 18 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
