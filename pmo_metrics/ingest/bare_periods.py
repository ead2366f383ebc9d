"""Months and quarters without a year (Jan, Feb, Q1 actual): the one year that a title, the sheet or the file states is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.model import Sheet
from pmo_metrics.ingest.periods import period_in

_STATED = re.compile(
    r"\b(?:f\.?y\.?|fiscal year|financial year)\s*'?(?:20)?\d\d(?:\s*[-/]\s*(?:20)?\d\d)?(?!\d)|(?<!\d)20\d\d\s*[-/]\s*(?:20)?\d\d(?![\d/-])|(?<![\d/.-])20\d\d(?!\d)"
)
_PART = re.compile(
    r"^(?:q\s?[1-4]|h\s?[12]|[a-z]{3,9}\.?|第?[一二三四1-4]季度?|[上下]半年|\d{1,2}\s*月)(?:$|[\s_\-/])|\b(?:q[1-4]|h[12])$"
)


def with_year(
    sheet: Sheet, above: Iterable[Sequence[str | None]], headers: Sequence[str]
) -> tuple[tuple[str, ...], str]:
    """The headers with the stated year beside each part of one, and that year; ((), "") where nothing is to be done."""
    places = [i for i, h in enumerate(headers) if _is_part(h)]
    year = _stated_year(sheet, above) if len(places) >= 2 else ""
    if not year or not _in_order([headers[i] for i in places], year):
        return (), ""
    return tuple(f"{h} {year}" if i in places else h for i, h in enumerate(headers)), year


def _is_part(header: str) -> bool:
    """Whether a header names a month, a quarter or a half and no year: with any year it is a period."""
    if len(header) > 40 or re.search(r"\d{2}", header) or not _PART.search(plain(header)):
        return False
    dated = period_in(f"{header} 2025")
    return period_in(header) is None and dated is not None and dated[0].months < 12


def _in_order(headers: Sequence[str], year: str) -> bool:
    """Two or more different parts of one year; months that pass from December to January need a year of two (2024/25)."""
    found = [p[0] for h in headers if (p := period_in(f"{h} {year}"))]
    firsts = list(dict.fromkeys(p.month for p in found))
    wraps = any(a > b for a, b in pairwise(firsts))
    return len(firsts) >= 2 and (not wraps or all(p.fiscal for p in found))


def _stated_year(sheet: Sheet, above: Iterable[Sequence[str | None]]) -> str:
    """The only year that the lines above state, else the sheet's name, else the file's; "" where none or several do."""
    stem = sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ")
    lines = [t for row in above for t in row if t and len(t) < 200]
    for texts in ([*lines, *sheet.titles], [sheet.sheet.replace("_", " ")], [stem]):
        years = {m[0] for t in texts for m in _STATED.finditer(plain(t))}
        if years:
            return years.pop() if len(years) == 1 else ""
    return ""
