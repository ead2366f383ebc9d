"""Rows and texts of a workbook as programs write them, proven harmless by counting: the quick part of watch_xlsx.py.

Without its digits, a sheet of a hundred thousand rows has a few different rows only. Each of those is looked at once; that
they are plain cells, and that no cell lies further down than the last row, is then known of all. Whatever is not so plain is
left to the XML parser, so this part never refuses anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

_DROPPED = b"0123456789.-"
_HEAD = rb'r=""(?: [A-Za-z:]{1,30}="[^"<>A-Z]*"){0,14}'
_OPEN_ROW = re.compile(_HEAD + rb">")
_EMPTY_ROW = re.compile(_HEAD + rb"(?:/>|></row>)\s*")
_CELL = re.compile(
    rb'r="([A-Z]{1,3})"(?: s="")?(?: t="([A-Za-z]{1,9})")?(?: s="")?'
    rb'(?:/>|>(<f>[^<"]*</f>)?(<v>[^<"]*</v>|<is><t(?: xml:space="preserve")?>[^<]*</t></is>)?</c>)'
)
_ROW_END = re.compile(rb"</row>\s*$")
_NO_VALUE = re.compile(rb"<v></v>|<v/>|</f></c>")


@dataclass(frozen=True)
class Seen:
    """What a block of regular rows holds; `rows` is at least the number of the last row, and less than twice it or 10."""

    cells: int
    strings: int
    first_column: int
    columns: int
    rows: int
    errors: bool  # some cell holds an error value such as #N/A


@dataclass(frozen=True)
class _Cell:
    column: int
    valued: bool


class Regular:
    """Judges blocks of whole rows of one sheet; remembers the cells it has seen."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self.columns = columns
        self.known: dict[bytes, _Cell] = {}

    def judge(self, block: bytes) -> Seen | None:
        """What the block holds, from its first `<row ` to its last `</row>`; None unless all of it is regular."""
        kinds = Counter(block.translate(None, _DROPPED).split(b"<row ")[1:])
        if any(b"<f>" in row for row in kinds) and _NO_VALUE.search(block):
            return None  # a formula that no program has computed has to be named
        valued: set[int] = set()
        if not all(self._judge_row(row, valued) for row in kinds):
            return None
        bound = _last_row(block)
        if not bound:
            return None
        first, last = (min(valued), max(valued)) if valued else (0, 0)
        cells, strings = (sum(n * row.count(sign) for row, n in kinds.items()) for sign in (b"<c ", b' t="s"'))
        errors = any(b' t="e"' in row for row in kinds)
        return Seen(cells, strings, first, last, bound if valued else 0, errors)

    def _judge_row(self, row: bytes, valued: set[int]) -> bool:
        head, *cells = row.split(b"<c ")
        if not cells:
            return _EMPTY_ROW.fullmatch(head) is not None
        cells[-1], ends = _ROW_END.subn(b"", cells[-1])
        if not ends or not _OPEN_ROW.fullmatch(head):
            return False
        for text in cells:
            cell = self.known.get(text) or self._judge_cell(text)
            if cell is None:
                return False
            if cell.valued:
                valued.add(cell.column)
        return True

    def _judge_cell(self, text: bytes) -> _Cell | None:
        match = _CELL.fullmatch(text)
        column = self.columns.get(match[1].decode()) if match else None
        if match is None or column is None:
            return None
        cell = _Cell(column, match[4] is not None)
        if len(self.known) < 10_000:
            self.known[text] = cell
        return cell


def _last_row(block: bytes) -> int:
    """A number that no cell's row exceeds, near that of the last row; 0 where some cell lies further down."""
    start = block.rfind(b'<row r="') + 8
    number = block[start : block.find(b'"', start)]
    if not re.fullmatch(rb"[1-9]\d{0,6}", number):
        return 0
    first, more = int(number[:1]), len(number) - 1
    fewer = rb"|[1-9]\d{0,%d}\"" % (more - 1) if more else b""
    # The lookahead says which rows may be; a cell of any other row, or of none, is found by the search.
    beyond = re.compile(rb'<c r="[A-Z]++(?![1-%d]\d{%d}"' % (first, more) + fewer + rb")")
    return 0 if beyond.search(block) else (first + 1) * 10**more - 1


_ITEMS = re.compile(r'(?:<si><t(?: xml:space="preserve")?>[^<]*+</t></si>)*')
_ITEM = re.compile(r"<t[^<>]*>([^<]*)<")


def lengths(block: bytes) -> list[int] | None:
    """The number of characters of each shared text in a block; None unless all of them are plain."""
    try:
        texts = block.decode()
    except UnicodeDecodeError:
        return None
    return list(map(len, _ITEM.findall(texts))) if _ITEMS.fullmatch(texts) else None
