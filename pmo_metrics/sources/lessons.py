"""A log of lessons learned, one row each."""

from pmo_metrics.sources import Source

source = Source(
    label="Lessons learned",
    label_zh="经验教训",
    table="lesson",
    needs=(frozenset({"title"}), frozenset({"recommendation", "situation", "category"})),
    signs=("lesson", "lessons", "learned", "learnt", "教训", "经验"),
    vetoes=("risk id", "issue key", "task name", "milestone id"),
)
