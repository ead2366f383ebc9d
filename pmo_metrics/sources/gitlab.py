"""Issues of GitLab as CSV: times in seconds, a milestone that is the name of a release."""

from pmo_metrics.sources import Source

source = Source(
    label="GitLab issues",
    label_zh="GitLab 议题",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"name"}), frozenset({"status"})),
    signs=("author username", "time estimate", "assignee username"),
    vetoes=("issue key", "tracker", "task name"),
    headers={
        "task_id": ("issue id", "iid"), "name": ("title",), "status": ("state",), "created_on": ("created at (utc)",),
        "updated_on": ("updated at (utc)",), "resolved_on": ("closed at (utc)",), "finish": ("due date",),
        "work_hours": ("time estimate",), "actual_hours": ("time spent",), "owner": ("assignee",),
    },
    units={"work_hours": "seconds", "actual_hours": "seconds"},
)  # fmt: skip
