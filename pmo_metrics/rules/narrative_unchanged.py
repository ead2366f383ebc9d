"""The same words, other figures."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Same words while figures move",
    name_zh="文字不变，数字在变",
    asks="Where is the report copied from the last one although something moved?",
    asks_zh="哪里情况变了，报告文字却照抄上期？",
    basis="An unchanged narrative is a sign that nobody looks (practice of project compliance checks; three reports is a product default)",
    settings=("stuck_reports", "slip_counts_days", "forecast_rise"),
    severity="low",
    table="project_status",
    join="JOIN project_moves m ON m.project_id = w.project_id AND m.as_of = w.reported_on",
    when="w.is_active AND m.reports_with_narrative >= l.stuck_reports "
    "AND (abs(m.finish_moved_since_written) > l.slip_counts_days OR abs(m.cost_growth_since_written) > l.forecast_rise)",
    figure="m.reports_with_narrative",
    threshold="l.stuck_reports",
    units=("count", "count", "count"),
    sentence="The report has used the same words {figure} times in a row while date or forecast moved.",
    sentence_zh="报告连续 {figure} 次使用同样的文字，而日期或预测已变。",
    todo="Ask for three fresh sentences: what happened, what is next, what is needed.",
    todo_zh="要求重写三句话：发生了什么、下一步是什么、需要什么。",
    examples=(
        Drawn({"project": """project_id | status | narrative | finish | as_of
                             A | active | On plan. | 2026-10-01 | 2026-04-30
                             A | active | On plan. | 2026-10-20 | 2026-05-31
                             A | active | On plan. | 2026-10-20 | 2026-06-30
                             B | active | On plan. | 2026-10-01 | 2026-04-30
                             B | active | On plan. | 2026-10-01 | 2026-05-31
                             B | active | On plan. | 2026-10-01 | 2026-06-30
                             C | active | On plan. | 2026-10-01 | 2026-05-31
                             C | active | On plan. | 2026-10-20 | 2026-06-30"""},
              warns=("A",), source="B's words are still true; C has said so only twice"),
    ),
)  # fmt: skip
