"""How far forecasts of the finish moved with the latest report."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Finish forecast moved",
    name_zh="完成日期预测的变动",
    asks="By how many days does a report move the finish that the report before it promised?",
    asks_zh="每次报告使上一次承诺的完成日期变动多少天？",
    formula="Median over projects reported at the status date of (stated finish now - stated finish in the report before); later is positive",
    unit="days",
    good="none",
    basis="Forecast bias: signed median error of successive forecasts (Makridakis; Hyndman & Koehler 2006 on signed errors)",
    table="forecast_move",
    value=Aggregate("median(finish_moved_days)", of="finish_moved_days"),
    caveat="Zero is best: always later is optimism, always earlier is padding. Reports with a new baseline do not count.",
    caveat_zh="越接近零越好：总是推后说明过于乐观，总是提前说明留有余量。随新基准一起的报告不计入。",
    examples=(
        Example(
            """
            project_id | finish_moved_days
            A | 0
            B | 14
            C | 30
            D |
            """,
            value=14,
        ),
        Example(
            """
            project_id | finish_moved_days
            D |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
