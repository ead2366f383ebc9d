"""Work logged on issues, one row a log: Tempo, and the reports of worklogs that are made of Jira."""

from pmo_metrics.sources import Source

source = Source(
    label="Work logged on issues",
    label_zh="事项上登记的工时",
    table="timesheet",
    needs=(frozenset({"person_id"}), frozenset({"date"}), frozenset({"hours"})),
    signs=("worklog", "time spent", "work description", "logged"),
    vetoes=("status", "issue status", "created", "remaining estimate", "duration decimal"),
    headers={
        "person_id": ("author", "worklog author", "username", "logged by", "user"),
        "date": ("started", "work date", "worklog date", "start date", "log date", "date"),
        "hours": ("time spent (h)", "time spent seconds", "time spent (seconds)", "hours", "time spent"),
        "project_id": ("project key", "project"), "billable": ("billable",),
    },
)  # fmt: skip
