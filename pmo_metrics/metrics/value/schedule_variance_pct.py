"""Schedule variance as a share of what was planned."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Schedule variance, % (SV %)",
    name_zh="进度偏差百分比",
    asks="By what share is the work behind the plan?",
    asks_zh="工作落后于计划的比例是多少？",
    formula="SV % = sum (EV - PV) / sum PV; positive = ahead",
    unit="share",
    good="higher",
    basis="DAU Gold Card: SV % = SV / BCWS; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Ratio("ev - pv", "pv", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with EV and PV both known",
    null_reason="nothing_planned",
    caveat="Returns to 0 for every completed project, also for a late one: read SPI(t) beside it.",
    caveat_zh="项目完成后总会回到 0,即使已延误：请结合 SPI(t) 一起看。",
    examples=(
        Example(
            """
            project_id | status | pv | ev
            A | active | 250000 | 200000
            """,
            value=-0.2,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | pv | ev
            A | active | 0 | 50
            """,
            value=None,
            reason="nothing_planned",
            source="edge case: work started before the baseline",
        ),
    ),
)
