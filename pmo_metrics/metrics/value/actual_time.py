"""Months since the plan started."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Actual time (AT)",
    name_zh="实际时间",
    asks="How many months have passed since the planned start?",
    asks_zh="自计划开始已过去几个月？",
    formula="AT = status date - planned start; ends when the project does",
    unit="months",
    good="none",
    basis="Lipke (2003), Schedule is different; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("actual_months"),
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
            value=7,
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
