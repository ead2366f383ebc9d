"""Delay that pending changes ask for."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Delay of pending changes",
    name_zh="待批准变更的延期",
    asks="By how many days would the changes asked for delay their projects?",
    asks_zh="待批准的变更合计要求延期多少天？",
    formula="Sum of the schedule impact of pending changes in days; later is positive",
    unit="days",
    good="lower",
    basis="PMI PMBOK Guide: change log, integrated change control",
    table="register_status",
    value=Sum("days_impact"),
    keep="change_state = 'pending'",
    keep_words="pending changes",
    caveat="Delays of different projects run side by side; the sum says how much is asked for.",
    caveat_zh="不同项目的延期同时发生；合计值只说明申请的规模。",
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
            value=10,
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
            1 | change | pending | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
