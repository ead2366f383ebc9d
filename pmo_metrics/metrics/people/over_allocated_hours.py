"""Booked hours beyond what people have."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Over-allocated hours",
    name_zh="超额分配工时",
    asks="How many booked hours nobody has?",
    asks_zh="有多少已预订的工时无人可承担？",
    formula="Sum over people and months of max(0, allocated - available)",
    unit="hours",
    good="lower",
    basis="Capacity planning practice: over-allocation is counted for each person",
    table="person_month",
    value=Sum("over_hours"),
    thresholds=("over_allocated",),
    caveat="By month: peaks inside a month are netted and stay hidden.",
    caveat_zh="按月计算：月内的高峰会被抵消而看不到。",
    examples=(
        Example(
            """
            person_id | month | over_hours
            A | 2026-07-01 | 20
            B | 2026-07-01 | 0
            """,
            value=20,
            source="edge case: one person's surplus does not cancel another's deficit",
        ),
        Example(
            """
            person_id | month | over_hours
            A | 2026-07-01 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
