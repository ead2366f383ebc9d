"""Open milestones whose baseline date has passed."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Overdue milestones",
    name_zh="逾期里程碑",
    asks="Which milestones should have been reached by now?",
    asks_zh="哪些里程碑本应已经完成？",
    formula="Open milestones with baseline date before the status date; due on the status date is not overdue",
    unit="count",
    good="lower",
    basis="DCMA 14-point assessment, checks 9 and 11",
    table="milestone_status",
    value=Sum("CASE WHEN state = 'overdue' THEN 1 ELSE 0 END"),
    keep="state <> 'cancelled'",
    keep_words="milestones that are not cancelled",
    thresholds=("amber_days_late", "red_days_late"),
    caveat="Milestones without a baseline date cannot be overdue; they are shown as unbaselined.",
    caveat_zh='没有基准日期的里程碑不会计为逾期，而显示为"无基准"。',
    examples=(
        Example(
            """
            milestone_id | state | baseline_date
            M1 | overdue | 2026-05-31
            M2 | on_track | 2026-06-30
            M3 | achieved_late | 2026-05-01
            """,
            value=1,
        ),
        Example(
            """
            milestone_id | state | baseline_date
            M2 | on_track | 2026-06-30
            """,
            value=0,
        ),
        Example(
            """
            milestone_id | state | baseline_date
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
