"""Earned value over actual cost since the previous status date."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="CPI in the period",
    name_zh="本期成本绩效指数",
    asks="How much planned work did money buy since the last status date?",
    asks_zh="自上一状态日期以来，每元钱完成了多少计划工作？",
    formula="sum EV in the period / sum AC in the period",
    unit="index",
    good="higher",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Ratio("ev_period", "ac_period", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with EV and AC known at both dates",
    null_reason="no_cost_in_period",
    caveat="One period is noisy: read it beside the cumulative index.",
    caveat_zh="单期波动较大：请结合累计指数一起看。",
    examples=(
        Example(
            """
            project_id | status | ev_period | ac_period
            A | active | 23706 | 25767
            """,
            value=0.9200139713587147,
            source="the month between the two reports of a 13-month project, months 6 to 7 (thousands)",
        ),
        Example(
            """
            project_id | status | ev_period | ac_period
            A | active | 10 | 0
            """,
            value=None,
            reason="no_cost_in_period",
        ),
    ),
)
