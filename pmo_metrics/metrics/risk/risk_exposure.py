"""Expected money effect of open risks."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Risk exposure (EMV)",
    name_zh="风险敞口(预期货币价值)",
    asks="What must we expect risks to cost?",
    asks_zh="风险预计会带来多大的损失？",
    formula="Sum of probability x cost impact over open risks; threats negative, opportunities positive",
    unit="money",
    good="higher",
    basis="PMI PMBOK Guide: expected monetary value",
    table="risk_status",
    value=Sum("emv"),
    keep="is_open AND coalesce(probability, 0) < 1",
    keep_words="open risks with a probability below 1 (at 1 it is an issue)",
    caveat="An average over many risks, not a reserve: one risk happens or it does not. A risk without a kind counts as a threat.",
    caveat_zh="这是多项风险的平均值，不是储备金额；未注明性质的风险按威胁计算。",
    examples=(
        Example(
            """
            risk_id | kind | is_open | probability | cost_likely | emv
            R1 | threat | true | 0.5 | 100 | -50
            R2 | opportunity | true | 0.2 | 100 | 20
            R3 | threat | false | 0.5 | 100 | 0
            R4 | threat | true | 1 | 100 |
            """,
            value=-30,
            source="edge case: closed carries none; p = 1 is an issue",
        ),
        Example(
            """
            risk_id | kind | is_open | probability | cost_likely | emv
            R1 | threat | true | | 100 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
