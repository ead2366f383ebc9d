"""Dependencies between projects that are neither met nor cancelled."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Open dependencies",
    name_zh="未满足的依赖",
    asks="How many things do projects still wait for from others?",
    asks_zh="项目之间还有多少未满足的依赖？",
    formula="Dependencies that are neither met nor cancelled; one whose giving milestone is achieved is met",
    unit="count",
    good="none",
    basis="Product rule",
    table="dependency_status",
    value=Sum("CASE WHEN is_open THEN 1 ELSE 0 END"),
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
            value=3,
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
