"""Our own template: one sheet a table, its columns under the labels of tables.py, English or Chinese."""

from pmo_metrics.sources import Source

source = Source(label="Template of pmo-metrics", label_zh="pmo-metrics 模板", table="", layout="labels")
