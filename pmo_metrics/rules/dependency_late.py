"""What one project waits for comes from another too late."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Dependency too late",
    name_zh="依赖交付过晚",
    asks="Which projects wait for something that another will deliver too late?",
    asks_zh="哪些项目所等待的成果将由其他项目迟交？",
    basis="Delivery as the giving project forecasts it against the day it is needed (GAO-16-89G, horizontal traceability)",
    settings=(),
    severity="high",
    table="dependency_status",
    when="w.is_open AND w.margin_days < 0 AND coalesce(w.status, 'active') IN ('active', 'on_hold')",
    about="dependency",
    figure="-w.margin_days",
    threshold="0",
    day="w.needed_by",
    weak="CASE WHEN w.delivery_basis = 'promise' THEN 'promise' WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("days", "days", "days"),
    sentence="“{subject}” is needed by {day} and comes {figure} days too late from another project.",
    sentence_zh="“{subject}”须在 {day} 前到位，而另一项目将迟交 {figure} 天。",
    todo="Bring the two managers together: earlier there, later here, or another way round.",
    todo_zh="让两位项目经理坐到一起：那边提前、这边推后，或另想办法。",
    examples=(
        Drawn({"dependency": """dependency_id | project_id | needs_project_id | milestone_id | needed_by | promised_date | status
                                D1 | A | B | M1 | 2026-09-01 | | open
                                D2 | A | B | M1 | 2026-10-31 | | open
                                D3 | A | B | | 2026-08-01 | 2026-08-20 | open
                                D4 | A | B | M1 | 2026-09-01 | | met""",
               "milestone": "project_id | milestone_id | forecast_date\nB | M1 | 2026-10-01",
               "project": "project_id | status\nA | active\nB | active"},
              warns=("D1", "D3"), source="D1 comes 30 days late, D2 in time, D3 19 days late by a promise alone (weak), D4 is met"),
    ),
)  # fmt: skip
