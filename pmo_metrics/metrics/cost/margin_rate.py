"""Margin as a share of revenue."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Margin %",
    name_zh="毛利率",
    asks="What share of the revenue is left after the cost?",
    asks_zh="收入中有多大比例是毛利？",
    formula="(Revenue - actual cost) / revenue, to the status date",
    unit="share",
    good="higher",
    basis="Margin = (revenue - cost) / revenue",
    table="project_finance",
    value=Ratio("margin", "revenue", "money", "money"),
    null_reason="no_revenue",
    examples=(
        Example(
            """
            project_id | margin | revenue
            A | 200 | 500
            B | -50 | 100
            """,
            value=0.25,
        ),
        Example(
            """
            project_id | margin | revenue
            A | -10 | 0
            """,
            value=None,
            reason="no_revenue",
        ),
    ),
)
