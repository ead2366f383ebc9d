"""Estimate at completion if cost performance stays as it is."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="EAC, by CPI",
    name_zh="完工估算(按 CPI)",
    asks="What will it cost if performance stays as it is?",
    asks_zh="如果绩效保持不变，最终花费多少？",
    formula="EAC = AC + (BAC - EV) / CPI = BAC / CPI for each project, then the sum",
    unit="money",
    good="lower",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("eac_cpi"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with BAC known and EV and AC above 0",
    caveat="A cross-check, not the official forecast; no formula is best everywhere (Christensen et al. 1995): show the range. The sum over projects differs from total BAC / total CPI.",
    caveat_zh="仅供核对，并非正式预测；没有一种公式总是最好(Christensen 等 1995):请给出区间。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac | eac_cpi
            A | active | 500000 | 250000 | 200000 | 290000 | 725000
            """,
            value=725000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac | eac_cpi
            A | complete | 100 | 100 | 100 | 130 | 130
            """,
            value=130,
            source="edge case: complete, EAC = AC",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac | eac_cpi
            A | active | 100 | 50 | 0 | 100 |
            """,
            value=None,
            reason="not_known",
            source="edge case: CPI 0, EAC undefined",
        ),
    ),
)
