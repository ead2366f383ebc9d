"""Workbooks: checked by guard.py, opened by child.py in a process of its own, and handed on as sheets of text."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import dropwhile
from pathlib import Path
from typing import Any

import polars as pl

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.delimited import numbered
from pmo_metrics.ingest.guard import inspect
from pmo_metrics.ingest.model import Problem, Severity, Sheet, Upload
from pmo_metrics.ingest.process import Child
from pmo_metrics.ingest.watch import Facts, SheetFacts, column_letters
from pmo_metrics.settings import Limits

_ERRORS = {
    "NA": "#N/A", "Div0": "#DIV/0!", "Ref": "#REF!", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}  # fmt: skip


def read_zip(upload: Upload, limits: Limits) -> list[Sheet]:
    """The sheets of an .xlsx, .xlsm, .xlsb or .ods."""
    with Child("book", limits) as child:
        # The child gets ready meanwhile. It opens the package when that has passed the check, and reads when all of it has.
        facts = inspect(upload.name, upload.content, limits, lambda kind: child.open(upload.content, kind))
        return _sheets(upload, facts, child, limits)


def read_ole(upload: Upload, limits: Limits) -> list[Sheet]:
    """The sheets of a legacy .xls; Unreadable for the other things that come in the same container."""
    content = upload.content
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(f"{upload.name} is protected with a password. Save it without the password and load that.")
    if not any(stream.encode("utf-16-le") in content for stream in ("Workbook", "Book")):
        raise Unreadable(
            f"{upload.name} is a document of another program (such as .doc, .mpp or .msg), not a spreadsheet. "
            "Export the data as .xlsx or CSV and load that."
        )
    return _read(upload, Facts("xls", macros="_VBA_PROJECT".encode("utf-16-le") in content), limits)


def _read(upload: Upload, facts: Facts, limits: Limits) -> list[Sheet]:
    with Child("book", limits) as child:
        return _sheets(upload, facts, child, limits)


def _sheets(upload: Upload, facts: Facts, child: Child, limits: Limits) -> list[Sheet]:
    if not child.opened:
        child.open(upload.content, facts.kind)
    meta = child.read(upload.name, "read quickly" if facts.no_errors else "read")
    if len(meta) > limits.sheets:
        raise Unreadable(f"{upload.name} has more than {limits.sheets} sheets. Split the workbook.")
    parts = [child.directory / f"{i}.arrow" for i in range(len(meta))]
    sheets = [_sheet(upload.name, part, said, facts, limits) for part, said in zip(parts, meta, strict=True)]
    if not sheets:
        raise Unreadable(f"{upload.name} is a workbook without worksheets. Export it again.")
    widest = max(said["width"] for said in meta)
    if widest > limits.columns and not any(0 < said["width"] <= limits.columns for said in meta):
        raise Unreadable(f"{upload.name} has a sheet with {_too_wide(widest, limits)}")
    about = _about_workbook(upload.name, facts, sheets)
    return [replace(sheets[0], problems=(*about, *sheets[0].problems)), *sheets[1:]]


def _too_wide(width: int, limits: Limits) -> str:
    return (
        f"{width} columns; at most {limits.columns} are read. "
        "Delete the columns to the right of the table and save it again."
    )


# --- sheets -----------------------------------------------------------------------------------------------------------


def _sheet(file: str, path: Path, described: dict[str, Any], facts: Facts, limits: Limits) -> Sheet:
    """One sheet as the contract wants it, with what was noticed on the way; one that is too wide comes without cells."""
    name, width = str(described["name"]), int(described["width"])
    seen = facts.sheet(name)
    hidden = bool(described.get("hidden", seen.hidden))
    if width > limits.columns:
        severity: Severity = "warning" if hidden else "error"
        expected = f"at most {limits.columns} columns"
        problem = Problem(file, name, None, "", f"{width} columns", expected, severity, "not loaded")
        return Sheet(file, name, numbered(pl.DataFrame(), 0), hidden, (problem,))
    frame = pl.read_ipc(io.BytesIO(path.read_bytes()))
    frame.columns = [f"c{i}" for i in range(width)]
    # A formula may have an empty text as its result; null is the one way to say "empty".
    cells = frame.with_columns(pl.col(key).cast(pl.String).replace({"": None}) for key in frame.columns)
    cells = _indented(_numbers(_times(cells, facts)), seen)
    problems = [*_error_cells(file, name, described, seen), *_unvalued(file, name, seen)]
    return Sheet(file, name, numbered(cells, frame.height), hidden, tuple(problems))


def _indented(cells: pl.DataFrame, seen: SheetFacts) -> pl.DataFrame:
    """The cells with two blanks for each step that their format indents them by: so outlines look in other exports."""
    by_column: dict[int, dict[int, int]] = {}
    for (row, column), steps in seen.indents.items():
        if 0 < row <= cells.height and 0 <= column - seen.first_column < cells.width:
            by_column.setdefault(column - seen.first_column, {})[row - 1] = steps
    for column, steps_of in by_column.items():
        name = cells.columns[column]
        taken = [steps_of.get(row, 0) for row, text in enumerate(cells[name]) if text]
        if len(set(dropwhile(lambda step: not step, taken))) < 2:
            continue  # the same everywhere below the header: a margin
        blanks = pl.Series(["  " * steps_of.get(row, 0) for row in range(cells.height)], dtype=pl.String)
        cells = cells.with_columns((blanks + cells[name]).alias(name))
    return cells


def _error_cells(file: str, sheet: str, described: dict[str, Any], seen: SheetFacts) -> list[Problem]:
    """A problem for the cells of a column that hold the same error value; past the first hundred cells one for the rest."""
    by_column: dict[tuple[str, str], list[int]] = {}
    errors = described.get("errors", ())
    for row, column, detail in errors:
        code = re.search(r"Error\((\w+)\)", detail)
        place = column_letters(column + seen.first_column) if seen.first_column else ""
        by_column.setdefault((place, _ERRORS.get(code.group(1), detail) if code else detail), []).append(row + 1)
    problems = []
    for (place, error), rows in by_column.items():
        found = error if len(rows) == 1 else f"{len(rows)} times {error}: rows {_ranges(rows)}"
        problems.append(Problem(file, sheet, rows[0], place, found, "a value", "warning", "left empty"))
    more = described.get("errors_total", 0) - len(errors)
    if more > 0:
        problems.append(Problem(file, sheet, None, "", f"{more} more error cells", "values", "warning", "left empty"))
    return problems


def _unvalued(file: str, sheet: str, seen: SheetFacts) -> list[Problem]:
    """A problem for the formulas of a column that no program has computed yet; past the first hundred one for the rest."""
    expected = "a stored value (open the workbook in a spreadsheet program and save it)"
    by_column: dict[str, list[int]] = {}
    for reference in seen.unvalued:
        column = reference.rstrip("0123456789")
        by_column.setdefault(column, []).append(int(reference[len(column) :]))
    problems = []
    for column, rows in by_column.items():
        one = len(rows) == 1
        found = "a formula without a stored value" if one else f"{len(rows)} formulas without a stored value: rows {_ranges(rows)}"  # fmt: skip
        problems.append(Problem(file, sheet, rows[0], column, found, expected, "warning", "left empty"))
    more = seen.unvalued_total - len(seen.unvalued)
    if more > 0:
        found = f"{more} more formulas without a stored value"
        problems.append(Problem(file, sheet, None, "", found, expected, "warning", "left empty"))
    return problems


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers with runs as `3-7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


def _about_workbook(file: str, facts: Facts, sheets: list[Sheet]) -> list[Problem]:
    """Notes on what a reader passes over in silence."""
    hidden = [s.sheet for s in sheets if s.hidden]
    found = [
        (facts.macros, "macros", "never run; stored values used"),
        (facts.external_links, "links to other workbooks", "never followed; stored values used"),
        (facts.date1904, "dates counted from 1904", "read so"),
        (bool(hidden), f"hidden sheets: {', '.join(hidden)}", "noted"),
    ]
    return [Problem(file, found=words, severity="info", action=action) for there, words, action in found if there]


# --- times and numbers ------------------------------------------------------------------------------------------------


def _times(cells: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Times of day and durations as H:MM:SS: without a date of their own, the reader gives them dates at the epoch."""
    spoken = {key: _spoken(cells[key], facts) for key in cells.columns}
    return cells.with_columns(pl.col(key).replace(words) for key, words in spoken.items() if words)


def _spoken(column: pl.Series, facts: Facts) -> dict[str, str]:
    """How the durations of a column read: 1900-01-01 06:15:00 is 30:15:00.

    A midnight of that year is a date, unless the column shows other times of it, or durations are shown in the workbook
    and the column has no later dates. 28 February stays: the reader says that of two different days, and a wrong number is
    worse than a refused one.
    """
    years = "1904" if facts.date1904 else "1899|1900"
    early = column.str.contains(rf"^(?:{years})-\d\d-\d\d \d\d:\d\d:\d\d")
    moments = set(column.filter(early).unique())
    if not moments:
        return {}
    later = column.filter(~early).str.contains(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d").any()
    timed = any(moment[10:19] != " 00:00:00" for moment in moments)
    midnights = timed or (facts.elapsed_times and not later)
    wanted = (m for m in moments if not m.startswith("1900-02-28") and (midnights or m.startswith("1899")))
    return {moment: _duration(moment, facts.date1904) for moment in wanted}


def _duration(moment: str, date1904: bool) -> str:
    """The time since the epoch of the workbook as H:MM:SS."""
    epoch = datetime.fromisoformat("1904-01-01" if date1904 else "1899-12-31")
    since = datetime.fromisoformat(moment) - epoch
    if not date1904 and moment >= "1900-03-01":
        since += timedelta(days=1)  # spreadsheets count a 29 February 1900
    seconds = round(since.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _numbers(cells: pl.DataFrame) -> pl.DataFrame:
    """Large numbers without the noise of the reader, which writes 123456789.12 with nine decimals: 123456789.120000005."""
    noisy = {
        text
        for key in cells.columns
        for text in cells[key].filter(cells[key].str.contains(r"^-?\d{7,15}\.\d{9}$")).unique()
    }
    plain = {text: repr(float(text)) for text in noisy}
    return cells.with_columns(pl.col(key).replace(plain) for key in cells.columns) if plain else cells
