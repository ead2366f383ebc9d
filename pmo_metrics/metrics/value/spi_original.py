"""Earned value over planned value, both by the original baseline."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="SPI against the original baseline",
    name_zh="相对原始基准的进度绩效指数",
    asks="How much of the work originally planned by now is done?",
    asks_zh="最初计划到目前完成的工作完成了多少？",
    formula="sum (original budget x EV / BAC) / sum PV of the original baseline, spread over its working days",
    unit="index",
    good="higher",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Ratio("original_ev", "original_pv", "money", "money"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with original budget and dates, EV and BAC known",
    null_reason="nothing_planned",
    caveat="Without a stated original budget or finish, those of the first loaded report stand for it.",
    caveat_zh="若未提供原始预算或原始完成日期，则以首次载入的报告为准。",
    examples=(
        Example(
            """
            project_id | status | original_pv | original_ev
            A | active | 80 | 50
            """,
            value=0.625,
            source="80 % of the first plan's working days have passed, half is done",
        ),
        Example(
            """
            project_id | status | original_pv | original_ev
            A | active | 0 | 5
            """,
            value=None,
            reason="nothing_planned",
        ),
    ),
)
