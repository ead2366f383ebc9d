"""Estimate at completion if the last three periods go on."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="EAC, by CPI of the last three periods",
    name_zh="完工估算(近三期 CPI)",
    asks="What will it cost if the rest goes like the last three periods?",
    asks_zh="如果剩余工作与最近三期相同，最终花费多少？",
    formula="EAC = AC + (BAC - EV) / CPI of the last three periods, for each project, then the sum",
    unit="money",
    good="lower",
    basis="US GAO cost estimating guide: recent performance as a predictor",
    table="value_series",
    value=Sum("eac_recent"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with four reports or more, EV and AC growing over the last three",
    caveat="A cross-check, not the official forecast; no formula is best everywhere (Christensen et al. 1995): show the range.",
    caveat_zh="仅供核对，并非正式预测；没有一种公式总是最好(Christensen 等 1995):请给出区间。",
    examples=(
        Example(
            """
            project_id | status | bac | ev | ac | ev_recent | ac_recent | eac_recent
            A | active | 360738 | 292469 | 285612 | 167225 | 161539 | 351559.71
            """,
            value=351559.71,
            source="13-month project, month 7: 285,612 + 68,269 / (167,225 / 161,539), by hand",
        ),
        Example(
            """
            project_id | status | eac_recent
            A | active |
            """,
            value=None,
            reason="not_known",
            source="edge case: fewer than three periods",
        ),
    ),
)
