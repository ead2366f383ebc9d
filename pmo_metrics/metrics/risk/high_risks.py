"""Open threats in the high zone of the probability-impact matrix."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="High risks",
    name_zh="高风险数",
    asks="How many threats are both likely and heavy?",
    asks_zh="有多少威胁既可能发生又影响重大？",
    formula="Open threats whose probability score x impact score reaches the limit of the high zone",
    unit="count",
    good="lower",
    basis="PMBOK Guide 5th ed., fig. 11-10 and table 11-1; scales and limits are settings",
    table="risk_status",
    value=Sum("CASE WHEN pi_level = 'high' THEN 1 WHEN pi_level IS NOT NULL THEN 0 END"),
    keep="is_open AND kind = 'threat'",
    keep_words="open threats",
    thresholds=("pi_high",),
    caveat="Impact is measured against the project's budget, so that a heavy risk of a small project counts. Without a probability or a cost the register's own scores are the steps, where the whole register scores from 1 to 5. Risks that can be placed on one axis only are left out.",
    caveat_zh="影响按项目预算的比例衡量,因此小项目的重大风险也会计入；没有概率或成本时，若整个登记册评分为 1 至 5，则以评分为等级；只能确定一个维度的风险不计入。",
    examples=(
        Example(
            """
            risk_id | kind | is_open | pi_score | pi_level
            R1 | threat | true | 0.18 | high
            R2 | threat | true | 0.14 | moderate
            R3 | threat | true | 0.05 | low
            R4 | threat | true | |
            R5 | opportunity | true | 0.72 | high
            """,
            value=1,
            source="PMBOK Guide 5th ed., fig. 11-10: 0.9 x 0.2 = 0.18",
        ),
        Example(
            """
            risk_id | kind | is_open | pi_score | pi_level
            R4 | threat | true | |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
