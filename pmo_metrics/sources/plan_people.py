"""People named in a plan, one row each: from the resources of Microsoft Project, Primavera or GNOME Planner."""

from pmo_metrics.sources import Source

source = Source(
    label="People of a plan",
    label_zh="计划中的人员",
    table="person",
    needs=(frozenset({"person_id"}), frozenset({"name"})),
    signs=("plan resource",),
    vetoes=("assigned tasks",),
    headers={"person_id": ("plan resource",), "name": ("person",), "org_unit": ("organisation unit",)},
)
