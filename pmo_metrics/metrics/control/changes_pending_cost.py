"""What pending changes would cost."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Cost of pending changes",
    name_zh="待批准变更的成本",
    asks="What would it cost to approve all that is asked for?",
    asks_zh="如果全部批准,将增加多少成本？",
    formula="Sum of the cost impact of pending changes; more cost is positive",
    unit="money",
    good="lower",
    basis="PMI PMBOK Guide: change log, integrated change control",
    table="register_status",
    value=Sum("cost_impact"),
    keep="change_state = 'pending'",
    keep_words="pending changes",
    caveat="What changes do not state is left out and counted, not taken as nothing.",
    caveat_zh="未填写金额的变更不计入合计,但会计数,不按零处理。",
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
            value=70,
        ),
        Example(
            """
            entry_id | kind | change_state | cost_impact | days_impact
            4 | change | rejected | 900 | 90
            """,
            value=None,
            reason="no_rows",
        ),
        Example(
            """
            entry_id | kind | change_state | cost_impact | days_impact
            1 | change | pending | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
