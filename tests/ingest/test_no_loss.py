"""Nothing is lost without a word: what a reader of workbooks passes over in silence is named in the report of the load."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
from test_guard import SHEET, edited

from pmo_metrics.ingest.load import LoadReport, load
from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.read import read_upload
from pmo_metrics.settings import Limits
from pmo_metrics.store import open_store

HEADER = ["Project ID", "Project name", "Budget", "Actual cost", "Status date"]


def book(rows: list[list[object]], hidden: bool = False) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in [HEADER, *rows]:
        sheet.append(row)
    if hidden:
        more = made.create_sheet("Old figures")
        more.append(HEADER)
        more.append(["X-1", "Hidden", 1, 1, "2026-06-30"])
        more.sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def projects(count: int) -> list[list[object]]:
    return [[f"P-{i:04}", f"Project {i}", 1000 + i, 500, "2026-06-30"] for i in range(1, count + 1)]


def loaded(tmp_path: Path, content: bytes, name: str = "projects.xlsx") -> LoadReport:
    return load(open_store(tmp_path), [Upload(name, content)])


def told(report: LoadReport, found: str) -> list[tuple[int | None, str, str]]:
    return [(p.row, p.column, p.action) for p in report.problems if re.search(found, p.found)]


def test_error_cells_are_named_one_by_one(tmp_path: Path) -> None:
    rows = projects(4)
    rows[1][2], rows[2][3] = "#REF!", "#DIV/0!"
    report = loaded(tmp_path, book(rows))
    assert told(report, "#REF!") == [(3, "C", "left empty")]
    assert told(report, "#DIV/0!") == [(4, "D", "left empty")]
    assert report.rows_loaded == 4


def test_an_error_cell_among_very_many_plain_rows_is_named(tmp_path: Path) -> None:
    rows = projects(12_000)
    rows[9_000][3] = "#N/A"
    assert told(loaded(tmp_path, book(rows)), "#N/A") == [(9_002, "D", "left empty")]


def test_an_error_cell_elsewhere_changes_nothing_of_how_the_others_read() -> None:
    """A sheet is read by a quicker way where the workbook has no error cells."""
    values = [
        date(2026, 3, 1),
        datetime.fromisoformat("2026-03-01T06:30:00"),
        time(7, 15),
        timedelta(hours=30),
        True,
        0.1,
        1e20,
        -3,
        "",
        " x ",
    ]

    def made(aside: str) -> bytes:
        book = openpyxl.Workbook()
        book.worksheets[0].append(["date", "moment", "time", "duration", "flag", "a", "b", "c", "d", "e"])
        book.worksheets[0].append(values)
        book.create_sheet("Empty")
        book.create_sheet("Aside").append([aside])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    quick, careful = (read_upload(Upload("a.xlsx", made(aside)), Limits()) for aside in ("fine", "#N/A"))
    assert not any(p.found == "#N/A" for s in quick for p in s.problems)
    assert any(p.found == "#N/A" for s in careful for p in s.problems)
    assert [s.cells.rows() for s in quick[:2]] == [s.cells.rows() for s in careful[:2]]


def test_a_formula_that_no_program_has_computed_is_named(tmp_path: Path) -> None:
    rows = projects(3)
    rows[1][2] = "=C2*2"
    assert told(loaded(tmp_path, book(rows)), "without a stored value") == [(3, "C", "left empty")]


def test_text_after_thousands_of_numbers_is_named_and_the_sum_says_so(tmp_path: Path) -> None:
    rows = projects(3_000)
    rows[2_500][2] = "about twelve thousand"
    report = loaded(tmp_path, book(rows))
    (table,) = report.files[0].tables
    assert [(row, action) for row, _, action in told(report, "about twelve thousand")] == [(2_502, "left empty")]
    assert table.rows_loaded == 3_000
    assert table.money["budget"].loaded == sum(int(str(r[2])) for r in rows if r[2] != "about twelve thousand")


def test_rows_beyond_a_lying_dimension_are_read(tmp_path: Path) -> None:
    content = edited_book(book(projects(300)), SHEET, rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"')
    (table,) = loaded(tmp_path, content).files[0].tables
    assert (table.rows_read, table.rows_loaded) == (301, 300)
    assert table.money["budget"].loaded == sum(1000 + i for i in range(1, 301))


def test_hidden_sheets_are_named_and_not_loaded(tmp_path: Path) -> None:
    report = loaded(tmp_path, book(projects(3), hidden=True))
    assert told(report, "hidden sheets: Old figures") == [(None, "", "noted")]
    assert told(report, "^hidden sheet$") == [(None, "", "not loaded")]
    assert report.rows_loaded == 3


def test_macros_links_and_the_other_calendar_are_named(tmp_path: Path) -> None:
    content = edited_book(
        book(projects(3)), "xl/workbook.xml", rb"<workbookPr ", b'<workbookPr date1904="1" ',
        {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<a/>"},
    )  # fmt: skip
    report = loaded(tmp_path, content, "projects.xlsm")
    assert told(report, "^macros$") == [(None, "", "never run; stored values used")]
    assert told(report, "links to other workbooks") == [(None, "", "never followed; stored values used")]
    assert told(report, "1904") == [(None, "", "read so")]
    assert report.rows_loaded == 3


def test_what_was_named_is_in_the_release_too(tmp_path: Path) -> None:
    rows = projects(4)
    rows[1][2] = "#REF!"
    loaded(tmp_path, book(rows))
    kept = open_store(tmp_path).snapshot().run("SELECT found, \"row\" FROM problem WHERE found = '#REF!'")
    assert kept.rows() == [("#REF!", 3)]


def edited_book(content: bytes, part: str, pattern: bytes, new: bytes, add: dict[str, bytes] | None = None) -> bytes:
    return edited({part: lambda old: re.sub(pattern, new, old)}, add, content)
