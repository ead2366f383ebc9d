"""Expected cost of open threats."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Threat exposure (EMV)",
    name_zh="威胁敞口(预期货币价值)",
    asks="What must we expect threats to cost, before any opportunity makes up for it?",
    asks_zh="不计机会的抵消,威胁预计会造成多大损失？",
    formula="Sum of - probability x cost impact over open threats",
    unit="money",
    good="higher",
    basis="PMI PMBOK Guide: expected monetary value, threats negative",
    table="risk_status",
    value=Sum("emv"),
    keep="kind = 'threat' AND is_open AND coalesce(probability, 0) < 1",
    keep_words="open threats with a probability below 1 (at 1 it is an issue)",
    caveat="A risk without a kind counts as a threat.",
    caveat_zh="未注明性质的风险按威胁计算。",
    examples=(
        Example(
            """
            risk_id | kind | is_open | probability | emv
            R1 | threat | true | 0.5 | -50
            R2 | opportunity | true | 0.2 | 20
            R3 | threat | true | 0.1 | -100
            """,
            value=-150,
        ),
        Example(
            """
            risk_id | kind | is_open | probability | emv
            R2 | opportunity | true | 0.2 | 20
            """,
            value=None,
            reason="no_rows",
        ),
        Example(
            """
            risk_id | kind | is_open | probability | emv
            R4 | threat | true | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
