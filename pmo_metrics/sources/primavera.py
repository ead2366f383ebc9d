"""Activities of Primavera P6: its XLSX with two header rows, a layout as CSV, or the activities of an XER file."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="Primavera P6 activities",
    label_zh="Primavera P6 作业",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"name"}), frozenset({"start", "finish", "status", "duration_days"})),
    typical=frozenset(
        {"start", "finish", "status", "percent_complete", "duration_days", "actual_start", "actual_finish", "wbs", "kind",
         "baseline_finish", "work_hours"}
    ),
    at_least=2,
    signs=("activity id", "activity name", "task code", "作业代码", "作业名称"),
    vetoes=(*NOT_TASKS, "issue key"),
    headers={
        "task_id": ("activity id", "task code", "作业代码"), "name": ("activity name", "task name", "作业名称"),
        "project_id": ("project id", "proj id"), "kind": ("activity type", "task type"), "wbs": ("wbs path", "wbs code", "wbs"),
        "baseline_start": ("bl project start", "bl1 start", "project baseline start"),
        "baseline_finish": ("bl project finish", "bl1 finish", "project baseline finish"),
        "work_hours": ("budgeted labor units", "planned work", "planned labor units", "at completion labor units"),
        "actual_hours": ("actual labor units", "actual work"), "remaining_hours": ("remaining labor units", "remaining work"),
        "baseline_cost": ("budgeted total cost", "planned total cost", "budgeted cost"),
        "cost": ("at completion total cost", "cost"), "actual_cost": ("actual total cost", "actual cost"),
        "percent_complete": ("activity % complete", "% complete", "complete pct", "physical % complete"),
    },
)  # fmt: skip
