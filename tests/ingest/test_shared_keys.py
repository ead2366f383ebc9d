"""One key on several sheets of a workbook."""

import io
from datetime import date

import openpyxl

from pmo_metrics.ingest.model import FileResult, Upload
from pmo_metrics.ingest.understand import understand

HEADERS = ("Task Name", "Start", "End", "Assigned To", "% Complete", "Status")
TODAY = date(2026, 7, 1)


def workbook(**sheets: list[tuple[object, ...]]) -> FileResult:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in (HEADERS, *rows):
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    (result,) = understand([Upload("plan.xlsx", stream.getvalue())], None, TODAY)
    return result


def phase(year: int) -> list[tuple[object, ...]]:
    return [
        (f"Survey {year}", f"{year}-01-05", f"{year}-02-05", "Ann", "100%", "Done"),
        ("Gate review", f"{year}-03-05", f"{year}-03-06", "Bo", "0%", "Not started"),
    ]


def test_a_name_that_two_sheets_share_for_different_tasks_is_told() -> None:
    result = workbook(Initiation=phase(2026), Design=phase(2027))
    (told,) = [p for p in result.problems if "Initiation has with other content" in p.found]
    assert (told.severity, told.sheet, told.column) == ("warning", "Design", "task_id")
    assert told.found.startswith("1 that") and told.found.endswith("Gate review")


def test_the_same_rows_on_two_sheets_are_no_matter() -> None:
    result = workbook(Initiation=phase(2026), Copy=phase(2026))
    assert [t.table for t in result.tables] == ["task", "task"]
    assert not [p for p in result.problems if "other content" in p.found]
