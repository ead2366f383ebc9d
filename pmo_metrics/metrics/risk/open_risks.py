"""How many risks are open."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Open risks",
    name_zh="未关闭风险",
    asks="How many risks are open?",
    asks_zh="有多少风险未关闭？",
    formula="Risks and opportunities that are neither closed nor occurred",
    unit="count",
    good="none",
    basis="ISO 31000 leaves scales to the organisation; status as registered",
    table="risk_status",
    value=Sum("CASE WHEN is_open THEN 1 ELSE 0 END"),
    caveat="A low number may mean that nobody looks; compare projects of like size.",
    caveat_zh="数量少可能只是没有人识别风险。",
    examples=(
        Example(
            """
            risk_id | is_open
            R1 | true
            R2 | false
            R3 | true
            """,
            value=2,
        ),
        Example(
            """
            risk_id | is_open
            R2 | false
            """,
            value=0,
        ),
        Example(
            """
            risk_id | is_open
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
