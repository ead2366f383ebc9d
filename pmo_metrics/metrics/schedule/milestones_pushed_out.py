"""Open milestones whose date moved out since the report before."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Milestones pushed out",
    name_zh="推迟的里程碑",
    asks="How many milestones moved out since the report before?",
    asks_zh="与上一次报告相比，有多少里程碑推迟了？",
    formula="Open milestones expected later now than in the report before; one that passed its forecast without being achieved is expected at the status date",
    unit="count",
    good="lower",
    basis="Commitment reliability (say/do); milestone trend analysis",
    table="milestone_commitment",
    value=Sum("CASE WHEN outcome = 'pushed_out' THEN 1 ELSE 0 END"),
    caveat="Counts since the report of milestones before the latest; at the first report there is nothing to compare with.",
    caveat_zh="与上一次里程碑报告相比；第一次报告没有可比对象。",
    examples=(
        Example(
            """
            milestone_id | outcome
            M1 | pushed_out
            M2 | pushed_out
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
