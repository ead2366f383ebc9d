"""Mean move of milestones since the report before, in days."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Milestone slip since the report before",
    name_zh="里程碑较上次报告的延误",
    asks="By how many days did milestones move since the report before?",
    asks_zh="与上一次报告相比，里程碑移动了多少天？",
    formula="Sum of (date expected or achieved now - date expected in the report before) / milestones open then; positive = later",
    unit="days",
    good="lower",
    basis="Commitment reliability (say/do); milestone trend analysis",
    table="milestone_commitment",
    value=Ratio("moved_days", "CASE WHEN moved_days IS NOT NULL THEN 1 END", "days", "count"),
    caveat="Calendar days. New and removed milestones have moved nowhere and are left out.",
    caveat_zh="按日历天计算。新增和取消的里程碑不计入。",
    examples=(
        Example(
            """
            milestone_id | outcome | moved_days
            M1 | pushed_out | 21
            M2 | unchanged | 0
            M3 | pulled_in | -6
            M4 | added |
            """,
            value=5,
        ),
        Example(
            """
            milestone_id | outcome | moved_days
            M4 | added |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
