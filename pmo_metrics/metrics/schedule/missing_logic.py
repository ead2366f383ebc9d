"""Share of the incomplete tasks without a predecessor or a successor."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Tasks with missing logic",
    name_zh="缺少逻辑关系的任务",
    asks="How many tasks hang loose in the plan?",
    asks_zh="计划中有多少任务缺少前置或后续任务？",
    formula="Incomplete tasks without a predecessor or without a successor / incomplete tasks (with a duration; baselined where the plan has a baseline)",
    unit="share",
    good="lower",
    basis="DCMA 14-point assessment, check 1: at most 5 %",
    table="schedule_check",
    value=Ratio("numerator", "denominator", "count", "count"),
    keep="check_code = 'missing_logic'",
    keep_words="the plans for which this check can be made",
    thresholds=("check_share",),
    caveat="As the plan stood at its own date. Plans that do not state what the check needs are left out and named.",
    caveat_zh="以计划自身的日期为准。未提供所需数据的计划不计入，并予以注明。",
    examples=(
        Example(
            """
            check_code | numerator | denominator
            missing_logic | 4 | 50
            missing_logic | 1 | 50
            bei | 9 | 10
            """,
            value=0.05,
        ),
        Example(
            """
            check_code | numerator | denominator
            missing_logic | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
