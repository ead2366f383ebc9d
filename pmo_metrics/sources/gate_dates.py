"""A project list whose date columns are gates. What a gate's date is (plan or fact) such a list does not say, so the
dates stay unmapped; the projects and their money are read."""

from pmo_metrics.sources import WORK_ITEMS, Source

source = Source(
    label="Project list with gate dates",
    label_zh="带关口日期的项目清单",
    table="project",
    needs=(frozenset({"project_id", "name"}),),
    typical=frozenset(
        {"name", "portfolio", "program", "department", "budget", "forecast_cost", "actual_cost", "manager"}
    ),
    at_least=2,
    signs=("stage 1", "stage 2", "gate 1", "gate 2", "gate a", "gateway 1"),
    vetoes=WORK_ITEMS,
    headers={"program": ("delivery program",), "department": ("owner group",)},
    note="Columns of stages or gates are not loaded: the file does not say whether their dates are plan or fact. "
    "Export a milestone list with baseline, forecast and actual date to have them.",
)
