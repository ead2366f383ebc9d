"""Median age of open issues in days."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Median age of open issues",
    name_zh="未关闭问题的中位天数",
    asks="For how long has a typical issue been unsolved?",
    asks_zh="典型的问题已悬而未决多少天？",
    formula="Median of (status date - date raised) over open issues",
    unit="days",
    good="lower",
    basis="PMI PMBOK Guide: issue log; PRINCE2: issue register",
    table="register_status",
    value=Aggregate("median(age_days)", of="age_days"),
    keep="is_open AND kind = 'issue'",
    keep_words="open issues",
    caveat="Medians of groups do not add up to the median of the whole.",
    caveat_zh="各组中位数不能合并为总体中位数。",
    examples=(
        Example(
            """
            entry_id | kind | is_open | age_days
            1 | issue | true | 10
            2 | issue | true | 40
            3 | issue | true | 400
            4 | issue | false |
            """,
            value=40,
        ),
        Example(
            """
            entry_id | kind | is_open | age_days
            1 | issue | true |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
