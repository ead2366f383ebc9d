"""Open risks that may happen within 30 days."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Risks within 30 days",
    name_zh="30天内可能发生的风险",
    asks="Which risks may happen within a month?",
    asks_zh="哪些风险一个月内可能发生？",
    formula="Open risks whose proximity date is 0 to 30 days after the status date",
    unit="count",
    good="none",
    basis="UK Orange Book and PRINCE2: proximity, the earliest date at which a risk can happen",
    table="risk_status",
    value=Sum("CASE WHEN proximity_state = 'within_30' THEN 1 WHEN proximity_state IS NOT NULL THEN 0 END"),
    keep="is_open",
    keep_words="open risks",
    caveat="Only risks with a proximity date.",
    caveat_zh="只含填写了临近日期的风险。",
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
            value=1,
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
