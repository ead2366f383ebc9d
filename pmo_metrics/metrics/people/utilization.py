"""Worked hours over available hours."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Utilization",
    name_zh="资源利用率",
    asks="How much of people's time was worked?",
    asks_zh="人员的可用时间用了多少？",
    formula="sum of worked hours / sum of available hours; in the month of the status date both up to that date",
    unit="share",
    good="none",
    basis="APICS capacity terms; OMB A-11 section 85",
    table="person_month",
    value=Ratio("worked_hours", "available_to_date", "hours", "hours"),
    keep="month <= as_of",
    keep_words="months up to the status date, people with timesheets and known hours",
    null_reason="no_hours_available",
    caveat="Above 100 % is overtime and is not capped.",
    caveat_zh="超过 100% 表示加班，不作截断。",
    examples=(
        Example(
            """
            person_id | month | worked_hours | available_to_date
            A | 2026-06-01 | 100 | 120
            """,
            value=100 / 120,
            source="Arnold, Introduction to Materials Management",
        ),
        Example(
            """
            person_id | month | worked_hours | available_to_date
            A | 2026-06-01 | 1600 | 1800
            """,
            value=1600 / 1800,
            source="askcody.com",
        ),
        Example(
            """
            person_id | month | worked_hours | available_to_date
            A | 2026-06-01 | 8 | 0
            """,
            value=None,
            reason="no_hours_available",
        ),
        Example(
            """
            person_id | month | worked_hours | available_to_date
            A | 2026-06-01 | | 160
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
