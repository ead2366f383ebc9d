"""The highest estimate at completion of all formulas."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="EAC, highest of the formulas",
    name_zh="完工估算(最高值)",
    asks="What is the highest cost that the formulas foresee?",
    asks_zh="各公式预测的最高花费是多少？",
    formula="greatest of EAC with the rest at budget, by CPI, by CPI x SPI, by 0.8 CPI + 0.2 SPI and by CPI of the last three periods, of each project, then the sum",
    unit="money",
    good="lower",
    basis="Christensen et al. 1995, review of EAC research: formulas bracket the outturn",
    table="value_series",
    value=Sum("eac_high"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with one estimate or more",
    caveat="Wide in the first fifth of a project, where CPI is not yet stable (Christensen & Heise 1993).",
    caveat_zh="项目前 20% 阶段 CPI 尚不稳定，区间较宽(Christensen & Heise 1993)。",
    examples=(
        Example(
            """
            project_id | status | eac_remaining | eac_cpi | eac_cpi_spi | eac_high
            A | active | 590000 | 725000 | 833750 | 833750
            B | complete | 130 | 130 | 130 | 130
            """,
            value=833880,
            source="PRA book chapter 5 and a finished project",
        ),
        Example(
            """
            project_id | status | eac_high
            A | active |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
