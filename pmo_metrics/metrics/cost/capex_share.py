"""How much of the spending is an investment."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Capital share of spending",
    name_zh="资本性支出占比",
    asks="How much of what was spent is capital expenditure?",
    asks_zh="已支出中有多少是资本性支出？",
    formula="Capital / (capital + operating) actual cost lines to the status date; lines that state neither are left out",
    unit="share",
    good="none",
    basis="IAS 16 and IAS 38: capital and operating expenditure",
    table="project_finance",
    value=Ratio("capex", "capex_or_opex", "money", "money"),
    null_reason="nothing_spent",
    examples=(
        Example(
            """
            project_id | capex | capex_or_opex
            A | 200 | 300
            B | 0 | 100
            """,
            value=0.5,
        ),
        Example(
            """
            project_id | capex | capex_or_opex
            A | 0 | 0
            """,
            value=None,
            reason="nothing_spent",
        ),
    ),
)
