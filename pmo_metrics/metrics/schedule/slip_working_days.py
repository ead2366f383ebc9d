"""Mean slip of milestones in working days."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Mean milestone slip in working days",
    name_zh="里程碑平均延误工作日",
    asks="By how many working days do milestones slip?",
    asks_zh="里程碑平均延误多少个工作日？",
    formula="Sum of the working days after the baseline date up to the (actual, else forecast) date / milestones with both dates; positive = late; by the project's calendar, else the installation's",
    unit="days",
    good="lower",
    basis="DCMA 14-point assessment counts working days; day table with make-up days (调休)",
    table="milestone_status",
    value=Ratio("slip_working_days", "CASE WHEN slip_working_days IS NOT NULL THEN 1 END", "days", "count"),
    keep="state <> 'cancelled'",
    keep_words="milestones that are not cancelled",
    caveat="Projects that state no calendar are counted by the installation's.",
    caveat_zh="未注明日历的项目按本系统的默认日历计算。",
    examples=(
        Example(
            """
            milestone_id | state | slip_working_days
            M1 | achieved_late | 8
            M2 | achieved_on_time | -2
            M3 | unbaselined |
            """,
            value=3,
        ),
        Example(
            """
            milestone_id | state | slip_working_days
            M3 | unbaselined |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
