"""Months in all if the rest takes as long as planned."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Forecast duration, rest as planned",
    name_zh="预测工期(剩余按计划)",
    asks="How many months will it take in all if the rest takes as long as planned?",
    asks_zh="如果剩余工作按计划进行，总共需要几个月？",
    formula="IEAC(t) = AT + (PD - ES); the median over projects",
    unit="months",
    good="lower",
    basis="Lipke (2003), Schedule is different; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Aggregate("median(ieac_as_planned)", of="ieac_as_planned"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with a phased plan or baseline dates and EV known",
    examples=(
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months | ieac_as_planned
            A | active | 9 | 7 | 5.881321 | 10.118679
            """,
            value=10.118679,
            source="a real 13-month project, month 7 (amounts in thousands)",
        ),
        Example(
            """
            project_id | status | ieac_as_planned
            A | active |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
