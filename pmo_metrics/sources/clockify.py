"""Time entries of Clockify, the detailed report as CSV or Excel."""

from pmo_metrics.sources import Source

source = Source(
    label="Clockify time entries",
    table="timesheet",
    needs=(frozenset({"person_id"}), frozenset({"date"}), frozenset({"hours"})),
    signs=("duration decimal",),
    headers={"date": ("start date",), "hours": ("duration (h)",), "project_id": ("project",), "person_id": ("email",)},
)
