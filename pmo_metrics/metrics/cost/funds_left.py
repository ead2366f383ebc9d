"""Budget that is neither spent nor promised."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Funds left",
    name_zh="可用资金",
    asks="How much of the budget is neither spent nor promised?",
    asks_zh="预算中尚未支出也未承诺的有多少？",
    formula="Sum of (budget - actual cost - commitments) where budget and actual cost are known, and every commitment can be converted",
    unit="money",
    good="higher",
    basis="Encumbrance accounting: funds available = budget - actual - committed",
    table="project_finance",
    value=Sum("funds_left"),
    keep="coalesce(status, '') NOT IN ('complete', 'cancelled')",
    keep_words="projects that are not complete or cancelled",
    examples=(
        Example(
            """
            project_id | funds_left
            A | 650
            B | -154.50
            """,
            value=495.5,
        ),
        Example(
            """
            project_id | funds_left
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
