"""Open dependencies that will be met too late."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Late dependencies",
    name_zh="延迟的依赖",
    asks="How many projects will get what they need too late?",
    asks_zh="有多少依赖将晚于需求日期满足？",
    formula="Open dependencies whose giving milestone (else promise) is expected after the day it is needed, or whose giver is cancelled; a promise in the past counts as the status date",
    unit="count",
    good="lower",
    basis="Product rule",
    table="dependency_status",
    value=Sum("CASE WHEN state = 'late' THEN 1 ELSE 0 END"),
    keep="state <> 'cancelled'",
    keep_words="dependencies that are not cancelled",
    caveat="Counted at the project that waits. Where no date is known it is neither late nor in time.",
    caveat_zh="计在等待方项目。日期未知时既不算延迟也不算按时。",
    examples=(
        Example(
            """
            dependency_id | state | is_open
            D1 | late | true
            D2 | at_risk | true
            D3 | unknown | true
            D4 | met | false
            D5 | cancelled | false
            """,
            value=1,
        ),
        Example(
            """
            dependency_id | state | is_open
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
