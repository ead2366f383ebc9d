"""How many decisions are open."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Open decisions",
    name_zh="待决策事项",
    asks="How many decisions is work waiting for?",
    asks_zh="有多少决策尚待作出？",
    formula="Decisions that are neither closed nor rejected",
    unit="count",
    good="lower",
    basis="PMI PMBOK Guide: decisions are part of the project's logs (RAID)",
    table="register_status",
    value=Sum("CASE WHEN is_open THEN 1 ELSE 0 END"),
    keep="kind = 'decision'",
    keep_words="decisions",
    examples=(
        Example(
            """
            entry_id | kind | is_open | is_overdue
            1 | decision | true | true
            2 | decision | true | false
            3 | decision | false | false
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
