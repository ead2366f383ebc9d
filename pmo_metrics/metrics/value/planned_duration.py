"""Months that the plan takes."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Planned duration (PD)",
    name_zh="计划工期",
    asks="How many months was it planned to take?",
    asks_zh="计划需要几个月？",
    formula="PD = planned finish - planned start; a part of a month counts by its days",
    unit="months",
    good="none",
    basis="Lipke (2003), Schedule is different; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("planned_months"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with a phased plan or baseline dates",
    caveat="Over several projects: project-months, the parts of SPI(t).",
    caveat_zh="多个项目合计时为“项目·月”,即 SPI(t) 的组成部分。",
    examples=(
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | active | 9 | 7 | 5.881321
            """,
            value=9,
            source="a real 13-month project, month 7 (amounts in thousands)",
        ),
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | active | | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
