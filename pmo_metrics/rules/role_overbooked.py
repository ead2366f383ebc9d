"""More work is promised than a role has hours."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Role overbooked ahead",
    name_zh="岗位未来超负荷",
    asks="Which roles are booked beyond their hours in the next three months?",
    asks_zh="未来三个月哪些岗位的预订超过可用工时？",
    basis="More than the available hours cannot be worked; firm bookings of named people only",
    settings=("over_allocated",),
    severity="high",
    table="load_ahead",
    when="w.person_id IS NULL AND w.share > l.over_allocated",
    about="role",
    figure="w.share",
    threshold="l.over_allocated",
    other="w.unnamed_hours",
    day="w.month",
    units=("share", "share", "hours"),
    sentence="{subject}: firmly booked at {figure} of the hours in the month of {day}, and {other} more without a name.",
    sentence_zh="{subject}：{day} 所在月份的确定预订占可用工时的 {figure}，另有 {other} 未指定人员。",
    todo="Decide which project waits, or buy the hours now: July cannot be rescheduled in July.",
    todo_zh="现在就决定哪个项目等待，或外购工时：到当月就来不及调整了。",
    examples=(
        Drawn({"person": "person_id | role | calendar_id | as_of\nP1 | Tester | DE | 2026-06-30\nP2 | Welder | DE | 2026-06-30",
               "project": "project_id | status\nA | active",
               "assignment": """project_id | person_id | role | period | hours | booking
                                A | P1 | Tester | 2026-08-01 | 252 | hard
                                A | P2 | Welder | 2026-08-01 | 100 | hard
                                A | P2 | Welder | 2026-08-01 | 100 | soft"""},
              warns=("Tester",), source="August 2026 has 21 working days of 8 hours: 252 / 168 = 150 %"),
    ),
)  # fmt: skip
