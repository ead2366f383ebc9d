"""What is left of the contingency of projects under way."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Contingency left",
    name_zh="剩余应急储备",
    asks="How much of it is left?",
    asks_zh="应急储备还剩多少？",
    formula="Sum of the contingency left as projects report it",
    unit="money",
    good="higher",
    basis="PMI PMBOK Guide: contingency reserve for identified risks; AACE 10S-90",
    table="risk_cover",
    value=Sum("contingency_left"),
    caveat="As reported by the projects, not worked out from bookings.",
    caveat_zh="由项目自行报告,不是按入账金额计算。",
    examples=(
        Example(
            """
            project_id | contingency | contingency_left | threat_cost
            A | 500 | 250 | 200
            B | 400 | 100 | 300
            C | | | 50
            """,
            value=350,
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
