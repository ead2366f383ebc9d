"""Share of achieved milestones that were achieved on time."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="On-time rate of milestones",
    name_zh="里程碑准时完成率",
    asks="Of what was delivered, how much came on time?",
    asks_zh="已交付的里程碑中，有多少是准时的？",
    formula="Milestones achieved on or before their baseline date / milestones achieved",
    unit="share",
    good="higher",
    basis="DAU Gold Card: hit/miss",
    table="milestone_status",
    value=Ratio(
        "CASE WHEN state = 'achieved_on_time' THEN 1 ELSE 0 END",
        "CASE WHEN state IN ('achieved_on_time', 'achieved_late') THEN 1 ELSE 0 END",
        "count",
        "count",
    ),
    keep="state NOT IN ('cancelled', 'data_error', 'unbaselined')",
    keep_words="baselined milestones, without cancelled ones and ones whose dates contradict each other",
    null_reason="nothing_achieved",
    caveat="Says nothing about milestones that are overdue and still open; read it beside those. `rows` counts open milestones too; `bottom` is the number achieved.",
    caveat_zh="不反映逾期未完成的里程碑，请结合逾期里程碑一起看。",
    examples=(
        Example(
            """
            milestone_id | state
            M1 | achieved_on_time
            M2 | achieved_late
            M3 | achieved_on_time
            M4 | overdue
            M5 | cancelled
            M6 | data_error
            """,
            value=2 / 3,
        ),
        Example(
            """
            milestone_id | state
            M4 | on_track
            """,
            value=None,
            reason="nothing_achieved",
        ),
    ),
)
