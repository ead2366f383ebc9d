"""The page of settings says what the settings and standards say."""

from __future__ import annotations

from dataclasses import fields

from pmo_metrics.docs import SETTINGS_TARGET, settings_markdown
from pmo_metrics.settings import Settings
from pmo_metrics.standards import STANDARDS


def test_the_page_is_current() -> None:
    assert SETTINGS_TARGET.read_text("utf-8") == settings_markdown(), "run `python -m pmo_metrics.docs`"


def test_the_page_names_every_setting_with_its_default_and_every_standard() -> None:
    page = settings_markdown()
    assert all(f"`{f.name} = " in page for f in fields(Settings))
    assert '`standards_off = ""`' in page and "`red_over = 0.3`" in page
    assert all(f"| `{name}` |" in page for name in STANDARDS)
