"""Earned value by project and date."""

from pmo_metrics.sources import Source

source = Source(
    label="Earned value",
    label_zh="挣值",
    table="progress",
    needs=(frozenset({"project_id"}), frozenset({"ev", "pv"})),
    typical=frozenset({"pv", "ev", "ac", "percent_complete"}),
    at_least=2,
    vetoes=("risk id", "milestone id", "task", "task id"),
)
