"""Changes that were approved."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Approved changes",
    name_zh="已批准的变更",
    asks="How many changes were approved?",
    asks_zh="批准了多少变更？",
    formula="Changes closed and not rejected",
    unit="count",
    good="none",
    basis="PMI PMBOK Guide: change log, integrated change control",
    table="register_status",
    value=Sum("CASE WHEN change_state = 'approved' THEN 1 ELSE 0 END"),
    keep="kind = 'change'",
    keep_words="changes",
    caveat="A change that its register calls closed and not rejected counts as approved.",
    caveat_zh="登记册中已关闭且未被拒绝的变更按已批准计算。",
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
            value=1,
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
