"""Tasks and projects of Wrike as Excel or CSV: the folder they lie in, links by the key of the task."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="Wrike tasks",
    label_zh="Wrike 任务",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"name"}), frozenset({"status"})),
    signs=("custom status", "start date constraint", "depends on"),
    vetoes=(*NOT_TASKS, "issue key", "work item type", "task id"),
    headers={
        "task_id": ("key", "id"), "name": ("title",), "status": ("status",), "owner": ("assigned to",), "start": ("start date",),
        "finish": ("end date", "due date"), "duration_days": ("duration",), "project_id": ("project",), "actual_hours": ("time spent", "time spent (hours)"),
        "created_on": ("created at",), "resolved_on": ("completed at",), "parent_id": ("parent task",), "work_hours": ("effort",),
    },
)  # fmt: skip
