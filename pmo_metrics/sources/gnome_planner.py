"""A plan of GNOME Planner, as ingest/plan_formats/planner.py lays out its tasks."""

from pmo_metrics.sources import Source

source = Source(
    label="GNOME Planner plan",
    label_zh="GNOME Planner 计划",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"name"})),
    signs=("gnome planner id",),
    headers={"task_id": ("gnome planner id",), "name": ("task name",), "owner": ("resource names",)},
)
