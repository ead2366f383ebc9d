"""One person is promised too much although others of the role have room."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Person overbooked ahead",
    name_zh="个人未来超负荷",
    asks="Who is booked far beyond their hours while the role as a whole is not?",
    asks_zh="谁的预订远超工时，而该岗位整体并未超负荷？",
    basis="Above 120 % in the next three months: practice of project compliance checks",
    settings=("person_over", "over_allocated"),
    severity="medium",
    table="load_ahead",
    when="w.person_id IS NOT NULL AND w.share > l.person_over AND coalesce(w.role_share <= l.over_allocated, true)",
    about="person",
    figure="w.share",
    threshold="l.person_over",
    other="w.role_share",
    day="w.month",
    sentence="{subject} is firmly booked at {figure} of the hours in the month of {day}; the role as a whole at {other}.",
    sentence_zh="{subject} 在 {day} 所在月份的确定预订占工时的 {figure}；该岗位整体为 {other}。",
    todo="Move work to somebody of the same role who has room.",
    todo_zh="把工作转给同岗位有余量的人。",
    examples=(
        Drawn({"person": "person_id | role | calendar_id | as_of\nP1 | Tester | DE | 2026-06-30\nP2 | Tester | DE | 2026-06-30",
               "project": "project_id | status\nA | active",
               "assignment": """project_id | person_id | role | period | hours | booking
                                A | P1 | Tester | 2026-08-01 | 252 | hard
                                A | P2 | Tester | 2026-08-01 | 40 | hard"""},
              warns=("P1",), source="150 % of 168 hours, while the two together are at 87 %"),
    ),
)  # fmt: skip
