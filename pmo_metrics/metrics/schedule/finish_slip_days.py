"""Mean slip of project finishes in days."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Mean finish slip",
    name_zh="项目完工平均延误天数",
    asks="How late will projects finish?",
    asks_zh="项目预计晚多少天完工？",
    formula="Sum of (actual, else forecast, finish - baseline finish) / projects with both dates; positive = late; a forecast in the past on open work counts as the status date",
    unit="days",
    good="lower",
    basis="US IT Dashboard schedule variance (sign reversed: slip is positive)",
    table="project_status",
    value=Ratio("finish_slip_days", "CASE WHEN finish_slip_days IS NOT NULL THEN 1 END", "days", "count"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled",
    thresholds=("amber_days_late", "red_days_late"),
    caveat="Against the current baseline; re-baselining hides slip. The original baseline is kept beside it.",
    caveat_zh="相对当前基准计算；重新设定基准会掩盖延误，原始基准另行保留。",
    examples=(
        Example(
            """
            project_id | status | finish_slip_days
            A | active | 91
            B | complete | -10
            C | active |
            """,
            value=40.5,
        ),
        Example(
            """
            project_id | status | finish_slip_days
            C | active |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
