"""Large, regular delimited text read by Polars; whatever is not provably regular is left to the careful way.

The careful way is the csv module (delimited.py), which decides what a record is. This one may only be used where both must
come to the same cells: every quotation mark opens a cell at its start or closes one at its end, no line end other than one
kind, no record wider than the first ones, no cell as long as the csv module refuses. A property test compares the two.
"""

from __future__ import annotations

import csv
import io
from itertools import islice

import polars as pl
import pyarrow as pa

from pmo_metrics.settings import Limits

# Below this the careful way is quick enough, and small files are the odd ones.
FROM_CHARS = 200_000
_LINE_CHARS = 1_000_000
_HEAD_RECORDS = 1_000
_HEAD_CHARS = 1 << 20
_QUOTE, _LF = 0x22, 0x0A


def quick_cells(text: str, delimiter: str, limits: Limits) -> pl.DataFrame | None:
    """The cells c0, c1, … of every record, empty ones null; None where the careful way has to decide."""
    if len(text) < FROM_CHARS or not delimiter.isascii() or text.startswith("\ufeff") or delimiter == '"':
        return None
    crlf = text.count("\r")
    if crlf and (crlf != text.count("\r\n") or crlf != text.count("\n")):
        return None
    width = _width(text, delimiter)
    if not 2 <= width <= limits.columns:
        return None
    quoted = '"' in text
    data = text.encode("utf-8")
    if quoted and not _regular(data, ord(delimiter), lines=crlf > 0):
        return None
    if crlf and not quoted:
        data = data.replace(b"\r\n", b"\n")
    return _parsed(data, delimiter, width, quoted, limits)


def _width(text: str, delimiter: str) -> int:
    """The most cells that one of the first records has; a later record with more sends the file the careful way."""
    head = text[:_HEAD_CHARS]
    lines = io.StringIO(head, newline="\n")
    try:
        return max((len(row) for row in islice(csv.reader(lines, delimiter=delimiter), _HEAD_RECORDS)), default=0)
    except csv.Error:
        return 0


def _regular(data: bytes, delimiter: int, lines: bool) -> bool:
    """Whether each quotation mark stands where RFC 4180 has it; `lines`: and no cell runs over a line end (CR LF files)."""
    padded = b"\n" + data + b"\n"
    view = pa.Array.from_buffers(pa.uint8(), len(padded), [None, pa.py_buffer(padded)])
    signs = pl.Series(view)
    at = (signs == _QUOTE).arg_true()
    if at.len() % 2:
        return False
    opening, closing = at.gather_every(2), at.gather_every(2, 1)
    ends = [delimiter, _LF, 0x0D]
    # An opening mark right after a closing one is the second half of a doubled mark inside a cell.
    doubled = opening.slice(1) == closing.slice(0, closing.len() - 1) + 1
    before = signs.gather(opening - 1).is_in(ends)
    after = signs.gather(closing + 1).is_in(ends)
    if not before[0] or not after[-1]:
        return False
    if not ((before.slice(1) | doubled).all() and (after.slice(0, after.len() - 1) | doubled).all()):
        return False
    if not lines:
        return True
    breaks = (signs == _LF).arg_true()
    return bool((at.search_sorted(breaks) % 2 == 0).all())


def _parsed(data: bytes, delimiter: str, width: int, quoted: bool, limits: Limits) -> pl.DataFrame | None:
    names = [f"c{i}" for i in range(width)]
    # A first line of nothing but delimiters tells the width, whatever stands in the file's own first lines.
    first = delimiter.encode() * (width - 1) + b"\n"
    try:
        cells = pl.read_csv(
            io.BytesIO(first + data),
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            separator=delimiter,
            quote_char='"' if quoted else None,
            truncate_ragged_lines=False,
        ).slice(1)
    except pl.exceptions.PolarsError:
        return None
    if cells.height > limits.rows + 1 or cells.height * width > limits.text_cells:
        return None
    longest = [int(n or 0) for n in cells.select(pl.all().str.len_bytes().max()).row(0)]
    if max(longest) >= csv.field_size_limit() or sum(longest) * 2 + width >= _LINE_CHARS:
        return None
    if not quoted:
        return cells
    blank = [name for name in names if (cells[name] == "").any()]
    return cells.with_columns(pl.col(blank).replace("", None)) if blank else cells
