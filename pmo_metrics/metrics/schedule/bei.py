"""Baseline execution index of plans."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Baseline execution index (BEI)",
    name_zh="基准执行指数(BEI)",
    asks="Are tasks finished at the pace the baseline asks for?",
    asks_zh="任务是否按基准要求的速度完成？",
    formula="Tasks finished / (tasks with a baseline finish by the plan's date + tasks without a baseline finish)",
    unit="index",
    good="higher",
    basis="DCMA 14-point assessment, check 14; DAU Gold Card: at least 0.95",
    table="schedule_check",
    value=Ratio("numerator", "denominator", "count", "count"),
    keep="check_code = 'bei'",
    keep_words="the plans for which this check can be made",
    thresholds=("check_index",),
    caveat="Counts tasks, whatever their size; above 1 it can hide that the wrong tasks were finished.",
    caveat_zh="按任务个数计算，不分大小；大于 1 时也可能完成的并非应完成的任务。",
    examples=(
        Example(
            """
            check_code | numerator | denominator
            bei | 10 | 10
            """,
            value=1.0,
            source="DAU Gold Card: 10 finished, 8 baselined to finish, 2 without a baseline",
        ),
        Example(
            """
            check_code | numerator | denominator
            bei | 30 | 40
            bei | 8 | 10
            cpli | 660 | 720
            """,
            value=0.76,
        ),
        Example(
            """
            check_code | numerator | denominator
            bei | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
