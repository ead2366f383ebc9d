"""Green outside, red inside."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Reported green, computed red",
    name_zh="自报为绿，数据为红",
    asks="Whose report is two steps better than the figures?",
    asks_zh="谁的报告比数据好两级？",
    basis="GAO-16-494: of 95 investments, 60 were riskier than they rated themselves",
    settings=("red_over", "red_days_late", "red_index"),
    severity="high",
    table="project_status",
    when="w.is_active AND w.rag_gap >= 2",
    figure="w.rag_gap",
    threshold="2",
    other="w.finish_slip_days",
    money="CASE WHEN w.forecast_cost > w.budget THEN w.forecast_cost - w.budget END",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' END",
    units=("count", "count", "days"),
    sentence="The project reports itself on track while its own figures say off track.",
    sentence_zh="项目自报正常，而它自己的数据显示偏离轨道。",
    todo="Talk before you conclude: the project may know better, or nobody has looked at the figures.",
    todo_zh="先沟通再下结论：项目可能掌握更多，或还没人看过数据。",
    examples=(
        Drawn({"project": """project_id | status | reported_rag | budget | forecast_cost
                             A | active | green | 100 | 131
                             B | active | green | 100 | 129
                             C | active | amber | 100 | 131
                             D | active | | 100 | 131"""},
              warns=("A",), source="31 % over is red by OMB M-04-24, 29 % amber"),
    ),
)  # fmt: skip
