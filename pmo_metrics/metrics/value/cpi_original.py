"""Earned value in terms of the original budget over actual cost."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="CPI against the original budget",
    name_zh="相对原始预算的成本绩效指数",
    asks="How much of the originally planned work does money buy?",
    asks_zh="每元钱完成了多少最初计划的工作？",
    formula="sum (original budget x EV / BAC) / sum AC",
    unit="index",
    good="higher",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Ratio("original_ev", "ac", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with original budget, EV, BAC and AC known",
    null_reason="nothing_spent",
    caveat="Takes the scope for unchanged: approved new scope looks like growth. Without a stated original budget or finish, those of the first loaded report stand for it.",
    caveat_zh="假定范围不变：批准的新增范围也会显示为增长。若未提供原始预算或原始完成日期，则以首次载入的报告为准。",
    examples=(
        Example(
            """
            project_id | status | bac | ev | ac | original_bac | original_ev
            A | active | 200 | 100 | 100 | 100 | 50
            """,
            value=0.5,
            source="a doubled budget: CPI is 1 against the current one",
        ),
        Example(
            """
            project_id | status | original_ev | ac
            A | active | 0 | 0
            """,
            value=None,
            reason="nothing_spent",
        ),
    ),
)
