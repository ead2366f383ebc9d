"""Projects that have spent their budget and still have work left."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Budgets spent with work left",
    name_zh="预算已用完但未完工",
    asks="In how many projects is the budget gone before the work is done?",
    asks_zh="多少个项目预算用完而工作未完成？",
    formula="count of projects with AC >= BAC and EV < BAC: no cost performance can meet the budget",
    unit="count",
    good="lower",
    basis="PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Sum("CASE WHEN ac >= bac AND ev < bac THEN 1 WHEN ac < bac OR ev >= bac THEN 0 END"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with BAC, EV and AC known",
    examples=(
        Example(
            """
            project_id | status | bac | ev | ac
            A | active | 100 | 60 | 100
            B | active | 100 | 60 | 120
            C | active | 100 | 60 | 90
            D | complete | 100 | 100 | 130
            """,
            value=2,
            source="edge cases of TCPI: a flag, not a number",
        ),
        Example(
            """
            project_id | status | bac | ev | ac
            A | active | | 60 | 100
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
