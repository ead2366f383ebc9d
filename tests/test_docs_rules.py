"""The page of early warnings says what the definitions say."""

from __future__ import annotations

from pmo_metrics.docs import RULES_TARGET, rules_markdown
from pmo_metrics.rules import RULES


def test_the_page_is_current() -> None:
    assert RULES_TARGET.read_text("utf-8") == rules_markdown(), "run `python -m pmo_metrics.docs`"


def test_the_page_names_every_rule_in_both_languages() -> None:
    page = rules_markdown()
    assert all(f"## `{r.id}` {r.name} · {r.name_zh}\n" in page for r in RULES.values())
