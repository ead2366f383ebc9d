"""Leave, planned or taken."""

from pmo_metrics.sources import Source

source = Source(
    label="Absences",
    label_zh="请假记录",
    table="absence",
    needs=(frozenset({"person_id"}), frozenset({"start"}), frozenset({"finish"})),
    signs=("absence", "absent", "leave", "vacation", "holiday", "pto", "time off", "休假", "请假", "缺勤", "年假"),
    vetoes=("project id", "project name", "project", "project number", "customer", "billable", "项目编号"),
)
