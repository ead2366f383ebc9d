"""Expected revenue against planned, as a share."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Revenue variance %",
    name_zh="收入偏差率",
    asks="By what share does expected revenue differ from the plan?",
    asks_zh="预计收入偏离计划的比例是多少？",
    formula="(Revenue booked + forecast ahead - revenue budget) / |revenue budget|",
    unit="share",
    good="higher",
    basis="Variance analysis: revenue of 207 for 150 is 38 % favourable",
    table="project_finance",
    value=Ratio("revenue_forecast - revenue_budget", "abs(revenue_budget)", "money", "money"),
    examples=(
        Example(
            """
            project_id | revenue_forecast | revenue_budget
            A | 207 | 150
            """,
            value=0.38,
            source="AAT: sales 150 to 207",
        ),
        Example(
            """
            project_id | revenue_forecast | revenue_budget
            A | 207 | 0
            """,
            value=None,
            reason="nothing_to_divide_by",
        ),
    ),
)
