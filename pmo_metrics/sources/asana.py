"""Tasks of an Asana project as CSV: parents by name, done where a completion date stands."""

from pmo_metrics.sources import Source

source = Source(
    label="Asana tasks",
    label_zh="Asana 任务",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"name"})),
    signs=("section column", "assignee email", "last modified", "blocked by dependencies"),
    vetoes=("issue key", "person id", "list name", "work item type"),
    headers={
        "task_id": ("task id",), "name": ("name",), "finish": ("due date",), "resolved_on": ("completed at",),
        "updated_on": ("last modified",), "created_on": ("created at",), "tool_state": ("section/column",), "project_id": ("projects",),
        "parent_id": ("parent task",), "actual_hours": ("actual time",), "work_hours": ("estimated time",),
    },
)  # fmt: skip
