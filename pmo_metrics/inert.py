"""Writing tables that stay text: a cell that looks like a formula must not become one in the reader's spreadsheet."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# What starts a formula, a command or a new cell in some spreadsheet program (OWASP, "CSV Injection").
_TRIGGERS = frozenset("=+-@|%;,\t\r\n")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*([eE][+-]?\d{1,3})?%?")
_CELL_CHARS = 32_767
_CUT = " … (cut)"


def is_risky(text: str) -> bool:
    """Whether a spreadsheet may take a cell for a formula: its first character, past blanks, quotes and invisible marks."""
    if _PLAIN_NUMBER.fullmatch(text):
        return False
    for character in text:
        if character in _TRIGGERS:
            return True
        for plain in unicodedata.normalize("NFKC", character):
            if plain in _TRIGGERS:
                return True
            if not _is_skipped(plain):
                return False
    return False


def _is_skipped(character: str) -> bool:
    """Blanks, quotation marks, and characters that take no room (zero-width marks, controls, combining marks)."""
    category = unicodedata.category(character)
    return character in "'\"`´" or category in ("Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Pi", "Pf")


def escape(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet might run it."""
    return "'" + text if is_risky(text) else text


def unescape(text: str) -> str:
    """The text that `escape` was given; any other text unchanged, so that our own export reads back as it was."""
    return text[1:] if text.startswith("'") and is_risky(text[1:]) else text


def safe_csv(frame: pl.DataFrame) -> bytes:
    """A frame as CSV (UTF-8 with byte order mark, comma, CRLF) whose text cells stay text. Numbers stay numbers, null is empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([escape(name) for name in frame.columns])
    writer.writerows([_csv_value(value) for value in row] for row in frame.iter_rows())
    return out.getvalue().encode("utf-8-sig", errors="replace")


def _csv_value(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        return escape(value.replace("\x00", "\ufffd"))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal | date | time):
        return value
    return escape(str(value))


def safe_xlsx(sheets: Mapping[str, pl.DataFrame]) -> bytes:
    """Frames as a workbook, one sheet each: text cells are typed as text, never a formula or a link."""
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for title, frame in (sheets or {"Sheet": pl.DataFrame()}).items():
        sheet = book.create_sheet(sheet_title(title, taken))
        sheet.freeze_panes = "A2"
        for number, width in enumerate(_widths(frame), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append(_header(sheet, frame.columns))
        for row in frame.iter_rows():
            sheet.append([_xlsx_value(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _header(sheet: Any, names: Iterable[str]) -> list[WriteOnlyCell]:
    cells = [text_cell(sheet, name) for name in names]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def text_cell(sheet: Any, text: str) -> WriteOnlyCell:
    """A cell that holds a text as text, also after somebody edits it."""
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    if len(text) > _CELL_CHARS:
        text = text[: _CELL_CHARS - len(_CUT)] + _CUT
    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, "s"  # past the setter, which makes formulas and errors of text
    cell.quotePrefix = is_risky(text)
    return cell


def _xlsx_value(sheet: Any, value: Any) -> Any:
    if value is None or (isinstance(value, float) and (value != value or abs(value) == float("inf"))):
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return text_cell(sheet, value.isoformat())
    if isinstance(value, bool | int | float | Decimal | date | time | timedelta):
        return value
    return text_cell(sheet, value if isinstance(value, str) else str(value))


def sheet_title(title: str, taken: set[str]) -> str:
    """A title that spreadsheets accept: without []:*?/\\ and at most 31 characters, and not taken yet (then added to `taken`)."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:31] or "Sheet"
    name, number = clean, 2
    while name.casefold() in taken:
        suffix = f" {number}"
        name, number = clean[: 31 - len(suffix)] + suffix, number + 1
    taken.add(name.casefold())
    return name


def _widths(frame: pl.DataFrame) -> list[int]:
    """Column widths that show most of the header and of the first rows."""
    head = frame.head(50)
    longest = [
        max([len(name), *(len(str(v)) for v in head[name].to_list() if v is not None)]) for name in frame.columns
    ]
    return [min(max(n + 2, 8), 60) for n in longest]
