"""How far forecasts of the cost moved with the latest report."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Cost forecast moved",
    name_zh="成本预测的变动",
    asks="By what share does a report move the cost that the report before it forecast?",
    asks_zh="每次报告使上一次的成本预测变动百分之多少？",
    formula="Median over projects reported at the status date of (forecast cost now - before) / |before|; dearer is positive",
    unit="share",
    good="none",
    basis="Forecast bias: signed median percentage error of successive forecasts (Hyndman & Koehler 2006)",
    table="forecast_move",
    value=Aggregate("median(cost_moved_share)", of="cost_moved_share"),
    caveat="Zero is best. Reports with a new baseline do not count; exchange rates move forecasts too where they change.",
    caveat_zh="越接近零越好。随新基准一起的报告不计入；汇率变化也会改变预测。",
    examples=(
        Example(
            """
            project_id | cost_moved_share
            A | -1
            B | 0
            C | 2
            D | 3
            """,
            value=1.0,
        ),
    ),
)
