"""What projects wait for from each other, one row each."""

from pmo_metrics.sources import Source

source = Source(
    label="Project dependencies",
    label_zh="项目依赖",
    table="dependency",
    needs=(frozenset({"needs_project_id"}), frozenset({"project_id"}), frozenset({"needed_by", "promised_date", "title", "milestone_id"})),
    vetoes=("task id", "task name", "wbs", "risk id", "duration", "percent complete", "任务名称"),
)  # fmt: skip
