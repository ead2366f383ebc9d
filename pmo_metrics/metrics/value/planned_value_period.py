"""Planned value in the period: what changed since the previous status date."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Planned value in the period",
    name_zh="本期计划价值",
    asks="How much work was planned since the last status date?",
    asks_zh="自上一状态日期以来，计划完成的工作有多少？",
    formula="sum (PV now - PV at the previous status date)",
    unit="money",
    good="none",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("pv_period"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with PV known at both dates",
    caveat="Falls below 0 where a report corrects an earlier one.",
    caveat_zh="若报告更正了以前的数字，可能小于 0。",
    examples=(
        Example(
            """
            project_id | status | pv_period
            A | active | 21.154
            """,
            value=21.15,
            source="the month between the two reports of a 13-month project, months 6 to 7 (thousands)",
        ),
        Example(
            """
            project_id | status | pv_period
            A | active |
            """,
            value=None,
            reason="not_known",
            source="the first report has no period",
        ),
    ),
)
