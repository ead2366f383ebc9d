"""Projects that look green outside and are red inside."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Watermelons",
    name_zh='"西瓜"项目(外绿内红)',
    asks="Which projects report green while their figures say red?",
    asks_zh="哪些项目自报为绿，而数据显示为红？",
    formula="Active projects whose reported status is green (or amber/green) and whose computed status is red",
    unit="count",
    good="lower",
    basis="GAO-16-494: of 95 investments, 60 were riskier than they rated themselves",
    table="project_status",
    value=Sum("CASE WHEN rag_gap = 2 THEN 1 WHEN rag_gap IS NOT NULL THEN 0 END"),
    keep="is_active",
    keep_words="active projects; projects without both a reported and a computed status are left out",
    thresholds=("amber_over", "red_over", "amber_index", "red_index", "amber_days_late", "red_days_late"),
    caveat="The computed status sees only what figures show: a project may know better. Ask before you conclude.",
    caveat_zh="计算状态只反映数据；项目本身可能掌握更多信息，请先询问再下结论。",
    examples=(
        Example(
            """
            project_id | reported_rag | computed_rag | rag_gap | is_active
            A | green | red | 2 | true
            B | green | amber | 1 | true
            C | red | red | 0 | true
            D | | red | | true
            """,
            value=1,
        ),
        Example(
            """
            project_id | reported_rag | computed_rag | rag_gap | is_active
            D | | red | | true
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
