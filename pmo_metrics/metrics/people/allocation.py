"""Booked hours over available hours."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Allocation",
    name_zh="资源分配率",
    asks="How much of people's time is booked?",
    asks_zh="人员的可用时间被预订了多少？",
    formula="sum of hard-booked hours / sum of available hours",
    unit="share",
    good="none",
    basis="Product rule; APICS capacity terms",
    table="person_month",
    value=Ratio("allocated_hours", "available_hours", "hours", "hours"),
    null_reason="no_hours_available",
    thresholds=("over_allocated",),
    caveat="A group at 100 % may hide people above and below it: see over-allocated hours. Above 100 % is not capped.",
    caveat_zh="整体为 100% 时可能有人超载、有人空闲，请看超额分配工时。",
    examples=(
        Example(
            """
            person_id | month | allocated_hours | available_hours
            A | 2026-07-01 | 60 | 40
            """,
            value=1.5,
            source="edge case: not capped",
        ),
        Example(
            """
            person_id | month | allocated_hours | available_hours
            A | 2026-07-01 | 60 | 40
            B | 2026-07-01 | 20 | 40
            """,
            value=1.0,
        ),
        Example(
            """
            person_id | month | allocated_hours | available_hours
            A | 2026-07-01 | 60 | 0
            """,
            value=None,
            reason="no_hours_available",
        ),
    ),
)
