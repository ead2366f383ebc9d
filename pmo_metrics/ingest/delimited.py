"""Delimited text: which encoding, which delimiter, and every record as one row of cells."""

from __future__ import annotations

import codecs
import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

import polars as pl

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.model import Problem, Sheet, Upload
from pmo_metrics.ingest.quick import quick_cells
from pmo_metrics.settings import Limits

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}

_ASK = "Export the data as .xlsx or as CSV in UTF-8."
_SAMPLE_CHARS = 1 << 18
_SAMPLE_RECORDS = 200
_LINE_CHARS = 1_000_000
_HEAD, _FIRST = 1 << 16, 50
_FORMULA_TEXT = '(?s)^="(.*)"$'  # ="00123": how text that looks like a number is kept from Excel
_CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINES_LF = re.compile(r"[^\n]*\n|[^\n]+")
_LONE_CR = re.compile(r"\r(?![\r\n])")
_SEP = re.compile(r'\ufeff?"?sep=([^\w"\r\n])"?[ \t,;|]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
# Stands for a carriage return inside an unquoted cell while the csv module, which takes it for a line end, is at work.
_CR_MARK = "\U000f0d0d"
_END = "\U000f0e0d"


# --- encoding ---------------------------------------------------------------------------------------------------------


def decode(upload: Upload) -> tuple[str, str, list[Problem]]:
    """The text of a file, the encoding it was read as, and what was lost on the way. Unreadable where it is binary."""
    content, name = upload.content, upload.name
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(bom):
            return _decode_marked(name, content[len(bom) :], encoding)
    wide = _utf16_without_mark(content)
    if wide:
        return _text(name, content.decode(wide)), wide, []
    if b"\x00" in content:
        raise Unreadable(f"{name} holds binary data (NUL bytes), not a spreadsheet or text. {_ASK}")
    try:
        return _text(name, content.decode("utf-8")), "utf-8", []
    except UnicodeDecodeError:
        return _decode_legacy(name, content)


def _decode_marked(name: str, content: bytes, encoding: str) -> tuple[str, str, list[Problem]]:
    """Text whose byte order mark names its encoding; damaged characters are replaced and reported."""
    text = content.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    return _text(name, text), encoding, [_damaged(name, encoding, lost)] if lost else []


def _text(name: str, text: str) -> str:
    """The text, unless its characters show that it is none."""
    if "\x00" in text:
        raise Unreadable(f"{name} holds binary data (NUL characters), not a spreadsheet or text. {_ASK}")
    head = text[:65536]
    if len(_CONTROL.findall(head)) > max(8, len(head) // 100):
        raise Unreadable(f"{name} holds binary data (control characters), not a spreadsheet or text. {_ASK}")
    return text


def _utf16_without_mark(content: bytes) -> str | None:
    """utf-16-le or -be where NULs stand at one parity only and the rest decodes to text."""
    head = content[:65536]
    if len(content) % 2 or b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for encoding, most, least in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if most >= max(2, len(head) // 64) and least == 0:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\x00" not in text:
                return encoding
    return None


def _decode_legacy(name: str, content: bytes) -> tuple[str, str, list[Problem]]:
    """Text that is not UTF-8: damaged UTF-8, Chinese (GB18030), or European, by evidence; Western without any."""
    repaired = content.decode("utf-8", errors="replace")
    lost, kept = repaired.count("\ufffd"), len(re.findall(r"[^\x00-\x7f]+", repaired))
    if lost * 10 <= kept:
        return _text(name, repaired), "utf-8", [_damaged(name, "utf-8", lost)]
    if _is_chinese(content):
        chinese = content.decode("gb18030", errors="replace")
        lost = chinese.count("\ufffd")
        return _text(name, chinese), "gb18030", [_damaged(name, "gb18030", lost)] if lost else []
    encoding = _by_letters(content) or "cp1252"
    try:
        return _text(name, content.decode(encoding)), encoding.replace("cp", "windows-"), []
    except UnicodeDecodeError:
        # As browsers do: bytes that windows-1252 leaves undefined keep their latin-1 meaning, the others their own.
        text = content.decode("cp1252", errors="pmo-latin-1")
        return _text(name, text), "windows-1252 with latin-1 for the bytes it does not define", []


def _latin_1(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("pmo-latin-1", _latin_1)


def _is_chinese(content: bytes) -> bool:
    """Whether nearly all non-ASCII bytes pair up to common Chinese characters (GB 2312), which Western text hardly ever does."""
    head = content[: 1 << 20]
    high = sum(len(run) for run in re.findall(rb"[\x80-\xff]+", head))
    runs = re.findall(rb"(?:[\xa1-\xf7][\xa1-\xfe])+", head)
    codes = [run[i] for run in runs for i in range(0, len(run), 2)]
    common = sum(0xB0 <= lead <= 0xD7 for lead in codes)
    known = sum(0xB0 <= lead <= 0xF7 or lead in (0xA1, 0xA2, 0xA3) for lead in codes)
    return common > 0 and common * 2 >= known and known * 2 >= high * 0.7


def _by_letters(content: bytes) -> str | None:
    """The encoding of Cyrillic, Greek, Central European or Macintosh letters, where the bytes make no Western words."""
    head = content[: 1 << 20]
    high = len(re.findall(rb"[\x80-\xff]", head))
    whole = sum(len(run) for run in re.findall(rb"[\xb8-\xff]{3,}", head))
    if whole * 2 > high:  # words of nothing but such letters: another alphabet, told apart by its commonest vowels
        cyrillic, greek = (
            len(re.findall(letters, head)) for letters in (rb"[\xe0\xe5\xe8\xee]", rb"[\xe1\xe9\xef\xf5]")
        )
        return "cp1251" if cyrillic > greek else "cp1253"
    inside = rb"(?<=[A-Za-z])[%s](?=[a-z])"
    macintosh = len(
        re.findall(inside % rb"\x88\x8a\x8d\x8e\x8f\x9a\x9f\xa7", head)
    )  # à ä ç é è ö ü ß of older Excel for Mac
    if macintosh * 3 >= high and not re.search(inside % rb"\xe0-\xff", head):
        return "mac_roman"
    polish = len(
        re.findall(inside % rb"\xb3\xb9\xbf\x9f\xb1\xb6\xbc", head)
    )  # ł ą ż ź ś; in Western Europe ³ ¹ ¿ ± ¶ ¼
    czech = (
        b"\xec" in head and b"\xf8" in head and (b"\x9e" in head or b"\xbe" in head)
    )  # ě ř ž; ì ø ž share no language
    turkish = re.search(rb"(?<=[A-Za-z])[\xf0\xfd\xfe]", head) and not re.search(
        rb"[\x9a\x9e\xe1\xe5\xe6\xe8\xe9\xec\xed\xf3\xf8\xfa]", head
    )
    if turkish:  # ğ ı ş; Icelandic and Czech have á é í as well
        return "cp1254"
    hungarian = b"\xf5" in head and b"\xfb" in head and b"\xe3" not in head  # ő ű; õ goes with ã, û does not
    if polish <= high / 100 and not czech and not hungarian:
        return None
    windows = len(re.findall(rb"[\x8a\x8c-\x8f\x9a\x9c-\x9f]", head))  # ś ź š ž there, controls in ISO 8859-2
    return "cp1250" if windows or not re.search(rb"[\xb1\xb6\xbc\xbe]", head) else "iso8859-2"


def _damaged(name: str, encoding: str, lost: int) -> Problem:
    return Problem(
        name,
        found=f"{lost} damaged characters",
        expected=f"text in {encoding}",
        severity="warning",
        action="repaired (each shown as \ufffd)",
    )


# --- records ----------------------------------------------------------------------------------------------------------


def read_delimited(name: str, text: str, encoding: str, notes: list[Problem], limits: Limits) -> Sheet:
    """One sheet: every record of the text is a row, blank lines included, padded to the widest."""
    delimiter = _delimiter(text)
    cells = quick_cells(text, delimiter, limits)
    if cells is None:
        cells = _careful_cells(name, text, delimiter, limits)
    if '="' in text:
        cells = cells.with_columns(pl.all().str.replace(_FORMULA_TEXT, "$1"))
    width = cells.width
    note = Problem(
        name,
        found=f"encoding {encoding}, delimiter {DELIMITERS.get(delimiter, repr(delimiter)) if width > 1 else 'none'}",
        severity="info",
        action="noted",
    )
    return Sheet(name, "", numbered(cells, cells.height), problems=(note, *notes), widths=_raw_widths(text, delimiter))


def _raw_widths(text: str, delimiter: str) -> tuple[int, ...]:
    """How many cells the first records have, empty ones at their end too; () where they cannot be told."""
    try:
        records = csv.reader(io.StringIO(text[:_HEAD], newline=""), delimiter=delimiter)
        return tuple(len(record) for record in islice(records, _FIRST))
    except csv.Error:
        return ()


def _careful_cells(name: str, text: str, delimiter: str, limits: Limits) -> pl.DataFrame:
    """The cells of any text, as the csv module divides it; Unreadable where it cannot be divided."""
    lone = "\n" in text and _LONE_CR.search(text) is not None
    rows = _records(name, _LONE_CR.sub(_CR_MARK, text) if lone else text, delimiter, lone, limits)
    width = max(map(len, rows), default=0)
    if width * len(rows) > limits.text_cells:
        raise Unreadable(
            f"{name} has {len(rows)} rows and {width} columns; at most {limits.text_cells} cells are read."
        )
    for row in rows:
        row.extend([""] * (width - len(row)))
    columns: dict[str, list[str | None]] = {f"c{i}": [row[i] or None for row in rows] for i in range(width)}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return cells.with_columns(pl.all().str.replace_all(_CR_MARK, "\r", literal=True)) if lone else cells


def numbered(cells: pl.DataFrame, height: int) -> pl.DataFrame:
    """The cells with their record numbers from 1 as first column `row`."""
    return pl.DataFrame({"row": pl.Series(range(1, height + 1), dtype=pl.Int64)}).hstack(cells.get_columns())


def _records(name: str, text: str, delimiter: str, lone: bool, limits: Limits) -> list[list[str]]:
    """All records; Unreadable for an open quotation mark and for more lines or columns than the limits."""
    lines = _bounded(name, text, delimiter, lone, limits)
    # If the text ends inside quotes, the end mark is swallowed by the last record instead of being one.
    rows: list[list[str]] = []
    try:
        for row in csv.reader(chain(lines, (_END,)), delimiter=delimiter):
            if len(row) > limits.columns:
                raise Unreadable(_too_wide(name, len(rows) + 1, limits))
            rows.append(row)
            if len(rows) > limits.rows + 1:
                raise Unreadable(f"{name} has more than {limits.rows} rows. Split the export by period or portfolio.")
    except csv.Error:
        raise Unreadable(
            f"{name}: record {len(rows) + 1} holds a cell of more than {csv.field_size_limit()} characters, most "
            "likely a quotation mark that is never closed. Correct that record or export again."
        ) from None
    if rows.pop() != [_END]:
        raise Unreadable(
            f"{name}: a quotation mark opened in record {len(rows) + 1} is never closed, so the rest of the file "
            "cannot be told apart. Correct that record or export again."
        )
    return rows


def _bounded(name: str, text: str, delimiter: str, lone: bool, limits: Limits) -> Iterator[str]:
    """The lines of a text with their ends, refusing those that no table has."""
    for number, match in enumerate((_LINES_LF if lone else _LINES).finditer(text), start=1):
        line = match.group()
        if len(line) > _LINE_CHARS:
            if line.count(delimiter) > limits.columns:
                raise Unreadable(_too_wide(name, number, limits))
            raise Unreadable(
                f"{name}: line {number} has {len(line)} characters, so this is no table of records. Export it again."
            )
        yield line


def _too_wide(name: str, record: int, limits: Limits) -> str:
    return (
        f"{name}: record {record} has more than {limits.columns} columns, the most that are read. "
        "Delete the empty columns to the right of the table and export again."
    )


# --- delimiter --------------------------------------------------------------------------------------------------------


def _delimiter(text: str) -> str:
    """The delimiter: the one that a `sep=` line states, else the one that cuts the first records most evenly."""
    stated = _SEP.match(text)
    if stated:
        return stated.group(1)
    sample = text[:_SAMPLE_CHARS]
    scores = {d: _evenness(sample, d) for d in DELIMITERS}
    if any(scores[d] >= 0.8 for d in ";\t|"):
        # 1,5;2,5: between digits a comma is decimal when something else cuts the lines evenly.
        scores[","] = min(scores[","], _evenness(re.sub(r"(?<=\d),(?=\d)", ".", sample), ","))
    best = max(DELIMITERS, key=lambda d: scores[d])
    return best if scores[best] > 0 else ","


def _evenness(sample: str, delimiter: str) -> float:
    """How evenly a delimiter cuts records: share of records of the commonest width × log2 of it, twice if the first has it."""
    widths = _widths(sample, delimiter)
    wide = Counter(w for w in widths if w > 1)
    if not wide:
        return 0.0
    width, times = max(wide.items(), key=lambda item: (item[1], item[0]))
    share = times / len(widths)
    return share * math.log2(width) * (2 if widths[0] == width else 1)


def _widths(sample: str, delimiter: str) -> list[int]:
    """Number of cells of the first records that are not blank."""
    lines = (m.group() for m in _LINES.finditer(sample))
    try:
        rows = [row for row in islice(csv.reader(lines, delimiter=delimiter), _SAMPLE_RECORDS) if any(row)]
    except csv.Error:
        return []
    if len(rows) > 1 and len(sample) == _SAMPLE_CHARS:
        rows.pop()  # cut off in the middle
    return [len(row) for row in rows]
