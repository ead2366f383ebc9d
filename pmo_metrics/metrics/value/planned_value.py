"""Budget of the work scheduled to date."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Planned value (PV)",
    name_zh="计划价值",
    asks="How much work should be done by now?",
    asks_zh="到目前应完成多少工作？",
    formula="PV = budget of work scheduled to the status date: as a progress report states it; else budget cost lines to date, scaled to BAC; else BAC spread evenly over the working days from baseline start to baseline finish",
    unit="money",
    good="none",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="project_status",
    value=Sum("pv"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled",
    caveat="Spreading evenly is an assumption; `pv_basis` says which basis a project has.",
    caveat_zh="按工作日均匀分摊只是假设；pv_basis 列说明每个项目的依据。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=250000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | | 200000 | 290000
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
