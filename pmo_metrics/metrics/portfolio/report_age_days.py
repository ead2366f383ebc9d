"""How old the reports are on average."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Mean age of reports",
    name_zh="报告平均时龄",
    asks="How old is what we know?",
    asks_zh="我们掌握的信息有多旧？",
    formula="Sum of days from the latest report to the status date / number of active projects",
    unit="days",
    good="lower",
    basis="Product rule",
    table="project_status",
    value=Ratio("report_age_days", "CASE WHEN report_age_days IS NOT NULL THEN 1 END", "days", "count"),
    keep="is_active",
    keep_words="active projects",
    examples=(
        Example(
            """
            project_id | is_active | report_age_days
            A | true | 0
            B | true | 31
            C | false | 400
            """,
            value=15.5,
        ),
        Example(
            """
            project_id | is_active | report_age_days
            C | false | 400
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
