"""Projects whose budget will not last to their finish."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Money runs out before the finish",
    name_zh="资金提前用尽的项目",
    asks="Which projects will have spent their budget before they are finished?",
    asks_zh="哪些项目会在完成前用完预算？",
    formula="Count of active projects whose run-out date lies before the forecast finish",
    unit="count",
    good="lower",
    basis="Run-out = status date + (budget - AC) / rate, against the forecast finish",
    table="project_finance",
    value=Sum(
        "CASE WHEN runs_out_on IS NOT NULL AND effective_finish IS NOT NULL THEN CASE WHEN runs_out_on < effective_finish THEN 1 ELSE 0 END END"
    ),
    caveat="At an even rate: a last invoice or a quiet start makes it wrong.",
    caveat_zh="假设支出均匀：集中付款或起步缓慢会使其失真。",
    examples=(
        Example(
            """
            project_id | runs_out_on | effective_finish
            A | 2026-09-01 | 2026-12-31
            B | 2027-01-31 | 2026-12-31
            C | | 2026-12-31
            """,
            value=1,
        ),
        Example(
            """
            project_id | runs_out_on | effective_finish
            C | | 2026-12-31
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
