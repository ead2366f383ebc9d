"""Money runs ahead of the work."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Burn ahead of progress",
    name_zh="花钱快于进度",
    asks="Which projects spend faster than they deliver?",
    asks_zh="哪些项目花钱比出成果快？",
    basis="Cost deviation of 10 % of the budget: OMB M-04-24; the gap is -CV / BAC of ISO 21508:2018",
    settings=("burn_ahead",),
    severity="high",
    table="project_status",
    when="w.is_active AND w.bac > 0 AND w.ac IS NOT NULL AND w.percent_complete IS NOT NULL "
    "AND round(CAST(w.ac AS DOUBLE) / nullif(CAST(w.bac AS DOUBLE), 0) - w.percent_complete, 9) > l.burn_ahead",
    figure="CAST(w.ac AS DOUBLE) / nullif(CAST(w.bac AS DOUBLE), 0)",
    threshold="w.percent_complete + l.burn_ahead",
    other="w.percent_complete",
    money="w.ac - w.ev",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' WHEN w.progress_basis <> 'stated' THEN 'tasks' END",
    sentence="The project has spent {figure} of its budget for {other} of the work.",
    sentence_zh="项目已花掉预算的 {figure}，只完成了 {other} 的工作。",
    todo="Ask what the rest will cost, bottom-up, and let the forecast say so.",
    todo_zh="请项目自下而上重估剩余成本，并写进预测。",
    examples=(
        Drawn({"project": "project_id | status | budget | actual_cost | percent_complete\nA | active | 1000 | 720 | 0.48"
                          "\nB | active | 1000 | 580 | 0.48\nC | active | 1000 | 590 | 0.48\nD | complete | 1000 | 720 | 0.48"},
              warns=("A", "C"), source="A 24 points ahead, C 11, B exactly at the limit of 10, D finished"),
    ),
)  # fmt: skip
