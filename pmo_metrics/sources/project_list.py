"""A list of projects, or a periodic report with one row a project, as every PPM tool exports it."""

from pmo_metrics.sources import WORK_ITEMS, Source

source = Source(
    label="Project list",
    label_zh="项目清单",
    table="project",
    needs=(frozenset({"project_id", "name"}),),
    typical=frozenset(
        {
            "name", "portfolio", "program", "department", "region", "sponsor", "manager", "stage", "status", "budget",
            "original_budget", "forecast_cost", "actual_cost", "benefit", "percent_complete", "baseline_start",
            "baseline_finish", "start", "finish", "actual_start", "actual_finish", "reported_rag", "span",
            "reported_schedule_rag", "reported_cost_rag", "priority", "contingency", "contingency_left",
        }
    ),
    at_least=2,
    signs=("project", "program", "=scheme", "=scheme name", "investment", "operation", "initiative", "portfolio", "vorhaben", "projekt", "projet",
           "hanke", "hankkeen", "projektilista", "proyecto", "progett", "projeto", "projecto", "obra", "proiect", "smis", "operac", "operaz", "loperation", "delloperazione",
           "beneficiary", "begunstigt", "beneficiaire", "beneficiario", "beneficjent", "zuwendungsempfanger", "grant", "award", "toimen", "insats", "prosjekt", "проект", "операц", "εργου", "πραξη", "项目", "课题"),
    vetoes=(*WORK_ITEMS, "start time", "end time", "startzeit", "endzeit", "time tracked"),
)  # fmt: skip
