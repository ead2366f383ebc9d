"""The day a risk was expected has passed, and it is still an open risk."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Risk past its day",
    name_zh="风险已过预期发生日",
    asks="Which open risks should have happened or been closed by now?",
    asks_zh="哪些未关闭的风险早该发生或关闭？",
    basis="Proximity says when a risk would occur (ISO 31000 practice, UK Orange Book); a week's grace is a product default",
    settings=("overdue_grace_days",),
    severity="medium",
    table="risk_status",
    when="w.is_open AND w.kind = 'threat' AND coalesce(w.status, 'active') NOT IN ('complete', 'cancelled') "
    "AND date_diff('day', w.proximity, w.as_of) > l.overdue_grace_days",
    about="risk",
    figure="date_diff('day', w.proximity, w.as_of)",
    threshold="l.overdue_grace_days",
    day="w.proximity",
    money="abs(w.emv)",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("days", "days", "days"),
    sentence="“{subject}” was expected by {day}; {figure} days later it is neither closed nor an issue.",
    sentence_zh="“{subject}”预计在 {day} 前发生；{figure} 天后既未关闭也未转为问题。",
    todo="Close it, make it an issue, or say when it can still happen.",
    todo_zh="关闭、转为问题，或说明还可能何时发生。",
    examples=(
        Drawn({"risk": """project_id | risk_id | status | proximity
                          A | R1 | open | 2026-05-31
                          A | R2 | closed | 2026-05-31
                          A | R3 | open | 2026-09-30
                          A | R4 | open |""",
               "project": "project_id | status\nA | active"}, warns=("R1",)),
    ),
)  # fmt: skip
