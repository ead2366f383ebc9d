"""Cost lines: one row an amount of a project in a month, its kind in a column."""

from pmo_metrics.sources import Source

source = Source(
    label="Cost lines",
    label_zh="成本明细",
    table="cost",
    needs=(frozenset({"project_id"}), frozenset({"period"}), frozenset({"amount", "amounts"})),
    signs=("cost", "amount", "spend", "budget", "actual", "forecast", "expense", "finance", "ledger",
           "成本", "费用", "金额", "预算", "支出", "实际"),
    vetoes=("risk id", "milestone id", "hours", "unit measurement", "output", "outcome", "exchange rate"),
)  # fmt: skip
