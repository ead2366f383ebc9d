"""A saving that has yet to prove itself."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Forecast cost cut",
    name_zh="成本预测下调",
    asks="Which lower forecasts may not last?",
    asks_zh="哪些下调的预测可能守不住？",
    basis="In 15 report dates of New York's capital projects a forecast cut by more than 5 % was raised again by more than 10 % "
    "about twice as often as others (docs/measurements.md); 5 % was chosen on half of its projects",
    settings=("forecast_cut",),
    severity="low",
    table="project_status",
    join="JOIN project_moves m ON m.project_id = w.project_id AND m.as_of = w.reported_on",
    when="w.is_active AND w.reported_on = w.as_of AND m.cost_growth < -l.forecast_cut",
    figure="-m.cost_growth",
    threshold="l.forecast_cut",
    day="m.previous_report",
    money="w.forecast_cost / nullif(1 + m.cost_growth, 0) - w.forecast_cost",
    sentence="The cost forecast was cut by {figure} since the report of {day}.",
    sentence_zh="自 {day} 的报告以来，成本预测下调了 {figure}。",
    todo="Ask which scope or price made the difference before the money is given to others.",
    todo_zh="在把钱另作他用之前，了解是哪项范围或价格带来的差额。",
    examples=(
        Drawn({"project": """project_id | status | forecast_cost | as_of
                             A | active | 1000 | 2026-05-31
                             A | active | 940 | 2026-06-30
                             B | active | 1000 | 2026-05-31
                             B | active | 960 | 2026-06-30
                             C | complete | 1000 | 2026-05-31
                             C | complete | 900 | 2026-06-30"""},
              warns=("A",), source="A by 6 %, B by 4 %, C is finished"),
    ),
)  # fmt: skip
