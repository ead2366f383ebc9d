"""Logical links between tasks, one row each: from a plan file, or out of the column of predecessors of a task list.

Where they name no project they are of the one project that the tasks of the same file are of.
"""

from pmo_metrics.sources import Source

source = Source(
    label="Task links",
    label_zh="任务关联",
    table="task_link",
    needs=(frozenset({"task_id"}), frozenset({"predecessor_id"})),
    signs=("predecessor", "前置任务"),
    headers={
        "task_id": ("successor", "successor id", "task id"),
        "predecessor_id": ("predecessor", "predecessor id", "pred task id"),
    },
    vetoes=("task name", "activity name", "start", "finish", "duration", "任务名称", "工期"),
)
