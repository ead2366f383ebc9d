"""Open risks that nobody has reviewed for too long."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Risks not reviewed",
    name_zh="久未评审的风险",
    asks="Which open risks has nobody looked at?",
    asks_zh="哪些未关闭的风险久未评审？",
    formula="Open risks last reviewed (or, never reviewed, raised) more than the limit in settings ago",
    unit="count",
    good="lower",
    basis="ISO 31000: monitoring and review; the limit of 92 days is a product default",
    table="risk_status",
    value=Sum("CASE WHEN not_reviewed THEN 1 WHEN NOT not_reviewed THEN 0 END"),
    keep="is_open",
    keep_words="open risks",
    thresholds=("risk_review_days",),
    caveat="Only registers that have a column for the review.",
    caveat_zh="只含有评审日期一列的登记册。",
    examples=(
        Example(
            """
            risk_id | is_open | reviewed_on | not_reviewed
            R1 | true | 2025-10-20 | true
            R2 | true | 2026-06-20 | false
            R3 | true | |
            """,
            value=1,
        ),
        Example(
            """
            risk_id | is_open | reviewed_on | not_reviewed
            R3 | true | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
