"""How many projects there are."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Projects",
    name_zh="项目数",
    asks="How many projects are reported?",
    asks_zh="共有多少个项目？",
    formula="Number of projects reported at or before the status date, whatever their status",
    unit="count",
    good="none",
    basis="Product rule: a project that a file does not mention is not reported, never deleted",
    table="project_status",
    value=Sum("1"),
    caveat="Counts proposed, complete and cancelled projects too; filter by status to narrow.",
    caveat_zh="包括已提议、已完成和已取消的项目；可按状态筛选。",
    examples=(
        Example(
            """
            project_id | status
            A | active
            B | complete
            C |
            """,
            value=3,
        ),
        Example(
            """
            project_id | status
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
