"""How early slips of milestones are announced."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Notice of slips",
    name_zh="延误的预告天数",
    asks="How long before the date do we hear that a milestone will slip?",
    asks_zh="在里程碑日期之前多久得知它将延误？",
    formula="Median over milestones whose date moved later at the status date of (date stated before - status date); negative: heard after the date had passed",
    unit="days",
    good="higher",
    basis="Product rule: early warning needs notice; slip chart (milestone trend analysis)",
    table="milestone_notice",
    value=Aggregate("median(notice_days)", of="notice_days"),
    caveat="Says nothing of slips that were never announced; those are milestones overdue.",
    caveat_zh="从未预告的延误不在其中，见逾期里程碑。",
    examples=(
        Example(
            """
            milestone_id | moved_days | notice_days
            M1 | 30 | 60
            M2 | 81 | 5
            M3 | 10 | -12
            """,
            value=5,
        ),
    ),
)
