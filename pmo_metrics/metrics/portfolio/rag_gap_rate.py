"""How often projects report better than their figures."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Reported better than computed",
    name_zh="自报优于计算的比例",
    asks="How often is the reported status better than the figures?",
    asks_zh="自报状态好于数据的情况有多常见？",
    formula="Active projects reported at least one level better than computed / active projects with both statuses. Half levels (amber/green, amber/red) count as their greener neighbour",
    unit="share",
    good="lower",
    basis="GAO-16-494 (reported against assessed ratings)",
    table="project_status",
    value=Ratio(
        "CASE WHEN rag_gap >= 1 THEN 1 WHEN rag_gap IS NOT NULL THEN 0 END",
        "CASE WHEN rag_gap IS NOT NULL THEN 1 END",
        "count",
        "count",
    ),
    keep="is_active",
    keep_words="active projects",
    thresholds=("amber_over", "red_over", "amber_index", "red_index", "amber_days_late", "red_days_late"),
    caveat="Depends on the thresholds in the settings; compare dates and units, not organisations.",
    caveat_zh="取决于设置中的阈值；适合比较不同日期和部门，不适合比较不同组织。",
    examples=(
        Example(
            """
            project_id | rag_gap | is_active
            A | 2 | true
            B | 1 | true
            C | 0 | true
            D | -1 | true
            E | | true
            """,
            value=0.5,
        ),
        Example(
            """
            project_id | rag_gap | is_active
            E | | true
            """,
            value=None,
            reason="not_known",
        ),
        Example(
            """
            project_id | rag_gap | is_active
            R0 | 1 | true
            R1 | 1 | true
            R2 | 1 | true
            S0 | 0 | true
            S1 | 0 | true
            """,
            value=0.6,
        ),
    ),
)
