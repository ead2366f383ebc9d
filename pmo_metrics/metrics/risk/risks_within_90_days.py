"""Open risks that may happen within 90 days."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Risks within 90 days",
    name_zh="90天内可能发生的风险",
    asks="Which risks may happen within a quarter?",
    asks_zh="哪些风险一个季度内可能发生？",
    formula="Open risks whose proximity date is 0 to 90 days after the status date",
    unit="count",
    good="none",
    basis="UK Orange Book and PRINCE2: proximity, the earliest date at which a risk can happen",
    table="risk_status",
    value=Sum(
        "CASE WHEN proximity_state IN ('within_30', 'within_90') THEN 1 WHEN proximity_state IS NOT NULL THEN 0 END"
    ),
    keep="is_open",
    keep_words="open risks",
    caveat="Only risks with a proximity date; those within 30 days are among them.",
    caveat_zh="只含填写了临近日期的风险；包括30天内的风险。",
    examples=(
        Example(
            """
            risk_id | is_open | proximity | proximity_state
            R1 | true | 2026-06-29 | past
            R2 | true | 2026-07-30 | within_30
            R3 | true | 2026-07-31 | within_90
            R4 | true | 2026-12-31 | later
            R5 | true | |
            """,
            value=2,
        ),
        Example(
            """
            risk_id | is_open | proximity | proximity_state
            R5 | true | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
