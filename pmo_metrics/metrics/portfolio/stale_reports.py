"""Active projects nobody has reported on lately."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Stale reports",
    name_zh="过期报告",
    asks="Which active projects have not been reported lately?",
    asks_zh="哪些进行中的项目近期没有报告？",
    formula="Active projects whose latest report is older than the allowed number of days (setting stale_after_days)",
    unit="count",
    good="lower",
    basis="Product rule: reports are carried forward, and their age is shown",
    table="project_status",
    value=Sum("CASE WHEN is_stale THEN 1 ELSE 0 END"),
    keep="is_active",
    keep_words="active projects",
    thresholds=("stale_after_days",),
    examples=(
        Example(
            """
            project_id | is_active | is_stale
            A | true | true
            B | true | false
            C | false | false
            """,
            value=1,
        ),
    ),
)
