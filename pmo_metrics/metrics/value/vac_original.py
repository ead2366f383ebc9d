"""First approved budget less the official forecast."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Variance against the original budget",
    name_zh="相对原始预算的偏差",
    asks="How far has it grown from the first approved budget?",
    asks_zh="比最初批准的预算增长了多少？",
    formula="original budget - official forecast; positive = under budget",
    unit="money",
    good="higher",
    basis="10 USC 2433 (Nunn-McCurdy): growth over the original baseline, CRS R41293",
    table="value_series",
    value=Sum("original_bac - forecast_cost"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with original budget and forecast both known",
    caveat="Without a stated original budget or finish, those of the first loaded report stand for it.",
    caveat_zh="若未提供原始预算或原始完成日期，则以首次载入的报告为准。",
    examples=(
        Example(
            """
            project_id | status | bac | original_bac | forecast_cost
            A | active | 150 | 100 | 150
            """,
            value=-50,
            source="a re-baseline: nothing is off the current budget, half of the first one is",
        ),
        Example(
            """
            project_id | status | original_bac | forecast_cost
            A | active | | 150
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
