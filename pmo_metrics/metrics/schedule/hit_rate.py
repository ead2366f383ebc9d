"""Share of the milestones due in the period that were achieved on time."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Hit rate of milestones",
    name_zh="里程碑按期达成率",
    asks="Of what was due in the period, how much was achieved on time?",
    asks_zh="本期到期的里程碑中，有多少按期达成？",
    formula="Milestones due in the period and achieved on or before their baseline date / milestones due in the period; the period runs from the report of milestones before the latest to the status date, at the first report from the first of its month",
    unit="share",
    good="higher",
    basis="DAU Gold Card: hit/miss",
    table="milestone_status",
    value=Ratio(
        "CASE WHEN is_due_in_period AND state = 'achieved_on_time' THEN 1 ELSE 0 END",
        "CASE WHEN is_due_in_period THEN 1 ELSE 0 END",
        "count",
        "count",
    ),
    keep="state NOT IN ('cancelled', 'data_error', 'unbaselined')",
    keep_words="baselined milestones, without cancelled ones and ones whose dates contradict each other",
    null_reason="nothing_due",
    caveat="Judges the period alone: a milestone missed in an earlier period no longer counts here. Overdue milestones count it.",
    caveat_zh="只评价本期：以前各期错过的里程碑不再计入，请看逾期里程碑。",
    examples=(
        Example(
            """
            milestone_id | state | is_due_in_period
            M1 | achieved_on_time | true
            M2 | achieved_late | true
            M3 | overdue | true
            M4 | achieved_on_time | true
            M5 | achieved_on_time | false
            """,
            value=0.5,
        ),
        Example(
            """
            milestone_id | state | is_due_in_period
            M5 | on_track | false
            """,
            value=None,
            reason="nothing_due",
        ),
    ),
)
