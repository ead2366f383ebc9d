"""What is shown to somebody who teaches: the best guess for a table, why, and how the cells of each column read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.headers import matches
from pmo_metrics.ingest.hints import Hints
from pmo_metrics.ingest.map import map_rows
from pmo_metrics.ingest.mapping import (
    PREFIX,
    Place,
    SavedMapping,
    best_fit,
    fold,
    header_places,
    hints_with,
    labels,
    options,
    read_by,
    slugify,
)
from pmo_metrics.ingest.model import Recognised, TableResult, Upload
from pmo_metrics.ingest.not_data import not_data, refused_rows
from pmo_metrics.ingest.period_headers import month_columns
from pmo_metrics.ingest.taught import Taught
from pmo_metrics.ingest.understand import tables_in
from pmo_metrics.ingest.values import split_amount
from pmo_metrics.settings import Limits
from pmo_metrics.tables import TABLES

DOUBTFUL = 0.7  # a table that was recognised with less confidence is offered to be taught


@dataclass(frozen=True)
class Seen:
    """One column as it lies: what it is taken for and why, and how its cells read."""

    header: str
    place: int
    column: str
    confidence: float
    evidence: str  # "taught", "known name", "month"; for a column without a meaning "dates", "numbers" or ""
    filled: int
    read: int
    samples: tuple[tuple[str, str], ...] = ()  # text, and what it was read as
    unread: tuple[str, ...] = ()


def propose(
    found: Recognised, name: str, table: str | None, header_row: int | None, header_rows: int = 1
) -> tuple[SavedMapping, Place]:
    """The best guess for a table as a mapping, and its header; the table, the (lower) row of the header and how many rows
    it has may be given."""
    own = found.header_row if header_rows == 1 else None
    if found.source and own and table in (None, found.table) and header_row in (None, own):
        by_place, months = {i: c for c, i in found.columns.items()}, {i for i, _, _ in found.months}
        shown = [(i, h) for i, h in enumerate(labels(found.headers)) if i in by_place or found.headers[i].strip()]
        columns = {h: by_place.get(i, "") for i, h in shown if i not in months}
        place = Place(own, found.headers)
        return SavedMapping(slugify(name), found.table or "", columns, months=bool(found.months)), place
    place, guessed = _best_place(found, table, header_row, header_rows)
    columns, by_month = _guess(place.headers, guessed)
    return SavedMapping(slugify(name), guessed, columns, header_rows, by_month, confirmed=False), place


def _best_place(
    found: Recognised, table: str | None, header_row: int | None, header_rows: int = 1
) -> tuple[Place, str]:
    """The row whose texts name most columns of a table; without any such the first row with most texts."""
    places = [p for p in header_places(found.sheet, header_rows) if header_row in (None, p.row)]
    if header_row is not None and header_row == found.header_row and header_rows == 1:
        places = [Place(header_row, found.headers)]
    if not places:
        first = header_row or 1
        rows = found.sheet.cells.filter(pl.col("row") == first).drop("row").rows()
        places = [Place(first, tuple(t or "" for t in rows[0]) if rows else ())]
    scored = [(_weight(p.headers, t), p, t) for p in places for t in ([table] if table else TABLES)]
    best = max(scored, key=lambda s: (s[0], sum(1 for h in s[1].headers if h.strip()), -s[1].row))
    return best[1], best[2]


def _offers(headers: Sequence[str], table: str) -> list[tuple[float, int, str]]:
    allowed = options(table)
    found = [
        (m.weight, i, m.column) for i, h in enumerate(headers) if 0 < len(h.strip()) <= 80
        for m in matches(h, table) if m.column in allowed
    ]  # fmt: skip
    return sorted(found, key=lambda o: (-o[0], o[1]))


def _assigned(headers: Sequence[str], table: str, but: set[int]) -> dict[int, tuple[str, float]]:
    found: dict[int, tuple[str, float]] = {}
    for weight, place, column in _offers(headers, table):
        if place not in found and place not in but and column not in {c for c, _ in found.values()}:
            found[place] = (column, weight)
    return found


def _weight(headers: tuple[str, ...], table: str) -> float:
    months = {i for i, _, _ in month_columns(headers)} if table in ("cost", "assignment") else set()
    found = _assigned(headers, table, months)
    needs = sum(0.3 for c, _ in found.values() if c in TABLES[table].needs)
    return sum(w for _, w in found.values()) + needs + (1.0 if months else 0.0)


def _guess(headers: tuple[str, ...], table: str) -> tuple[dict[str, str], bool]:
    months = {i for i, _, _ in month_columns(headers)} if table in ("cost", "assignment") else set()
    found = _assigned(headers, table, months)
    names = labels(headers)
    columns = {
        names[i]: found[i][0] if i in found else "" for i, h in enumerate(headers) if h.strip() and i not in months
    }
    return columns, bool(months)


def look(recognised: Recognised, place_of_header: Place, skip: Mapping[int, str], hints: Hints) -> list[Seen]:
    """Every column of a table with its meaning, evidence, and how its cells read."""
    table = recognised.table or ""
    mapped = map_rows(recognised, skip, hints)
    cells = recognised.sheet.cells.filter(pl.col("row") > (recognised.header_row or 0))
    if recognised.columns or recognised.months:  # without any, no row is taken for data
        cells = cells.filter(~pl.col("row").is_in(list(skip)))
    by_place = {i: c for c, i in recognised.columns.items()}
    months = {i: month for i, month, _ in recognised.months}
    found = []
    for place, header in enumerate(labels(place_of_header.headers)):
        texts = [(r, t) for r, t in cells.select("row", f"c{place}").iter_rows() if t and t.strip()]
        if not texts and not recognised.headers[place].strip():
            continue
        column = by_place.get(place, "")
        evidence = _evidence(recognised, place, column, place in months)
        if not evidence[0]:
            evidence = (_looks([t for _, t in texts[:200]]), 0.0)
        found.append(_seen(header, place, column, evidence, texts, mapped.rows, table))
    return found


def _evidence(recognised: Recognised, place: int, column: str, month: bool) -> tuple[str, float]:
    if month:
        return "month", 1.0
    if not column:
        return "", 0.0
    if (recognised.source or "").startswith(PREFIX) and recognised.confidence == 1.0:
        known = next((m.weight for m in matches(recognised.headers[place], recognised.table or "") if m.column == column), 0.0)  # fmt: skip
        return ("known name", known) if known else ("taught", 1.0)
    weight = next(
        (m.weight for m in matches(recognised.headers[place], recognised.table or "") if m.column == column), 0.9
    )
    return "known name", weight


def _looks(texts: Sequence[str]) -> str:
    """What the cells of a column without a meaning are like."""
    for name, reads in (("dates", read_date), ("numbers", split_amount)):
        if texts and sum(reads(t) is not None for t in texts) >= 0.8 * len(texts):
            return name
    return ""


def _seen(
    header: str, place: int, column: str, evidence: tuple[str, float], texts: Sequence[tuple[int, str]],
    rows: pl.DataFrame, table: str,
) -> Seen:  # fmt: skip
    why, weight = evidence
    if not column or column not in rows.columns or column not in TABLES[table].names:
        samples = tuple((t[:60], "") for t in dict.fromkeys(t for _, t in texts[:200]))[:4]
        return Seen(header, place, column, weight, why, len(texts), len(texts), samples)
    values = dict(rows.select("row", column).iter_rows())
    read = [(t, values.get(r)) for r, t in texts]
    good = [(t[:60], str(v)) for t, v in read if v is not None]
    bad = tuple(dict.fromkeys(t[:60] for t, v in read if v is None))[:4]
    share = len(good) / len(read) if read else 1.0
    return Seen(
        header, place, column, round(weight * share, 2), why, len(read), len(good), tuple(dict.fromkeys(good))[:4], bad
    )


def notes_of(seen: Sequence[Seen]) -> dict[str, str]:
    """What stands in each column, and what of it could not be read, in a line for the comment beside it."""
    found = {}
    for one in seen:
        shown = ", ".join(text for text, _ in one.samples) or ("empty" if not one.filled else "")
        unread = f"; not read ({one.filled - one.read} of {one.filled}): {', '.join(one.unread)}" if one.unread else ""
        found[one.header] = (f"{one.evidence}: " if one.evidence in ("dates", "numbers") else "") + shown + unread
    return found


@dataclass(frozen=True)
class Lesson:
    """A table that may be taught: as it was found, the mapping, its header, and its columns read by the mapping."""

    found: Recognised
    mapping: SavedMapping
    place: Place
    seen: tuple[Seen, ...]

    @property
    def title(self) -> str:
        sheet = self.found.sheet
        return f"{sheet.file} [{sheet.sheet}]" if sheet.sheet else sheet.file


def doubtful(found: Recognised) -> bool:
    """Whether a table should be taught: not recognised, or hardly."""
    return found.source is None or found.confidence < DOUBTFUL


def lesson(
    found: Recognised, name: str, table: str | None = None, header_row: int | None = None, header_rows: int = 1
) -> Lesson:
    """The best guess for a table, with how it reads; the table and its header may be given."""
    return _studied(found, *propose(found, name, table, header_row, header_rows))


def taught_lesson(found: Recognised, own: SavedMapping) -> Lesson | None:
    """A table as it was taught already; columns that are new are left out. None where the mapping does not know it."""
    fit = best_fit(found, own)
    if fit is None:
        return None
    headers, known = fit[1].headers, {fold(h) for h in own.columns}
    months = {i for i, _, _ in month_columns(headers)} if own.months else set()
    fresh = [
        h for i, h in enumerate(labels(headers)) if i not in months and headers[i].strip() and fold(h) not in known
    ]
    return _studied(found, replace(own, columns={**own.columns, **dict.fromkeys(fresh, "")}), fit[1])


def again(given: Lesson, mapping: SavedMapping) -> Lesson:
    """The same table read by a corrected mapping."""
    return _studied(given.found, mapping, given.place)


def _studied(found: Recognised, mapping: SavedMapping, place: Place) -> Lesson:
    read = read_by(replace(found, problems=()), mapping, place.row, place.headers)
    dropped = not_data(read)
    skip = {**dropped, **refused_rows(read, dropped)}
    seen = look(read, place, skip, hints_with(Hints(), mapping))
    return Lesson(found, mapping, place, tuple(seen))


def should_be_taught(table: TableResult) -> bool:
    """Whether a person should look at a table: not recognised though it has rows, hardly recognised, or of no use as it is."""
    if table.source is None or not table.rows_loaded:
        return table.rows_quarantined > 0
    return table.confidence < DOUBTFUL


def lessons(
    upload: Upload, tables: Sequence[TableResult], taught: Taught, limits: Limits | None = None
) -> list[Lesson]:
    """Those of the tables of a file that should be taught."""
    sheets = {t.sheet for t in tables if t.file == upload.name and should_be_taught(t)}
    found = tables_in(upload, limits or Limits(), taught) if sheets else []
    idle = {(t.sheet, t.header_row) for t in tables if t.source and not t.rows_loaded}
    return [
        lesson(one, name_for(one))
        for one in found
        if one.sheet.sheet in sheets and (doubtful(one) or (one.sheet.sheet, one.header_row) in idle)
    ]


def name_for(found: Recognised) -> str:
    """A name for the mapping of a table: that of its file without dates, and of its sheet."""
    stem = found.sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return " ".join(w for w in slugify(f"{stem} {found.sheet.sheet}").split("-") if not w.isdigit()) or stem
