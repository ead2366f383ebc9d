"""Checks of schedule quality that plans fail."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Schedule checks failed",
    name_zh="未通过的进度质量检查",
    asks="How many checks of schedule quality do plans fail?",
    asks_zh="进度计划有多少项质量检查未通过？",
    formula="Checks of the DCMA 14-point assessment outside their limit (settings check_…), over all plans",
    unit="count",
    good="lower",
    basis="DCMA 14-point assessment",
    table="schedule_check",
    value=Sum("CASE WHEN NOT is_passed THEN 1 WHEN is_passed THEN 0 END"),
    caveat="Checks that cannot be made for want of data count neither as passed nor as failed.",
    caveat_zh="因缺少数据无法进行的检查既不算通过也不算未通过。",
    examples=(
        Example(
            """
            project_id | check_code | is_passed
            A | bei | false
            A | missed_tasks | false
            A | high_duration | true
            A | leads |
            """,
            value=2,
        ),
        Example(
            """
            project_id | check_code | is_passed
            A | leads |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
