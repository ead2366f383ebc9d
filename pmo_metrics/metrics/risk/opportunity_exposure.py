"""Expected gain of open opportunities."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Opportunity value (EMV)",
    name_zh="机会价值(预期货币价值)",
    asks="What may we expect opportunities to bring?",
    asks_zh="机会预计会带来多大收益？",
    formula="Sum of probability x amount over open opportunities",
    unit="money",
    good="higher",
    basis="PMI PMBOK Guide: expected monetary value, opportunities positive",
    table="risk_status",
    value=Sum("emv"),
    keep="kind = 'opportunity' AND is_open AND coalesce(probability, 0) < 1",
    keep_words="open opportunities with a probability below 1 (at 1 it is an issue)",
    caveat="Few registers list opportunities: none listed does not mean that there are none.",
    caveat_zh="多数登记册不登记机会；没有登记不等于没有机会。",
    examples=(
        Example(
            """
            risk_id | kind | is_open | probability | emv
            R1 | threat | true | 0.5 | -50
            R2 | opportunity | true | 0.2 | 20
            R3 | opportunity | false | 0.4 | 0
            """,
            value=20,
        ),
        Example(
            """
            risk_id | kind | is_open | probability | emv
            R1 | threat | true | 0.5 | -50
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
