"""Mean slip of milestones in days."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Mean milestone slip",
    name_zh="里程碑平均延误天数",
    asks="By how many days do milestones slip?",
    asks_zh="里程碑平均延误多少天？",
    formula="Sum of (actual, else forecast, date - baseline date) / milestones with both dates; positive = late; a forecast in the past counts as the status date",
    unit="days",
    good="lower",
    basis="US IT Dashboard variance rule; MTA practice",
    table="milestone_status",
    value=Ratio("slip_days", "CASE WHEN slip_days IS NOT NULL THEN 1 END", "days", "count"),
    keep="state <> 'cancelled'",
    keep_words="milestones that are not cancelled",
    caveat="Calendar days. A few very late milestones pull the mean: compare the median.",
    caveat_zh="按日历天计算。少数严重延误会拉高平均值，请同时参考中位数。",
    examples=(
        Example(
            """
            milestone_id | state | slip_days
            M1 | achieved_late | 10
            M2 | achieved_on_time | -4
            M3 | overdue | 30
            M4 | unbaselined |
            """,
            value=12,
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
