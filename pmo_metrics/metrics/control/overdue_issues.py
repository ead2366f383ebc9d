"""Open issues past their date."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Overdue issues",
    name_zh="逾期的问题",
    asks="Which issues should have been solved by now?",
    asks_zh="哪些问题本应已解决？",
    formula="Open issues whose due date is before the status date",
    unit="count",
    good="lower",
    basis="PMI PMBOK Guide: issue log; PRINCE2: issue register",
    table="register_status",
    value=Sum("CASE WHEN is_overdue THEN 1 ELSE 0 END"),
    keep="is_open AND kind = 'issue'",
    keep_words="open issues",
    caveat="Due on the status date is not overdue; without a due date nothing can be overdue.",
    caveat_zh="状态日期当天到期不算逾期；没有到期日的条目不会计为逾期。",
    examples=(
        Example(
            """
            entry_id | kind | is_open | is_overdue
            1 | issue | true | true
            2 | issue | true | false
            3 | issue | false | false
            4 | action | true | true
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
