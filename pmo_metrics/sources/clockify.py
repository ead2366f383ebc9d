"""Time entries of Clockify, the detailed report as CSV or Excel."""

from pmo_metrics.sources import Source

source = Source(
    label="Clockify time entries",
    label_zh="Clockify 工时",
    table="timesheet",
    needs=(frozenset({"person_id"}), frozenset({"date"}), frozenset({"hours"})),
    signs=("duration decimal",),
    headers={"date": ("start date",), "hours": ("duration (h)",), "project_id": ("project",), "person_id": ("email",)},
)
