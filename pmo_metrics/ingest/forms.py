"""Forms with blocks of amounts by period under the name of each project, laid out as one table.

    Project 1: Harbour
                     | Before 2020/21 | 2020/21       |
                     |                | H1    | H2    |
    Grant            |            100 |   200 |   300 |
    Project 2: Station
    ...

The rows keep their numbers. Headers of the blocks become one header each, so that all but the first are repeated; the
project stands in a column of its own. What is no row of a block stays a sheet beside the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.headers import matches
from pmo_metrics.ingest.model import Problem, Sheet
from pmo_metrics.ingest.not_data import MARKER, TOTAL_OF, section_project
from pmo_metrics.ingest.period_headers import month_columns, period_of, stacked_headers
from pmo_metrics.ingest.values import split_amount

_LONGEST = 5_000  # rows; forms are filled in by hand
_DEPTH = 3  # rows of a header
_TITLE = 120
_NAME = 80  # characters; a longer text beside the periods is guidance
Row = Sequence[str]


@dataclass(frozen=True)
class Form:
    """The blocks of a form as one table, and the sheet without them; `rest` is None where nothing is left.

    `note` says what was done.
    """

    table: Sheet
    rest: Sheet | None
    note: Problem


@dataclass(frozen=True)
class Band:
    """The header of a block: its first and last row, and the texts of all its rows as one."""

    first: int
    last: int
    headers: tuple[str, ...]


def by_project(sheet: Sheet) -> Form | None:
    """The form as a table; None where no row names a project above amounts by period."""
    if sheet.cells.width < 4 or not 4 <= sheet.cells.height <= _LONGEST:
        return None
    rows = [[(t or "").strip() for t in row] for row in sheet.cells.drop("row").iter_rows()]
    sections = {i: name for i, row in enumerate(rows) if (name := _section(row)) is not None}
    bands = bands_of(rows) if any(sections.values()) else []
    bands = [b for b in bands if not _closed(rows, sections, b.first)]
    if not bands or min(sections) > bands[-1].first:
        return None
    return _laid(sheet, rows, sections, bands)


def _section(row: Row) -> str | None:
    """The project that a row names on its own; "" where it leaves it open."""
    texts = [t for t in row if t]
    return section_project(texts) if 0 < len(texts) <= 3 else None


def bands_of(rows: Sequence[Row]) -> list[Band]:
    """The headers of the blocks, those that name the periods that most of them name in the same columns."""
    found: list[Band] = []
    place = 0
    while place < len(rows):
        band = _band_at(rows, place)
        if band:
            found.append(band)
        place = band.last + 1 if band else place + 1
    usual = Counter(month_columns(b.headers) for b in found).most_common(1)
    return [b for b in found if month_columns(b.headers) == usual[0][0]]


def _ends(row: Row) -> bool:
    return any(row) and all(MARKER.match(plain(t)) for t in row if t)


def _closed(rows: Sequence[Row], sections: Mapping[int, str], place: int) -> bool:
    """Whether the form has ended before this row, and no project was named since: what follows sums it up."""
    last = next((i for i in reversed(range(place)) if i in sections or _ends(rows[i])), None)
    return last is not None and last not in sections


def _band_at(rows: Sequence[Row], first: int) -> Band | None:
    filled = [t for t in rows[first] if t]
    if not any(map(period_of, filled)) or any((day := read_date(t)) and day.alone for t in filled):
        return None  # a row with dates names no periods
    headers, last = tuple(rows[first]), first
    for place in range(first + 1, min(first + _DEPTH, len(rows))):
        filled = [t for t in rows[place] if t]
        joined = stacked_headers(rows[first : place + 1])
        if not filled or any(split_amount(t) for t in filled) or joined is None:
            break
        if len(month_columns(joined)) < len(month_columns(headers)):
            break
        headers, last = joined, place
    return Band(first, last, headers) if month_columns(headers) else None


def _laid(sheet: Sheet, rows: Sequence[Row], sections: Mapping[int, str], bands: Sequence[Band]) -> Form:
    header = _header(rows, bands)
    begin = min(place for place, _, _ in month_columns(bands[0].headers))
    of_band = {i: b for b in bands for i in range(b.first, b.last + 1)}
    kept: dict[int, list[str | None]] = {i: [*r, None] for i, r in enumerate(rows[: bands[0].first]) if _is_title(r)}
    project, inside = "", False
    for place, row in enumerate(rows):
        if place in of_band:
            inside, kept[place] = True, [*header, "Project"]
        elif place in sections:
            inside, project, kept[place] = False, sections[place], [*row, None]
        elif _ends(row):
            inside, project = False, ""
        elif inside and any(split_amount(t) for t in row[begin:] if t):
            total = any(TOTAL_OF.search(plain(t)) for t in row[:begin] if t)
            kept[place] = [*row, None if total else project or None]
    width = len(header) + 1
    columns = {f"c{i}": pl.Series([r[i] or None for r in kept.values()], dtype=pl.String()) for i in range(width)}
    numbers = sheet.cells["row"]
    note = Problem(sheet.file, sheet.sheet, None, "", f"{len(bands)} blocks under the names of projects", "one table",
                   "info", "read as one, the project of each block in a column")  # fmt: skip
    table = replace(
        sheet,
        cells=pl.DataFrame({"row": numbers.gather(list(kept)), **columns}),
    )
    rest = sheet.cells.filter(~pl.col("row").is_in(table.cells["row"].to_list()))
    told = rest.drop("row").select(pl.any_horizontal(pl.all().str.contains(r"\S").fill_null(False)))
    return Form(table, replace(sheet, cells=rest, problems=()) if told.to_series().any() else None, note)


def _is_title(row: Row) -> bool:
    """Whether a row may state a title or a unit: one or two short texts and no amount."""
    filled = [t for t in row if t]
    return 0 < len(filled) <= 2 and all(len(t) <= _TITLE and split_amount(t) is None for t in filled)


def _header(rows: Sequence[Row], bands: Sequence[Band]) -> list[str]:
    """One header for all blocks: periods, and of the other columns the name that is known, else a short one."""
    periods = {place for place, _, _ in month_columns(bands[0].headers)}
    header = list(bands[0].headers)
    for place in set(range(len(header))) - periods:
        texts = [b.headers[place] for b in bands if 0 < len(b.headers[place]) <= _NAME]
        known = [t for t in texts if matches(t, "cost")]
        header[place] = next(iter([*known, *texts]), "")
    words = Counter(
        place for row in rows for place in range(min(periods)) if row[place] and not split_amount(row[place])
    )
    label = words.most_common(1)[0][0] if words else None
    if label is not None and not matches(header[label], "cost") and _unnamed(bands, label):
        header[label] = "Category"
    return header


def _unnamed(bands: Sequence[Band], place: int) -> bool:
    """Whether the blocks call a column differently, by titles of their own or by guidance."""
    return (
        len({b.headers[place] for b in bands}) > 1
        or not bands[0].headers[place]
        or len(bands[0].headers[place]) > _NAME
    )
