"""Cells of a column to judge it by, and how wide a table is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from pmo_metrics.ingest.model import Sheet
from pmo_metrics.ingest.values import says_nothing

_SAMPLE = 300
_NUMBERED = re.compile(r"(?:column|unnamed|spalte)[\s:_]*\d+", re.IGNORECASE)  # what tools call a column without a name


def sample(sheet: Sheet, header_row: int, column: int, count: int = _SAMPLE) -> list[str]:
    """Up to `count` filled cells of a column below the header, spread over the sheet, placeholders left out."""
    below = sheet.cells.filter(pl.col("row") > header_row).get_column(f"c{column}").drop_nulls()
    step = max(1, below.len() // count)
    texts = [t for t in below.gather_every(step).to_list() if t.strip() and not says_nothing(t)]
    return [t for t in texts if t.strip() not in ("END", "End")]  # closes a form, and is no value of it


def named_width(headers: Sequence[str]) -> int:
    """How many columns the table has: up to the last header that somebody wrote, not a tool ("Column 15", "Unnamed: 7")."""
    return max((i for i, h in enumerate(headers) if h.strip() and not _NUMBERED.fullmatch(h.strip())), default=-1) + 1


def overlong(sheet: Sheet, headers: Sequence[str]) -> frozenset[int]:
    """Rows of a CSV with more cells than headers: an unquoted comma has shifted their cells, no value can be trusted."""
    named = [i for i, h in enumerate(headers[: named_width(headers)]) if h.strip()]
    beyond = [c for c in sheet.cells.columns[1:] if int(c[1:]) > max(named, default=0)]
    gap = bool(named) and len(named) < named[-1] - named[0] + 1  # a second table beside: unnamed columns are its own
    if sheet.sheet or not beyond or gap:
        return frozenset()
    wide = sheet.cells.filter(
        pl.any_horizontal(pl.col(c).str.contains(r"[\p{L}\p{N}]") for c in beyond).fill_null(False)
    )
    unnamed = len(beyond) == 1 and wide.height > 0.5 * sheet.cells.height  # one more column, whose header is empty
    return frozenset() if unnamed or wide.height >= 0.95 * sheet.cells.height else frozenset(wide["row"].to_list())
