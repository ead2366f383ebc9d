"""A milestone is past, open, and nobody says when."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Overdue without a new date",
    name_zh="逾期且没有新日期",
    asks="Which milestones are past their last forecast and still open?",
    asks_zh="哪些里程碑已过最近的预测日期却仍未完成？",
    basis="US IT Dashboard: a forecast before the status date on open work is stale; a week's grace is a product default",
    settings=("overdue_grace_days",),
    severity="medium",
    table="milestone_status",
    when="w.is_open AND coalesce(w.status, 'active') IN ('active', 'on_hold') "
    "AND date_diff('day', coalesce(w.forecast_date, w.baseline_date), w.as_of) > l.overdue_grace_days",
    about="milestone",
    figure="date_diff('day', coalesce(w.forecast_date, w.baseline_date), w.as_of)",
    threshold="l.overdue_grace_days",
    day="coalesce(w.forecast_date, w.baseline_date)",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("days", "days", "days"),
    sentence="“{subject}” was due on {day}, is still open {figure} days later, and has no new date.",
    sentence_zh="“{subject}”应于 {day} 完成，{figure} 天后仍未完成，也没有新日期。",
    todo="Ask for the date it is done, or for a new one that the plan supports.",
    todo_zh="要求给出完成日期，或计划支持的新日期。",
    examples=(
        Drawn({"milestone": """project_id | milestone_id | baseline_date | forecast_date | actual_date
                               A | M1 | 2026-05-15 | 2026-05-20 |
                               A | M2 | 2026-05-15 | 2026-08-20 |
                               A | M3 | 2026-05-15 | 2026-05-20 | 2026-05-18
                               A | M4 | 2026-05-15 | 2026-06-23 |
                               A | M5 | 2026-06-22 | |"""},
              warns=("M1", "M5"), source="M2 is replanned, M3 done, M4 within the week, M5 has no forecast at all"),
    ),
)  # fmt: skip
