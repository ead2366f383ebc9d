"""Open decisions past their date."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Overdue decisions",
    name_zh="逾期的决策",
    asks="Which decisions are late?",
    asks_zh="哪些决策已逾期？",
    formula="Open decisions whose due date is before the status date",
    unit="count",
    good="lower",
    basis="PMI PMBOK Guide: decisions are part of the project's logs (RAID)",
    table="register_status",
    value=Sum("CASE WHEN is_overdue THEN 1 ELSE 0 END"),
    keep="is_open AND kind = 'decision'",
    keep_words="open decisions",
    caveat="Due on the status date is not overdue; without a due date nothing can be overdue.",
    caveat_zh="状态日期当天到期不算逾期；没有到期日的条目不会计为逾期。",
    examples=(
        Example(
            """
            entry_id | kind | is_open | is_overdue
            1 | decision | true | true
            2 | decision | true | false
            3 | decision | false | false
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
