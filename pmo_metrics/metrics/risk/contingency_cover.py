"""Contingency left over the expected cost of open threats."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Contingency cover",
    name_zh="应急储备覆盖率",
    asks="Would what is left cover what threats are expected to cost?",
    asks_zh="剩余应急储备能否覆盖威胁的预期成本？",
    formula="Contingency left / expected cost of open threats, over projects under way that state both; 1 covers the average, not the bad case",
    unit="index",
    good="higher",
    basis="AACE 42R-08 and 57R-09: contingency against quantified risk",
    table="risk_cover",
    value=Ratio("contingency_left", "threat_cost", "money", "money"),
    null_reason="nothing_expected",
    caveat="The expected cost is an average: a project of few risks needs more than that. P80 by simulation is beside it on the Risk page. Opportunities are not counted as cover.",
    caveat_zh="预期成本是平均值,风险少的项目需要更多储备；模拟得出的 P80 见风险页面。机会不计为储备。",
    examples=(
        Example(
            """
            project_id | contingency | contingency_left | threat_cost
            A | 500 | 250 | 200
            B | 400 | 100 | 300
            C | | | 50
            """,
            value=0.7,
            source="(250 + 100) / (200 + 300); C states no contingency",
        ),
        Example(
            """
            project_id | contingency | contingency_left | threat_cost
            A | 500 | 250 | 0
            """,
            value=None,
            reason="nothing_expected",
        ),
        Example(
            """
            project_id | contingency | contingency_left | threat_cost
            C | | | 50
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
