"""Issues of Redmine as CSV, in English, Chinese and the encodings it writes."""

from pmo_metrics.sources import NOT_TASKS, Source

source = Source(
    label="Redmine issues",
    label_zh="Redmine 问题",
    table="task",
    needs=(frozenset({"name", "task_id"}), frozenset({"kind", "status", "percent_complete"})),
    signs=("tracker", "% done", "跟踪", "跟踪标签", "% 完成"),
    vetoes=(*NOT_TASKS, "hours", "issue key", "duration", "predecessors", "小时"),
    headers={
        "task_id": ("#", "row"), "name": ("subject", "主题"), "kind": ("tracker", "跟踪", "跟踪标签"), "owner": ("assignee", "user", "指派给"),
        "finish": ("due date", "due", "计划完成日期"), "resolved_on": ("closed", "结束日期"), "parent_id": ("parent task", "parent", "父任务"),
        "percent_complete": ("% done", "progress", "% 完成"), "work_hours": ("estimated time", "estimated hours", "预期时间", "预估工时"),
        "actual_hours": ("spent time", "耗时"), "created_on": ("created", "创建于"), "updated_on": ("updated", "更新于"),
    },
)  # fmt: skip
