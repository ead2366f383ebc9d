"""Which rows of a large sheet are plainly data, decided column by column, so that only the others are looked at one by one.

A row counts as plainly data only where none of the reasons in validate.py could apply to it: it has several cells, figures
where figures belong, figures where the header has none (so it repeats no header), and no word that begins a total or an example.
`tests/ingest/test_plainly.py` holds this against the row by row way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

# Any total or example row has one of these in it, whatever else it says.
HINTS = (
    "total", "sum", "gesamt", "somme", "totaa", "yhteens", "celkem", "razem", "ogółem", "ogolem", "összesen", "osszesen", "ukupno", "skupaj",
    "i alt", "итого", "всего", "σύνολο", "συνολο", "合计", "小计", "总", "共", "汇",
    "example", "e.g.", "示例", "样例", "范例",
)  # fmt: skip
_FROM_ROWS = 2_000


def plainly_data(cells: pl.DataFrame, headers: Sequence[str], typed: set[int], first: int) -> pl.Series | None:
    """A flag for each row of the sheet; None for a sheet so small that it does not matter. Rows up to `first` are never flagged."""
    if cells.height < _FROM_ROWS or not typed:
        return None
    names = cells.columns[1:]
    worded = [n for n, h in zip(names, headers, strict=False) if not re.search(r"\d", h)]
    if not worded:
        return None
    filled = pl.sum_horizontal(pl.col(n).is_not_null() for n in names)
    figures = pl.sum_horizontal(_flag(pl.col(f"c{i}").str.contains(r"^\s*[0-9]")) for i in sorted(typed))
    unlike = pl.sum_horizontal(_flag(pl.col(n).str.contains(r"[0-9]")) for n in worded)
    hinted = pl.any_horizontal(
        _flag(pl.col(n).str.contains_any(list(HINTS), ascii_case_insensitive=True)) for n in names
    )
    flags = cells.select(
        ((pl.col("row") > first) & (filled >= 4) & (figures >= 2) & (unlike * 10 > filled * 3) & ~hinted).alias(
            "plainly"
        )
    )
    return flags["plainly"]


def _flag(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(False)
