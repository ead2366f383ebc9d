"""What a project is made of, before anybody has planned when: tasks with their effort or duration, and who does them."""

from pmo_metrics.sources import Source
from pmo_metrics.sources.work_items import source as work_items

source = Source(
    label="Work breakdown",
    label_zh="工作分解",
    table="task",
    needs=(frozenset({"name"}), frozenset({"duration_days", "work_hours"})),
    typical=frozenset({"task_id", "wbs", "name", "owner", "duration_days", "work_hours", "parent_id", "percent_complete", "kind", "priority"}),
    at_least=3,
    signs=("wbs", "predecessor", "predecessors", "depends on", "=dependencies", "dependson", "工作分解", "前置任务", "task id", "task name", "任务编号", "工作包", "=task", "=tarea", "=tarefa", "=tache", "=aufgabe", "=zadanie", "=ukol", "=задача", "duracao", "duracion"),
    vetoes=(*work_items.vetoes, "date", "day", "start", "end", "finish", "from", "to", "month", "week", "user", "client", "customer", "日期", "时间段", "datum", "fecha", "data", "jour"),
)  # fmt: skip
