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


def _last_is_unnamed(sheet: Sheet, headers: Sequence[str]) -> bool:
    """Whether the header has as many cells as every record, the last of them empty: a column without a name."""
    if len(set(sheet.widths) - {0}) != 1:
        return False  # rows of other lengths: one may be longer by a value with an unquoted delimiter
    first = sheet.cells.head(len(sheet.widths)).drop("row").rows()
    texts = tuple(h or None for h in headers)
    header = next(
        (i for i, row in enumerate(first) if row[: len(texts)] == texts and sheet.widths[i] == len(row)), None
    )
    return header is not None and _alike(sheet.cells.slice(header + 1), named_width(headers))


_FIGURES = r"^[\d\s.,:/()+€$£%-]*\d[\d\s.,:/()+€$£%-]*$"


def _alike(cells: pl.DataFrame, width: int) -> bool:
    """Whether rows with cells beyond the named columns have figures and words where the other rows have them."""
    names = cells.columns[1:]
    beyond = pl.any_horizontal(pl.col(c).str.contains(r"\w").fill_null(False) for c in names[width:])
    figures = [pl.col(c).str.contains(_FIGURES).mean().alias(c) for c in names[:width]]
    usual, wide = cells.filter(~beyond), cells.filter(beyond)
    if not usual.height or not wide.height:
        return False
    pairs = zip(usual.select(figures).row(0), wide.select(figures).row(0), strict=True)
    sure = [(u, w) for u, w in pairs if u is not None and w is not None and (u > 0.8 or u < 0.2)]
    return any(u > 0.8 for u, _ in sure) and all(w == (u > 0.8) for u, w in sure)


def overlong(sheet: Sheet, headers: Sequence[str]) -> frozenset[int]:
    """Rows of a CSV with more cells than headers: an unquoted comma has shifted their cells, no value can be trusted."""
    named = [i for i, h in enumerate(headers[: named_width(headers)]) if h.strip()]
    beyond = [c for c in sheet.cells.columns[1:] if int(c[1:]) > max(named, default=0)]
    gap = bool(named) and len(named) < named[-1] - named[0] + 1  # a second table beside: unnamed columns are its own
    if sheet.sheet or not beyond or gap or _last_is_unnamed(sheet, headers):
        return frozenset()
    wide = sheet.cells.filter(
        pl.any_horizontal(pl.col(c).str.contains(r"[\p{L}\p{N}]") for c in beyond).fill_null(False)
    )
    unnamed = len(beyond) == 1 and wide.height > 0.5 * sheet.cells.height  # one more column, whose header is empty
    return frozenset() if unnamed or wide.height >= 0.95 * sheet.cells.height else frozenset(wide["row"].to_list())
