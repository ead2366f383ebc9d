"""A board of monday.com: groups with a header each, sub-items under their items with columns of their own."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="monday.com board",
    label_zh="monday.com 看板",
    table="task",
    needs=(frozenset({"name"}), frozenset({"status", "owner", "start", "finish", "task_id"})),
    signs=("subitems", "item id", "timeline"),
    vetoes=(*NOT_TASKS, "issue key", "work item type", "chave da item", "chave do item"),
    headers={
        "task_id": ("item id (auto generated)", "item id"), "name": ("name",), "owner": ("owner", "person", "people"),
        "start": ("timeline - start",), "finish": ("timeline - end", "due date", "deadline", "date"),
        "parent_id": ("parent item",), "created_on": ("creation log",),
    },
)  # fmt: skip
