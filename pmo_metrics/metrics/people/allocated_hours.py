"""Hours people are firmly booked for."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Allocated hours",
    name_zh="已分配工时",
    asks="How many hours are people booked for?",
    asks_zh="人员已被预订多少工时？",
    formula="Sum of planned hours of hard bookings of named people; a booking that states no kind is hard",
    unit="hours",
    good="none",
    basis="Product rule",
    table="person_month",
    value=Sum("allocated_hours"),
    caveat="Soft bookings and demand without a name are shown apart.",
    caveat_zh="软预订和未指定人员的需求单独显示。",
    examples=(
        Example(
            """
            person_id | month | allocated_hours
            A | 2026-07-01 | 160
            B | 2026-07-01 | 0
            """,
            value=160,
        ),
        Example(
            """
            person_id | month | allocated_hours
            A | 2026-07-01 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
