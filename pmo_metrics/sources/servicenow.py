"""A list of project tasks or other tasks of ServiceNow, with the labels of the list."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="ServiceNow tasks",
    label_zh="ServiceNow 任务",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"name"}), frozenset({"status", "finish"})),
    signs=("short description", "top task", "assignment group"),
    vetoes=(*NOT_TASKS, "project manager", "issue key", "risk", "budget", "planned cost", "portfolio"),
    headers={
        "task_id": ("number",), "name": ("short description",), "project_id": ("project", "top task", "top program"),
        "start": ("planned start date",), "finish": ("planned end date", "due date"), "parent_id": ("parent",),
        "actual_start": ("actual start date",), "actual_finish": ("actual end date",), "created_on": ("opened", "created"),
        "resolved_on": ("closed", "resolved"),
    },
)  # fmt: skip
