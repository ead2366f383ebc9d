"""A response is long due, and nobody has looked at the risk since."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Risk nobody looks at",
    name_zh="无人过问的风险",
    asks="Which open risks have an overdue response and no review since?",
    asks_zh="哪些未关闭风险的应对已逾期且此后无人评审？",
    basis="ISO 31000:2018 6.6, monitoring and review; a month after the response was due (product default)",
    settings=("risk_overdue_days",),
    severity="high",
    table="risk_status",
    when="w.is_open AND w.kind = 'threat' AND coalesce(w.status, 'active') NOT IN ('complete', 'cancelled') "
    "AND date_diff('day', w.response_due, w.as_of) > l.risk_overdue_days "
    "AND coalesce(w.reviewed_on <= w.response_due, true)",
    about="risk",
    figure="date_diff('day', w.response_due, w.as_of)",
    threshold="l.risk_overdue_days",
    other="w.probability",
    day="w.response_due",
    money="abs(w.emv)",
    weak="CASE WHEN w.reviewed_on IS NULL THEN 'no_review' WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("days", "days", "share"),
    sentence="The response to “{subject}” was due on {day}, {figure} days ago, and nobody has reviewed the risk since.",
    sentence_zh="“{subject}”的应对应于 {day} 完成，已过 {figure} 天，此后无人评审该风险。",
    todo="Ask the owner whether the response was carried out, and review probability and cost.",
    todo_zh="询问责任人应对措施是否已执行，并重新评估概率与成本。",
    examples=(
        Drawn({"risk": """project_id | risk_id | status | response_due | reviewed_on
                          A | R1 | open | 2026-02-27 | 2025-10-20
                          A | R2 | open | 2026-02-27 | 2026-06-18
                          A | R3 | open | 2026-06-15 | 2026-03-01
                          A | R4 | closed | 2026-02-27 | 2025-10-20
                          A | R5 | open | 2026-02-27 |""",
               "project": "project_id | status\nA | active"},
              warns=("R1", "R5"), source="R2 was reviewed, R3 is due for two weeks, R5 was never reviewed (weak)"),
    ),
)  # fmt: skip
