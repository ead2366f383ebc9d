"""Projects whose budget will not last to their finish."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Money runs out before the finish",
    name_zh="资金提前用尽的项目",
    asks="Which projects will have spent their budget before they are finished?",
    asks_zh="哪些项目会在完成前用完预算？",
    formula="Count of active projects whose run-out date lies before the forecast finish and whose own forecast, where stated, is above the budget",
    unit="count",
    good="lower",
    basis="Run-out = status date + (budget - AC) / rate, against the forecast finish",
    table="project_finance",
    value=Sum("CASE WHEN runs_out_early THEN 1 WHEN NOT runs_out_early THEN 0 END"),
    thresholds=("burn_months",),
    caveat="The date assumes an even rate of spending, which a last invoice or a quiet start makes wrong; so the project's own forecast must say so too.",
    caveat_zh="日期假设支出均匀，集中付款或起步缓慢会使其失真；因此还要求项目自己的预测超出预算。",
    examples=(
        Example(
            """
            project_id | runs_out_early
            A | true
            B | false
            C |
            """,
            value=1,
        ),
        Example(
            """
            project_id | runs_out_early
            C |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
