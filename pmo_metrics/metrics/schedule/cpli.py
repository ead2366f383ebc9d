"""Critical path length index of plans."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Critical path length index (CPLI)",
    name_zh="关键路径长度指数(CPLI)",
    asks="How realistic is the finish that the plan shows?",
    asks_zh="计划显示的完工日期有多现实？",
    formula="(Critical path length + total float) / critical path length, in working days; length = plan's date to the last finish, float = the lowest total float of an incomplete task",
    unit="index",
    good="higher",
    basis="DCMA 14-point assessment, check 13; DAU: at least 0.95, target 1.00",
    table="schedule_check",
    value=Ratio("numerator", "denominator", "days", "days"),
    keep="check_code = 'cpli'",
    keep_words="the plans for which this check can be made",
    thresholds=("check_index",),
    caveat="Exports hold no critical path: the lowest total float among incomplete tasks stands for it. Several projects: path lengths are added up.",
    caveat_zh="导出文件不含关键路径，以未完成任务中最小的总浮动时间代替。多个项目时先汇总路径长度。",
    examples=(
        Example(
            """
            check_code | numerator | denominator
            cpli | 660 | 720
            """,
            value=0.916666667,
            source="DAU Acquipedia: length 720, float -60",
        ),
        Example(
            """
            check_code | numerator | denominator
            cpli | 100 | 80
            """,
            value=1.25,
            source="Schedule training hub, module 3: length 80, float 20",
        ),
        Example(
            """
            check_code | numerator | denominator
            cpli | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
