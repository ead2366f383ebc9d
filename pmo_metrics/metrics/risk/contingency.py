"""Approved contingency of projects under way."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Contingency",
    name_zh="应急储备",
    asks="How much is set aside for known risks?",
    asks_zh="为已知风险预留了多少资金？",
    formula="Sum of the approved contingency of projects under way",
    unit="money",
    good="none",
    basis="PMI PMBOK Guide: contingency reserve for identified risks; AACE 10S-90",
    table="risk_cover",
    value=Sum("contingency"),
    caveat="Whether contingency lies inside the budget or beside it is up to the organisation; it is never added to the budget here.",
    caveat_zh="应急储备是否包含在预算内由组织决定；这里从不与预算相加。",
    examples=(
        Example(
            """
            project_id | contingency | contingency_left | threat_cost
            A | 500 | 250 | 200
            B | 400 | 100 | 300
            C | | | 50
            """,
            value=900,
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
