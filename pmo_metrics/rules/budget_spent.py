"""Nothing is left for what is left to do."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Budget spent, work left",
    name_zh="预算已尽，工作未完",
    asks="Where is the budget gone before the work is done?",
    asks_zh="哪里的预算在完工前就已用尽？",
    basis="TCPI has no value once AC >= BAC: no performance can meet the budget (PMI, The Standard for EVM, 2019)",
    settings=(),
    severity="high",
    table="project_status",
    when="w.is_active AND w.bac > 0 AND w.ac >= w.bac AND w.ev < w.bac",
    figure="CAST(w.ac AS DOUBLE) / nullif(CAST(w.bac AS DOUBLE), 0)",
    threshold="1",
    other="1 - CAST(w.ev AS DOUBLE) / nullif(CAST(w.bac AS DOUBLE), 0)",
    money="w.ac - w.ev",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' WHEN w.progress_basis <> 'stated' THEN 'tasks' END",
    sentence="{figure} of the budget is spent and {other} of the work is still to do.",
    sentence_zh="预算已用去 {figure}，仍有 {other} 的工作未做。",
    todo="Decide on more money or less scope before the next invoice.",
    todo_zh="在下一张发票之前，决定追加预算或缩减范围。",
    examples=(
        Drawn({"project": "project_id | status | budget | actual_cost | percent_complete\nA | active | 100 | 103 | 0.95"
                          "\nB | active | 100 | 100 | 1\nC | active | 100 | 99 | 0.60\nD | active | 100 | 100 | 0.99"},
              warns=("A", "D"), source="B has nothing left to do, C has money left"),
    ),
)  # fmt: skip
