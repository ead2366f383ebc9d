"""How many tasks are still to be done."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Open tasks",
    name_zh="未完成任务",
    asks="How many tasks, issues or work items are still to be done?",
    asks_zh="还有多少任务、问题或工作项尚未完成？",
    formula="Tasks that are neither done nor cancelled; summary tasks are not counted",
    unit="count",
    good="none",
    basis="State as the tool reports it; without one, by dates and per cent complete",
    table="task_status",
    value=Sum("CASE WHEN is_open THEN 1 ELSE 0 END"),
    keep="NOT is_summary",
    keep_words="tasks that have no tasks below them",
    caveat="Tasks differ in size: a count says how many, not how much work is left.",
    caveat_zh="任务大小不一：数量不代表剩余工作量。",
    examples=(
        Example(
            """
            task_id | is_summary | is_open
            T0 | true | true
            T1 | false | true
            T2 | false | false
            T3 | false | true
            """,
            value=2,
        ),
        Example(
            """
            task_id | is_summary | is_open
            T2 | false | false
            """,
            value=0,
        ),
        Example(
            """
            task_id | is_summary | is_open
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
