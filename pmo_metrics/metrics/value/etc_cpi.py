"""What is still to be spent if cost performance stays as it is."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="ETC, by CPI",
    name_zh="完工尚需估算(按 CPI)",
    asks="How much is still to be spent if performance stays as it is?",
    asks_zh="如果绩效保持不变，还需花费多少？",
    formula="ETC = EAC by CPI - AC",
    unit="money",
    good="none",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("eac_cpi - ac"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with BAC known and EV and AC above 0",
    examples=(
        Example(
            """
            project_id | status | eac_cpi | ac
            A | active | 725000 | 290000
            """,
            value=435000,
            source="PRA book chapter 5",
        ),
        Example(
            """
            project_id | status | eac_cpi | ac
            A | complete | 130 | 130
            """,
            value=0,
            source="edge case: complete",
        ),
    ),
)
