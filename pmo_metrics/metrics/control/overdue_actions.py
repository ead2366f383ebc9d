"""Open actions past their date."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Overdue actions",
    name_zh="逾期的行动项",
    asks="Which actions should have been done by now?",
    asks_zh="哪些行动项本应已完成？",
    formula="Open actions whose due date is before the status date",
    unit="count",
    good="lower",
    basis="PMI PMBOK Guide: action items with an owner and a date",
    table="register_status",
    value=Sum("CASE WHEN is_overdue THEN 1 ELSE 0 END"),
    keep="is_open AND kind = 'action'",
    keep_words="open actions",
    caveat="Due on the status date is not overdue; without a due date nothing can be overdue.",
    caveat_zh="状态日期当天到期不算逾期；没有到期日的条目不会计为逾期。",
    examples=(
        Example(
            """
            entry_id | kind | is_open | is_overdue
            1 | action | true | true
            2 | action | true | false
            3 | action | false | false
            4 | issue | true | true
            """,
            value=1,
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
