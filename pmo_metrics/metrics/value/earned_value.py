"""Budget of the work done to date."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Earned value (EV)",
    name_zh="挣值",
    asks="How much of the budgeted work is done?",
    asks_zh="已完成多少预算工作？",
    formula="EV = BAC x % complete, or as a progress report states it",
    unit="money",
    good="none",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="project_status",
    value=Sum("ev"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled",
    caveat="Only as good as % complete. EV above BAC is flagged (ev_above_bac), never clipped.",
    caveat_zh="其质量取决于完成百分比。挣值高于完工预算会被标记，但不会被截断。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=200000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 100 | 105 | 90
            """,
            value=105,
            source="edge case: EV above BAC is a fault and is not clipped",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 1 | | 2
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
