"""Worked hours with one column a day: rows are persons, projects and tasks, columns the days of a week or month."""

from pmo_metrics.sources import Source

source = Source(
    label="Timesheet with a column a day",
    label_zh="按日分列的工时表",
    table="timesheet",
    needs=(frozenset({"person_id", "project_id"}), frozenset({"months"}), frozenset({"project_id", "work_type"})),
    layout="days",
    headers={
        "date": ("week starting", "week start", "week of", "week commencing", "week beginning", "week ending", "week end", "week",
                 "period start", "wochenbeginn", "woche ab", "woche vom", "woche", "周起始", "周开始日期", "起始日期", "周"),
    },
    vetoes=("planned hours", "capacity", "availability", "absence kind", "leave type", "计划工时", "请假类型"),
)  # fmt: skip
