"""Official forecast less what is spent."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Estimate to complete (ETC)",
    name_zh="完工尚需估算",
    asks="How much is still to be spent, as the manager says?",
    asks_zh="按项目经理的预测，还需花费多少？",
    formula="ETC = official forecast - AC",
    unit="money",
    good="none",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("forecast_cost - ac"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with forecast and AC both known",
    examples=(
        Example(
            """
            project_id | status | forecast_cost | ac
            A | active | 725000 | 290000
            """,
            value=435000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | forecast_cost | ac
            A | complete | 130 | 130
            """,
            value=0,
            source="edge case: complete",
        ),
    ),
)
