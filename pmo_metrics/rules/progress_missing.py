"""A running project that does not say how far it is, among projects that do."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Progress missing",
    name_zh="缺少进度",
    asks="Which active projects do not say how far they are?",
    asks_zh="哪些在建项目没有说明完成多少？",
    basis="Without progress there is no earned value (ISO 21508:2018). Only where most active projects state it",
    settings=(),
    severity="low",
    table="project_status",
    join="JOIN (SELECT as_of, avg(CASE WHEN percent_complete IS NULL AND ev IS NULL THEN 0 ELSE 1 END) AS stating "
    "FROM project_status WHERE is_active GROUP BY as_of) a ON a.as_of = w.as_of",
    when="w.is_active AND w.percent_complete IS NULL AND w.ev IS NULL AND a.stating > 0.5",
    figure="NULL",
    money="w.actual_cost",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    sentence="The project does not say how much of the work is done.",
    sentence_zh="项目没有说明完成了多少工作。",
    todo="Ask for the share complete, measured by what has been accepted.",
    todo_zh="要求给出完成比例，以已验收成果衡量。",
    examples=(
        Drawn({"project": """project_id | status | budget | percent_complete
                             A | active | 100 |
                             B | active | 100 | 40
                             C | active | 100 | 0
                             D | complete | 100 |"""}, warns=("A",), source="0 % is an answer"),
    ),
)  # fmt: skip
