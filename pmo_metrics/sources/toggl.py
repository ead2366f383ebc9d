"""Time entries of Toggl Track, the detailed report as CSV."""

from pmo_metrics.sources import Source

source = Source(
    label="Toggl Track time entries",
    label_zh="Toggl Track 工时",
    table="timesheet",
    needs=(frozenset({"person_id"}), frozenset({"date"}), frozenset({"hours"})),
    signs=("start time", "stop time"),
    vetoes=("duration decimal", "work type", "issue key"),
    headers={"date": ("start date",), "hours": ("duration",), "project_id": ("project",), "person_id": ("email",)},
)
