"""A plan of Microsoft Project: a view as CSV or Excel, the export map with underscores, or the tasks of its XML."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="Microsoft Project plan",
    table="task",
    needs=(frozenset({"name"}), frozenset({"start", "finish", "duration_days", "outline_level", "percent_complete"})),
    typical=frozenset(
        {"duration_days", "start", "finish", "percent_complete", "outline_level", "wbs", "is_milestone", "baseline_finish",
         "work_hours", "owner", "task_id", "actual_finish", "is_summary"}
    ),
    at_least=3,
    signs=("task mode", "predecessors", "outline level", "unique id", "resource names", "summary task", "baseline start",
           "duration", "前置任务", "大纲级别", "资源名称", "工期", "标识号", "比较基准", "vorganger", "predecesseurs"),
    vetoes=(*NOT_TASKS, "subitems", "issue key", "tracker", "bucket name", "activity id", "work item type"),
    headers={"owner": ("resource names", "coordinator"), "task_id": ("unique id", "唯一标识号"), "name": ("task name",)},
)  # fmt: skip
