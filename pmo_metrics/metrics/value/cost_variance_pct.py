"""Cost variance as a share of what was earned."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Cost variance, % (CV %)",
    name_zh="成本偏差百分比",
    asks="By what share did the work cost more than it earned?",
    asks_zh="工作花费超出其价值的比例是多少？",
    formula="CV % = sum (EV - AC) / sum EV; positive = under cost",
    unit="share",
    good="higher",
    basis="DAU Gold Card: CV % = CV / BCWP; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Ratio("ev - ac", "ev", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with EV and AC both known",
    null_reason="nothing_earned",
    examples=(
        Example(
            """
            project_id | status | ev | ac
            A | active | 200000 | 290000
            """,
            value=-0.45,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | ev | ac
            A | active | 0 | 10
            """,
            value=None,
            reason="nothing_earned",
            source="DAU Gold Card: CV % divides by BCWP",
        ),
    ),
)
