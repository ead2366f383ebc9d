"""Schedule variance of projects as a share of their planned duration."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Schedule variance of the planned duration",
    name_zh="工期偏差率",
    asks="How late are projects, measured by how long they were to take?",
    asks_zh="相对计划工期，项目晚了多少？",
    formula="(Baseline finish - (actual, else forecast, finish)) / (baseline finish - baseline start), in days; negative = late; a forecast in the past on open work counts as the status date",
    unit="share",
    good="higher",
    basis="US IT Dashboard schedule variance",
    table="project_status",
    value=Ratio(
        "date_diff('day', effective_finish, baseline_finish)",
        "date_diff('day', baseline_start, baseline_finish)",
        "days",
        "days",
    ),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled",
    caveat="Against the current baseline. Long projects weigh more, since days are added up before they are divided.",
    caveat_zh="相对当前基准计算。先汇总天数再相除，因此工期长的项目权重更大。",
    examples=(
        Example(
            """
            project_id | status | baseline_start | baseline_finish | effective_finish
            A | active | 2025-01-01 | 2025-06-30 | 2025-09-28
            """,
            value=-0.5,
            source="IT Dashboard rule, case open_future",
        ),
        Example(
            """
            project_id | status | baseline_start | baseline_finish | effective_finish
            A | active | 2025-01-01 | 2025-03-02 | 2025-03-17
            B | active | 2025-01-01 | 2025-05-01 | 2025-04-16
            C | active | | 2025-05-01 | 2025-06-01
            """,
            value=0.0,
        ),
        Example(
            """
            project_id | status | baseline_start | baseline_finish | effective_finish
            A | active | 2025-08-01 | 2025-08-01 | 2025-08-05
            """,
            value=None,
            reason="nothing_to_divide_by",
            source="IT Dashboard rule, case zero_duration",
        ),
    ),
)
