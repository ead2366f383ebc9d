"""A plan of Microsoft Project: a view as CSV or Excel, the export map with underscores, or the tasks of its XML."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="Microsoft Project plan",
    label_zh="Microsoft Project 计划",
    table="task",
    needs=(frozenset({"name"}), frozenset({"start", "finish", "duration_days", "outline_level", "percent_complete"})),
    typical=frozenset(
        {"duration_days", "start", "finish", "percent_complete", "outline_level", "wbs", "is_milestone", "baseline_finish",
         "work_hours", "owner", "task_id", "actual_finish", "is_summary"}
    ),
    at_least=3,
    signs=("task mode", "predecessors", "outline level", "unique id", "resource names", "summary task", "baseline start",
           "duration", "前置任务", "大纲级别", "资源名称", "工期", "标识号", "比较基准", "vorganger", "predecesseurs", "dauer", "duree",
           "duracion", "durata", "duracao", "длительность", "前置任務", "先行タスク"),
    vetoes=(*NOT_TASKS, "subitems", "issue key", "tracker", "bucket name", "activity id", "work item type",
            "gnome planner id"),
    headers={
        "owner": ("resource names", "coordinator"), "task_id": ("unique id", "唯一标识号"), "name": ("task name",),
        "baseline_start": ("geplanter anfang",), "baseline_finish": ("geplantes ende",), "actual_start": ("aktueller anfang",),
        "actual_finish": ("aktuelles ende",), "actual_cost": ("aktuelle kosten",),
    },
)  # fmt: skip
