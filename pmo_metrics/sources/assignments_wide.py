"""Planned work with one column of hours a month."""

from pmo_metrics.sources import Source

source = Source(
    label="Assignments by month",
    label_zh="按月资源分配",
    table="assignment",
    needs=(frozenset({"project_id"}), frozenset({"months"}), frozenset({"person_id", "role"})),
    signs=("hours", "assignment", "allocation", "resource", "booking", "workload", "demand", "person", "fte", "staffing", "capacity", "utilisation", "utilization",
           "工时", "资源", "分配", "人员"),
    vetoes=("cost category", "cost kind", "budget", "成本类别"),
    layout="months",
)  # fmt: skip
