"""Cost within the present budget, far beyond the first one."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Cost growth hidden by a new baseline",
    name_zh="成本增长被新基准掩盖",
    asks="Which projects look within budget only because the budget was moved?",
    asks_zh="哪些项目看似未超预算，只因预算被改过？",
    basis="US Congress added the original baseline test to Nunn-McCurdy in 2006 for this reason (CRS R41293); 10 %: OMB M-04-24",
    settings=("amber_over",),
    severity="low",
    table="project_status",
    when="w.is_active AND w.original_budget > 0 AND w.forecast_cost > (1 + l.amber_over) * w.original_budget "
    "AND w.forecast_cost <= (1 + l.amber_over) * w.budget",
    figure="CAST(w.forecast_cost AS DOUBLE) / nullif(CAST(w.original_budget AS DOUBLE), 0) - 1",
    threshold="l.amber_over",
    money="w.forecast_cost - w.original_budget",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    sentence="The forecast is {figure} above the budget first approved; measured by the present one it looks on plan.",
    sentence_zh="预测比最初批准的预算高 {figure}；按现行预算看则一切正常。",
    todo="Show both budgets in the next report, and who approved the change.",
    todo_zh="下次报告同时列出两个预算，并说明变更由谁批准。",
    examples=(
        Drawn({"project": """project_id | status | budget | original_budget | forecast_cost
                             A | active | 3900 | 3200 | 3800
                             B | active | 3200 | 3200 | 3800
                             C | active | 3400 | 3200 | 3400"""},
              warns=("A",), source="A grew by 19 % unseen; B by 19 % in plain sight; C by 6 %"),
    ),
)  # fmt: skip
