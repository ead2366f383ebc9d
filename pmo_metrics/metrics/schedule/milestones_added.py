"""Milestones that the report before did not have."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Milestones added",
    name_zh="新增的里程碑",
    asks="How many milestones were added since the report before?",
    asks_zh="与上一次报告相比，新增了多少里程碑？",
    formula="Milestones that were not in the report before, of projects that were",
    unit="count",
    good="none",
    basis="Commitment reliability (say/do); milestone trend analysis",
    table="milestone_commitment",
    value=Sum("CASE WHEN outcome = 'added' THEN 1 ELSE 0 END"),
    caveat="Counts since the report of milestones before the latest; at the first report there is nothing to compare with.",
    caveat_zh="与上一次里程碑报告相比；第一次报告没有可比对象。",
    examples=(
        Example(
            """
            milestone_id | outcome
            M1 | added
            M2 | added
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
