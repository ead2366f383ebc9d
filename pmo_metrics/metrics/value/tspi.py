"""Pace the rest needs to finish on time."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="To-complete schedule performance index (TSPI)",
    name_zh="完工尚需进度绩效指数",
    asks="How fast must the rest go to finish on time?",
    asks_zh="剩余工作需要多快才能按时完成？",
    formula="TSPI = sum (PD - ES) / sum (PD - AT); above 1.10 is hard to reach",
    unit="index",
    good="lower",
    basis="Lipke (2003), Schedule is different; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Ratio(
        "CASE WHEN earned_months < planned_months AND actual_months < planned_months THEN planned_months - earned_months WHEN earned_months < planned_months AND actual_months >= planned_months THEN 0 * earned_months END",
        "CASE WHEN earned_months < planned_months AND actual_months < planned_months THEN planned_months - actual_months WHEN earned_months < planned_months AND actual_months >= planned_months THEN 0 * earned_months END",
        "months",
        "months",
    ),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with work left; those whose planned time is used up add nothing",
    null_reason="time_spent",
    caveat="Past the planned finish no pace is fast enough: it is a flag, not a number.",
    caveat_zh="超过计划完成日后，任何速度都无法按时完成：仅作提示，不给数值。",
    examples=(
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | active | 9 | 7 | 5.881321
            """,
            value=1.5593395,
            source="a real 13-month project, month 7 (amounts in thousands)",
        ),
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | active | 9 | 9 | 6.490971
            """,
            value=None,
            reason="time_spent",
            source="month 9: the planned time is used up, a flag, not a number",
        ),
    ),
)
