"""How many issues are open."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Open issues",
    name_zh="未关闭的问题",
    asks="How many issues are unsolved?",
    asks_zh="有多少问题尚未解决？",
    formula="Issues that are neither closed nor rejected",
    unit="count",
    good="none",
    basis="PMI PMBOK Guide: issue log; PRINCE2: issue register",
    table="register_status",
    value=Sum("CASE WHEN is_open THEN 1 ELSE 0 END"),
    keep="kind = 'issue'",
    keep_words="issues",
    caveat="An entry without a kind counts as an issue.",
    caveat_zh="未注明类型的条目按问题计算。",
    examples=(
        Example(
            """
            entry_id | kind | is_open | is_overdue
            1 | issue | true | true
            2 | issue | true | false
            3 | issue | false | false
            4 | action | true | true
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
