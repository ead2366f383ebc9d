"""Hours people have worked."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Worked hours",
    name_zh="实际工时",
    asks="How many hours were worked?",
    asks_zh="实际投入了多少工时？",
    formula="Sum of timesheet hours to the status date, all work but leave",
    unit="hours",
    good="none",
    basis="Product rule",
    table="person_month",
    value=Sum("worked_hours"),
    keep="month <= as_of",
    keep_words="months up to the status date",
    caveat="People without a timesheet in a month are left out, not counted as idle.",
    caveat_zh="当月没有工时记录的人员不计入，而不是视为空闲。",
    examples=(
        Example(
            """
            person_id | month | worked_hours
            A | 2026-06-01 | 152
            B | 2026-06-01 |
            """,
            value=152,
        ),
    ),
)
