"""Smallest margin of an open dependency in days."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Tightest dependency margin",
    name_zh="依赖的最小余量",
    asks="How many days are left in the tightest dependency?",
    asks_zh="最紧的依赖还有多少天余量？",
    formula="Smallest (needed by - expected delivery) of the open dependencies, in days; negative = too late",
    unit="days",
    good="higher",
    basis="Product rule",
    table="dependency_status",
    value=Aggregate("min(margin_days)", of="margin_days"),
    keep="is_open",
    keep_words="dependencies that are neither met nor cancelled",
    examples=(
        Example(
            """
            dependency_id | is_open | margin_days
            D1 | true | -12
            D2 | true | 30
            D3 | false | -40
            D4 | true |
            """,
            value=-12,
        ),
        Example(
            """
            dependency_id | is_open | margin_days
            D4 | true |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
