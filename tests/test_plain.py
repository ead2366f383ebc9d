"""Text from files and links shows its own characters and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo_metrics.text.plain import chart_text, one_line, plain

ATTACKS = [
    "![x](http://evil.invalid/x.png)", "[a](http://evil.invalid)", "<img src=x>", "**b**", "`c`", "$x$", ":red[y]", "# h",
    "> q", "- l", "1. l", "http://evil.invalid", "a@evil.invalid", ":material/home:", "| a | b |", "~~s~~", "\\", "&lt;",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_markdown_is_escaped(text: str) -> None:
    escaped = plain(text)
    special = re.findall(r"(?<!\\)(?:\\\\)*([`*_{}\[\]()<>#+\-.!|~:$&@/])", escaped)
    assert not special


@given(st.text())
def test_unescaping_gives_the_text_back(text: str) -> None:
    assert re.sub(r"\\([\\`*_{}\[\]()<>#+\-.!|~:$&@/=^\"'])", r"\1", plain(text)) == one_line(text)


@given(st.text())
def test_chart_text_has_no_tags(text: str) -> None:
    shown = chart_text(text)
    assert "<" not in shown
    assert ">" not in shown


def test_lines_and_hidden_marks_are_gone() -> None:
    assert one_line("a\n\n# b\t\u202ec\x00") == "a # b c"


def test_anything_can_be_shown() -> None:
    assert plain(12) == "12"
    assert plain(None) == "None"
