"""Workbooks: checked by guard.py, opened by child.py in a process of its own, and handed on as sheets of text."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.delimited import numbered
from pmo_metrics.ingest.guard import inspect
from pmo_metrics.ingest.model import Problem, Severity, Sheet, Upload
from pmo_metrics.ingest.watch import Facts, SheetFacts, column_letters
from pmo_metrics.settings import Limits

_CHILD = Path(__file__).with_name("child.py")
_STARTING_SECONDS = 10
_ASK = "Open it in a spreadsheet program, save it as .xlsx and load that."
_ERRORS = {
    "NA": "#N/A", "Div0": "#DIV/0!", "Ref": "#REF!", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}  # fmt: skip


def read_zip(upload: Upload, limits: Limits) -> list[Sheet]:
    """The sheets of an .xlsx, .xlsm, .xlsb or .ods."""
    with tempfile.TemporaryDirectory(prefix="pmo-read-") as name, _Child(Path(name), limits) as child:
        # The child gets ready meanwhile. It opens the package when that has passed the check, and reads when all of it has.
        facts = inspect(upload.name, upload.content, limits, lambda kind: child.open(upload, kind))
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
    with tempfile.TemporaryDirectory(prefix="pmo-read-") as name, _Child(Path(name), limits) as child:
        return _sheets(upload, facts, child, limits)


def _sheets(upload: Upload, facts: Facts, child: _Child, limits: Limits) -> list[Sheet]:
    meta = child.read(upload, facts)
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


# --- the child process ------------------------------------------------------------------------------------------------


class _Child:
    """The process that opens a workbook when it is told to; its results lie in the directory. Ended at the latest on exit."""

    def __init__(self, directory: Path, limits: Limits) -> None:
        self.directory, self.limits, self.opened = directory, limits, False
        command = [sys.executable, "-I", str(_CHILD), str(directory)]
        command += [str(limits.reader_memory), str(limits.reader_seconds), str(limits.cells), *_sites()]
        keep = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
        environment = {k: os.environ[k] for k in keep if k in os.environ} | {"ARROW_DEFAULT_MEMORY_POOL": "system"}
        pipe = subprocess.PIPE  # nothing is written to the second: it closes when the child ends, which is seen at once
        self.process = subprocess.Popen(
            command, cwd=directory, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def open(self, upload: Upload, kind: str) -> None:
        """Let the child open the package, but read no sheet yet."""
        (self.directory / f"book.{kind}").write_bytes(upload.content)
        self.opened = True
        assert self.process.stdin
        with contextlib.suppress(OSError):  # a child that has died says why when it is asked to read
            self.process.stdin.write(f"book.{kind}\n".encode())
            self.process.stdin.flush()

    def read(self, upload: Upload, facts: Facts) -> list[dict[str, Any]]:
        """What the child says about each sheet; its Arrow files lie in the directory."""
        if not self.opened:
            self.open(upload, facts.kind)
        wall = self.limits.reader_seconds + _STARTING_SECONDS
        try:
            self.process.communicate(b"read quickly\n" if facts.no_errors else b"read\n", timeout=wall)
        except subprocess.TimeoutExpired:
            raise Unreadable(
                f"{upload.name} takes more than {wall} seconds to open. Split it or save it as CSV."
            ) from None
        report = self.directory / "meta.json"
        outcome = json.loads(report.read_text("utf-8")) if self.process.returncode == 0 and report.exists() else {}
        if "sheets" not in outcome:
            raise Unreadable(_why(upload.name, str(outcome.get("error", "")), self.limits))
        sheets: list[dict[str, Any]] = outcome["sheets"]
        return sheets


@cache
def _sites() -> tuple[str, ...]:
    """Where the reader and Arrow are installed, which the isolated child might not find by itself."""
    places = [spec.origin for spec in map(find_spec, ("fastexcel", "pyarrow")) if spec and spec.origin]
    return tuple(dict.fromkeys(str(Path(place).parent.parent) for place in places))


def _why(file: str, error: str, limits: Limits) -> str:
    """The sentence for a workbook that the reader gave up on."""
    low = error.casefold()
    if error.startswith("TooManyCells"):
        return f"{file} has more than {limits.cells} cells. Split the export by period or portfolio."
    if error.startswith(("ImportError", "ModuleNotFoundError")):
        return f"{file} cannot be read because the workbook reader of this installation is missing. Install pmo-metrics again."
    if "password" in low or "encrypt" in low:
        return f"{file} is protected with a password. Save it without the password and load that."
    if not error or "memoryerror" in low or "alloc" in low:
        return (
            f"{file} asks for more than the reader may use ({limits.reader_memory >> 20} MiB, {limits.reader_seconds} "
            "seconds), or is damaged. Split it, or save it as CSV and load that."
        )
    return f"{file} is damaged or no workbook, and the reader gave up on it. {_ASK}"


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
    cells = _numbers(_times(cells, facts))
    problems = [*_error_cells(file, name, described, seen), *_unvalued(file, name, seen)]
    return Sheet(file, name, numbered(cells, frame.height), hidden, tuple(problems))


def _error_cells(file: str, sheet: str, described: dict[str, Any], seen: SheetFacts) -> list[Problem]:
    """A problem for each cell that holds an error value; past the first hundred one for the rest."""
    problems = []
    for row, column, detail in described.get("errors", ()):
        code = re.search(r"Error\((\w+)\)", detail)
        found = _ERRORS.get(code.group(1), detail) if code else detail
        place = column_letters(column + seen.first_column) if seen.first_column else ""
        problems.append(Problem(file, sheet, row + 1, place, found, "a value", "warning", "left empty"))
    more = described.get("errors_total", 0) - len(problems)
    if more > 0:
        problems.append(Problem(file, sheet, None, "", f"{more} more error cells", "values", "warning", "left empty"))
    return problems


def _unvalued(file: str, sheet: str, seen: SheetFacts) -> list[Problem]:
    """A problem for each formula that no program has computed yet; past the first hundred one for the rest."""
    expected = "a stored value (open the workbook in a spreadsheet program and save it)"
    problems = []
    for reference in seen.unvalued:
        column = reference.rstrip("0123456789")
        row = int(reference[len(column) :])
        found = "a formula without a stored value"
        problems.append(Problem(file, sheet, row, column, found, expected, "warning", "left empty"))
    more = seen.unvalued_total - len(problems)
    if more > 0:
        problems.append(
            Problem(
                file, sheet, None, "", f"{more} more formulas without a stored value", expected, "warning", "left empty"
            )
        )
    return problems


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
