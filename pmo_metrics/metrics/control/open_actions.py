"""How many actions are open."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Open actions",
    name_zh="未关闭的行动项",
    asks="How many agreed actions are still to be done?",
    asks_zh="有多少行动项尚未完成？",
    formula="Actions that are neither closed nor rejected",
    unit="count",
    good="none",
    basis="PMI PMBOK Guide: action items with an owner and a date",
    table="register_status",
    value=Sum("CASE WHEN is_open THEN 1 ELSE 0 END"),
    keep="kind = 'action'",
    keep_words="actions",
    examples=(
        Example(
            """
            entry_id | kind | is_open | is_overdue
            1 | action | true | true
            2 | action | true | false
            3 | action | false | false
            4 | issue | true | true
            """,
            value=2,
        ),
        Example(
            """
            entry_id | kind | is_open | is_overdue
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
