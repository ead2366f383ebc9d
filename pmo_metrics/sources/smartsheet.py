"""A project sheet of Smartsheet; its hierarchy is lost in CSV and becomes row grouping in Excel."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="Smartsheet project sheet",
    label_zh="Smartsheet 项目表",
    table="task",
    needs=(frozenset({"name"}), frozenset({"start", "finish"})),
    typical=frozenset({"duration_days", "start", "finish", "percent_complete", "owner", "status"}),
    at_least=3,
    signs=("task name", "primary column", "modified by", "row id"),
    vetoes=(*NOT_TASKS, "task mode", "outline level", "bucket name", "issue key", "activity id", "work item type", "unique id", "resource names"),
    note="This export does not say which rows stand above others: a progress rolled up from it counts parent rows as tasks.",
    headers={"name": ("task name", "primary column", "primary"), "finish": ("end date", "finish"), "owner": ("assigned to",), "start": ("start date", "start")},
)  # fmt: skip
