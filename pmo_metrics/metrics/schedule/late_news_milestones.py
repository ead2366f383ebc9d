"""Open milestones whose first slip came to light late in their lead time."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Late-news milestones",
    name_zh="临期才报延误的里程碑",
    asks="Which slips came to light only shortly before the date?",
    asks_zh="哪些延误临近到期才暴露？",
    formula="Open milestones whose forecast first moved by more than 7 days (setting slip_counts_days) when no more than 20 % (setting late_news_share) of the time from project start to the date first known was left",
    unit="count",
    good="lower",
    basis="Milestone trend analysis (MTA): mature projects show slips early",
    table="milestone_trend",
    value=Sum("CASE WHEN is_late_news THEN 1 ELSE 0 END"),
    keep="is_open",
    keep_words="open milestones",
    thresholds=("late_news_share",),
    caveat="Where the project's start is not known the lead time runs from the first report.",
    caveat_zh="项目开始日期未知时，提前期自第一次报告起算。",
    examples=(
        Example(
            """
            milestone_id | is_open | is_late_news
            M1 | true | true
            M2 | true | false
            M3 | false | true
            """,
            value=1,
        ),
        Example(
            """
            milestone_id | is_open | is_late_news
            """,
            value=None,
            reason="no_rows",
        ),
    ),
)
