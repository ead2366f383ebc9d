"""Time entries of Harvest, the detailed time report as CSV."""

from pmo_metrics.sources import Source

source = Source(
    label="Harvest time entries",
    label_zh="Harvest 工时",
    table="timesheet",
    needs=(frozenset({"person_id"}), frozenset({"date"}), frozenset({"hours"})),
    signs=("hours rounded", "billable rate", "invoiced"),
    vetoes=("duration", "duration decimal"),
    headers={"date": ("date",), "hours": ("hours",), "project_id": ("project code",)},
)
