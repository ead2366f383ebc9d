"""Open risks that state no owner."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Risks without an owner",
    name_zh="没有负责人的风险",
    asks="Which open risks belong to nobody?",
    asks_zh="哪些未关闭的风险无人负责？",
    formula="Open risks whose owner is blank",
    unit="count",
    good="lower",
    basis="UK Orange Book: each risk has an owner",
    table="risk_status",
    value=Sum("CASE WHEN no_owner THEN 1 WHEN NOT no_owner THEN 0 END"),
    keep="is_open",
    keep_words="open risks",
    caveat="Only registers that have a column for the owner.",
    caveat_zh="只含有负责人一列的登记册。",
    examples=(
        Example(
            """
            risk_id | is_open | owner | no_owner
            R1 | true | | true
            R2 | true | Ana Ruiz | false
            R3 | true | |
            """,
            value=1,
        ),
        Example(
            """
            risk_id | is_open | owner | no_owner
            R3 | true | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
