"""Hours people can work."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Available hours",
    name_zh="可用工时",
    asks="How many hours can people work?",
    asks_zh="人员可用多少工时？",
    formula="Sum of working-calendar hours x FTE, less absences; from joining to leaving, day by day",
    unit="hours",
    good="none",
    basis="OMB A-11 section 85: available hours exclude leave; working days from the day table, make-up days included",
    table="person_month",
    value=Sum("available_hours"),
    caveat="People who are not in the roster have no known hours and are left out. A person without FTE counts as 1.",
    caveat_zh="不在名册中的人员没有可用工时，不计入；未注明全时当量的人员按 1 计算。",
    examples=(
        Example(
            """
            person_id | month | available_hours
            A | 2026-06-01 | 40
            B | 2026-06-01 | 40
            C | 2026-06-01 | 40
            """,
            value=120,
            source="Arnold, Introduction to Materials Management: 3 x 8 h x 5 days",
        ),
        Example(
            """
            person_id | month | available_hours
            X | 2026-06-01 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
