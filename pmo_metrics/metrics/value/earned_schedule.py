"""The time by which the plan had what is earned now."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Earned schedule (ES)",
    name_zh="挣得进度",
    asks="How many months of the plan are done?",
    asks_zh="计划完成到第几个月的工作？",
    formula="ES = C + (EV - PV at C) / (PV at C+1 - PV at C), C the last month whose PV is reached; ES = PD once EV reaches BAC",
    unit="months",
    good="higher",
    basis="Lipke (2003), Schedule is different; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("earned_months"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with a phased plan or baseline dates and EV known",
    caveat="Over several projects: project-months, the parts of SPI(t).",
    caveat_zh="多个项目合计时为“项目·月”,即 SPI(t) 的组成部分。",
    examples=(
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | active | 9 | 7 | 5.881321
            """,
            value=5.881321,
            source="a real 13-month project, month 7 (amounts in thousands)",
        ),
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | complete | 9 | 13 | 9
            """,
            value=9,
            source="the same, finished: PD, not the count of reports",
        ),
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | active | 9 | 3 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
