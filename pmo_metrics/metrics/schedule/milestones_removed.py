"""Open milestones that were cancelled or left out since the report before."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Milestones removed",
    name_zh="取消的里程碑",
    asks="How many open milestones were cancelled or left out since the report before?",
    asks_zh="与上一次报告相比，取消或删去了多少未完成的里程碑？",
    formula="Milestones open in the report before that are cancelled now, or that the next plan leaves out",
    unit="count",
    good="none",
    basis="Commitment reliability (say/do); milestone trend analysis",
    table="milestone_commitment",
    value=Sum("CASE WHEN outcome = 'removed' THEN 1 ELSE 0 END"),
    caveat="Counts since the report of milestones before the latest; at the first report there is nothing to compare with.",
    caveat_zh="与上一次里程碑报告相比；第一次报告没有可比对象。",
    examples=(
        Example(
            """
            milestone_id | outcome
            M1 | removed
            M2 | removed
            M3 | unchanged
            M4 | achieved_later
            """,
            value=2,
        ),
        Example(
            """
            milestone_id | outcome
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
