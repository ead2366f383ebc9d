"""Work packages of OpenProject, also with relations (two header rows and an empty first column)."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="OpenProject work packages",
    label_zh="OpenProject 工作包",
    table="task",
    needs=(frozenset({"task_id"}), frozenset({"name"}), frozenset({"status", "kind"})),
    typical=frozenset({"status", "kind", "start", "finish", "percent_complete", "work_hours", "actual_hours", "owner"}),
    at_least=3,
    signs=("subject", "thema", "主题", "标题"),
    vetoes=(*NOT_TASKS, "tracker", "跟踪", "跟踪标签", "issue key"),
    headers={
        "task_id": ("id", "编号"), "name": ("subject", "主题", "标题"), "finish": ("finish date", "due date", "endtermin"), "start": ("start date", "anfangstermin"), "kind": ("type", "类型"),
        "percent_complete": ("% complete", "progress (%)", "progress"), "actual_hours": ("spent time",),
        "work_hours": ("work", "estimated time", "aufwand", "geplanter aufwand"),
        "remaining_hours": ("remaining work", "remaining hours", "verbleibender aufwand"),
    },
)  # fmt: skip
