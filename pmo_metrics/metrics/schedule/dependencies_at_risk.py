"""Open dependencies with little margin."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Dependencies at risk",
    name_zh="有风险的依赖",
    asks="How many dependencies have little margin left?",
    asks_zh="有多少依赖余量不足？",
    formula="Open dependencies with a margin of at least 0 and fewer than 14 days (setting dependency_margin_days)",
    unit="count",
    good="lower",
    basis="Product rule",
    table="dependency_status",
    value=Sum("CASE WHEN state = 'at_risk' THEN 1 ELSE 0 END"),
    keep="state <> 'cancelled'",
    keep_words="dependencies that are not cancelled",
    thresholds=("dependency_margin_days",),
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
