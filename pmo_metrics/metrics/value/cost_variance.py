"""Earned value less actual cost."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Cost variance (CV)",
    name_zh="成本偏差",
    asks="Did the work cost more than it earned?",
    asks_zh="工作的花费是否超过其价值？",
    formula="CV = EV - AC; positive = under cost",
    unit="money",
    good="higher",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018; DAU Gold Card: favorable is positive",
    table="project_status",
    value=Sum("ev - ac"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with EV and AC both known",
    examples=(
        Example(
            """
            project_id | status | bac | pv | ev | ac
            A | active | 500000 | 250000 | 200000 | 290000
            """,
            value=-90000,
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
