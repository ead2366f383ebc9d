"""Any other list of tasks, tickets or kanban cards with dates: one row an item."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="List of work items",
    label_zh="工作项清单",
    table="task",
    needs=(
        frozenset({"task_id", "name", "kind"}),
        frozenset({"start", "finish", "created_on", "resolved_on", "actual_start", "actual_finish", "percent_complete", "status"}),
    ),
    typical=frozenset(
        {"task_id", "name", "kind", "status", "owner", "start", "finish", "created_on", "resolved_on", "actual_start",
         "actual_finish", "percent_complete", "work_hours", "actual_hours", "duration_days", "wbs", "parent_id", "project_id"}
    ),
    at_least=3,
    signs=("task", "activity", "issue", "ticket", "work item", "story", "backlog", "subject", "wbs", "cycle time", "lead time",
           "sprint", "bug", "kanban", "card id", "assignee", "assign", "created time", "epic", "started at", "completed at", "aufgabe", "tarea", "tache", "ticket number", "任务", "工作项", "活动", "待办", "迭代", "タスク", "作業", "задач", "работ", "zadanie", "zadania", "ukol", "taak", "uppgift", "vorgang", "todo", "gantt", "depends on", "predecessor", "predecessors", "甘特", "工作计划", "进度计划", "작업", "업무"),
    vetoes=(*NOT_TASKS, "budget", "portfolio", "program", "sponsor", "hours", "invoice",
            "contract id", "contract number", "period", "earned value",
            "project manager", "风险编号", "里程碑编号", "项目经理", "预算"),
)  # fmt: skip
