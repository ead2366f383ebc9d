"""Time entries of ClickUp as CSV: moments and times in milliseconds."""

from pmo_metrics.sources import Source

source = Source(
    label="ClickUp time entries",
    label_zh="ClickUp 工时",
    table="timesheet",
    needs=(frozenset({"person_id"}), frozenset({"date"}), frozenset({"hours"})),
    signs=("time tracked", "time tracked text"),
    headers={
        "person_id": ("username", "user id"), "date": ("start",), "hours": ("time tracked",), "project_id": ("list name", "folder name", "space name"),
    },
    units={"hours": "milliseconds"},
)  # fmt: skip
