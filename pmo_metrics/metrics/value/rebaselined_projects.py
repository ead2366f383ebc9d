"""Projects whose baseline was changed or reset since the first loaded report."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Re-baselined projects",
    name_zh="重设基准的项目",
    asks="In how many projects was the baseline moved?",
    asks_zh="多少个项目调整过基准？",
    formula="count of projects that stated another budget or baseline finish than before, or reported a reset",
    unit="count",
    good="none",
    basis="UK NISTA: reset as a status of its own; CRS R41293",
    table="value_series",
    value=Sum("CASE WHEN baseline_changes > 0 OR reset_on IS NOT NULL THEN 1 ELSE 0 END"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled",
    caveat="A change before the first loaded report is not seen.",
    caveat_zh="首次载入报告之前的变更无法看到。",
    examples=(
        Example(
            """
            project_id | status | baseline_changes | reset_on
            A | active | 0 |
            B | active | 2 |
            C | active | 0 | 2026-05-31
            """,
            value=2,
        ),
    ),
)
