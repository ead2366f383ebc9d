"""A register of issues, decisions, actions or changes that names each by its id only."""

from pmo_metrics.sources import Source
from pmo_metrics.sources.register import source as register

source = Source(
    label="Issues and changes without titles",
    label_zh="无标题的问题与变更",
    table="register",
    needs=(frozenset({"entry_id"}), frozenset({"project_id"}), frozenset({"status"})),
    typical=register.typical,
    at_least=4,
    signs=("=issue id", "=issue number", "=action id", "=decision id", "=change id", "=change request id", "=raid id", "=问题编号", "=变更编号"),
    vetoes=(*(v for v in register.vetoes if v != "issue type"), "summary", "title", "name", "description", "key", "sprint", "repository"),
)  # fmt: skip
