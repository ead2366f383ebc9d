"""Earned value over planned value since the previous status date."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="SPI in the period",
    name_zh="本期进度绩效指数",
    asks="How much of the work planned since the last status date was done?",
    asks_zh="自上一状态日期以来计划的工作完成了多少？",
    formula="sum EV in the period / sum PV in the period",
    unit="index",
    good="higher",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Ratio("ev_period", "pv_period", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with EV and PV known at both dates",
    null_reason="nothing_planned_in_period",
    caveat="Above 1 while catching up, also far behind the plan.",
    caveat_zh="追赶进度时会高于 1,即使总体仍大幅落后。",
    examples=(
        Example(
            """
            project_id | status | ev_period | pv_period
            A | active | 23706 | 21154
            """,
            value=1.1206391226245627,
            source="the month between the two reports of a 13-month project, months 6 to 7 (thousands)",
        ),
        Example(
            """
            project_id | status | ev_period | pv_period
            A | active | 10 | 0
            """,
            value=None,
            reason="nothing_planned_in_period",
        ),
    ),
)
