"""Estimate at completion by a weighted index of cost and schedule."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="EAC, by 0.8 CPI + 0.2 SPI",
    name_zh="完工估算(0.8 CPI + 0.2 SPI)",
    asks="What will it cost if cost performance counts most, schedule a little?",
    asks_zh="如果以成本绩效为主、进度为辅，最终花费多少？",
    formula="EAC = AC + (BAC - EV) / (0.8 CPI + 0.2 SPI) for each project, then the sum",
    unit="money",
    good="lower",
    basis="US GAO cost estimating guide; Christensen et al. 1995, review of EAC research",
    table="value_series",
    value=Sum("eac_weighted"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with BAC known and PV, EV and AC above 0",
    caveat="A cross-check, not the official forecast; no formula is best everywhere (Christensen et al. 1995): show the range.",
    caveat_zh="仅供核对，并非正式预测；没有一种公式总是最好(Christensen 等 1995):请给出区间。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac | eac_weighted
            A | active | 500000 | 250000 | 200000 | 290000 | 711511.63
            """,
            value=711511.63,
            source="290,000 + 300,000 / (0.8 x 20/29 + 0.2 x 0.8), by hand",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac | eac_weighted
            A | complete | 100 | 100 | 100 | 130 | 130
            """,
            value=130,
            source="edge case: complete, EAC = AC",
        ),
    ),
)
