"""Budget less forecast, over budget."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Variance at completion, %",
    name_zh="完工偏差率",
    asks="By what share will we be over or under budget?",
    asks_zh="将超出或节省预算的百分之几？",
    formula="(budget - forecast cost) / |budget|; sums over projects first, then the quotient",
    unit="share",
    good="higher",
    basis="US IT Dashboard cost variance; OMB M-04-24 bands of 10 % and 30 %",
    table="project_status",
    value=Ratio("budget - forecast_cost", "abs(budget)", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with budget and forecast both known",
    null_reason="no_budget",
    thresholds=("amber_over", "red_over"),
    examples=(
        Example(
            """
            project_id | status | budget | forecast_cost
            A | active | 1000 | 1250
            """,
            value=-0.25,
            source="US IT Dashboard, case done_over",
        ),
        Example(
            """
            project_id | status | budget | forecast_cost
            A | active | 1000 | 1100
            B | active | 3000 | 2900
            """,
            value=0.0,
        ),
        Example(
            """
            project_id | status | budget | forecast_cost
            A | active | -100 | -80
            """,
            value=-0.2,
            source="edge case: a negative plan is divided by its absolute value",
        ),
        Example(
            """
            project_id | status | budget | forecast_cost
            A | active | 0 | 50
            """,
            value=None,
            reason="no_budget",
            source="US IT Dashboard, case zero_plan",
        ),
    ),
)
