"""Money promised to suppliers and not yet booked."""

from pmo_metrics.metric import Example, Metric, Sum

metric = Metric(
    name="Commitments",
    name_zh="承诺成本",
    asks="How much is ordered or contracted and not yet booked?",
    asks_zh="已下单或已签约但尚未入账的金额是多少？",
    formula="Sum of commitment cost lines",
    unit="money",
    good="none",
    basis="PMI PMBOK Guide: control costs; treasury practice: encumbrance accounting",
    table="project_finance",
    value=Sum("committed"),
    caveat="Counts what the export calls a commitment; whether booked orders are taken off is up to that tool. An export lists what is open when it is made, so the same sum stands at earlier status dates.",
    caveat_zh="按导出文件所称的承诺金额计；已入账订单是否扣除取决于该工具。导出文件只列出导出时未清的订单，因此较早的状态日期显示相同的金额。",
    examples=(
        Example(
            """
            project_id | committed
            A | 50.25
            B | 100
            C |
            """,
            value=150.25,
        ),
        Example(
            """
            project_id | committed
            A |
            """,
            value=None,
            reason="not_known",
        ),
    ),
)
