"""Worked hours with one row a person and week or month."""

from pmo_metrics.sources import Source

source = Source(
    label="Timesheet by week or month",
    label_zh="按周或按月的工时表",
    table="timesheet",
    needs=(frozenset({"person_id"}), frozenset({"week", "week_end", "month"}), frozenset({"hours"})),
    signs=("timesheet", "time sheet", "worked", "actual hours", "logged", "time entry", "approved", "billable", "工时表", "实际工时", "填报", "工时",
           "stundenzettel", "zeiterfassung", "feuille de temps"),
    vetoes=("planned hours", "allocated hours", "capacity", "availability", "available hours", "absence kind", "leave type", "计划工时", "allocation",
            "work date", "date"),
    headers={
        "week": ("week", "week starting", "week start", "week start date", "week starting date", "week commencing", "week beginning", "week of", "week date", "w c", "周", "周次", "周起始",
                 "周开始日期", "woche", "kalenderwoche", "semaine", "semana"),
        "week_end": ("week ending", "week end", "week end date", "week ending date", "w e", "period ending", "周结束日期"),
        "month": ("month", "period", "year month", "reporting month", "月份", "期间", "年月", "monat", "mois", "mes"),
    },
)  # fmt: skip
