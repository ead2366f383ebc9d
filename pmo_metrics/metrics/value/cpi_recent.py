"""Earned value over actual cost of the last three periods."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="CPI of the last three periods",
    name_zh="近三期成本绩效指数",
    asks="How much planned work does money buy lately?",
    asks_zh="最近每元钱完成多少计划工作？",
    formula="sum EV of the last three reports' periods / sum AC of the same",
    unit="index",
    good="higher",
    basis="US GAO cost estimating guide: recent performance as a predictor",
    table="value_series",
    value=Ratio("ev_recent", "ac_recent", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with four reports or more, with EV and AC",
    null_reason="no_cost_in_period",
    examples=(
        Example(
            """
            project_id | status | ev_recent | ac_recent
            A | active | 167225 | 161539
            """,
            value=1.03519893028928,
            source="13-month project, months 5 to 7",
        ),
        Example(
            """
            project_id | status | ev_recent | ac_recent
            A | active | |
            """,
            value=None,
            reason="not_known",
            source="edge case: fewer than three periods",
        ),
    ),
)
