"""Expected money effect of open risks at the level that is aimed at."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Target risk exposure (EMV)",
    name_zh="目标风险敞口(预期货币价值)",
    asks="What would risks be expected to cost at the level we are ready to accept?",
    asks_zh="达到可接受水平时,风险预计会造成多大损失？",
    formula="Sum of target probability x target cost over open risks; threats negative, opportunities positive",
    unit="money",
    good="higher",
    basis="ISO 31000 and UK Orange Book: inherent, residual and target risk are kept apart",
    table="risk_status",
    value=Sum("target_emv"),
    keep="is_open AND coalesce(probability, 0) < 1",
    keep_words="open risks with a probability below 1 (at 1 it is an issue)",
    caveat="Only risks that state a target probability or cost; what they do not state stays as it is now. Compare it with the exposure of the same risks only.",
    caveat_zh="只含填写了目标概率或目标成本的风险；未填的一项按当前值计算。只应与同一批风险的当前敞口比较。",
    examples=(
        Example(
            """
            risk_id | is_open | probability | emv | target_emv
            R1 | true | 0.5 | -50 | -20
            R2 | true | 0.2 | -40 |
            R3 | false | 0.5 | 0 | 0
            """,
            value=-20,
        ),
        Example(
            """
            risk_id | is_open | probability | emv | target_emv
            R2 | true | 0.2 | -40 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
