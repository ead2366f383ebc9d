"""Hours of a working calendar, day by day."""

from pmo_metrics.sources import Source

source = Source(
    label="Working calendar",
    label_zh="工作日历",
    table="calendar_day",
    needs=(frozenset({"calendar_id"}), frozenset({"date"}), frozenset({"hours"})),
    signs=("calendar", "holiday", "working", "日历", "节假日", "工作日"),
    vetoes=("person id", "project id", "user"),
)
