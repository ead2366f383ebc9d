"""Median age of open decisions in days."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Median age of open decisions",
    name_zh="待决策事项的中位天数",
    asks="For how long has work been waiting for a typical decision?",
    asks_zh="典型的决策已等待多少天？",
    formula="Median of (status date - date raised) over open decisions",
    unit="days",
    good="lower",
    basis="PMI PMBOK Guide: decisions are part of the project's logs (RAID)",
    table="register_status",
    value=Aggregate("median(age_days)", of="age_days"),
    keep="is_open AND kind = 'decision'",
    keep_words="open decisions",
    caveat="Medians of groups do not add up to the median of the whole.",
    caveat_zh="各组中位数不能合并为总体中位数。",
    examples=(
        Example(
            """
            entry_id | kind | is_open | age_days
            1 | decision | true | 10
            2 | decision | true | 40
            3 | decision | true | 400
            4 | decision | false |
            """,
            value=40,
        ),
        Example(
            """
            entry_id | kind | is_open | age_days
            1 | decision | true |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
