"""Benefits that came against those due."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Benefit realisation",
    name_zh="收益实现率",
    asks="What share of the benefits due by now has come?",
    asks_zh="到期收益实现了多少？",
    formula="Realised / planned benefits, both to the status date",
    unit="share",
    good="higher",
    basis="PMI Benefits Realization Management: A Practice Guide (2019)",
    table="project_finance",
    value=Ratio("benefit_realised", "benefit_due", "money", "money"),
    null_reason="no_benefit_due",
    examples=(
        Example(
            """
            project_id | benefit_realised | benefit_due
            A | 7 | 10
            B | 0 | 10
            """,
            value=0.35,
        ),
        Example(
            """
            project_id | benefit_realised | benefit_due
            A | 0 | 0
            """,
            value=None,
            reason="no_benefit_due",
        ),
    ),
)
