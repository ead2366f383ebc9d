"""Milestones move while the finish is said to stand."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Milestone slips, finish stands",
    name_zh="里程碑推迟，完工日期不变",
    asks="Where are milestones put back again and again while the finish is left alone?",
    asks_zh="哪里里程碑一再推迟，完工日期却不动？",
    basis="Milestone trend analysis: the float between milestone and finish is used up unsaid; two of three reports (product default)",
    settings=("slip_counts_days",),
    severity="medium",
    table="milestone_status",
    join="JOIN milestone_moves m ON m.project_id = w.project_id AND m.milestone_id = w.milestone_id AND m.as_of = w.reported_on "
    "JOIN project_moves p ON p.project_id = w.project_id AND p.as_of = w.reported_on",
    when="w.is_open AND coalesce(w.status, 'active') = 'active' AND m.slips_of_3 >= 2 AND p.slips_of_3 = 0 "
    "AND p.finish_moved_of_3 <= 0",
    about="milestone",
    figure="m.moved_in_all",
    threshold="l.slip_counts_days",
    other="m.slips_of_3",
    day="w.effective_date",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("days", "days", "count"),
    sentence="“{subject}” was put back in {other} of the last three reports, now to {day}, yet the finish stays where it was.",
    sentence_zh="最近三次报告中“{subject}”推迟了 {other} 次，现为 {day}，完工日期却没有变。",
    todo="Ask what was shortened between this milestone and the finish.",
    todo_zh="了解该里程碑与完工之间压缩了什么。",
    examples=(
        Drawn({"milestone": """project_id | milestone_id | forecast_date | as_of
                               A | M1 | 2026-08-01 | 2026-03-31
                               A | M1 | 2026-08-01 | 2026-04-30
                               A | M1 | 2026-08-20 | 2026-05-31
                               A | M1 | 2026-09-10 | 2026-06-30
                               B | M1b | 2026-08-01 | 2026-03-31
                               B | M1b | 2026-08-01 | 2026-04-30
                               B | M1b | 2026-08-20 | 2026-05-31
                               B | M1b | 2026-09-10 | 2026-06-30""",
               "project": """project_id | status | finish | as_of
                             A | active | 2026-12-01 | 2026-03-31
                             A | active | 2026-12-01 | 2026-04-30
                             A | active | 2026-12-01 | 2026-05-31
                             A | active | 2026-12-01 | 2026-06-30
                             B | active | 2026-12-01 | 2026-03-31
                             B | active | 2026-12-01 | 2026-04-30
                             B | active | 2026-12-20 | 2026-05-31
                             B | active | 2027-01-10 | 2026-06-30"""},
              warns=("M1",), source="B moves its finish with its milestone"),
    ),
)  # fmt: skip
