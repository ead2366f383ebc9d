"""The finish is past, the project is not finished, and nobody says when."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Finish passed without a new date",
    name_zh="完工日期已过且没有新日期",
    asks="Which projects are past their own finish and still open?",
    asks_zh="哪些项目已过自己的完工日期却仍在进行？",
    basis="US IT Dashboard: a forecast before the status date on open work is stale; a week's grace is a product default",
    settings=("overdue_grace_days",),
    severity="high",
    table="project_status",
    when="w.is_active AND date_diff('day', coalesce(w.finish, w.baseline_finish), w.as_of) > l.overdue_grace_days",
    figure="date_diff('day', coalesce(w.finish, w.baseline_finish), w.as_of)",
    threshold="l.overdue_grace_days",
    day="coalesce(w.finish, w.baseline_finish)",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("days", "days", "days"),
    sentence="The project was to finish on {day}; {figure} days later it is open and has no new date.",
    sentence_zh="项目应于 {day} 完工；{figure} 天后仍在进行，也没有新日期。",
    todo="Ask whether it is done (then close it) or what is left (then plan it).",
    todo_zh="确认是否已完成（则关闭），或还剩什么（则重新计划）。",
    examples=(
        Drawn({"project": """project_id | status | baseline_finish | finish
                             A | active | 2026-05-31 | 2026-05-31
                             B | active | 2026-05-31 | 2026-08-31
                             C | complete | 2026-05-31 | 2026-05-31
                             D | active | 2026-06-23 |"""},
              warns=("A",), source="B is replanned, C finished, D within the week"),
    ),
)  # fmt: skip
