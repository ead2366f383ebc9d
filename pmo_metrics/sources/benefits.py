"""Planned, expected and realised benefits by month, one line each or one column a kind."""

from pmo_metrics.sources import Source

source = Source(
    label="Benefits",
    label_zh="收益",
    table="benefit",
    needs=(frozenset({"project_id"}), frozenset({"period"}), frozenset({"amount", "amounts"})),
    signs=("benefit", "benefits", "收益"),
    vetoes=("risk id", "milestone id", "person id", "cost category"),
)
