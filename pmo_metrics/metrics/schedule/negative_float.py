"""Share of the incomplete tasks with negative total float."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Tasks with negative float",
    name_zh="负浮动任务",
    asks="How many tasks are already too late for the dates set?",
    asks_zh="有多少任务已无法满足设定的日期？",
    formula="Incomplete tasks with total float below 0 / incomplete tasks that state a total float",
    unit="share",
    good="lower",
    basis="DCMA 14-point assessment, check 7: none",
    table="schedule_check",
    value=Ratio("numerator", "denominator", "count", "count"),
    keep="check_code = 'negative_float'",
    keep_words="the plans for which this check can be made",
    caveat="As the plan stood at its own date. Plans that do not state what the check needs are left out and named.",
    caveat_zh="以计划自身的日期为准。未提供所需数据的计划不计入，并予以注明。",
    examples=(
        Example(
            """
            check_code | numerator | denominator
            negative_float | 5 | 40
            negative_float | 0 | 60
            bei | 9 | 10
            """,
            value=0.05,
        ),
        Example(
            """
            check_code | numerator | denominator
            negative_float | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
