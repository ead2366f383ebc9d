"""A plan of Microsoft Planner as Excel or CSV."""

from pmo_metrics.sources import Source

source = Source(
    label="Microsoft Planner plan",
    label_zh="Microsoft Planner 计划",
    table="task",
    needs=(frozenset({"name"}), frozenset({"status", "finish"})),
    signs=("bucket name", "bucket", "存储桶名称"),
    vetoes=("issue key",),
    headers={
        "status": ("progress", "进度"), "name": ("task name", "任务名称"), "finish": ("due date", "截止日期"),
        "resolved_on": ("completed date", "完成日期"), "owner": ("assigned to", "分配给"), "created_on": ("created date",),
        "project_id": ("plan name", "plan"),
    },
)  # fmt: skip
