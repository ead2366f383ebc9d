"""Tasks of ClickUp as CSV or Excel: dates and times in milliseconds, people and tags in square brackets."""

from pmo_metrics.sources import Source

source = Source(
    label="ClickUp tasks",
    label_zh="ClickUp 任务",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"name"}), frozenset({"status"})),
    signs=("task content", "space name", "subtask ids"),
    vetoes=("issue key", "time entry id", "time tracked", "bucket name"),
    headers={
        "task_id": ("task id",), "name": ("task name",), "status": ("status", "task status"), "project_id": ("list name", "list"),
        "owner": ("assignees", "assignee"), "finish": ("due date",), "start": ("start date",), "parent_id": ("parent id",),
        "created_on": ("date created",), "updated_on": ("date updated",), "resolved_on": ("date closed", "date done"),
        "work_hours": ("time estimated", "time estimate"), "actual_hours": ("time spent",), "kind": ("task type",),
    },
    units={"work_hours": "milliseconds", "actual_hours": "milliseconds"},
)  # fmt: skip
