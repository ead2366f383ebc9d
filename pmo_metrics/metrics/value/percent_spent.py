"""Actual cost over budget at completion."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Percent spent",
    name_zh="支出百分比",
    asks="How much of the budget is spent?",
    asks_zh="预算已花费多少？",
    formula="sum AC / sum BAC: projects weighted by their budget",
    unit="share",
    good="none",
    basis="DAU Gold Card: % spent = ACWP cum / BAC",
    table="value_series",
    value=Ratio("ac", "bac", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with AC and budget both known",
    null_reason="no_budget",
    caveat="Above 100 % the budget is overspent; it is shown, not clipped.",
    caveat_zh="超过 100% 表示预算已超支，如实显示，不作截断。",
    examples=(
        Example(
            """
            project_id | status | bac | ac
            A | active | 500000 | 290000
            """,
            value=0.58,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | ac
            A | active | 100 | 130
            """,
            value=1.3,
            source="may exceed 100 %",
        ),
        Example(
            """
            project_id | status | bac | ac
            A | active | 0 | 50
            """,
            value=None,
            reason="no_budget",
        ),
    ),
)
