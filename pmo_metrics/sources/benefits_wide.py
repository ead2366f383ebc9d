"""Benefits with one column a month."""

from pmo_metrics.sources import Source

source = Source(
    label="Benefits by month",
    label_zh="按月收益",
    table="benefit",
    needs=(frozenset({"project_id"}), frozenset({"months"})),
    layout="months",
    signs=("benefit", "benefits", "收益"),
    vetoes=("risk id", "milestone id", "person id", "cost category"),
)
