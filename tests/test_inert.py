"""Exports stay text: nothing in them is a formula or a link in anybody's spreadsheet, and our own CSV reads back as it was."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo_metrics.inert import escape, is_risky, safe_csv, safe_xlsx, sheet_title, unescape
from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.read import read_upload
from pmo_metrics.settings import Limits

RISKY = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "|calc", "%0A=1", ";=1", ",=1", "\t=1", "\r=1", "\n=1", "  =1", "'=1", '"=1', "“=1",
    "\u200b=1", "\ufeff=1", "\u00a0=1", "＝1+1", "＋1", "－1a", "＠x", "\u00ad=1", "=HYPERLINK(\"http://x\")", "-", "+49 (0) 30", "-5 days",
    "%", "\u3000＝1",
]  # fmt: skip
HARMLESS = [
    "",
    "text",
    "-5",
    "+3.5",
    "-1,234.50",
    "-4e3",
    "-4",
    "-7%",
    "5-3",
    "a=b",
    "'quoted'",
    " blank",
    "−5",
    "2025-01-01",
]


@pytest.mark.parametrize("text", RISKY)
def test_what_a_spreadsheet_may_run_is_escaped(text: str) -> None:
    assert escape(text) == "'" + text
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_it_may_not_stays(text: str) -> None:
    assert escape(text) == text == unescape(text)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("=+-@|%;,'\"\t \u200b＝a1.\r\n"), max_size=8) | st.text(max_size=20))
def test_escaping_is_undone_exactly(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not is_risky(text) or escape(text).startswith("'")


_cells = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), include_characters="\n\r\t"), max_size=12)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(_cells, _cells), min_size=1, max_size=6))
def test_our_csv_reads_back_as_it_was(table: list[tuple[str, str]]) -> None:
    frame = pl.DataFrame({"project": [a for a, _ in table], "note": [b for _, b in table]})
    (sheet,) = read_upload(Upload("export.csv", safe_csv(frame)), Limits())
    got = [tuple(unescape(cell or "") for cell in row[1:]) for row in sheet.cells.rows()]
    assert got == [("project", "note"), *table]


def test_numbers_stay_numbers_and_null_is_empty() -> None:
    frame = pl.DataFrame(
        {
            "=name": ["=x", None],
            "amount": [Decimal("-5.50"), None],
            "share": [-0.25, None],
            "on": [date(2025, 3, 31), None],
            "yes": [True, None],
        }
    )
    content = safe_csv(frame)
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [
        ["'=name", "amount", "share", "on", "yes"],
        ["'=x", "-5.50", "-0.25", "2025-03-31", "true"],
        ["", "", "", "", ""],
    ]


def workbook_of(sheets: dict[str, pl.DataFrame]) -> tuple[openpyxl.Workbook, str]:
    content = safe_xlsx(sheets)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/"))
    return openpyxl.load_workbook(io.BytesIO(content)), xml


def test_a_workbook_holds_no_formula_and_no_link() -> None:
    texts = [*RISKY, "#REF!", "http://example.org", "mailto:a@b.c", "file:///etc/passwd", "=cmd|' /C calc'!A0"]
    book, xml = workbook_of({"Rows": pl.DataFrame({"=head": texts})})
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    cells = [row[0] for row in book["Rows"].iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    # XML keeps no carriage returns; all else is there.
    assert [re.sub("\r", "\n", t) for t in ["=head", *texts]] == [re.sub("_x000D_|\r", "\n", c.value) for c in cells]


def test_values_keep_their_kinds_in_a_workbook() -> None:
    frame = pl.DataFrame(
        {"n": [1.5, float("nan")], "d": [date(2025, 3, 31), None], "m": [Decimal("2.50"), None], "b": [True, None], "s": ["x\x01y", ""]}
    )  # fmt: skip
    book, _ = workbook_of({"A": frame})
    rows = list(book["A"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == (1.5, datetime(2025, 3, 31), 2.5, True, "x\ufffdy")  # noqa: DTZ001
    assert rows[1][:4] == (None, None, None, None)


def test_a_text_too_long_for_a_cell_says_that_it_is_cut() -> None:
    book, _ = workbook_of({"A": pl.DataFrame({"t": ["x" * 40_000]})})
    value = str(book["A"]["A2"].value)
    assert len(value) == 32_767
    assert value.endswith("(cut)")


def test_sheet_titles_are_valid_and_distinct() -> None:
    taken: set[str] = set()
    titles = [sheet_title(t, taken) for t in ("a/b:c", "x" * 40, "x" * 40, "X" * 31, "", "[]")]
    assert titles[0] == "a b c"
    assert len({t.casefold() for t in titles}) == 6
    assert max(map(len, titles)) <= 31


def test_no_sheets_still_make_a_workbook() -> None:
    book, _ = workbook_of({})
    assert book.sheetnames == ["Sheet"]
