"""Earned value over planned value."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Schedule performance index (SPI)",
    name_zh="进度绩效指数",
    asks="How much of the work planned by now is done?",
    asks_zh="计划到目前完成的工作完成了多少？",
    formula="SPI = sum EV / sum PV, both to the status date; 1 or more is good",
    unit="index",
    good="higher",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018; 0.95 tripwire: DAU",
    table="project_status",
    value=Ratio("ev", "pv", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with EV and PV both known",
    null_reason="nothing_planned",
    thresholds=("amber_index", "red_index"),
    caveat="Becomes 1 for every completed project, also for one that finished a year late: read it beside the finish slip.",
    caveat_zh="任何已完成项目的 SPI 都会变为 1,即使晚了一年；请结合完工延误一起看。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=0.8,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 100 | 100 | 130
            """,
            value=1.0,
            source="edge case: SPI returns to 1 at completion even when late",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 0 | 50 | 40
            """,
            value=None,
            reason="nothing_planned",
        ),
    ),
)
