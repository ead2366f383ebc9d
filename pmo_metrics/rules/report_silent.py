"""No word from a project that goes on."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Report gone silent",
    name_zh="停止报告",
    asks="Which active projects have stopped reporting?",
    asks_zh="哪些在建项目停止了报告？",
    basis="Monthly reporting plus a working week (product default); silence is no news, and not good news",
    settings=("stale_after_days",),
    severity="high",
    table="project_status",
    join="LEFT JOIN cost_to_date c ON c.project_id = w.project_id AND c.as_of = w.as_of "
    "LEFT JOIN cost_to_date b ON b.project_id = w.project_id AND b.as_of = w.reported_on",
    when="w.is_stale",
    figure="w.report_age_days",
    threshold="l.stale_after_days",
    day="w.reported_on",
    money="CASE WHEN c.actual_lines > b.actual_lines THEN c.actual_lines - b.actual_lines END",
    units=("days", "days", "days"),
    sentence="The project has not reported for {figure} days, last on {day}.",
    sentence_zh="项目已 {figure} 天没有报告，上次报告在 {day}。",
    todo="Ask the manager today; until then every figure of this project is old.",
    todo_zh="今天就问项目经理；在此之前该项目的所有数字都是旧的。",
    examples=(
        Drawn({"project": """project_id | status | as_of
                             A | active | 2026-03-31
                             B | active | 2026-05-31
                             C | complete | 2026-03-31
                             D | active | 2026-06-30"""},
              warns=("A",), source="91 days; 30 days; finished; today"),
    ),
)  # fmt: skip
