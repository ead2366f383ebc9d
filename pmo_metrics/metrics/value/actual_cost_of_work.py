"""Cost booked for the work done, of projects in earned value terms."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Actual cost of work performed (AC)",
    name_zh="已完成工作的实际成本",
    asks="What did the work done cost?",
    asks_zh="已完成的工作花费了多少？",
    formula="AC = cost booked to the status date, as a progress report states it, else the actual cost",
    unit="money",
    good="none",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="project_status",
    value=Sum("ac"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled",
    caveat="Late booking makes performance look better than it is.",
    caveat_zh="入账延迟会使绩效看起来偏好。",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=290000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 1 | 2 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
