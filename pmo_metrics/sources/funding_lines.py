"""Funding or spending by period: one row an amount of a project between two days, actual or forecast in a column."""

from pmo_metrics.sources import Source

source = Source(
    label="Funding by period",
    label_zh="按期间资金",
    table="cost",
    needs=(frozenset({"project_id"}), frozenset({"period"}), frozenset({"period_end"}), frozenset({"amount"}), frozenset({"kind"})),
    signs=("cost", "amount", "spend", "fund", "funding", "budget", "expense", "finance", "grant", "成本", "费用", "金额", "资金", "支出"),
    vetoes=("risk id", "milestone id", "task id", "hours", "unit measurement", "output", "outcome", "indicator", "exchange rate"),
    headers={
        "period": ("start date", "period start", "period start date", "start of period", "from date", "开始日期", "期间开始"),
        "kind": ("state", "status", "payment state", "profile state"),
        "period_end": ("end date", "period end", "period end date", "end of period", "to date", "结束日期", "期间结束"),
    },
)  # fmt: skip
