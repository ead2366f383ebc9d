"""Work items of Azure DevOps: a query as CSV, flat or as a tree with one column of titles a level."""

from pmo_metrics.sources import Source

source = Source(
    label="Azure DevOps work items",
    label_zh="Azure DevOps 工作项",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"kind"}), frozenset({"name", "status"})),
    signs=("work item type", "工作项类型"),
    headers={
        "task_id": ("id",), "name": ("title", "title 1"), "status": ("state",), "kind": ("work item type", "工作项类型"),
        "project_id": ("team project",), "finish": ("target date", "due date", "finish date"),
        "start": ("start date",), "resolved_on": ("closed date", "resolved date"), "work_hours": ("original estimate",),
        "actual_hours": ("completed work",), "remaining_hours": ("remaining work",), "actual_start": ("activated date",),
    },
)  # fmt: skip
