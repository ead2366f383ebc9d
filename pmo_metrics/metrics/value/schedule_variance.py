"""Earned value less planned value."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Schedule variance (SV)",
    name_zh="进度偏差",
    asks="Is more or less work done than planned, in money?",
    asks_zh="完成的工作多于还是少于计划(以金额计)?",
    formula="SV = EV - PV; positive = ahead",
    unit="money",
    good="higher",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="project_status",
    value=Sum("ev - pv"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with EV and PV both known",
    caveat="Returns to 0 when a project completes, however late; read it beside the finish slip.",
    caveat_zh="项目无论多晚完工，该值都会回到 0;请结合完工延误一起看。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=-50000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 0 | 50 | 40
            """,
            value=50,
            source="edge case: work before the baseline start; SV is valid, SPI is not",
        ),
    ),
)
