"""Cost performance the rest needs to meet the budget."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="To-complete performance index (TCPI)",
    name_zh="完工尚需绩效指数",
    asks="How well must the rest go to meet the budget?",
    asks_zh="剩余工作需要多高的绩效才能守住预算？",
    formula="TCPI = (BAC - EV) / (BAC - AC); above 1.10 is hard to reach",
    unit="index",
    good="lower",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018; 1.10: Lipke 2016",
    table="project_status",
    value=Ratio(
        "CASE WHEN ev < bac AND ac < bac THEN bac - ev WHEN ev < bac AND ac >= bac THEN 0 * ev END",
        "CASE WHEN ev < bac AND ac < bac THEN bac - ac WHEN ev < bac AND ac >= bac THEN 0 * ev END",
        "money",
        "money",
    ),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with work left; those that have spent their budget add nothing",
    null_reason="budget_spent",
    thresholds=("tcpi_limit",),
    caveat="Projects that have spent their budget add nothing: no performance can reach their target. The metric budgets_spent counts them.",
    caveat_zh="预算已用完的项目不计入：无论绩效如何都无法达到目标；其数量见 budgets_spent。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=300000 / 210000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 80 | 60 | 120
            """,
            value=None,
            reason="budget_spent",
            source="edge case: budget already spent, flag, not a number",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 80 | 60 | 100
            """,
            value=None,
            reason="budget_spent",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 100 | 100 | 90
            """,
            value=None,
            reason="not_known",
            source="edge case: no work left, nothing to achieve",
        ),
    ),
)
