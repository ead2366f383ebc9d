"""Costs with one column a month, quarter or year; the kind stands in the header, in a column, or in the name of the sheet or file."""

from pmo_metrics.sources import Source

source = Source(
    label="Costs by period",
    label_zh="按期间成本",
    table="cost",
    needs=(frozenset({"project_id"}), frozenset({"months"})),
    signs=("cost", "budget", "actual", "forecast", "spend", "expense", "finance", "capex", "opex", "commitment",
           "revenue", "phasing", "funding", "capital", "outturn", "investment", "成本", "费用", "预算", "实际", "预测", "支出", "资金", "经费", "投资"),
    vetoes=("hours", "工时", "person id", "booking", "allocation", "unit measurement", "output", "outcome", "indicator",
            "indicator name"),
    layout="months",
)  # fmt: skip
