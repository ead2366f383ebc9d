"""Earned schedule over actual time."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="SPI(t)",
    name_zh="进度绩效指数(时间)",
    asks="At what pace does the schedule advance?",
    asks_zh="进度以什么速度推进？",
    formula="SPI(t) = sum ES / sum AT; 1 or more is good",
    unit="index",
    good="higher",
    basis="Lipke (2003), Schedule is different; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Ratio("earned_months", "actual_months", "months", "months"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with a phased plan or baseline dates and EV known",
    null_reason="not_started",
    caveat="Where the budget is spread evenly (pv_basis spread) it says no more than SPI until the planned finish.",
    caveat_zh="若预算按工作日均匀分摊(pv_basis 为 spread),在计划完成日之前与 SPI 相同。",
    examples=(
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | active | 9 | 7 | 5.881321
            """,
            value=0.8401887142857143,
            source="a real 13-month project, month 7 (amounts in thousands)",
        ),
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | complete | 9 | 13 | 9
            """,
            value=0.6923076923076923,
            source="the same, finished: SPI says 1.00, SPI(t) that it was late",
        ),
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months
            A | active | 9 | 0 | 0
            """,
            value=None,
            reason="not_started",
            source="edge case: not started",
        ),
    ),
)
