"""The project's own forecast is below what the work has cost so far."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Forecast below the trend",
    name_zh="预测低于趋势",
    asks="Whose own forecast is contradicted by the cost of the work so far?",
    asks_zh="谁的预测与迄今的实际成本相矛盾？",
    basis="EAC = BAC / CPI (ISO 21508:2018) beside the manager's own; 10 % band of OMB M-04-24",
    settings=("amber_over",),
    severity="medium",
    table="project_status",
    when="w.is_active AND w.ev > 0 AND w.ev < w.bac AND w.forecast_cost > 0 AND w.ac > 0 "
    "AND CAST(w.bac AS DOUBLE) * w.ac / nullif(CAST(w.ev AS DOUBLE), 0) > (1 + l.amber_over) * w.forecast_cost",
    figure="CAST(w.bac AS DOUBLE) * w.ac / nullif(CAST(w.ev AS DOUBLE) * w.forecast_cost, 0) - 1",
    threshold="l.amber_over",
    other="CAST(w.ev AS DOUBLE) / nullif(CAST(w.bac AS DOUBLE), 0)",
    money="CAST(w.bac AS DOUBLE) * w.ac / nullif(CAST(w.ev AS DOUBLE), 0) - w.forecast_cost",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' WHEN w.progress_basis <> 'stated' THEN 'tasks' "
    "WHEN w.ev * 5 < w.bac THEN 'early' END",
    sentence="At the cost of the first {other} of the work, the project ends {figure} above its own forecast.",
    sentence_zh="按前 {other} 工作的成本推算，项目将超出自己的预测 {figure}。",
    todo="Ask what makes the rest cheaper than what has been done, and see it in the plan.",
    todo_zh="请项目说明剩余工作为何更便宜，并在计划中体现。",
    examples=(
        Drawn({"project": "project_id | status | budget | forecast_cost | actual_cost | percent_complete"
                          "\nA | active | 1000 | 1000 | 600 | 0.5\nB | active | 1000 | 1200 | 600 | 0.5"
                          "\nC | active | 1000 | 1100 | 600 | 0.5"},
              warns=("A",), source="BAC / CPI is 1,200 in all three: 20 % over A's forecast, B's own, 9.1 % over C's"),
    ),
)  # fmt: skip
