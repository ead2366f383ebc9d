"""Courses and certificates of people, one row each."""

from pmo_metrics.sources import Source

source = Source(
    label="Training records",
    label_zh="培训记录",
    table="training",
    needs=(frozenset({"person_id"}), frozenset({"course"}), frozenset({"completed_on", "valid_until"})),
    vetoes=("project id", "task name", "budget", "risk id"),
)
