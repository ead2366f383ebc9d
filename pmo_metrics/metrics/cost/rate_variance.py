"""Gap of actual to budget by exchange rates."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Exchange rate variance",
    name_zh="汇率差异",
    asks="How much of the gap to the budget comes from exchange rates?",
    asks_zh="与预算的差异中有多少来自汇率？",
    formula="Sum over currencies and whole months of actual in that currency x (budget rate - actual rate)",
    unit="money",
    good="higher",
    basis="IAS 21 rates; total variance = volume + rate",
    table="project_finance",
    value=Sum("rate_variance"),
    caveat="Needs a budget rate and an actual rate for each currency and month; other totals are at the budget rate.",
    caveat_zh="每种货币每月需有预算汇率和实际汇率；其他合计均按预算汇率。",
    examples=(
        Example(
            """
            project_id | rate_variance
            A | -105000
            """,
            value=-105000,
            source="1.00m at 1.10 budgeted, 1.05m at 1.20 spent: -55,000 volume, -105,000 rate",
        ),
        Example(
            """
            project_id | rate_variance
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
