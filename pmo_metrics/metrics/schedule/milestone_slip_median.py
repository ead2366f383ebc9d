"""Median slip of milestones in days."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Median milestone slip",
    name_zh="里程碑延误中位数",
    asks="By how many days does a typical milestone slip?",
    asks_zh="典型的里程碑延误多少天？",
    formula="Median of (actual, else forecast, date - baseline date); the mean of the middle two where the number is even",
    unit="days",
    good="lower",
    basis="Order statistics: linear percentile (numpy, DuckDB quantile_cont)",
    table="milestone_status",
    value=Aggregate("median(slip_days)", of="slip_days"),
    keep="state <> 'cancelled'",
    keep_words="milestones that are not cancelled",
    caveat="Medians of groups do not add up to the median of the whole.",
    caveat_zh="各组中位数不能合并为总体中位数。",
    examples=(
        Example(
            """
            milestone_id | state | slip_days
            M1 | achieved_late | 10
            M2 | achieved_on_time | -4
            M3 | overdue | 300
            """,
            value=10,
        ),
        Example(
            """
            milestone_id | state | slip_days
            M1 | achieved_late | 10
            M2 | overdue | 15
            """,
            value=12.5,
        ),
        Example(
            """
            milestone_id | state | slip_days
            M4 | unbaselined |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
