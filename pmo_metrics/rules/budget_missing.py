"""A running project without a budget, among projects that have one."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Budget missing",
    name_zh="缺少预算",
    asks="Which active projects spend without an approved budget?",
    asks_zh="哪些在建项目没有批准的预算？",
    basis="Every investment has a cost baseline (GAO-16-89G). Only where most active projects state one: a list without "
    "budgets is a question to the list",
    settings=(),
    severity="medium",
    table="project_status",
    join="JOIN (SELECT as_of, avg(CASE WHEN budget IS NULL THEN 0 ELSE 1 END) AS stating FROM project_status "
    "WHERE is_active GROUP BY as_of) a ON a.as_of = w.as_of",
    when="w.is_active AND w.budget IS NULL AND NOT w.fx_missing AND a.stating > 0.5",
    figure="NULL",
    money="w.actual_cost",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("days", "days", "days"),
    sentence="The project is running without a stated budget: nothing can be measured against it.",
    sentence_zh="项目在没有列明预算的情况下进行：无从衡量。",
    todo="Get the budget approved, or have the project list say where it is paid from.",
    todo_zh="批准预算，或在项目清单中注明资金来源。",
    examples=(
        Drawn({"project": """project_id | status | budget
                             A | active |
                             B | active | 100
                             C | active | 100
                             D | proposed |"""}, warns=("A",)),
        Drawn({"project": "project_id | status | budget\nA | active |\nB | active |\nC | active | 100"},
              source="most of this list states no budget"),
    ),
)  # fmt: skip
