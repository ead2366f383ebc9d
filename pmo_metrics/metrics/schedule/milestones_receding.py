"""Open milestones whose date recedes as fast as time passes."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Receding milestones",
    name_zh="不断后移的里程碑",
    asks="For which milestones does the end not come nearer?",
    asks_zh="哪些里程碑的日期随时间同步后移、遥遥无期？",
    formula="Open milestones with three reports or more whose forecast slips by a day a day or more (slope of slip over report dates, ordinary least squares), or would arrive more than ten years after it",
    unit="count",
    good="lower",
    basis="Milestone trend analysis (MTA); slope by ordinary least squares",
    table="milestone_trend",
    value=Sum("CASE WHEN refused = 'recedes' THEN 1 ELSE 0 END"),
    keep="is_open",
    keep_words="open milestones",
    caveat="For these no arrival date is worked out: at their pace there is none.",
    caveat_zh="对这些里程碑不推算到达日期：按现有速度永远不会到达。",
    examples=(
        Example(
            """
            milestone_id | is_open | refused
            M1 | true | recedes
            M2 | true |
            M3 | true | few_reports
            """,
            value=1,
        ),
        Example(
            """
            milestone_id | is_open | refused
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
