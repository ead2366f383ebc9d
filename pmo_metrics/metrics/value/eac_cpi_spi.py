"""Estimate at completion if cost and schedule performance stay as they are."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="EAC, by CPI x SPI",
    name_zh="完工估算(按 CPI×SPI)",
    asks="What will it cost if lateness costs money too?",
    asks_zh="如果进度落后也带来成本，最终花费多少？",
    formula="EAC = AC + (BAC - EV) / (CPI x SPI) for each project, then the sum",
    unit="money",
    good="lower",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("eac_cpi_spi"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with BAC known and PV, EV and AC above 0",
    caveat="The pessimistic end of the range; converges on EAC by CPI late in a project.",
    caveat_zh="区间的悲观端；项目后期趋近于按 CPI 的估算。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac | eac_cpi_spi
            A | active | 500000 | 250000 | 200000 | 290000 | 833750
            """,
            value=833750,
            source="PRA book chapter 5",
        ),
    ),
)
