"""Open milestones whose date moved in since the report before."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Milestones pulled in",
    name_zh="提前的里程碑",
    asks="How many milestones moved in since the report before?",
    asks_zh="与上一次报告相比，有多少里程碑提前了？",
    formula="Open milestones expected earlier now than in the report before",
    unit="count",
    good="higher",
    basis="Commitment reliability (say/do); milestone trend analysis",
    table="milestone_commitment",
    value=Sum("CASE WHEN outcome = 'pulled_in' THEN 1 ELSE 0 END"),
    caveat="Counts since the report of milestones before the latest; at the first report there is nothing to compare with.",
    caveat_zh="与上一次里程碑报告相比；第一次报告没有可比对象。",
    examples=(
        Example(
            """
            milestone_id | outcome
            M1 | pulled_in
            M2 | pulled_in
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
