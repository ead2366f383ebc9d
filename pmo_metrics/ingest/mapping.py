"""What an analyst taught about a table, once: which header means which column, as TOML that people read and edit.

A saved mapping finds its table again by the folded headers, so that another order, case or spacing and a few columns
more or less do not matter. It is a plain value: `taught_reading` puts it in the place of the loader's own reading.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

import polars as pl

from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.header_units import Unit as HeaderUnit
from pmo_metrics.ingest.header_units import unit_of, without_unit
from pmo_metrics.ingest.headers import named
from pmo_metrics.ingest.hints import Hints
from pmo_metrics.ingest.kinds import EXTRA, choice_kind
from pmo_metrics.ingest.map import Mapped
from pmo_metrics.ingest.model import Problem, Recognised, Severity, Sheet
from pmo_metrics.ingest.period_headers import month_columns
from pmo_metrics.ingest.recognise import HEADER_WITHIN
from pmo_metrics.ingest.values import choice, choices
from pmo_metrics.sources import all_sources
from pmo_metrics.tables import TABLES

PREFIX = "mapping:"  # the source of a table that was read as taught
_ENOUGH = 0.75  # of the headers that were given a meaning, this share must be there again
_ALIKE = 0.5  # and of all headers, there and then, this share must be common
_CONSTANT_KINDS = ("text", "id", "currency", "choice", "date", "month", "flag")


@dataclass(frozen=True)
class SavedMapping:
    """One taught table. `columns` has every header seen when it was taught; "" means that it is left out."""

    slug: str
    table: str
    columns: Mapping[str, str]
    header_rows: int = 1
    months: bool = False
    day_first: bool | None = None
    units: Mapping[str, str] = field(default_factory=dict)  # column -> unit, where the header states none
    constants: Mapping[str, str] = field(default_factory=dict)  # column -> the value of every row
    expect_columns: tuple[str, ...] = ()  # headers that a file should have, read or not
    expect_rows: int = 0  # rows that a file should have at least
    confirmed: bool = True
    text: str = ""

    @property
    def used(self) -> Mapping[str, str]:
        """Folded header to the column it means, without those left out."""
        return {fold(h): c for h, c in self.columns.items() if c}


def slugify(name: str) -> str:
    """A name as it may stand in the mappings folder: small letters, digits and hyphens, nothing that leads elsewhere."""
    slug = "-".join(re.findall(r"[a-z0-9]+", plain(name)))[:60].strip("-")
    return slug or "table-" + hashlib.sha256(name.encode()).hexdigest()[:8]


def fold(header: str) -> str:
    """A header as it is compared: letters, digits and signs of units only."""
    return "".join(re.findall(r"[^\W_]|[%#£€$¥]", plain(header)))


def labels(headers: Sequence[str]) -> tuple[str, ...]:
    """A name for each column: its header, numbered where it comes again, its place where it has none."""
    seen: dict[str, int] = {}
    found = []
    for place, header in enumerate(headers, 1):
        bare = " ".join(header.split())
        nth = seen[fold(bare)] = seen.get(fold(bare), 0) + 1
        found.append(f"(column {place})" if not bare else bare if nth == 1 else f"{bare} #{nth}")
    return tuple(found)


@cache
def options(table: str) -> tuple[str, ...]:
    """The columns that a header of this table may be given: its own, and those that are turned into them."""
    extra = [c for c in named(table) if c in EXTRA]
    extra += [c for source in all_sources().values() if source.table == table for c in source.headers if c in EXTRA]
    return tuple(dict.fromkeys((*TABLES[table].names, *extra)))


# --- as text -----------------------------------------------------------------------------------------------------------


def parse_mapping(slug: str, text: str) -> SavedMapping:
    """The mapping that a TOML text states; BadRequest names what is wrong in it."""
    where = f"mappings/{slug}.toml"
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadRequest(f"{where} cannot be read: {error}. Correct it or remove it.") from None
    known = {"table", "header_rows", "months", "day_first", "confirmed", "columns", "units", "constants", "expect"}
    if unknown := sorted(set(given) - known):
        raise BadRequest(f"{where} has an unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}.")
    table = given.get("table")
    if not isinstance(table, str) or table not in TABLES:
        raise BadRequest(f"{where}: table should be one of {', '.join(TABLES)}, found {table!r}.")
    columns, units, constants = (_texts(where, given, key) for key in ("columns", "units", "constants"))
    _check_columns(where, table, columns)
    _check_units(where, table, units)
    for column, value in constants.items():
        _constant(where, table, column, value)
    header_rows = given.get("header_rows", 1)
    if header_rows not in (1, 2):
        raise BadRequest(f"{where}: header_rows should be 1 or 2, found {header_rows!r}.")
    months, day_first, confirmed = (_flag(where, given, key) for key in ("months", "day_first", "confirmed"))
    if confirmed is not False and not any(columns.values()):
        raise BadRequest(f"{where}: no header in [columns] is given a meaning.")
    expected, rows = _expect(where, given.get("expect", {}))
    return SavedMapping(
        slug, table, columns, header_rows, bool(months), day_first, units, constants, expected, rows,
        confirmed is not False, text,
    )  # fmt: skip


def _expect(where: str, given: object) -> tuple[tuple[str, ...], int]:
    """What every file read by the mapping should have: headers, and a least number of rows."""
    if not isinstance(given, dict) or set(given) - {"columns", "rows"}:
        raise BadRequest(f'{where}: [expect] has columns = ["…"] and rows = a number; found {given!r}.')
    columns, rows = given.get("columns", []), given.get("rows", 0)
    if not isinstance(columns, list) or not all(isinstance(c, str) and fold(c) for c in columns):
        raise BadRequest(f"{where}: the columns of [expect] should be a list of headers, found {columns!r}.")
    if not isinstance(rows, int) or isinstance(rows, bool) or rows < 0:
        raise BadRequest(f"{where}: the rows of [expect] should be a number of rows, found {rows!r}.")
    return tuple(columns), rows


def _texts(where: str, given: Mapping[str, object], key: str) -> dict[str, str]:
    found = given.get(key, {})
    if not isinstance(found, dict):
        raise BadRequest(f"{where}: [{key}] should be a list of name = value lines.")
    return {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in found.items()}


def _flag(where: str, given: Mapping[str, object], key: str) -> bool | None:
    value = given.get(key)
    if value is not None and not isinstance(value, bool):
        raise BadRequest(f"{where}: {key} should be true or false, found {value!r}.")
    return value


def _check_columns(where: str, table: str, columns: Mapping[str, str]) -> None:
    taken: dict[str, str] = {}
    for header, column in columns.items():
        if column and column not in options(table):
            raise BadRequest(f"{where}: {header!r} is given {column!r}, which {table} does not have: {', '.join(options(table))}.")  # fmt: skip
        if column and column in taken:
            raise BadRequest(f"{where}: {column} is given to both {taken[column]!r} and {header!r}.")
        taken[column] = header


def _check_units(where: str, table: str, units: Mapping[str, str]) -> None:
    for column, unit in units.items():
        if column not in (*options(table), "amount", "hours") or unit_of(unit) is None:
            raise BadRequest(f"{where}: the unit {unit!r} of {column!r} is not known; units are such as k€, 万元, % or hours.")  # fmt: skip


def _constant(where: str, table: str, column: str, text: str) -> pl.Expr:
    """The one value of a column as the column's type; BadRequest where it cannot be one."""
    found = next((c for c in TABLES[table].columns if c.name == column), None)
    if found is None or found.kind not in _CONSTANT_KINDS:
        raise BadRequest(f"{where}: {column!r} cannot be a constant of {table}: only its words, ids and dates can.")
    if found.kind in ("date", "month"):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise BadRequest(f"{where}: {column} should be a date like 2026-06-30, found {text!r}.") from None
        return pl.lit(day.replace(day=1) if found.kind == "month" else day, pl.Date())
    if found.kind in ("choice", "flag"):
        section = "flag" if found.kind == "flag" else choice_kind(table, column)
        read = choice(text, section)
        if read is None:
            allowed = ", ".join(dict.fromkeys(choices(section).values()))
            raise BadRequest(f"{where}: {column} should be one of {allowed}, found {text!r}.")
        return pl.lit(read == "true" if found.kind == "flag" else read)
    return pl.lit(text.strip().upper() if found.kind == "currency" else text.strip(), pl.String())


_HEAD = """# How tables like this one are read. The table is found again by its headers: their order, case and spacing, and a few
# new columns, do not matter. Each header is given the column it means; "" leaves it out.
"""


def mapping_text(mapping: SavedMapping, notes: Mapping[str, str], title: str = "") -> str:
    """The TOML of a mapping with what is in each column as a comment (`notes` by header)."""
    table = TABLES[mapping.table]
    lines = [*([f"# {_comment(title)}"] if title else []), *_HEAD.splitlines()]
    if not mapping.confirmed:
        lines += [
            "# A proposal: nothing is read by it until it is checked and the next line removed.",
            "confirmed = false",
        ]
    lines += [f"table = {quoted(mapping.table)}  # or {', '.join(t for t in TABLES if t != mapping.table)}"]
    lines += [f"# columns of {table.name}: {', '.join(options(table.name))}", f"# it needs: {', '.join(table.needs)}"]
    lines += ["header_rows = 2"] if mapping.header_rows == 2 else []
    lines += ["months = true  # one column a month beside the columns below"] if mapping.months else []
    if mapping.day_first is None:
        lines.append("# day_first = true  # if 03/04/2026 is 3 April and the file itself does not show it")
    else:
        lines.append(f"day_first = {str(mapping.day_first).lower()}")
    lines += [
        "",
        '[expect]  # a file without these is told as a warning, such as columns = ["Cost centre"] and rows = 100',
    ]
    lines += [f"columns = [{', '.join(map(quoted, mapping.expect_columns))}]"] if mapping.expect_columns else []
    lines += [f"rows = {mapping.expect_rows}"] if mapping.expect_rows else []
    lines += ["", "[columns]"]
    for header, column in mapping.columns.items():
        note = _comment(notes.get(header, ""))
        lines.append(f"{quoted(header)} = {quoted(column)}" + (f"  # {note}" if note else ""))
    lines += ["", '[units]  # of numbers whose header states none, such as budget = "k€"']
    lines += [f"{c} = {quoted(u)}" for c, u in mapping.units.items()]
    lines += ["", '[constants]  # what holds for every row and no column says, such as currency = "EUR"']
    lines += [f"{c} = {quoted(v)}" for c, v in mapping.constants.items()]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A TOML basic string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:200].strip()


# --- recognising -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A row that may be the header, and the texts of its columns."""

    row: int
    headers: tuple[str, ...]


def taught_reading(found: Recognised, mappings: Sequence[SavedMapping]) -> Recognised:
    """The reading that a saved mapping gives of this table; `found`, the loader's own, where none knows its headers."""
    fits = [(fit[0], m, fit[1]) for m in mappings if (fit := best_fit(found, m))]
    if not fits:
        return found
    _, mapping, place = max(fits, key=lambda f: f[0])
    if mapping.confirmed:
        return read_by(found, mapping, place.row, place.headers)
    note = Problem(
        found.sheet.file, found.sheet.sheet, place.row, "", f"mappings/{mapping.slug}.toml", "a mapping that was checked",
        "warning", "noted: not used until `confirmed = false` is removed from it",
    )  # fmt: skip
    return replace(found, problems=(*found.problems, note))


def best_fit(found: Recognised, mapping: SavedMapping) -> tuple[float, Place] | None:
    """Where in a table the headers of a mapping stand, and how well they agree; None where they do not."""
    fits = [(score, place) for place in _places(found, mapping) if (score := _likeness(mapping, place.headers))]
    return max(fits, key=lambda f: (f[0], -f[1].row)) if fits else None


def _places(found: Recognised, mapping: SavedMapping) -> Iterator[Place]:
    """Where the headers may stand: where the loader found them, else in any of the first rows."""
    if found.header_row is not None:
        yield Place(found.header_row, found.headers)
    yield from header_places(found.sheet, mapping.header_rows)


def header_places(sheet: Sheet, header_rows: int = 1) -> Iterator[Place]:
    """Each of the first rows with two texts or more as headers, joined with the row above for a header of two rows."""
    above: tuple[str, ...] = ()
    for row, *cells in sheet.cells.head(HEADER_WITHIN).iter_rows():
        own = tuple(t or "" for t in cells)
        if sum(1 for t in own if t.strip()) >= 2 and (header_rows == 1 or above):
            yield Place(row, own if header_rows == 1 else _joined(above, own))
        above = own


def _joined(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    filled, last = [], ""
    for top, bottom in zip(above, below, strict=True):
        last = top.strip() or (last if bottom.strip() else "")
        filled.append(f"{last} {bottom}".strip())
    return tuple(filled)


def _likeness(mapping: SavedMapping, headers: Sequence[str]) -> float:
    """How well headers agree with those that were taught, 0 where not well enough."""
    months = {i for i, _, _ in month_columns(tuple(headers))} if mapping.months else set()
    if mapping.months and not months:
        return 0.0
    here = {fold(name) for i, name in enumerate(labels(headers)) if i not in months and headers[i].strip()}
    here |= {fold(name) for name, header in zip(labels(headers), headers, strict=True) if not header.strip()} & {
        *mapping.used
    }
    used, known = mapping.used, {fold(h) for h in mapping.columns}
    needed = {h for h, c in used.items() if c in TABLES[mapping.table].needs}
    found, common = set(used) & here, known & here
    if not known or not needed <= here or len(found) < _ENOUGH * len(used):
        return 0.0
    if len(common) < _ALIKE * len(here) or len(common) < _ALIKE * len(known):
        return 0.0
    return len(found) / max(len(used), 1) + len(common) / len(known | here)


def read_by(found: Recognised, mapping: SavedMapping, row: int, headers: tuple[str, ...]) -> Recognised:
    """The table as the mapping says, its headers in this row."""
    place_of = {fold(name): i for i, name in enumerate(labels(headers))}
    months = month_columns(headers) if mapping.months else ()
    columns = {c: place_of[h] for h, c in mapping.used.items() if h in place_of}
    taken = {*columns.values(), *(i for i, _, _ in months)}
    unmapped = tuple(dict.fromkeys(h for i, h in enumerate(headers) if h.strip() and i not in taken))
    stated, problems = _with_units(found.sheet, row, headers, mapping, columns, [i for i, _, _ in months])
    for header, column in mapping.columns.items():
        if column and fold(header) not in place_of:
            problems.append(_told(found.sheet, row, header, f"no column {header}", column, "warning", "left empty"))
    for header in mapping.expect_columns:
        if fold(header) not in {*place_of, *mapping.used}:
            what = f"a column {header}, as mappings/{mapping.slug}.toml expects"
            problems.append(_told(found.sheet, row, header, f"no column {header}", what, "warning", "noted"))
    known = {fold(h) for h in (*mapping.columns, *mapping.expect_columns)}
    fresh = [h for i, h in enumerate(headers) if h.strip() and i not in taken and fold(labels(headers)[i]) not in known]
    if fresh:
        what = f"a column that mappings/{mapping.slug}.toml knows"
        problems.append(_told(found.sheet, row, "", ", ".join(fresh)[:200], what, "info", "not loaded"))
    return replace(
        found, source=f"{PREFIX}{mapping.slug}", table=mapping.table, confidence=1.0, header_row=row, headers=stated,
        columns=columns, months=months, unmapped=unmapped, problems=tuple(problems),
    )  # fmt: skip


def _told(sheet: Sheet, row: int, column: str, found: str, expected: str, severity: Severity, action: str) -> Problem:
    return Problem(sheet.file, sheet.sheet, row, column, found, expected, severity, action)


def _with_units(
    sheet: Sheet,
    row: int,
    headers: tuple[str, ...],
    mapping: SavedMapping,
    columns: Mapping[str, int],
    months: Sequence[int],
) -> tuple[tuple[str, ...], list[Problem]]:
    """The headers with the taught units; a header that now states another unit than was taught is told and believed."""
    stated, problems = list(headers), list[Problem]()
    places = [(columns[c], u) for c, u in mapping.units.items() if c in columns]
    places += [
        (i, u) for c, u in mapping.units.items() if c in ("amount", "hours") and c not in columns for i in months
    ]
    for place, unit in places:
        own = without_unit(headers[place])[1]
        if own == HeaderUnit():
            stated[place] = f"{headers[place]} ({unit})"
        elif own != unit_of(unit):
            problems.append(_told(sheet, row, headers[place], headers[place], f"{unit}, as taught", "warning", "read as the header says"))  # fmt: skip
    return tuple(stated), problems


def hints_with(hints: Hints, mapping: SavedMapping) -> Hints:
    """The hints of the file, with the order of day and month that was taught."""
    return hints if mapping.day_first is None else replace(hints, order="day" if mapping.day_first else "month")


def as_expected(mapped: Mapped, mapping: SavedMapping) -> Mapped:
    """The rows, with a warning where the file has fewer of them than the mapping expects."""
    rows = len(mapped.records)
    if rows >= mapping.expect_rows:
        return mapped
    what = f"{mapping.expect_rows} rows at least, as mappings/{mapping.slug}.toml expects"
    few = _told(
        mapped.recognised.sheet, mapped.recognised.header_row or 0, "", f"{rows} rows", what, "warning", "noted"
    )
    return replace(mapped, problems=(*mapped.problems, few))


def with_constants(mapped: Mapped, mapping: SavedMapping) -> Mapped:
    """The rows with the values that the mapping states for all of them; a column of the file goes before."""
    rows, own = mapped.rows, mapped.recognised.columns
    kinds = any(kind for _, _, kind in mapped.recognised.months)
    for column, text in mapping.constants.items():
        value = _constant(f"mappings/{mapping.slug}.toml", mapping.table, column, text)
        filled = column in rows.columns and (column in own or (column == "kind" and kinds))
        rows = rows.with_columns((pl.coalesce(column, value) if filled else value).alias(column))
    order = ["row", *(c for c in TABLES[mapping.table].names if c in rows.columns)]
    return replace(mapped, rows=rows.select(order))
