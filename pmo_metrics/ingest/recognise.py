"""Where the table in a sheet lies, which source it is, and what its columns mean: by the fit of headers and of values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from pmo_metrics.ingest.bare_periods import with_year
from pmo_metrics.ingest.cell_fit import check_values, misfit
from pmo_metrics.ingest.column_choice import assign, names_something
from pmo_metrics.ingest.day_headers import day_columns, over_two_rows, total_columns
from pmo_metrics.ingest.fit import LOOKS, Fit, brought
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.header_units import unit_of
from pmo_metrics.ingest.headers import matches
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.lights import with_lights
from pmo_metrics.ingest.misspelt import corrected
from pmo_metrics.ingest.model import Problem, Recognised, Sheet
from pmo_metrics.ingest.period_headers import month_columns, stacked_headers
from pmo_metrics.ingest.row_kinds import several_a_project
from pmo_metrics.ingest.samples import sample
from pmo_metrics.ingest.source_signs import (
    name_says,
    names_projects,
    says_kinds,
    signed,
)
from pmo_metrics.ingest.values import split_amount
from pmo_metrics.ingest.vetoes import Reading, is_vetoed
from pmo_metrics.sources import Source, all_sources
from pmo_metrics.tables import TABLES

HEADER_WITHIN = 50
_HEADER_CHARS = 5_000


def recognise(sheet: Sheet) -> Recognised:
    """The best reading of a sheet; `source` is None where no source fits."""
    texts = sheet.cells.drop("row").head(HEADER_WITHIN).rows()
    if texts and next((t for t in texts[0] if t), "") in ("ERMHDR", "MPX"):
        what = "the plan file as the tool wrote it (XER, MPX): this one was opened and saved as a table"
        return Recognised(
            sheet, problems=(Problem(sheet.file, sheet.sheet, 1, "", "a plan file", what, "error", "not loaded"),)
        )
    numbers = sheet.cells["row"].head(HEADER_WITHIN).to_list()
    fits = [fit for place, row in enumerate(texts) for fit in _fits(sheet, texts, place, numbers[place]) if any(row)]
    fits.sort(key=lambda f: -f.score)
    checked = [c for f in fits[:6] if (c := check_values(sheet, f)) is not None]
    if not checked:
        return Recognised(sheet)
    best = with_lights(sheet, _with_misspelt(sheet, _above(sheet, max(checked, key=lambda f: f.score), fits)))
    used = {*best.columns.values(), *(c for c, _, _ in best.months)}
    named = [h for i, h in enumerate(best.headers) if h.strip() and i not in used]
    return Recognised(
        sheet, best.source, best.table, _confidence(best, len(used), len(named)), best.header_row, best.headers,
        dict(best.columns), best.months, tuple(dict.fromkeys(named)), best.problems,
    )  # fmt: skip


def _above(sheet: Sheet, best: Fit, fits: Sequence[Fit]) -> Fit:
    """The reading by an earlier header of the same table, where the rows between are its data: each page repeats the header."""
    earlier = [f for f in fits if f.table == best.table and f.header_row < best.header_row - 1 and len(f.columns) > 2]
    for fit in sorted(earlier, key=lambda f: (f.header_row, -f.score)):
        between = sheet.cells.filter(pl.col("row").is_between(fit.header_row, best.header_row, closed="none"))
        kinds = {i: kind_of(fit.table, c) for c, i in fit.columns.items()}
        rows = [
            [
                LOOKS[kinds[i]](t)
                for i, t in enumerate(row)
                if t and t.strip() and kinds.get(i) in ("date", "money", "month")
            ]
            for row in between.drop("row").rows()
        ]
        if sum(bool(row) and all(row) for row in rows) > 1 and (checked := check_values(sheet, fit)):
            return checked
    return best


def _with_misspelt(sheet: Sheet, fit: Fit) -> Fit:
    """The reading with the columns that headers nobody knows nearly name, where their cells fit; each is told."""
    if all_sources()[fit.source].layout == "labels":
        return fit
    columns, problems = dict(fit.columns), list(fit.problems)
    taken = {*columns.values(), *(i for i, _, _ in fit.months)}
    for place, header in enumerate(fit.headers):
        if place in taken or not header.strip() or matches(header, fit.table):
            continue
        meant = corrected(header, fit.table)
        texts = sample(sheet, fit.header_row, place) if meant else []
        for column in (m.column for m in matches(meant or "", fit.table)):
            if len(texts) > 2 and column not in columns and not misfit(fit, column, header, texts):
                columns[column] = place
                found = Problem(
                    sheet.file,
                    sheet.sheet,
                    fit.header_row,
                    header,
                    header[:200],
                    meant or "",
                    "info",
                    "read so: spelt nearly like it",
                )
                problems.append(found)
                break
    return replace(fit, columns=columns, problems=tuple(problems))


def _confidence(fit: Fit, used: int, left: int) -> float:
    """How sure we are: exact labels are certain; otherwise how much of the sheet and how much of the table was found."""
    if all_sources()[fit.source].layout == "labels":
        return 1.0
    found = min(1.0, len(fit.columns) / 6 + (0.3 if fit.months else 0.0))
    return round(0.35 + 0.35 * found + 0.29 * used / max(used + left, 1), 2)


def _fits(sheet: Sheet, texts: Sequence[Sequence[str | None]], place: int, row: int) -> Iterator[Fit]:
    """Every source that this row could be the header of."""
    single = tuple(t or "" for t in texts[place])
    filled = [t for t in single if t.strip()]
    if len(filled) < 2 or sum(len(t) > 120 for t in filled) > 0.3 * len(filled):
        return
    if any(len(t) > _HEADER_CHARS for t in filled):
        return  # a text this long is no header, and to compare it with every known one would take seconds
    options = [single]
    if place + 1 < len(texts) and (stated := _with_units(single, texts[place + 1])):
        options = [stated]
    if place:
        above = _short(texts[place - 1])
        options += [days] if (days := over_two_rows(above, single)) else []
        options += [grouped] if (grouped := _grouped(above, single)) else []
    for depth in range(1, min(place, 2) + 1):
        above_it = [_short(texts[i]) for i in range(place - depth, place)]
        options += [stacked] if (stacked := stacked_headers([*above_it, single])) else []
    if named := _with_names(sheet, single, row):
        options += [named]
    dated, year = with_year(sheet, texts[:place], single)
    options += [dated] if dated else []
    for headers in options:
        if not any(h and names_something(h) for h in headers):
            continue  # most rows are data
        for name, source in all_sources().items():
            if sheet.holds not in ("", source.table):
                continue
            fit = (
                _labels(name, headers, row) if source.layout == "labels" else _match(sheet, name, source, headers, row)
            )
            if fit and headers is named:
                fit = replace(fit, problems=(*fit.problems, _names_told(sheet, row)))
            if fit and headers is dated:
                fit = replace(fit, problems=(*fit.problems, _year_told(sheet, row, year)))
            if fit:
                yield fit


_NAMES = "Project name"


def _with_names(sheet: Sheet, headers: tuple[str, ...], row: int) -> tuple[str, ...] | None:
    """The headers with one for a first column of names without any, in what is called a list of projects: the index of a data frame."""
    if headers[0].strip() or sheet.sheet or not names_projects(sheet):
        return None
    texts = sample(sheet, row, 0)
    words = len(texts) > 2 and len(set(texts)) == len(texts) and all(re.search(r"[^\W\d_]{2}", t) for t in texts)
    return (_NAMES, *headers[1:]) if words else None


def _names_told(sheet: Sheet, row: int) -> Problem:
    found = "names without a header in the first column"
    return Problem(sheet.file, sheet.sheet, row, "", found, f"a header such as {_NAMES}", "warning", "read so")


def _year_told(sheet: Sheet, row: int, year: str) -> Problem:
    what = f"months or quarters of {year}: the only year stated above them, or in the name of the sheet or file"
    return Problem(sheet.file, sheet.sheet, row, "", "months or quarters without a year", what, "warning", "read so")


def _with_units(headers: tuple[str, ...], below: Sequence[str | None]) -> tuple[str, ...] | None:
    """Headers with the units that a row of nothing but units states below them; None without such a row."""
    units = [unit_of(t.strip("()（）[] ")) if t and t.strip() else None for t in below]
    if not any(units) or any(t and t.strip() and unit is None for t, unit in zip(below, units, strict=True)):
        return None
    return tuple(
        f"{h} ({(t or '').strip('()（）[] ')})" if u and h else h for h, t, u in zip(headers, below, units, strict=True)
    )


def _short(line: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(t if t and len(t) <= _HEADER_CHARS else "" for t in line)


_A_DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b")


def _grouped(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...] | None:
    """A header over two rows: `Baseline` over `Start` and `Finish`, or cells merged over both rows."""
    words = [t for t in above if t.strip()]
    if len(words) < 2 or any(split_amount(t) or len(t) > 60 for t in words):
        return None
    if any(split_amount(t) or _A_DAY.match(t.strip()) for t in below):
        return None  # the first row of data: its blank cells are no part of a header
    twice = {plain(b) for b in below if b.strip() and sum(plain(b) == plain(o) for o in below) > 1}
    joined, group = [], ""
    for top, bottom in zip(above, below, strict=True):
        group = top.strip() or (group if bottom.strip() else "")
        joined.append(f"{group} {bottom}".strip() if plain(bottom) in twice else bottom or top)
    return tuple(joined) if tuple(joined) != below else None


def _labels(name: str, headers: tuple[str, ...], row: int) -> Fit | None:
    """A sheet of our template: each filled header is a label of one table, and the needed columns are there."""
    for table in TABLES.values():
        by_label = _labels_of(table.name)
        columns = {by_label[plain(h)]: i for i, h in enumerate(headers) if plain(h) in by_label}
        filled = [h for h in headers if h.strip()]
        if len(columns) == len(filled) and set(table.needs) <= set(columns) and len(columns) >= 3:
            # A file may hold nothing but such labels and yet be somebody's own list: then the values decide as well.
            return Fit(name, table.name, row, headers, columns, 100.0 + len(columns))
    return None


@cache
def _labels_of(table: str) -> Mapping[str, str]:
    return {plain(label): c.name for c in TABLES[table].columns for label in (c.label, c.label_zh)}


def _match(sheet: Sheet, name: str, source: Source, headers: tuple[str, ...], row: int) -> Fit | None:
    months = (
        month_columns(headers) if source.layout == "months" else day_columns(headers) if source.layout == "days" else ()
    )
    taken = {i for i, _, _ in months} | ({*total_columns(headers)} if source.layout == "days" else set())
    columns, weight = assign(source, headers, taken)
    columns = _with_earlier_title(columns, headers)
    if months and source.table == "cost":
        listed = _match(sheet, "project_list", all_sources()["project_list"], headers, row)
        listed = None if listed and several_a_project(sheet, listed) else listed
        if listed and {i for c, i in listed.columns.items() if kind_of("project", c) == "money"} - taken:
            return None  # a list of projects with what each costs in all, and by period: costs_beside reads the periods
        columns = {c: i for c, i in columns.items() if not c.startswith("amount")}
    if sheet.kind_column is not None:
        columns = _of_a_log(sheet.kind_column, columns, source.table, headers)
    found = brought(columns, bool(months))
    usual = source.at_least - (source.table == "project" and _names_beneficiary(headers))
    usual -= source.table == "register" and _names_entry(columns, headers)
    usual -= source.table == "person" and (_names_people(columns, headers) or name_says(source, sheet))
    if not all(found & group for group in source.needs) or len(source.typical & found) < usual:
        return None
    kinds = {kind for _, _, kind in months if kind} if source.table == "cost" else set()
    by_kinds = says_kinds(sheet, source, columns, row)
    weighed = source.table == "risk" and bool(found & _CHANCE) and bool(found & _EFFECT)
    if not (signed(sheet, source, headers) or len(kinds) > 1 or by_kinds or weighed):
        return None
    if is_vetoed(Reading(sheet, name, source, headers, row, columns, frozenset(found))):
        return None
    filled = sum(1 for h in headers if h.strip())
    used = len(columns) + len(months)
    priority = 0.6 if source.table != "project" or name == "gate_dates" else 0.0
    said = 0.05 * sum(1 for _, _, kind in months if kind)  # the header that says most of them is the whole header
    score = weight + said + 0.2 * len(months) - 0.04 * (filled - used) + priority
    return Fit(name, source.table, row, headers, columns, score, months)


def _with_earlier_title(columns: dict[str, int], headers: tuple[str, ...]) -> dict[str, int]:
    """A bare name far behind a bare title is that of something the row mentions: the park that a project is in."""
    place = columns.get("name")
    if place is None or key(headers[place]) != key("name"):
        return columns
    title = next(
        (i for i, h in enumerate(headers[:place]) if key(h) == key("title") and i not in columns.values()), None
    )
    return columns if title is None else {**columns, "name": title}


# In a log of several kinds of entries all share the words of one: the id of a risk is called Issue ID, or Risk ID that of an issue.
_SHARED = {"risk": (("risk_id", "register", "entry_id"), ("title", "register", "title"), ("response_due", "register", "due")),
           "register": (("entry_id", "risk", "risk_id"), ("title", "risk", "title"), ("due", "risk", "response_due"))}  # fmt: skip


def _of_a_log(kind: int, columns: Mapping[str, int], table: str, headers: tuple[str, ...]) -> dict[str, int]:
    """The columns of one kind of entries: its kind, and what it lacks by the words of the other kind."""
    found = {c: i for c, i in columns.items() if i != kind} | ({"kind": kind} if table in _SHARED else {})
    for column, other, name in _SHARED.get(table, ()):
        offers = [(m.weight, -i) for i, h in enumerate(headers) for m in matches(h, other) if m.column == name]
        free = [-i for _, i in sorted(offers, reverse=True) if -i not in found.values()]
        if column not in found and free:
            found[column] = free[0]
    return found


# How likely something is and what it does: whatever it is called, that is a risk.
_CHANCE, _EFFECT = (
    frozenset({"probability", "likelihood_score"}),
    frozenset({"impact_score", "cost_likely", "days_likely"}),
)


def _names_entry(columns: Mapping[str, int], headers: tuple[str, ...]) -> bool:
    """Whether the title of each row is called a decision, an issue, an action or a change: then little more is needed."""
    if "title" not in columns:
        return False
    return not key(headers[columns["title"]]) & key("title name description summary subject reason item")


_PEOPLE = key("person employee staff personnel worker resource")


def _names_people(columns: Mapping[str, int], headers: tuple[str, ...]) -> bool:
    """Whether id and name both say that they are those of people: then one word more on each makes a roster."""
    return all(c in columns and key(headers[columns[c]]) & _PEOPLE for c in ("person_id", "name"))


_BENEFICIARY = re.compile(r"beneficiar|begunstigt|zuwendungsempfanger|beneficjent|beneficient|受益人|获资助")


def _names_beneficiary(headers: tuple[str, ...]) -> bool:
    """Whether a column tells who got the money: then the list is one of funded operations, however few its columns."""
    return any(len(h) <= 120 and _BENEFICIARY.search(plain(h)) for h in headers)
