"""Issues of Jira as CSV: repeated headers, estimates in seconds, parents by key or by internal id."""

from pmo_metrics.sources import Source

source = Source(
    label="Jira issues",
    label_zh="Jira 事项",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"name", "status", "kind"})),
    typical=frozenset({"name", "status", "kind", "created_on", "resolved_on", "priority", "owner", "updated_on"}),
    at_least=2,
    signs=("issue key", "issue type", "问题关键字", "经办人", "vorgangsschlussel", "vorgangstyp", "cle de ticket", "clave de incidencia", "ключ проблемы", "chave da item", "chave do item", "chave da incidencia", "chave do ticket"),
    vetoes=("risk id", "work item type", "hours"),
    headers={
        "task_id": ("issue key", "key", "问题关键字", "chave da item", "chave do item"), "name": ("summary", "概要"), "finish": ("due date", "due", "到期日"),
        "start": ("start date", "custom field (start date)", "custom field (target start)", "custom field (planned start)"),
        "parent_id": ("parent key", "parent", "parent id"), "resolved_on": ("resolved", "已解决"),
        "work_hours": ("original estimate", "初始预估", "ursprüngliche schätzung", "estimation originale", "estimación original"), "remaining_hours": ("remaining estimate", "剩余的估算"),
        "actual_hours": ("time spent", "耗费时间"),
    },
    units={"work_hours": "seconds", "actual_hours": "seconds", "remaining_hours": "seconds"},
)  # fmt: skip
