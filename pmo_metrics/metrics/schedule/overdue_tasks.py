"""Open tasks whose planned finish or due date has passed."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Overdue tasks",
    name_zh="逾期任务",
    asks="Which tasks should have been done by now?",
    asks_zh="哪些任务本应已经完成？",
    formula="Open tasks with a planned finish or due date before the status date; due on the status date is not overdue",
    unit="count",
    good="lower",
    basis="DCMA 14-point assessment, check 9 (no planned work in the past)",
    table="task_status",
    value=Sum("CASE WHEN is_overdue THEN 1 ELSE 0 END"),
    keep="NOT is_summary",
    keep_words="tasks that have no tasks below them",
    caveat="Tasks without a planned finish or due date cannot be overdue.",
    caveat_zh="没有计划完成或截止日期的任务不会计为逾期。",
    examples=(
        Example(
            """
            task_id | is_summary | is_overdue
            T0 | true | true
            T1 | false | true
            T2 | false | false
            """,
            value=1,
        ),
        Example(
            """
            task_id | is_summary | is_overdue
            T2 | false | false
            """,
            value=0,
        ),
        Example(
            """
            task_id | is_summary | is_overdue
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
