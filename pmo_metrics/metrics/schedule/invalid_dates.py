"""Share of the tasks whose dates contradict the plan's date."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Tasks with invalid dates",
    name_zh="日期无效的任务",
    asks="How many tasks are planned in the past or done in the future?",
    asks_zh="有多少任务计划在过去、或完成在未来？",
    formula="Tasks forecast before the plan's date or with actual dates after it / tasks with dates",
    unit="share",
    good="lower",
    basis="DCMA 14-point assessment, check 9: none",
    table="schedule_check",
    value=Ratio("numerator", "denominator", "count", "count"),
    keep="check_code = 'invalid_dates'",
    keep_words="the plans for which this check can be made",
    caveat="As the plan stood at its own date. Plans that do not state what the check needs are left out and named.",
    caveat_zh="以计划自身的日期为准。未提供所需数据的计划不计入，并予以注明。",
    examples=(
        Example(
            """
            check_code | numerator | denominator
            invalid_dates | 2 | 40
            invalid_dates | 0 | 10
            bei | 9 | 10
            """,
            value=0.04,
        ),
        Example(
            """
            check_code | numerator | denominator
            invalid_dates | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
