"""Cost performance the rest needs to meet the budget."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="To-complete performance index (TCPI)",
    name_zh="完工尚需绩效指数",
    asks="How well must the rest go to meet the budget?",
    asks_zh="剩余工作需要多高的绩效才能守住预算？",
    formula="TCPI = (BAC - EV) / (BAC - AC); above 1.10 is hard to reach",
    unit="index",
    good="lower",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018; 1.10: Lipke 2016",
    table="project_status",
    value=Ratio(
        "CASE WHEN ac < bac AND ev < bac THEN bac - ev END", "CASE WHEN ac < bac AND ev < bac THEN bac - ac END"
    ),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with work and budget left",
    caveat="Projects that have spent their budget are left out: their target cannot be reached at any performance.",
    caveat_zh="预算已用完的项目不计入：无论绩效如何都无法达到目标。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=300000 / 210000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 80 | 60 | 120
            """,
            value=None,
            reason="not_known",
            source="edge case: budget already spent, flag, not a number",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 80 | 60 | 100
            """,
            value=None,
            reason="not_known",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 100 | 100 | 100 | 90
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
