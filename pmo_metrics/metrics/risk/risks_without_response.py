"""Open risks that state no response."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Risks without a response",
    name_zh="没有应对措施的风险",
    asks="For which open risks has nothing been agreed?",
    asks_zh="哪些未关闭的风险没有应对措施？",
    formula="Open risks whose response is blank",
    unit="count",
    good="lower",
    basis="UK Orange Book: each risk has a response and an owner",
    table="risk_status",
    value=Sum("CASE WHEN no_response THEN 1 WHEN NOT no_response THEN 0 END"),
    keep="is_open",
    keep_words="open risks",
    caveat="Only registers that have a column for the response. To accept a risk is a response: write it down.",
    caveat_zh="只含有应对措施一列的登记册；接受风险也是一种应对,应写明。",
    examples=(
        Example(
            """
            risk_id | is_open | response | no_response
            R1 | true | | true
            R2 | true | Second supplier | false
            R3 | true | |
            """,
            value=1,
        ),
        Example(
            """
            risk_id | is_open | response | no_response
            R3 | true | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
