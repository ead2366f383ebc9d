"""Expected delay from open risks."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Expected delay from risks",
    name_zh="风险的预期延误",
    asks="By how many days must we expect risks to delay the work?",
    asks_zh="风险预计会造成多少天延误？",
    formula="Sum of probability x schedule impact in days over open risks; opportunities are negative",
    unit="days",
    good="lower",
    basis="PMI PMBOK Guide: expected value applied to time",
    table="risk_status",
    value=Sum("expected_days"),
    keep="is_open AND coalesce(probability, 0) < 1",
    keep_words="open risks with a probability below 1 (at 1 it is an issue)",
    caveat="Delays run side by side: the sum says how much is at stake, not when anything will finish.",
    caveat_zh="延误可能同时发生：合计值说明风险的大小,不代表完工会推迟这么多天。",
    examples=(
        Example(
            """
            risk_id | is_open | probability | days_likely | expected_days
            R1 | true | 0.5 | 30 | 15
            R2 | true | 0.2 | 10 | -2
            R3 | true | 0.1 | |
            """,
            value=13,
            source="0.5 x 30 days late less 0.2 x 10 days gained by an opportunity",
        ),
        Example(
            """
            risk_id | is_open | probability | days_likely | expected_days
            R3 | true | 0.1 | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
