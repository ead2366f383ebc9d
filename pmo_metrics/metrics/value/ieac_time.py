"""Months in all if the pace stays as it is."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Forecast duration, by SPI(t)",
    name_zh="预测工期(按 SPI(t))",
    asks="How many months will it take in all if the pace stays as it is?",
    asks_zh="如果保持目前速度，总共需要几个月？",
    formula="IEAC(t) = AT + (PD - ES) / SPI(t) = PD / SPI(t); the median over projects",
    unit="months",
    good="lower",
    basis="Lipke (2003), Schedule is different; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Aggregate("median(ieac_at_pace)", of="ieac_at_pace"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with a phased plan or baseline dates and EV known",
    examples=(
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months | ieac_at_pace
            A | active | 9 | 7 | 5.881321 | 10.711879
            """,
            value=10.711879,
            source="a real 13-month project, month 7 (amounts in thousands)",
        ),
        Example(
            """
            project_id | status | ieac_at_pace
            A | active |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
