"""How many milestones there are."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Milestones",
    name_zh="里程碑数",
    asks="How many milestones are reported?",
    asks_zh="共有多少个里程碑？",
    formula="Milestones reported at or before the status date, without cancelled ones",
    unit="count",
    good="none",
    basis="Product rule",
    table="milestone_status",
    value=Sum("1"),
    keep="state <> 'cancelled'",
    keep_words="milestones that are not cancelled",
    examples=(
        Example(
            """
            milestone_id | state
            M1 | on_track
            M2 | achieved_late
            M3 | cancelled
            """,
            value=2,
        ),
        Example(
            """
            milestone_id | state
            M3 | cancelled
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
