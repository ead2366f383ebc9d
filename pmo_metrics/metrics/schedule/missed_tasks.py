"""Share of the tasks due that were or will be finished late."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Missed tasks",
    name_zh="未按基准完成的任务",
    asks="Of the tasks that should be finished, how many missed their baseline?",
    asks_zh="应完成的任务中，有多少未按基准完成？",
    formula="Tasks with a baseline finish by the plan's date that were finished, or are expected, after it / tasks with a baseline finish by the plan's date",
    unit="share",
    good="lower",
    basis="DCMA 14-point assessment, check 11: at most 5 %",
    table="schedule_check",
    value=Ratio("numerator", "denominator", "count", "count"),
    keep="check_code = 'missed_tasks'",
    keep_words="the plans for which this check can be made",
    thresholds=("check_share",),
    caveat="As the plan stood at its own date. Plans that do not state what the check needs are left out and named.",
    caveat_zh="以计划自身的日期为准。未提供所需数据的计划不计入，并予以注明。",
    examples=(
        Example(
            """
            check_code | numerator | denominator
            missed_tasks | 3 | 60
            missed_tasks | 2 | 40
            bei | 9 | 10
            """,
            value=0.05,
        ),
        Example(
            """
            check_code | numerator | denominator
            missed_tasks | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
