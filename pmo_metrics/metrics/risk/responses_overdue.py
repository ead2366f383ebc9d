"""Open risks whose response is past its date."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Overdue risk responses",
    name_zh="逾期的风险应对",
    asks="Which agreed responses are late?",
    asks_zh="哪些风险应对措施已逾期？",
    formula="Open risks whose response was due before the status date",
    unit="count",
    good="lower",
    basis="UK Orange Book: responses have an owner and a date",
    table="risk_status",
    value=Sum("CASE WHEN response_overdue THEN 1 ELSE 0 END"),
    keep="is_open",
    keep_words="open risks",
    caveat="Risks without a response date cannot be overdue.",
    caveat_zh="没有截止日期的应对措施不会计为逾期。",
    examples=(
        Example(
            """
            risk_id | is_open | response_due | response_overdue
            R1 | true | 2026-05-31 | true
            R2 | true | 2026-06-30 | false
            R3 | true | | false
            """,
            value=1,
        ),
        Example(
            """
            risk_id | is_open | response_due | response_overdue
            R4 | false | 2026-01-31 | false
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
