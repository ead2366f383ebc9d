"""Budget less the estimate at completion by CPI."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Variance at completion, by CPI",
    name_zh="完工偏差(按 CPI)",
    asks="How far off budget will it end if performance stays as it is?",
    asks_zh="如果绩效保持不变，最终偏离预算多少？",
    formula="VAC = BAC - EAC by CPI; positive = under budget",
    unit="money",
    good="higher",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("bac - eac_cpi"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with BAC known and EV and AC above 0",
    caveat="The official one is the metric variance_at_completion: set them side by side.",
    caveat_zh="正式的完工偏差是 variance_at_completion:请并列比较。",
    examples=(
        Example(
            """
            project_id | status | bac | eac_cpi
            A | active | 500000 | 725000
            """,
            value=-225000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | bac | eac_cpi
            A | active | 500000 |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
