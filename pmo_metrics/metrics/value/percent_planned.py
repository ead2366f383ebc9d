"""Planned value over budget at completion."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Percent planned",
    name_zh="计划完成百分比",
    asks="How much of the work should be done by now?",
    asks_zh="按计划到目前应完成多少？",
    formula="sum PV / sum BAC: projects weighted by their budget",
    unit="share",
    good="none",
    basis="DAU Gold Card: % scheduled = BCWS cum / BAC",
    table="value_series",
    value=Ratio("pv", "bac", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with PV and budget both known",
    null_reason="no_budget",
    examples=(
        Example(
            """
            project_id | status | bac | pv
            A | active | 500000 | 250000
            """,
            value=0.5,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv
            A | active | 0 | 0
            """,
            value=None,
            reason="no_budget",
        ),
    ),
)
