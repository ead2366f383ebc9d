"""The plain data that travels between the stages of ingest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

import polars as pl

from pmo_metrics.ingest.periods import Period

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name (text to show, never a path to open) and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Problem:
    """What was found where, what was expected, and what was done. Row numbers count records of the sheet from 1."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    found: str = ""
    expected: str = ""
    severity: Severity = "warning"
    action: str = ""  # "quarantined", "left empty", "repaired", "not data", "not loaded", "noted"


@dataclass(frozen=True)
class Sheet:
    """One sheet as text. `cells` has `row` (Int64, from 1) and c0, c1, … (String, null = empty cell)."""

    file: str
    sheet: str  # "" for CSV
    cells: pl.DataFrame
    hidden: bool = False
    problems: tuple[Problem, ...] = ()
    titles: tuple[str, ...] = ()  # of a piece of a sheet: the lines at the top of the whole sheet
    holds: str = ""  # of a piece of a mixed log: the table that its kind column says its rows belong to
    kind_column: int | None = None
    widths: tuple[int, ...] = ()  # of a CSV: how many cells its first records have as they are written


@dataclass(frozen=True)
class Recognised:
    """Where the table in a sheet lies and what its columns mean. `source` is None when nothing was recognised."""

    sheet: Sheet
    source: str | None = None  # id of the source, its file name in sources/
    table: str | None = None
    confidence: float = 0.0
    header_row: int | None = None
    headers: tuple[str, ...] = ()  # text of each column c0, c1, …
    columns: Mapping[str, int] = field(default_factory=dict)  # canonical name -> index of its column
    # one column a month, or a longer period: its index, its period, its kind ("" if not said)
    months: tuple[tuple[int, Period, str], ...] = ()
    unmapped: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Money:
    """Reconciliation of one money column: read = loaded + quarantined, to the cent."""

    read: Decimal
    loaded: Decimal
    quarantined: Decimal


@dataclass(frozen=True)
class TableResult:
    """One table of one sheet after validation. rows_read = rows_loaded + rows_quarantined + rows_not_data.

    `rows`: canonical columns of the table, typed as in tables.py (columns the file lacks are absent), plus `row`.
    `quarantined`: `row`, `reason`, and `cells` (JSON list of the row's texts), so that nothing is lost.
    rows_read counts every record of the sheet, the header row and blank rows included (both are "not data").
    A file brings rows_loaded *source* rows; wide layouts make several canonical rows of one (rows.height may be larger).
    """

    file: str
    sheet: str
    source: str | None
    table: str | None
    confidence: float
    header_row: int | None
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_not_data: int
    money: Mapping[str, Money]
    columns: Mapping[str, str]  # canonical -> header text
    unmapped: tuple[str, ...]
    rows: pl.DataFrame
    quarantined: pl.DataFrame
    as_of: date | None = None  # the status date used for rows without one of their own
    as_of_basis: str = ""  # "given", "column", "file name", "sheet title", "same load", "newest fact", "day of loading"
    headers: tuple[str, ...] = ()  # of every column as it lies, so that rows held back can be corrected under them


@dataclass(frozen=True)
class FileResult:
    """All that was understood of one file. `refused` is the one sentence for a file that could not be opened."""

    file: str
    sha256: str
    tables: tuple[TableResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: str = ""
