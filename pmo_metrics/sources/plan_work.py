"""Work that a plan assigns to people and roles, one row for each, one column of hours a month."""

from pmo_metrics.sources import Source

source = Source(
    label="Work assigned in a plan",
    label_zh="计划中分配的工作",
    table="assignment",
    needs=(frozenset({"project_id"}), frozenset({"months"}), frozenset({"person_id", "role"})),
    signs=("assigned tasks",),
    layout="months",
    headers={"person_id": ("plan resource",)},
)
