"""A forecast that nobody touches while the money is used up."""

from pmo_metrics.rule import Drawn, Rule

rule = Rule(
    name="Forecast stuck while cost runs",
    name_zh="预测不动，成本照花",
    asks="Where does nobody update the forecast although it is nearly spent?",
    asks_zh="哪里预测快花完了却没人更新？",
    basis="A forecast is made anew at every report (PMI, The Standard for EVM, 2019); three reports and nine tenths are product defaults",
    settings=("stuck_reports", "nearly_spent"),
    severity="medium",
    table="project_status",
    join="JOIN project_moves m ON m.project_id = w.project_id AND m.as_of = w.reported_on",
    when="w.is_active AND m.reports_with_forecast >= l.stuck_reports AND w.forecast_cost > 0 "
    "AND w.actual_cost >= l.nearly_spent * w.forecast_cost AND coalesce(w.percent_complete * w.forecast_cost < w.actual_cost, true)",
    figure="CAST(w.actual_cost AS DOUBLE) / nullif(CAST(w.forecast_cost AS DOUBLE), 0)",
    threshold="l.nearly_spent",
    other="m.reports_with_forecast",
    money="CASE WHEN w.actual_cost > w.forecast_cost THEN w.actual_cost - w.forecast_cost END",
    weak="CASE WHEN w.reported_on < w.as_of THEN 'carried' WHEN w.percent_complete IS NULL THEN 'no_progress' END",
    units=("share", "share", "count"),
    sentence="The cost forecast has been the same in {other} reports in a row, and {figure} of it is spent.",
    sentence_zh="成本预测已连续 {other} 次报告未变，而其中 {figure} 已花掉。",
    todo="Ask for a forecast of today: what is left to do, and what it costs.",
    todo_zh="请给出今天的预测：还剩什么工作，要花多少钱。",
    examples=(
        Drawn({"project": """project_id | status | forecast_cost | actual_cost | percent_complete | as_of
                             A | active | 1000 | 700 | 0.60 | 2026-04-30
                             A | active | 1000 | 820 | 0.70 | 2026-05-31
                             A | active | 1000 | 940 | 0.80 | 2026-06-30
                             B | active | 1000 | 820 | 0.70 | 2026-05-31
                             B | active | 1000 | 940 | 0.80 | 2026-06-30
                             C | active | 1000 | 700 | 0.75 | 2026-04-30
                             C | active | 1000 | 820 | 0.86 | 2026-05-31
                             C | active | 1000 | 940 | 0.97 | 2026-06-30"""},
              warns=("A",), source="B has said so only twice, C has done more than it has spent"),
    ),
)  # fmt: skip
