"""The budget can only be met by work that goes far better than it ever did."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Budget out of reach (TCPI)",
    name_zh="预算难以守住（完工尚需绩效指数）",
    asks="Which budgets can no longer be met at the pace so far?",
    asks_zh="按迄今绩效，哪些预算已守不住？",
    basis="TCPI above 1.10 is hard to recover: Lipke 2016; well above CPI: Humphreys. Only where the CPI forecast "
    "also leaves the 10 % band of OMB M-04-24, since TCPI runs wild near the end",
    settings=("tcpi_limit", "amber_over"),
    severity="medium",
    table="project_status",
    when="w.is_active AND w.ac < w.bac AND w.ev < w.bac AND w.ac > 0 AND w.ev > 0 "
    "AND w.bac - w.ev > l.tcpi_limit * (w.bac - w.ac) AND w.ac > (1 + l.amber_over) * w.ev",
    figure="CAST(w.bac - w.ev AS DOUBLE) / nullif(CAST(w.bac - w.ac AS DOUBLE), 0)",
    threshold="l.tcpi_limit",
    other="CAST(w.ev AS DOUBLE) / nullif(CAST(w.ac AS DOUBLE), 0)",
    money="w.bac * (CAST(w.ac AS DOUBLE) / nullif(CAST(w.ev AS DOUBLE), 0) - 1)",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' WHEN w.progress_basis <> 'stated' THEN 'tasks' END",
    units=("index", "index", "index"),
    sentence="To meet the budget, each 1.00 still to spend must deliver {figure} of planned work; so far it delivered {other}.",
    sentence_zh="要守住预算，剩余每花 1.00 须完成 {figure} 的计划工作；迄今只完成 {other}。",
    todo="Agree on a new budget or a smaller scope; do not wait for the last months.",
    todo_zh="商定新的预算或更小的范围，不要等到最后几个月。",
    examples=(
        Drawn({"project": "project_id | status | budget | actual_cost | percent_complete\nA | active | 500000 | 290000 | 0.4"
                          "\nB | active | 500000 | 210000 | 0.4\nC | active | 1000 | 930 | 0.9"},
              warns=("A",), source="A: PRA book chapter 5, TCPI 300,000 / 210,000 = 1.43; B: CPI 0.95; C: 1.43 with CPI 0.97"),
    ),
)  # fmt: skip
