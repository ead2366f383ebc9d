"""Planned work: one row the hours of a person or role on a project in a month."""

from pmo_metrics.sources import Source

source = Source(
    label="Assignments",
    label_zh="资源分配",
    table="assignment",
    needs=(frozenset({"project_id"}), frozenset({"period"}), frozenset({"hours"}), frozenset({"person_id", "role"})),
    signs=(
        "planned",
        "assignment",
        "allocation",
        "booking",
        "allocated",
        "demand",
        "plan",
        "resource",
        "计划",
        "分配",
        "预订",
    ),
    vetoes=("work date", "approved", "billable", "工作日期"),
)
