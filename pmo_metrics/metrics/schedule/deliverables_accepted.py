"""Share of the achieved deliverables that somebody accepted."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Deliverables accepted",
    name_zh="交付物验收率",
    asks="Of the deliverables handed over, how many are accepted?",
    asks_zh="已交付的交付物中，有多少通过验收？",
    formula="Achieved deliverables with a name under accepted by / achieved deliverables",
    unit="share",
    good="higher",
    basis="PMBOK Guide: Validate Scope (accepted deliverables)",
    table="milestone_status",
    value=Ratio(
        "CASE WHEN state IN ('achieved_on_time', 'achieved_late') AND is_accepted THEN 1 WHEN is_accepted IS NOT NULL THEN 0 END",
        "CASE WHEN state IN ('achieved_on_time', 'achieved_late') THEN 1 ELSE 0 END",
        "count",
        "count",
    ),
    keep="is_deliverable",
    keep_words="milestones whose type says deliverable",
    null_reason="nothing_achieved",
    caveat="A deliverable is a milestone whose type says so (deliverable, 交付物). Exports without the column accepted by are left out.",
    caveat_zh="类型注明为交付物的里程碑才计入。导出文件没有验收人一栏的不计入。",
    examples=(
        Example(
            """
            milestone_id | is_deliverable | state | is_accepted
            M1 | true | achieved_on_time | true
            M2 | true | achieved_late | false
            M3 | true | on_track | false
            M4 | false | achieved_on_time | true
            M5 | true | achieved_on_time |
            """,
            value=0.5,
        ),
        Example(
            """
            milestone_id | is_deliverable | state | is_accepted
            M3 | true | on_track | false
            """,
            value=None,
            reason="nothing_achieved",
        ),
    ),
)
