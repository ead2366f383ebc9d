"""Expected margin at completion as a share of revenue."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Forecast margin %",
    name_zh="预测毛利率",
    asks="What margin is expected at completion?",
    asks_zh="完工时预计毛利率是多少？",
    formula="(Expected revenue - forecast cost) / expected revenue, at completion",
    unit="share",
    good="higher",
    basis="Margin = (revenue - cost) / revenue, on the outturn",
    table="project_finance",
    value=Ratio("margin_forecast", "revenue_forecast", "money", "money"),
    null_reason="no_revenue",
    examples=(
        Example(
            """
            project_id | margin_forecast | revenue_forecast
            A | 300 | 1000
            """,
            value=0.3,
        ),
        Example(
            """
            project_id | margin_forecast | revenue_forecast
            A | -10 | 0
            """,
            value=None,
            reason="no_revenue",
        ),
    ),
)
