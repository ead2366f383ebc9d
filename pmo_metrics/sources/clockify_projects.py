"""The list of projects of a time tracker: Clockify, or the layout that trackers import and export projects in."""

from pmo_metrics.sources import Source

source = Source(
    label="Projects of a time tracker",
    label_zh="工时工具的项目清单",
    table="project",
    needs=(frozenset({"project_id", "name"}),),
    signs=("billability", "billable default", "is billable", "tracked"),
    vetoes=("start date", "end date", "date", "email", "user id", "member id"),
    # Of hours billed, or in hours.
    ignores=("amount", "estimated", "tracked", "remaining", "budget", "total costs", "expenses"),
    headers={
        "project_id": ("project",),
        "status": ("status",),
        "manager": ("project manager",),
        "percent_complete": ("progress(%)",),
    },
)
