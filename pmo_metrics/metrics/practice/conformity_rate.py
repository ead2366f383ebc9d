"""Which share of the standards that apply is met."""

from pmo_metrics.metric import Example, Metric, Ratio

metric = Metric(
    name="Conformity with standards",
    name_zh="规范符合率",
    asks="How far do projects keep to the agreed practices?",
    asks_zh="项目在多大程度上遵守约定的管理规范？",
    formula="Standards met / standards that apply and can be assessed, over active projects",
    unit="share",
    good="higher",
    basis="Rules of pmo_metrics/standards.toml, each with its source; conformity as in audit practice (ISO 9000: fulfilment of a requirement)",
    table="conformity",
    value=Ratio(
        "CASE WHEN met THEN 1 WHEN NOT met THEN 0 END", "CASE WHEN met IS NOT NULL THEN 1 END", "count", "count"
    ),
    caveat="A project to which no standard applies has no rate. Counts what is stated, not whether it is good.",
    caveat_zh="没有适用规范的项目不计算符合率。只检查是否填写，不评价内容好坏。",
    examples=(
        Example(
            """
            project_id | standard | met
            A | budget | true
            A | sponsor | true
            A | narrative | false
            B | budget | true
            B | risk_owners |
            """,
            value=0.75,
        ),
        Example(
            """
            project_id | standard | met
            B | risk_owners |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
