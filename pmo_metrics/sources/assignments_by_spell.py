"""Planned work from a day to a day, by week or by month: hours, hours a week, or a share of full time."""

from pmo_metrics.sources import WORK_ITEMS, Source

source = Source(
    label="Assignments by spell",
    label_zh="按起止日期的资源分配",
    table="assignment",
    needs=(frozenset({"project_id"}), frozenset({"period"}), frozenset({"hours"}), frozenset({"person_id", "role"}),
           frozenset({"first_day", "week", "week_end", "share", "hours_week", "hours_day"})),
    signs=("planned", "assignment", "allocation", "allocated", "booking", "booked", "demand", "plan", "resource", "staffing", "capacity", "hours per week", "hours per day", "fte", "staff", "ressourcen", "auslastung", "kapazitat", "affectation", "asignacion", "recurso", "ressource",
           "计划", "分配", "预订", "投入"),
    vetoes=(*(w for w in WORK_ITEMS if w not in ("program", "portfolio")), "start time", "end time", "stop time", "duration decimal", "date raised", "invoice id", "actual hours", "hours worked", "logged hours", "work date",
            "工作日期", "实际工时"),
    headers={
        "first_day": ("start date", "start", "from", "from date", "begin date", "begin", "assignment start", "allocation start", "booking start", "segment start", "start day",
                      "开始日期", "开始时间", "开始", "投入开始日期", "beginn", "von", "startdatum", "date debut", "debut", "fecha inicio", "data inicio", "inicio"),
        "last_day": ("end date", "end", "finish", "finish date", "to", "to date", "until", "assignment end", "allocation end", "booking end", "segment end",
                     "结束日期", "结束时间", "结束", "投入结束日期", "ende", "bis", "enddatum", "date fin", "fin", "fecha fin", "data fim", "fim"),
        "week": ("week", "week starting", "week start", "week start date", "week commencing", "week beginning", "week of", "w c", "reporting date", "allocation date", "周", "周起始"),
        "week_end": ("week ending", "week end", "week end date", "week ending date", "w e", "周结束日期"),
        "share": ("allocation", "allocation percent", "allocation percentage", "allocation pct", "allocated", "allocated percent", "allocated percentage", "percent allocation", "percent allocated",
                  "percentage allocation", "percent assigned", "assignment percent", "fte allocation", "fte", "effort percent", "load percent", "投入比例", "分配比例", "投入百分比", "auslastung", "auslastung percent", "charge percent", "taux daffectation percent", "dedicacion", "dedicacion percent", "workload", "workload percent", "dedication percent", "kapazitat percent", "einsatz percent",
                  "taux daffectation", "asignacion", "alocacao"),
        "hours_day": ("hours per day", "daily hours", "hours a day", "每天工时", "每日工时", "stunden pro tag"),
        "hours_week": ("hours per week", "weekly hours", "hour week", "hrs per week", "planned hours per week", "allocated hours per week", "每周工时", "周工时",
                       "stunden pro woche", "heures par semaine", "horas por semana", "horas semanales"),
    },
)  # fmt: skip
