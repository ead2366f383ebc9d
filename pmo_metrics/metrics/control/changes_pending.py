"""Changes that wait for a decision."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Pending changes",
    name_zh="待批准的变更",
    asks="How many changes wait for a decision?",
    asks_zh="有多少变更等待批准？",
    formula="Changes neither approved nor rejected",
    unit="count",
    good="none",
    basis="PMI PMBOK Guide: change log, integrated change control",
    table="register_status",
    value=Sum("CASE WHEN change_state = 'pending' THEN 1 ELSE 0 END"),
    keep="kind = 'change'",
    keep_words="changes",
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
            value=2,
        ),
        Example(
            """
            entry_id | kind | change_state
            5 | issue |
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
