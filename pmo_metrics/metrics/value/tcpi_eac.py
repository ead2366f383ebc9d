"""Cost performance the rest needs to meet the official forecast."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="TCPI to the forecast",
    name_zh="完工尚需绩效指数(按预测)",
    asks="How well must the rest go to meet the official forecast?",
    asks_zh="剩余工作需要多高的绩效才能达到正式预测？",
    formula="TCPI = (BAC - EV) / (EAC - AC), EAC being the official forecast",
    unit="index",
    good="lower",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Ratio(
        "CASE WHEN ev < bac AND ac < forecast_cost THEN bac - ev WHEN ev < bac AND ac >= forecast_cost THEN 0 * ev END",
        "CASE WHEN ev < bac AND ac < forecast_cost THEN forecast_cost - ac WHEN ev < bac AND ac >= forecast_cost THEN 0 * ev END",
        "money",
        "money",
    ),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with work left; those that have spent their forecast add nothing",
    null_reason="forecast_spent",
    caveat="Clearly above CPI so far, the official forecast is not believable (Humphreys).",
    caveat_zh="若明显高于当前 CPI,正式预测不可信(Humphreys)。",
    examples=(
        Example(
            """
            project_id | status | bac | ev | ac | forecast_cost
            A | active | 500000 | 200000 | 290000 | 725000
            """,
            value=0.6896551724137931,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | ev | ac | forecast_cost
            A | active | 100 | 60 | 120 | 110
            """,
            value=None,
            reason="forecast_spent",
            source="edge case: the forecast is spent, a flag, not a number",
        ),
    ),
)
