"""Open risks whose date has come and gone."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Risks past their date",
    name_zh="已过临近日期的风险",
    asks="Which risks are still open although their date has passed?",
    asks_zh="哪些风险的临近日期已过却仍未关闭？",
    formula="Open risks whose proximity date is before the status date",
    unit="count",
    good="lower",
    basis="UK Orange Book and PRINCE2: proximity, the earliest date at which a risk can happen",
    table="risk_status",
    value=Sum("CASE WHEN proximity_state = 'past' THEN 1 WHEN proximity_state IS NOT NULL THEN 0 END"),
    keep="is_open",
    keep_words="open risks",
    caveat="Such a risk has happened or has not: the register is behind. Only risks with a proximity date.",
    caveat_zh="这样的风险要么已发生要么未发生,说明登记册没有更新；只含填写了临近日期的风险。",
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
