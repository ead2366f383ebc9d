"""A list of milestones, deliverables or gates, one row each."""

from pmo_metrics.sources import Source

source = Source(
    label="Milestone list",
    label_zh="里程碑清单",
    table="milestone",
    needs=(frozenset({"milestone_id", "name"}), frozenset({"baseline_date", "forecast_date", "actual_date", "status"})),
    signs=("milestone", "gate", "deliverable", "里程碑", "交付物", "jalon", "meilenstein"),
    vetoes=("risk id", "person id", "timesheet", "budget"),
)
