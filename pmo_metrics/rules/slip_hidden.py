"""On time by the present baseline, far behind the first one."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Slip hidden by a new baseline",
    name_zh="延期被新基准掩盖",
    asks="Which projects look on time only because the baseline was moved?",
    asks_zh="哪些项目看似准时，只因基准被改过？",
    basis="US Congress added the original baseline test to Nunn-McCurdy in 2006 for this reason (CRS R41293); 30 days: GAO-10-701",
    settings=("red_days_late", "amber_days_late"),
    severity="low",
    table="project_status",
    when="w.is_active AND w.original_finish_slip_days > l.red_days_late AND w.finish_slip_days <= l.amber_days_late",
    figure="w.original_finish_slip_days",
    threshold="l.red_days_late",
    day="w.original_baseline_finish",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("days", "days", "days"),
    sentence="The finish is {figure} days after the {day} first approved; measured by the present baseline it looks on time.",
    sentence_zh="完工比最初批准的 {day} 晚 {figure} 天；按现行基准看则准时。",
    todo="Show both finish dates in the next report, and who approved the change.",
    todo_zh="下次报告同时列出两个完工日期，并说明变更由谁批准。",
    examples=(
        Drawn({"project": """project_id | status | original_baseline_finish | baseline_finish | finish
                             A | active | 2026-08-31 | 2026-10-30 | 2026-10-30
                             B | active | 2026-08-31 | 2026-08-31 | 2026-10-30
                             C | active | 2026-08-31 | 2026-09-30 | 2026-09-30"""},
              warns=("A",), source="A: 60 days unseen; B: 60 days in plain sight; C: exactly 30"),
    ),
)  # fmt: skip
