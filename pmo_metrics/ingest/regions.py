"""Several tables on one sheet: below each other with blank rows between, or side by side with blank columns between.

A sheet is cut only where each piece is a table that a source knows on its own, or where below a table something else begins
that is none of ours: words under its figures and dates. Otherwise it stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import polars as pl

from pmo_metrics.ingest.fit import LOOKS
from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.model import Problem, Recognised, Sheet
from pmo_metrics.ingest.values import says_nothing, split_amount

_BLOCKS = 200  # more blocks than these are a table with blank rows in it
_HEADER_WITHIN = 6
_LONG = 5_000
_SURE = 0.55
Recogniser = Callable[[Sheet], Recognised]


def pieces(sheet: Sheet, recognise: Recogniser) -> list[Recognised]:
    """Each table of the sheet, or the sheet as a whole where it holds one."""
    beside = _beside(sheet, recognise)
    parts = [part for piece in beside or [sheet] for part in _below(piece, recognise)]
    if len(parts) == 1:
        return [recognise(parts[0])]
    found = [recognise(part) for part in parts]
    note = Problem(sheet.file, sheet.sheet, None, "", f"{len(found)} tables on one sheet", "one table a sheet", "info",
                   "each read on its own: from rows " + ", ".join(str(p.cells["row"][0]) for p in parts))  # fmt: skip
    return [replace(found[0], problems=(note, *found[0].problems)), *found[1:]]


# --- below each other -------------------------------------------------------------------------------------------------


def _below(sheet: Sheet, recognise: Recogniser) -> list[Sheet]:
    starts = _block_starts(sheet.cells)
    if not 1 < len(starts) <= _BLOCKS:
        return [sheet]
    tables: list[tuple[int, Recognised | None]] = []
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else sheet.cells.height
        last = tables[-1][1] if tables else None
        if table := _table_at(sheet, start, end, recognise, _words_of(last)):
            tables.append((start, table))
        elif last and _something_else(sheet.cells.slice(start, end - start), last):
            tables.append((start, None))
    if len(tables) < 2:
        return [sheet]
    cuts = [0, *(_with_titles(sheet.cells, starts, start) for start, _ in tables[1:]), sheet.cells.height]
    above = _titles(sheet.cells.head(tables[0][0] + _HEADER_WITHIN))
    return [
        replace(sheet, cells=sheet.cells.slice(a, b - a), titles=sheet.titles if a == 0 else (*sheet.titles, *above))
        for a, b in pairwise(cuts)
    ]


def _filled(cells: pl.DataFrame) -> pl.DataFrame:
    """Whether each cell says something; END, which closes a form, does not. In long sheets blanks are empty cells only."""
    if cells.height > _LONG:
        return cells.drop("row").select(pl.all().is_not_null())
    told = pl.all().str.contains(r"\S") & (pl.all() != "END")
    return cells.drop("row").select(told).select(pl.all().fill_null(False))


def _block_starts(cells: pl.DataFrame) -> list[int]:
    """The positions of rows with content that follow a blank row."""
    if cells.width < 3:
        return []
    full = _filled(cells).select(pl.any_horizontal(pl.all()).alias("full"))["full"]
    return (full & ~full.shift(1, fill_value=False)).arg_true().to_list()


def _table_at(sheet: Sheet, start: int, end: int, recognise: Recogniser, known: frozenset[str]) -> Recognised | None:
    """A table that begins in a block, when its headers are not those of the table above; None without one."""
    head = sheet.cells.slice(start, min(_HEADER_WITHIN, end - start))
    places = [i for i, row in enumerate(head.drop("row").iter_rows()) if _wordy(row)]
    if not places or end - start - places[0] < 2:
        return None
    own = frozenset(plain(t) for t in head.drop("row").row(places[0]) if t and t.strip())
    if known and len(own & known) >= 0.7 * len(own):
        return None
    found = recognise(replace(sheet, cells=sheet.cells.slice(start, min(end - start, 300))))
    if not found.source or found.confidence < _SURE or len(found.columns) + len(found.months) < 3:
        return None
    return found if (found.header_row or 0) <= int(head["row"][-1]) else None


def _words_of(table: Recognised | None) -> frozenset[str]:
    return frozenset(plain(h) for h in table.headers if h.strip()) if table else frozenset()


def _something_else(block: pl.DataFrame, above: Recognised) -> bool:
    """Whether a block below a table begins with a header of its own: words only, also where the table has figures and dates."""
    rows = [
        [(i, t.strip()) for i, t in enumerate(row) if t and t.strip()]
        for row in block.head(_HEADER_WITHIN).drop("row").iter_rows()
    ]
    first = next((i for i, row in enumerate(rows) if len(row) > 1), len(rows))
    if first + 1 >= len(rows):
        return False
    header = rows[first]
    kinds = {i: kind_of(above.table or "", c) for c, i in above.columns.items()}
    typed = [(kinds[i], t) for i, t in header if kinds.get(i) in LOOKS and not says_nothing(t)]
    words = all(len(t) < 60 and not re.search(r"\d", t) for _, t in header)
    same = sum(plain(t) in _words_of(above) for _, t in header)
    return words and 2 * same < len(header) and bool(typed) and not any(LOOKS[kind](t) for kind, t in typed)


def _wordy(row: Sequence[str | None]) -> bool:
    """Whether a row may be a header: three cells or more, of words."""
    filled = [t for t in row if t and t.strip()]
    return len(filled) >= 3 and sum(split_amount(t) is None and len(t) < 120 for t in filled) >= 0.7 * len(filled)


def _with_titles(cells: pl.DataFrame, starts: Sequence[int], start: int) -> int:
    """Where a table begins when the title lines of one or two cells directly above it belong to it."""
    for earlier in reversed([s for s in starts if s < start]):
        block = cells.slice(earlier, start - earlier).drop("row").iter_rows()
        if any(sum(1 for t in row if t and t.strip()) > 2 for row in block) or start - earlier > 4:
            break
        start = earlier
    return start


def _titles(cells: pl.DataFrame) -> tuple[str, ...]:
    """The lines of one or two cells at the top of a sheet."""
    rows = ([t for t in row if t and t.strip()] for row in cells.drop("row").iter_rows())
    lines: list[str] = []
    for row in rows:
        if len(row) > 2:
            break
        lines += row
    return tuple(lines)


# --- side by side -----------------------------------------------------------------------------------------------------


def _beside(sheet: Sheet, recognise: Recogniser) -> list[Sheet]:
    """The blocks of columns that are tables of their own; empty where fewer than two are."""
    groups = column_groups(sheet.cells, ())
    if len(groups) < 2 or sheet.cells.height > 20_000:
        return []
    parts = [_columns_of(sheet, group) for group in groups]
    found = [recognise(part) for part in parts]
    sure = [f.source is not None and f.confidence >= _SURE and len(f.columns) + len(f.months) >= 3 for f in found]
    if sum(sure) < 2:
        return []
    above = _titles(sheet.cells.head(10))
    return [replace(part, titles=(*part.titles, *(above if i else ()))) for i, part in enumerate(parts)]


def _columns_of(sheet: Sheet, places: Sequence[int]) -> Sheet:
    chosen = [pl.col(f"c{place}").alias(f"c{i}") for i, place in enumerate(places)]
    return replace(sheet, cells=sheet.cells.select("row", *chosen))


def column_groups(cells: pl.DataFrame, headers: Sequence[str]) -> list[list[int]]:
    """The columns in groups that blank columns separate; a column with a header is never blank."""
    filled = _filled(cells)
    groups: list[list[int]] = [[]]
    for place, column in enumerate(filled.iter_columns()):
        if column.any() or (place < len(headers) and headers[place].strip()):
            groups[-1].append(place)
        elif groups[-1]:
            groups.append([])
    return [g for g in groups if g]


def beside_the_table(recognised: Recognised) -> frozenset[int]:
    """Columns of a block beside the table that no column was read from, such as a legend to its right."""
    below = recognised.sheet.cells.filter(pl.col("row") >= (recognised.header_row or 0))
    groups = column_groups(below, recognised.headers)
    used = {*recognised.columns.values(), *(i for i, _, _ in recognised.months)}
    return frozenset(place for group in groups if not used & set(group) for place in group)
