"""Text from files and links made safe to show. Streamlit reads Markdown in labels and titles, Plotly reads HTML in names.

Neither runs scripts, but an image in a project name would make every reader's browser call the address in it.
"""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&@/=^\"'])")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def plain(value: object) -> str:
    """The value as Markdown that shows exactly its characters: no image, link, colour or formula; on one line."""
    return _MARKDOWN.sub(r"\\\1", one_line(value))


def chart_text(value: object) -> str:
    """The value as chart text that shows exactly its characters: no tags; on one line."""
    return one_line(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one_line(value: object) -> str:
    """The value without line breaks and without characters that hide or turn around what follows them."""
    return _INVISIBLE.sub("", re.sub(r"\s+", " ", str(value))).strip()
