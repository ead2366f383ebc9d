"""Open milestones forecast later than their baseline."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Milestones forecast late",
    name_zh="预测延迟的里程碑",
    asks="Which milestones will be late?",
    asks_zh="哪些里程碑预计会延迟？",
    formula="Open milestones that are not due yet and whose forecast date is after the baseline date",
    unit="count",
    good="lower",
    basis="DCMA 14-point assessment, check 11",
    table="milestone_status",
    value=Sum("CASE WHEN state = 'forecast_late' THEN 1 ELSE 0 END"),
    keep="state <> 'cancelled'",
    keep_words="milestones that are not cancelled",
    thresholds=("amber_days_late", "red_days_late"),
    caveat="Overdue milestones are counted apart, so the two add up.",
    caveat_zh="逾期里程碑另行计数，两者可相加。",
    examples=(
        Example(
            """
            milestone_id | state
            M1 | forecast_late
            M2 | overdue
            M3 | on_track
            """,
            value=1,
        ),
    ),
)
