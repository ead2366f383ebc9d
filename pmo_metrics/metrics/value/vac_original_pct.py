"""Growth over the first approved budget, as a share of it."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Variance against the original budget, %",
    name_zh="相对原始预算的偏差百分比",
    asks="By what share has it grown from the first approved budget?",
    asks_zh="比最初批准的预算增长了百分之几？",
    formula="sum (original budget - official forecast) / sum original budget; positive = under budget",
    unit="share",
    good="higher",
    basis="10 USC 2433 (Nunn-McCurdy): significant from 30 %, critical from 50 % over the original baseline, CRS R41293",
    table="value_series",
    value=Ratio("original_bac - forecast_cost", "original_bac", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with original budget and forecast both known",
    null_reason="no_budget",
    caveat="Without a stated original budget or finish, those of the first loaded report stand for it.",
    caveat_zh="若未提供原始预算或原始完成日期，则以首次载入的报告为准。",
    examples=(
        Example(
            """
            project_id | status | bac | original_bac | forecast_cost
            A | active | 150 | 100 | 150
            """,
            value=-0.5,
            source="critical by 10 USC 2433: 50 % over the original baseline",
        ),
        Example(
            """
            project_id | status | original_bac | forecast_cost
            A | active | 0 | 50
            """,
            value=None,
            reason="no_budget",
        ),
    ),
)
