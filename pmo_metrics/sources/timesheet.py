"""Worked hours: one row a person, a day and a piece of work, as time trackers export it."""

from pmo_metrics.sources import Source

source = Source(
    label="Timesheet",
    label_zh="工时表",
    table="timesheet",
    needs=(frozenset({"person_id"}), frozenset({"date"}), frozenset({"hours"})),
    signs=(
        "hours",
        "minutes",
        "duration",
        "time",
        "start",
        "begin",
        "from",
        "timesheet",
        "worked",
        "effort",
        "工时",
        "时长",
        "小时",
        "耗时",
        "stunden",
        "dauer",
        "zeit",
        "duree",
        "heures",
        "horas",
        "duracion",
        "durata",
        "uren",
    ),
    vetoes=("planned hours", "absent from", "absence kind", "leave type", "计划工时"),
)
