"""Earned schedule less actual time."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Schedule variance in time, SV(t)",
    name_zh="进度偏差(时间)",
    asks="How many months ahead of or behind the plan?",
    asks_zh="比计划提前或落后几个月？",
    formula="SV(t) = ES - AT; positive = ahead",
    unit="months",
    good="higher",
    basis="Lipke (2003), Schedule is different; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("earned_months - actual_months"),
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
            value=-1.118679,
            source="a real 13-month project, month 7 (amounts in thousands)",
        ),
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | complete | 9 | 13 | 9
            """,
            value=-4,
            source="the same, finished: four months late",
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
