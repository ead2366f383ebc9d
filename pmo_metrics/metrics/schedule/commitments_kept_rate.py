"""Share of what was promised for the period that was achieved as promised."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Commitments kept",
    name_zh="承诺兑现率",
    asks="Of the milestones promised for this period, how many were achieved as promised?",
    asks_zh="承诺在本期达成的里程碑中，有多少如期达成？",
    formula="Milestones achieved on or before the date forecast for them in the report before / milestones whose forecast in the report before lay in the period; what was cancelled or removed is not kept",
    unit="share",
    good="higher",
    basis="Commitment reliability (say/do); milestone trend analysis",
    table="milestone_commitment",
    value=Ratio(
        "CASE WHEN is_promised AND is_kept THEN 1 ELSE 0 END",
        "CASE WHEN is_promised THEN 1 ELSE 0 END",
        "count",
        "count",
    ),
    null_reason="nothing_promised",
    caveat="The period lies between the last two reports of milestones. A promise is the forecast of the report before, not the baseline.",
    caveat_zh="本期指最近两次里程碑报告之间。承诺以上一次报告的预测日期为准，而非基准日期。",
    examples=(
        Example(
            """
            milestone_id | outcome | is_promised | is_kept
            M1 | achieved_as_committed | true | true
            M2 | pushed_out | true | false
            M3 | achieved_later | true | false
            M4 | removed | true | false
            M5 | achieved_as_committed | false | true
            M6 | unchanged | false | false
            """,
            value=0.25,
        ),
        Example(
            """
            milestone_id | outcome | is_promised | is_kept
            M6 | unchanged | false | false
            """,
            value=None,
            reason="nothing_promised",
        ),
    ),
)
