"""A sheet's own legend for ratings in steps: what 1 and 5 mean is read from it, never assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from pmo_metrics.ingest.folding import plain

_GOOD = re.compile(
    r"\b(no (problem|issue|concern)s?|on track|minimal|all risks are tolerable|good|excellent|highly likely|healthy|within tolerance)\b|正常|良好|无问题"
)
_BAD = re.compile(
    r"\b(major|severe|critical|serious|unachievable|significant (delay|change|issue|risk|change)s?|very poor|highly problematic|over 50 ?%)\b|严重|重大"
)
_LEVELS = {
    3: ("green", "amber", "red"),
    5: ("green", "amber_green", "amber", "amber_red", "red"),
}  # fmt: skip


def rag_legend(cells: pl.DataFrame) -> Mapping[str, str]:
    """The colour of each step, where the steps stand in one column beside what they mean; empty without such a legend."""
    columns = cells.head(2_000).drop("row").get_columns()
    found: set[tuple[tuple[str, str], ...]] = set()
    for place, column in enumerate(columns):
        beside = [columns[i].to_list() for i in (place - 1, place + 1) if 0 <= i < len(columns)]
        for start, steps in _ladders(column.to_list()):
            for texts in beside:
                found |= _coloured(steps, texts[start : start + len(steps)])
    return dict(found.pop()) if len(found) == 1 else {}


def _ladders(texts: list[str | None]) -> list[tuple[int, list[str]]]:
    """Where 1 to 3 or 1 to 5 stand below each other, up or down."""
    bare = [(t or "").strip() for t in texts]
    found = []
    for count in _LEVELS:
        up = [str(n) for n in range(1, count + 1)]
        for steps in (up, up[::-1]):
            begins = (i for i, text in enumerate(bare) if text == steps[0])
            found += [(i, steps) for i in begins if bare[i : i + count] == steps]
    return found


def _coloured(steps: list[str], meanings: list[str | None]) -> set[tuple[tuple[str, str], ...]]:
    words = {step: plain(text or "") for step, text in zip(steps, meanings, strict=True)}
    first, last = words["1"], words[str(len(steps))]
    levels = _LEVELS[len(steps)]
    if _GOOD.search(first) and _BAD.search(last) and not _BAD.search(first) and not _GOOD.search(last):
        return {tuple((str(n), level) for n, level in enumerate(levels, 1))}
    if _BAD.search(first) and _GOOD.search(last) and not _GOOD.search(first) and not _BAD.search(last):
        return {tuple((str(n), level) for n, level in enumerate(reversed(levels), 1))}
    return set()
