"""How many standards are not met."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Practice gaps",
    name_zh="规范缺口",
    asks="How many agreed practices are not kept, and where?",
    asks_zh="有多少约定的规范没有做到？在哪里？",
    formula="Standards that apply to an active project, can be assessed and are not met",
    unit="count",
    good="lower",
    basis="Rules of pmo_metrics/standards.toml, each with its source",
    table="conformity",
    value=Sum("CASE WHEN met THEN 0 WHEN NOT met THEN 1 END"),
    examples=(
        Example(
            """
            project_id | standard | met
            A | budget | true
            A | narrative | false
            B | sponsor | false
            B | risk_owners |
            """,
            value=2,
        ),
    ),
)
