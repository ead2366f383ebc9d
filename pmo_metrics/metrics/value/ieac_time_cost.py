"""Months in all if money runs short as well as time."""

from pmo_metrics.metric import Aggregate, Example, Metric

metric = Metric(
    name="Forecast duration, by SPI(t) x CPI",
    name_zh="预测工期(按 SPI(t)×CPI)",
    asks="How many months will it take in all if money runs short as well as time?",
    asks_zh="如果时间与资金同样紧张，总共需要几个月？",
    formula="IEAC(t) = AT + (PD - ES) / (SPI(t) x CPI); the median over projects",
    unit="months",
    good="lower",
    basis="Lipke (2003), Schedule is different; PMI, The Standard for Earned Value Management (2019); ISO 21508:2018",
    table="value_series",
    value=Aggregate("median(ieac_at_pace_and_cost)", of="ieac_at_pace_and_cost"),
    keep="coalesce(status, '') <> 'cancelled'",
    keep_words="projects that are not cancelled, with a phased plan or baseline dates and EV known",
    examples=(
        Example(
            """
            project_id | status | planned_months | actual_months | earned_months | ieac_at_pace_and_cost
            A | active | 9 | 7 | 5.881321 | 10.624853
            """,
            value=10.624853,
            source="a real 13-month project, month 7 (amounts in thousands)",
        ),
        Example(
            """
            project_id | status | ieac_at_pace_and_cost
            A | active |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
