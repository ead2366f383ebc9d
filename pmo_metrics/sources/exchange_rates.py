"""Rates into the reporting currency, by month."""

from pmo_metrics.sources import Source

source = Source(
    label="Exchange rates",
    label_zh="汇率",
    table="fx_rate",
    needs=(frozenset({"currency"}), frozenset({"period"}), frozenset({"rate"})),
    vetoes=("project id", "person id", "项目编号"),
)
