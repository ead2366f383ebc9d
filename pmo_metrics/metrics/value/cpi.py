"""Earned value for each unit of money spent."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Cost performance index (CPI)",
    name_zh="成本绩效指数",
    asks="How much planned work does each unit of money buy?",
    asks_zh="每花一元钱完成了多少计划工作？",
    formula="CPI = sum EV / sum AC, both to the status date; 1 or more is good",
    unit="index",
    good="higher",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018; 0.95 tripwire: DAU",
    table="project_status",
    value=Ratio("ev", "ac", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with EV and AC both known",
    null_reason="nothing_spent",
    thresholds=("amber_index", "red_index"),
    caveat="Late booking of costs makes it look good.",
    caveat_zh="成本入账延迟会使该指数偏高。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=200000 / 290000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | | | 80 | 100
            B | active | | | 0 | 50
            """,
            value=80 / 150,
            source="edge case: sum(EV) / sum(AC), not the mean of the ratios",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | | | 0 | 100
            """,
            value=0.0,
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | | | 0 | 0
            """,
            value=None,
            reason="nothing_spent",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | | | 100 | 0
            """,
            value=None,
            reason="nothing_spent",
        ),
    ),
)
