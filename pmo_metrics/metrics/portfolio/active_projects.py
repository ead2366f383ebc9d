"""How many projects are under way."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Active projects",
    name_zh="进行中的项目",
    asks="How many projects are under way?",
    asks_zh="有多少个项目正在进行？",
    formula="Projects with status active or on hold; a project without a status counts until it has an actual finish",
    unit="count",
    good="none",
    basis="Product rule: status filter is explicit",
    table="project_status",
    value=Sum("CASE WHEN is_active THEN 1 ELSE 0 END"),
    caveat="",
    examples=(
        Example(
            """
            project_id | is_active
            A | true
            B | false
            C | true
            """,
            value=2,
        ),
        Example(
            """
            project_id | is_active
            B | false
            """,
            value=0,
        ),
        Example(
            """
            project_id | is_active
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
