"""A date that stood until shortly before, and then moved far."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Late news",
    name_zh="临近才报延期",
    asks="Which slips were told only when the date was near?",
    asks_zh="哪些延期临近才说？",
    basis="First slip inside the last fifth of the lead time and by more than the 30 days of GAO-10-701 (product default)",
    settings=("late_news_share", "red_days_late"),
    severity="high",
    table="milestone_status",
    join="JOIN milestone_moves m ON m.project_id = w.project_id AND m.milestone_id = w.milestone_id AND m.as_of = w.reported_on",
    when="w.is_open AND coalesce(w.status, 'active') IN ('active', 'on_hold') "
    "AND m.lead_left_at_first_slip <= l.late_news_share AND m.moved_in_all > l.red_days_late",
    about="milestone",
    figure="m.moved_in_all",
    threshold="l.red_days_late",
    other="greatest(m.lead_left_at_first_slip, 0)",
    day="m.first_slip_on",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("days", "days", "share"),
    sentence="“{subject}” stood firm until {other} of its time was left, and moved by {figure} days since {day}.",
    sentence_zh="“{subject}”直到剩余 {other} 时间时才首次延期，自 {day} 起推迟了 {figure} 天。",
    todo="Ask since when it was known, and which other dates of the project rest on the same hope.",
    todo_zh="了解何时就已知情，以及项目中还有哪些日期建立在同样的期望上。",
    examples=(
        Drawn({"milestone": """project_id | milestone_id | baseline_date | forecast_date | as_of
                               A | M1 | 2026-07-20 | 2026-07-20 | 2026-01-31
                               A | M1 | 2026-07-20 | 2026-07-20 | 2026-05-31
                               A | M1 | 2026-07-20 | 2026-10-01 | 2026-06-30
                               A | M2 | 2026-07-20 | 2026-07-20 | 2026-01-31
                               A | M2 | 2026-07-20 | 2026-08-15 | 2026-03-31
                               A | M2 | 2026-07-20 | 2026-10-01 | 2026-06-30
                               A | M3 | 2026-07-20 | 2026-07-20 | 2026-01-31
                               A | M3 | 2026-07-20 | 2026-08-10 | 2026-06-30""",
               "project": "project_id | status | as_of\nA | active | 2026-01-31\nA | active | 2026-06-30"},
              warns=("M1",), source="M1: 20 of 170 days left; M2 was told with 111 days left; M3 moved by 21 days only"),
    ),
)  # fmt: skip
