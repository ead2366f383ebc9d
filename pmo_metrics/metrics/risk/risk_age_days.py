"""Median age of open risks in days."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Median age of open risks",
    name_zh="未关闭风险的中位天数",
    asks="For how long has a typical open risk been open?",
    asks_zh="典型的未关闭风险已开放多少天？",
    formula="Median of (status date - date raised) over open risks",
    unit="days",
    good="lower",
    basis="ISO 31000: monitoring and review",
    table="risk_status",
    value=Aggregate("median(age_days)", of="age_days"),
    keep="is_open",
    keep_words="open risks",
    caveat="An old risk may be a lasting one; read it beside the reviews.",
    caveat_zh="长期存在的风险不一定有问题；请结合评审情况一起看。",
    examples=(
        Example(
            """
            risk_id | is_open | age_days
            1 | true | 10
            2 | true | 40
            3 | true | 400
            4 | false |
            """,
            value=40,
        ),
        Example(
            """
            risk_id | is_open | age_days
            1 | true |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
