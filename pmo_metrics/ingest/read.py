"""From the bytes of an upload to sheets of text cells. What a file is shows in its content, never in its name."""

from __future__ import annotations

import re

import polars as pl

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.boards import flatten
from pmo_metrics.ingest.delimited import decode, read_delimited
from pmo_metrics.ingest.model import Sheet, Upload
from pmo_metrics.ingest.mojibake import mended
from pmo_metrics.ingest.plans import plan_format, read_plan
from pmo_metrics.ingest.workbook import read_ole, read_zip
from pmo_metrics.settings import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ASK = "Export the data as .xlsx or CSV and load that."

_JSON = re.compile(r'\{\s*["}]|\[\s*[\[{"\]]')

# First bytes of what people upload by mistake; the words finish "This is …".
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a rich text document"),
)


def read_upload(upload: Upload, limits: Limits) -> list[Sheet]:
    """The sheets of an upload, cells as text. Unreadable says in one sentence what was found and what to do."""
    return [flat for sheet in _sheets(upload, limits) for flat in flatten(sheet)]


def rows_near(upload: Upload, limits: Limits, sheet: str, row: int, around: int = 3) -> pl.DataFrame:
    """A row of a sheet with its neighbours as they lie: `row` and c0, c1, …; without rows where there is no such row."""
    own = next((s.cells for s in read_upload(upload, limits) if s.sheet == sheet), pl.DataFrame({"row": []}))
    if own.filter(pl.col("row") == row).is_empty():
        return own.clear()
    return own.filter(pl.col("row").is_between(row - around, row + around))


def _sheets(upload: Upload, limits: Limits) -> list[Sheet]:
    content = upload.content
    if not content:
        raise Unreadable(f"{upload.name} is empty (0 bytes). Export it again and load the new file.")
    if len(content) > limits.file_bytes:
        raise Unreadable(
            f"{upload.name} has {len(content) >> 20} MiB; at most {limits.file_bytes >> 20} MiB are read. "
            "Split the export by period or portfolio."
        )
    if content.startswith(b"PK\x03\x04"):
        return read_zip(upload, limits)
    if content.startswith(_OLE):
        return read_ole(upload, limits)
    _refuse_foreign(upload)
    if plan_format(content):
        return read_plan(upload, limits)
    text, encoding, notes = decode(upload)
    _refuse_markup(upload.name, text)
    text, mends = mended(upload.name, text)
    notes = [*notes, *mends]
    return [read_delimited(upload.name, text, encoding, notes, limits)]


def _refuse_foreign(upload: Upload) -> None:
    """Unreadable for the file formats that are neither a workbook nor text."""
    content = upload.content
    for magic, words in _FOREIGN:
        if content.startswith(magic):
            raise Unreadable(f"{upload.name} is {words}, not a spreadsheet or CSV. {_ASK}")
    if content[8:12] == b"DUCK":
        raise Unreadable(f"{upload.name} is a DuckDB database, not a spreadsheet or CSV. {_ASK}")
    if content.startswith(b"PK"):
        raise Unreadable(f"{upload.name} is an empty or damaged zip archive, not a workbook. {_ASK}")


def _refuse_markup(name: str, text: str) -> None:
    """Unreadable for text that is a document of another kind: HTML, XML, JSON."""
    head = text[:4096].lstrip("\ufeff \t\r\n").casefold()
    if not head:
        raise Unreadable(f"{name} holds nothing but blanks. Export it again and load the new file.")
    if head.startswith(("mime-version:", "<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<style")) or (
        head.startswith("<") and "<table" in head
    ):
        raise Unreadable(
            f"{name} is a web page (HTML) in spite of its name, not a spreadsheet or CSV. "
            "Open it in a spreadsheet program, save it as .xlsx and load that."
        )
    if head.startswith(("<?xml", "<!doctype", "<project", "<!--")):
        raise Unreadable(f"{name} is an XML file, not a spreadsheet or CSV. {_ASK}")
    if _JSON.match(head):
        raise Unreadable(f"{name} is a JSON file, not a spreadsheet or CSV. {_ASK}")
