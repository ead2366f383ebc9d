"""Earned value over budget at completion."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Percent complete",
    name_zh="完成百分比",
    asks="How much of the budgeted work is done?",
    asks_zh="预算工作完成了多少？",
    formula="sum EV / sum BAC: projects weighted by their budget",
    unit="share",
    good="higher",
    basis="PMI PMBOK Guide; DAU Gold Card: % complete = BCWP cum / BAC",
    table="project_status",
    value=Ratio("ev", "bac", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with EV and budget both known",
    null_reason="no_budget",
    caveat="Above 100 % is a fault in the data (EV above BAC); it is shown, not clipped.",
    caveat_zh="超过 100% 说明数据有误(挣值高于完工预算),如实显示，不作截断。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=0.4,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 100 | 105 | 90
            """,
            value=1.05,
            source="edge case: a data fault stays visible",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 0 | 0 | 0 | 0
            """,
            value=None,
            reason="no_budget",
        ),
    ),
)
