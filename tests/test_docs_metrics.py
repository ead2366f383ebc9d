"""The page of metrics says what the definitions say."""

from __future__ import annotations

from pmo_metrics.docs import TARGET, metrics_markdown
from pmo_metrics.evaluate import catalogue


def test_the_page_is_current() -> None:
    assert TARGET.read_text("utf-8") == metrics_markdown(), "run `python -m pmo_metrics.docs`"


def test_the_page_names_every_metric_in_both_languages() -> None:
    page = metrics_markdown()
    assert all(f"### `{m.id}` {m.name} · {m.name_zh}\n" in page for m in catalogue().values())
