"""What a set of uploads says: read, recognise, map, validate for every sheet. Same inputs, same result."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.boards import with_pairs
from pmo_metrics.ingest.columns import fill_groups, one_name_once
from pmo_metrics.ingest.corrections import correct
from pmo_metrics.ingest.costs_beside import costs_beside, without_costs
from pmo_metrics.ingest.crosswalk import join
from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.forms import by_project
from pmo_metrics.ingest.hints import Hints, hints_of
from pmo_metrics.ingest.links import links_of
from pmo_metrics.ingest.map import Mapped, map_rows
from pmo_metrics.ingest.mapping import as_expected, hints_with, taught_reading, with_constants
from pmo_metrics.ingest.mixed_logs import by_kind
from pmo_metrics.ingest.model import FileResult, Problem, Recognised, Sheet, TableResult, Upload
from pmo_metrics.ingest.not_data import not_data, refused_rows
from pmo_metrics.ingest.periods import FiscalStart
from pmo_metrics.ingest.phasing import phased
from pmo_metrics.ingest.progress import Progress, silent, tell
from pmo_metrics.ingest.ragged import repair
from pmo_metrics.ingest.read import read_upload
from pmo_metrics.ingest.recognise import recognise
from pmo_metrics.ingest.regions import pieces
from pmo_metrics.ingest.shared_keys import tell_shared
from pmo_metrics.ingest.statusdate import StatusDate, in_names, in_titles, newest_fact
from pmo_metrics.ingest.taught import Taught
from pmo_metrics.ingest.total_rows import total_rows
from pmo_metrics.ingest.unrecognised import empty, unrecognised
from pmo_metrics.ingest.validate import validate
from pmo_metrics.ingest.year_beside import with_years
from pmo_metrics.settings import Limits
from pmo_metrics.sources import source_named
from pmo_metrics.tables import TABLES

_READERS = 2


@dataclass
class _Part:
    """One sheet on its way: what it was taken for, and its mapped rows."""

    recognised: Recognised
    dropped: Mapping[int, str] = field(default_factory=dict)
    refused: Mapping[int, str] = field(default_factory=dict)
    mapped: Mapped | None = None
    problems: tuple[Problem, ...] = ()


@dataclass
class _File:
    name: str
    sha256: str
    parts: list[_Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: str = ""


_LIMITS = Limits()
_JANUARY = FiscalStart()
_NOTHING = Taught()


def understand(
    uploads: Sequence[Upload],
    as_of: date | None,
    today: date,
    limits: Limits = _LIMITS,
    taught: Taught = _NOTHING,
    progress: Progress = silent,
    fiscal: FiscalStart = _JANUARY,
) -> list[FileResult]:
    """One result a file, in the order given. `today` is only the last resort for a status date.

    `fiscal` is what the settings say of fiscal years, for files that name years and no months.
    """
    with ThreadPoolExecutor(_READERS) as pool:  # a workbook is read by a process of its own: wait for several at once
        opened = [pool.submit(_read, upload, limits) for upload in uploads]
        files: list[_File] = []
        try:
            for upload, sheets in zip(uploads, opened, strict=True):
                tell(progress, "read", len(files), len(uploads))
                files.append(_open(upload, sheets.result(), taught, fiscal))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    parts = [part for file in files for part in file.parts]
    _teach(parts, taught, today)
    _use_ids(parts)
    dates = _status_dates(parts, as_of, today)
    for part in parts:
        if part.mapped is not None:
            part.mapped = phased(part.mapped, as_of or _stated_day(part, dates))
    results: list[FileResult] = []
    for file in files:
        tell(progress, "check", len(results), len(files))
        results.append(_finish(file, dates))
    return results


def _read(upload: Upload, limits: Limits) -> list[Sheet] | Unreadable:
    try:
        return read_upload(upload, limits)
    except Unreadable as error:
        return error


def tables_in(upload: Upload, limits: Limits, taught: Taught) -> list[Recognised]:
    """The tables of a file as they are recognised, before a cell is mapped; none where it cannot be read."""
    sheets = _read(upload, limits)
    if isinstance(sheets, Unreadable):
        return []
    return _tables([sheet for sheet in sheets if not sheet.hidden], taught)


def _tables(sheets: Sequence[Sheet], taught: Taught) -> list[Recognised]:
    tables = [table for sheet in sheets if sheet.cells.height for table in _found_in(with_years(sheet))]
    return [taught_reading(table, taught.mappings) for table in tables]


def _found_in(sheet: Sheet) -> list[Recognised]:
    """The tables of a sheet; a form with a block a project is one of them where that makes a table that is known."""
    form = by_project(sheet)
    table = recognise(form.table) if form else None
    if form is None or table is None or table.source is None:
        return by_kind(sheet, recognise) or pieces(sheet, _recognised)
    table = replace(table, problems=(form.note, *table.problems))
    return [table, *(pieces(form.rest, _recognised) if form.rest else [])]


def _open(upload: Upload, sheets: list[Sheet] | Unreadable, taught: Taught, fiscal: FiscalStart) -> _File:
    file = _File(upload.name, hashlib.sha256(upload.content).hexdigest())
    if isinstance(sheets, Unreadable):
        file.refused = str(sheets)
        return file
    sheets = [s if s.hidden else with_years(s) for s in sheets]
    shown = [s for s in sheets if not s.hidden]
    for sheet in sheets:
        file.problems += sheet.problems
        if sheet.hidden:
            file.problems.append(
                Problem(sheet.file, sheet.sheet, None, "", "hidden sheet", "a visible sheet", "info", "not loaded")
            )
    shown, told = with_pairs(shown)
    found = _tables(shown, taught)
    file.problems += told
    file.problems += [empty(s.file, s.sheet) for s in shown if not s.cells.height]
    hints = hints_of(found, fiscal)
    for one in found:
        part = _part(one, hints, taught)
        file.parts.append(part)
        if costs := _costs_of(part, hints, taught):
            file.parts.append(costs)
        if part.mapped is not None and (linked := links_of(part.recognised, part.mapped)):
            file.problems += linked.problems
            file.parts.append(_part(recognise(linked), hints, taught))
    _place_links(file.parts)
    return file


def _costs_of(part: _Part, hints: Hints, taught: Taught) -> _Part | None:
    """The amounts by period of a list of projects, from the same rows; the list then says no more of those columns."""
    costs = costs_beside(part.recognised) if part.mapped is not None else None
    if costs is None or part.mapped is None:
        return None
    part.recognised = without_costs(part.recognised, costs)
    part.mapped = replace(part.mapped, recognised=without_costs(part.mapped.recognised, costs))
    dropped = {**part.dropped, **dict.fromkeys(total_rows(part.mapped), "total")}
    mapped = _mapped(costs, {**dropped, **part.refused}, hints, taught)
    return _Part(costs, dropped, part.refused, mapped)


def _place_links(parts: Sequence[_Part]) -> None:
    """Links that name no project are of the one that the tasks of the same file are of; of several none is guessed."""
    tasks = [p.mapped.rows for p in parts if p.mapped is not None and p.recognised.table == "task"]
    named = {
        project for rows in tasks if "project_id" in rows.columns for project in rows["project_id"].to_list() if project
    }
    for part in parts:
        mapped = part.mapped
        if mapped is None or part.recognised.table != "task_link" or "project_id" in mapped.rows.columns:
            continue
        project = next(iter(named)) if len(named) == 1 else None
        part.mapped = replace(mapped, rows=mapped.rows.with_columns(pl.lit(project, pl.String()).alias("project_id")))


def _part(one: Recognised, hints: Hints, taught: Taught) -> _Part:
    """A recognised table with its mapped rows; one that is not recognised stays as it is."""
    part = _Part(one)
    if one.source:
        mended = repair(one)
        part.recognised = one = fill_groups(one_name_once(mended.recognised))
        part.dropped = not_data(one)
        part.refused = {**mended.refused, **refused_rows(one, part.dropped)}
        part.mapped = _mapped(one, {**part.dropped, **part.refused}, hints, taught)
        known = source_named(one.source)
        note = known.note if known else ""
        part.problems = (
            (Problem(one.sheet.file, one.sheet.sheet, one.header_row, "", "", note, "info", "noted"),) if note else ()
        )
    return part


def _mapped(one: Recognised, skip: Mapping[int, str], hints: Hints, taught: Taught) -> Mapped:
    mapping = taught.mapping(one.source)
    if mapping is None:
        return map_rows(one, skip, hints)
    return as_expected(with_constants(map_rows(one, skip, hints_with(hints, mapping)), mapping), mapping)


def _teach(parts: Sequence[_Part], taught: Taught, today: date) -> None:
    """Correct the values and join the ids that analysts said are the same, over all files of the load."""
    read = [part for part in parts if part.mapped is not None]
    corrected = correct([part.mapped for part in read if part.mapped is not None], taught.corrections, today)
    for part, mapped in zip(read, corrected, strict=True):
        part.mapped = join(mapped, taught.crosswalk)


def _recognised(sheet: Sheet) -> Recognised:
    """The sheet as it lies or, where that says nothing, turned on its side: a project a column is common too."""
    found = recognise(sheet)
    if found.source or len(sheet.cells.columns) < 6 or sheet.cells.height > 200:
        return found
    texts = sheet.cells.drop("row")
    turned = pl.DataFrame(
        [[i, *column] for i, column in enumerate(texts.iter_columns(), 1)],
        {"row": pl.Int64(), **{f"c{i}": pl.String() for i in range(texts.height)}},
        orient="row",
    )
    other = recognise(replace(sheet, cells=turned))
    labels = sum(1 for h in other.headers if h.strip())
    if not other.source or other.header_row != 1 or len(other.columns) < max(4, 0.4 * labels) or not _says_whose(other):
        return found
    note = Problem(
        sheet.file,
        sheet.sheet,
        None,
        "",
        "one record a column",
        "one record a row",
        "info",
        "read sideways: row numbers count columns",
    )
    return replace(other, problems=(*other.problems, note))


def _says_whose(one: Recognised) -> bool:
    """Whether records have a name, or an id that is not made up: a dashboard has neither in each column."""
    return not {"name", "title", "project_id"}.isdisjoint(one.columns) and (
        one.table != "project" or "name" in one.columns
    )


def _status_dates(parts: Sequence[_Part], given: date | None, today: date) -> dict[int, StatusDate]:
    """The status date of each state table (by the identity of its part) that has no complete column of its own."""
    found: dict[int, StatusDate | None] = {}
    stated: list[date] = []
    for part in parts:
        if part.mapped is None or TABLES[part.recognised.table or ""].kind != "state":
            continue
        own = part.mapped.rows["as_of"] if "as_of" in part.mapped.rows.columns else None
        named = StatusDate(given, "given") if given else in_names(part.recognised.sheet) or in_titles(part.recognised)
        if own is not None and own.drop_nulls().len():
            newest = own.max()
            assert isinstance(newest, date)
            stated.append(newest)
            found[id(part)] = named if own.null_count() and named else StatusDate(newest, "column")
        else:
            found[id(part)] = named
            stated += [named.day] if named else []
    frames = [p.mapped.rows for p in parts if p.mapped is not None and p.recognised.table != "calendar_day"]
    fact = newest_fact(frames, today)
    last = (
        StatusDate(max(stated), "same load") if stated
        else StatusDate(fact, "newest fact") if fact
        else StatusDate(today, "day of loading")
    )  # fmt: skip
    return {part: status or last for part, status in found.items()}


def _stated_day(part: _Part, dates: Mapping[int, StatusDate]) -> date | None:
    """The status date that a table of amounts states, else the newest one stated by the tables of the same load."""
    own = in_names(part.recognised.sheet) or in_titles(part.recognised)
    stated = [s.day for s in dates.values() if s.basis in ("given", "column", "file name", "sheet title", "same load")]
    return own.day if own else max(stated, default=None)


def _use_ids(parts: Sequence[_Part]) -> None:
    """Registers that name projects by their names get the ids, where the same load has a project list with both."""
    ids: dict[str, set[str]] = {}
    for part in parts:
        if (
            part.mapped is not None
            and part.recognised.table == "project"
            and {"project_id", "name"} <= set(part.mapped.rows.columns)
        ):
            for project, name in part.mapped.rows.select("project_id", "name").drop_nulls().unique().iter_rows():
                ids.setdefault(plain(name), set()).add(project)
    known = {project for found in ids.values() for project in found}
    for part in parts:
        mapped = part.mapped
        if mapped is None or part.recognised.table == "project" or "project_id" not in mapped.rows.columns:
            continue
        used = mapped.rows["project_id"].drop_nulls().unique().to_list()
        swap = {u: next(iter(ids[plain(u)])) for u in used if u not in known and len(ids.get(plain(u), ())) == 1}
        if swap:
            rows = mapped.rows.with_columns(pl.col("project_id").replace(swap))
            sheet = part.recognised.sheet
            note = Problem(
                sheet.file,
                sheet.sheet,
                None,
                "project_id",
                f"{len(swap)} project names",
                "project ids",
                "info",
                "taken from the project list of the same load",
            )
            part.mapped = replace(mapped, rows=rows, problems=(*mapped.problems, note))


def _finish(file: _File, dates: Mapping[int, StatusDate]) -> FileResult:
    tables: list[TableResult] = []
    problems = list(file.problems)
    for part in file.parts:
        if part.mapped is None:
            result, found = unrecognised(part.recognised, all(p.mapped is None for p in file.parts))
        else:
            result, found = validate(part.mapped, part.dropped, part.refused, dates.get(id(part)))
        tables.append(result)
        problems += [*part.problems, *found]
    problems += tell_shared(tables)
    return FileResult(file.name, file.sha256, tuple(tables), tuple(problems), file.refused)
