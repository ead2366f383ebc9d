"""A finish that moves at one report after the other."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Finish slips again and again",
    name_zh="完工日期一推再推",
    asks="Which finish dates do not hold from report to report?",
    asks_zh="哪些完工日期在一次次报告中守不住？",
    basis="Milestone trend analysis: a line that rises at every report; two of three, and only moves of more than a week, "
    "so that corrections do not count (product default); a step of more than a year is a new plan (docs/measurements.md)",
    settings=("slip_counts_days", "replanned_days"),
    severity="high",
    table="project_status",
    join="JOIN project_moves m ON m.project_id = w.project_id AND m.as_of = w.reported_on",
    when="w.is_active AND w.finish IS NOT NULL AND m.slips_of_3 >= 2 AND m.longest_of_3 <= l.replanned_days",
    figure="m.finish_moved_of_3",
    threshold="l.slip_counts_days",
    other="m.slips_of_3",
    day="w.finish",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' WHEN m.finish_moves_known < 3 THEN 'few' END",
    units=("days", "days", "count"),
    sentence="The finish was put back in {other} of the last three reports, by {figure} days, to {day}.",
    sentence_zh="最近三次报告中有 {other} 次推迟完工，共推迟 {figure} 天，至 {day}。",
    todo="Ask for one date with its reasons instead of the next small step; look at what comes after it.",
    todo_zh="要一个有依据的日期，而不是再推一小步；并查看后续受影响的工作。",
    examples=(
        Drawn({"project": """project_id | status | finish | as_of
                             A | active | 2026-10-01 | 2026-03-31
                             A | active | 2026-10-20 | 2026-04-30
                             A | active | 2026-10-20 | 2026-05-31
                             A | active | 2026-11-05 | 2026-06-30
                             B | active | 2026-10-01 | 2026-03-31
                             B | active | 2026-10-05 | 2026-04-30
                             B | active | 2026-10-09 | 2026-05-31
                             B | active | 2026-10-30 | 2026-06-30
                             C | active | 2026-10-01 | 2026-05-31
                             C | active | 2026-12-31 | 2026-06-30
                             D | active | 2026-10-01 | 2026-03-31
                             D | active | 2028-10-01 | 2026-04-30
                             D | active | 2028-10-01 | 2026-05-31
                             D | active | 2028-11-01 | 2026-06-30"""},
              warns=("A",), source="A moved by 19 and 16 days, B only once by more than a week, C only once, D was planned anew"),
    ),
)  # fmt: skip
