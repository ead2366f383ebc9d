"""Estimate at completion if the rest goes as budgeted."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="EAC, remaining at budget",
    name_zh="完工估算(剩余按预算)",
    asks="What will it cost if the rest goes as budgeted?",
    asks_zh="如果剩余工作按预算进行，最终花费多少？",
    formula="EAC = AC + (BAC - EV)",
    unit="money",
    good="lower",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("eac_remaining"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with BAC, EV and AC known",
    caveat="A cross-check, not the official forecast; no formula is best everywhere (Christensen et al. 1995): show the range.",
    caveat_zh="仅供核对，并非正式预测；没有一种公式总是最好(Christensen 等 1995):请给出区间。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac | eac_remaining
            A | active | 500000 | 250000 | 200000 | 290000 | 590000
            """,
            value=590000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac | eac_remaining
            A | complete | 100 | 100 | 100 | 130 | 130
            """,
            value=130,
            source="edge case: complete, EAC = AC",
        ),
    ),
)
