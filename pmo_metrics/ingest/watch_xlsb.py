"""The parts of a binary workbook (.xlsb), whose content is records instead of XML ([MS-XLSB] 2.1.4 and 2.3)."""

from __future__ import annotations

from collections.abc import Callable

from pmo_metrics.ingest.watch import ASK, SheetFacts, Suspicious, Tally, check_box, show, too_many_cells
from pmo_metrics.ingest.watch_xlsx import REPEATED_TEXT, SHEET_COLUMNS, repeats_text

# Types of records: BrtRowHdr, BrtCellBlank, BrtCellIsst, BrtFmlaError, BrtSSTItem, BrtWbProp, BrtBundleSh.
_ROW, _BLANK, _SHARED_TEXT, _LAST_CELL, _TEXT, _PROPERTIES, _SHEET = 0, 1, 7, 11, 19, 153, 156
_SHEET_ROWS = 1_048_576


class Records:
    """The records of one part: what each begins with is shown to `see`, the rest of it passed over."""

    misses = 0

    def __init__(self, name: str, see: Callable[[int, bytes], None], beginning: int) -> None:
        self.name, self.see, self.beginning = name, see, beginning
        self.waiting, self.skip = b"", 0

    def feed(self, piece: bytes) -> None:
        data, at = self.waiting + piece[self.skip :], 0
        self.skip = max(0, self.skip - len(piece))
        end = len(data)
        while at < end:
            head = self._head(data, at)
            if head is None:
                break
            kind, size, start = head
            shown = min(size, self.beginning)
            if start + shown > end:
                break
            self.see(kind, data[start : start + shown])
            at = start + size
        self.waiting, self.skip = data[at:], self.skip + max(0, at - end)

    def close(self) -> None:
        if self.waiting or self.skip:
            self._damaged()

    def _head(self, data: bytes, at: int) -> tuple[int, int, int] | None:
        """Type and size of the record that begins here, and where its data begin; None where more has to come."""
        kind, at = data[at], at + 1
        if kind > 127 and at < len(data):
            kind, at = kind & 127 | data[at] << 7, at + 1
        size = 0
        for place, byte in enumerate(data[at : at + 4]):
            size |= (byte & 127) << 7 * place
            if byte < 128:
                return kind, size, at + place + 1
        if at + 4 <= len(data):
            self._damaged()
        return None

    def _damaged(self) -> None:
        raise Suspicious(f"is damaged: {show(self.name)} does not consist of whole records. {ASK}")


def sheet_records(tally: Tally, part: str) -> Records:
    """A worksheet: where its cells lie, since a reader makes room for the whole rectangle, and how much text they repeat."""
    facts = tally.parts.setdefault(part, SheetFacts())
    row = text = 0

    def see(kind: int, data: bytes) -> None:
        nonlocal row, text
        if kind == _ROW:
            row = _number(data, _SHEET_ROWS)
        elif _BLANK <= kind <= _LAST_CELL:
            column = _number(data, SHEET_COLUMNS)
            tally.cells += 1
            if tally.cells > tally.limits.cells:
                raise Suspicious(too_many_cells(tally.limits))
            if kind == _SHARED_TEXT:
                place = int.from_bytes(data[8:12], "little")
                text += tally.strings[place] if place < len(tally.strings) else 0
                if text > REPEATED_TEXT:
                    raise Suspicious(repeats_text())
            if kind != _BLANK and (row > facts.rows or column > facts.columns or column < facts.first_column):
                facts.first_column = min(facts.first_column or column, column)
                facts.rows, facts.columns = max(facts.rows, row), max(facts.columns, column)
                check_box(facts, tally.limits)

    def _number(data: bytes, most: int) -> int:
        """A row or column counted from 1."""
        found = int.from_bytes(data[:4], "little") + 1
        if len(data) < 4 or found > most:
            raise Suspicious(f"has a cell outside of any worksheet (A1 to XFD1048576). {ASK}")
        return found

    return Records(part, see, 12)


def text_records(tally: Tally, part: str) -> Records:
    """The shared texts: how long each is."""

    def see(kind: int, data: bytes) -> None:
        if kind == _TEXT:
            tally.strings.append(int.from_bytes(data[1:5], "little"))

    return Records(part, see, 5)


def workbook_records(tally: Tally, part: str) -> Records:
    """The list of sheets and the date system."""

    def see(kind: int, data: bytes) -> None:
        if kind == _PROPERTIES:
            tally.facts.date1904 = bool(data[:1] and data[0] & 1)
        elif kind == _SHEET:
            relation, rest = _text(data[8:])
            tally.titles.append((_text(rest)[0], relation, data[0] != 0))
            if len(tally.titles) > tally.limits.sheets:
                raise Suspicious(f"has more than {tally.limits.sheets} sheets. Split the workbook.")

    return Records(part, see, 4096)


def _text(data: bytes) -> tuple[str, bytes]:
    """A text with its length before it (XLWideString), and what follows it."""
    end = 4 + 2 * int.from_bytes(data[:4], "little")
    return data[4:end].decode("utf-16-le", "replace"), data[end:]
