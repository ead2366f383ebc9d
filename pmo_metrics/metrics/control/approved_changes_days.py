"""Delay that was approved."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Delay of approved changes",
    name_zh="已批准变更的延期",
    asks="By how many days have approved changes delayed their projects?",
    asks_zh="已批准的变更合计延期多少天？",
    formula="Sum of the schedule impact of approved changes in days; later is positive",
    unit="days",
    good="lower",
    basis="PMI PMBOK Guide: change log, integrated change control",
    table="register_status",
    value=Sum("days_impact"),
    keep="change_state = 'approved'",
    keep_words="approved changes",
    caveat="A change that its register calls closed and not rejected counts as approved.",
    caveat_zh="登记册中已关闭且未被拒绝的变更按已批准计算。",
    examples=(
        Example(
            """
            entry_id | kind | change_state | cost_impact | days_impact
            1 | change | pending | 100 | 10
            2 | change | pending | -30 |
            3 | change | approved | 400 | 20
            4 | change | rejected | 900 | 90
            5 | issue | | 50 | 5
            """,
            value=20,
        ),
        Example(
            """
            entry_id | kind | change_state | cost_impact | days_impact
            4 | change | rejected | 900 | 90
            """,
            value=None,
            reason="no_rows",
        ),
        Example(
            """
            entry_id | kind | change_state | cost_impact | days_impact
            1 | change | approved | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
