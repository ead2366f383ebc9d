"""Costs with one column a month; the kind stands in the header, in a column, or in the name of the sheet or file."""

from pmo_metrics.sources import Source

source = Source(
    label="Costs by month",
    table="cost",
    needs=(frozenset({"project_id"}), frozenset({"months"})),
    signs=("cost", "budget", "actual", "forecast", "spend", "expense", "finance", "capex", "opex", "commitment",
           "revenue", "phasing", "成本", "费用", "预算", "实际", "预测", "支出", "资金"),
    vetoes=("hours", "工时", "person id", "booking", "allocation"),
    layout="months",
)  # fmt: skip
