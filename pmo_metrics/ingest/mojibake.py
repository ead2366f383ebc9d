"""Text that an earlier program read in the wrong encoding and wrote so: put right where that is certain, and told."""

from __future__ import annotations

import re

from pmo_metrics.ingest.model import Problem

# UTF-8 of é, £, € and dashes read as windows-1252: Ã©, Â£, â‚¬, â€“.
_TWICE = re.compile(
    "[ÂÃ][\u0080-\u009f\u00a1-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]|â(?:‚¬|€.)"
)
_MONEY = re.compile("Â£|â‚¬")
# £ read as Central European, before an amount or as a unit; no word of a language begins so.
_POUND = re.compile(r"Ł(?=\s?\d|\s?(?:m|k|bn|mn|million|billion|thousand)s?\b|'?000|\s?[)\]])")


def mended(name: str, text: str) -> tuple[str, list[Problem]]:
    """The text without the traces of a wrong encoding, and what was put right."""
    notes = list[Problem]()
    if (found := _TWICE.findall(text)) and (len(set(found)) > 1 or _MONEY.search(text)):  # one alone may be meant
        whole = _decoded_again(text)
        text = whole or _TWICE.sub(lambda m: _decoded_again(m[0]) or m[0], text)
        notes.append(
            _told(name, len(found), found[0], "characters written once", "read in the wrong encoding before: repaired")
        )
    if "Ł" in text and (found := _POUND.findall(text)):
        text = _POUND.sub("£", text)
        notes.append(
            _told(
                name, len(found), "Ł before amounts and units", "£", "read as £: an earlier program took it for Polish"
            )
        )
    return text, notes


def _decoded_again(text: str) -> str | None:
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _told(name: str, count: int, found: str, expected: str, action: str) -> Problem:
    return Problem(name, found=f"{count} × {found}", expected=expected, severity="warning", action=action)
