"""The parts of an .xlsx: worksheets, shared texts, formats, the list of sheets and the relations between parts."""

from __future__ import annotations

import posixpath
import re

from pmo_metrics.ingest.rows import Regular, lengths
from pmo_metrics.ingest.watch import (
    ASK,
    SheetFacts,
    Suspicious,
    Tally,
    Watch,
    check_box,
    column_letters,
    number,
    show,
    too_many_cells,
)

REPEATED_TEXT = 512 << 20
_FORMATS = 70_000
_FORMAT_CHARS = 2_000
_MERGED = 200_000
_NAMED = 100
# Names of tasks stand far left, and plans whose structure is nothing but indentation are short.
_FIRST_COLUMNS = 8
_FORMATTED = 20_000
_DEEPEST = 15
SHEET_COLUMNS = 16_384


def _column_names() -> dict[str, int]:
    letters = [chr(c) for c in range(65, 91)]
    names = (
        letters
        + [a + b for a in letters for b in letters]
        + [a + b + c for a in letters for b in letters for c in letters]
    )
    return {name: i for i, name in enumerate(names[:SHEET_COLUMNS], start=1)}


COLUMNS = _column_names()
_DIGITS = "0123456789"


class SheetWatch(Watch):
    """A worksheet: counts cells and where values lie, and finds formulas without a stored value.

    Cells without a value (formats only) do not count for the rectangle: readers pass over them. Millions of elements go
    through `start` and `end`, which is why they do so little.
    """

    bulk = (b"<row ", b"</row>")  # plain rows of large sheets are judged many at a time

    def __init__(self, tally: Tally, part: str) -> None:
        self.tally, self.part = tally, part
        self.facts = tally.parts.setdefault(part, SheetFacts(errors=False))
        self.left = tally.limits.cells - tally.cells
        self.row = self.column = self.strings = self.merged = 0
        self.digits = ""
        self.kind: str | None = None
        self.formula = self.valued = False
        self.regular = Regular(COLUMNS)

    def judge(self, block: bytes) -> bool:
        seen = None if self.tally.exact else self.regular.judge(block)
        if seen is None or seen.cells > self.left:
            return False
        facts = self.facts
        rows, columns = max(facts.rows, seen.rows), max(facts.columns, seen.columns)
        if seen.columns and rows * columns > self.tally.limits.cells:
            return False  # more than there may be, or an estimate too high: the parser will see
        self.left -= seen.cells
        self.strings += seen.strings
        facts.errors = facts.errors or seen.errors
        self.row, self.column, self.digits = max(self.row, seen.rows), 0, ""
        if seen.columns:
            facts.first_column = min(facts.first_column or seen.first_column, seen.first_column)
            facts.rows, facts.columns = rows, columns
            self.tally.estimated = True
        return True

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            reference = attributes.get("r")
            if reference:
                letters = reference.rstrip(_DIGITS)
                self.column = COLUMNS.get(letters) or _outside(reference)
                digits = reference[len(letters) :]
                if digits != self.digits:
                    self.row, self.digits = number(digits), digits
            else:
                self._next_column()
            self.left -= 1
            if self.left < 0:
                raise Suspicious(too_many_cells(self.tally.limits))
            self.kind = attributes.get("t")
            self.formula = False
            if (
                self.kind
                and self.column <= _FIRST_COLUMNS
                and len(self.facts.formats) < _FORMATTED
                and "s" in attributes
            ):
                self.facts.formats[self.row, self.column] = attributes["s"]
        elif tag == "v" or tag == "is":
            self._value()
        elif tag == "f":
            self.formula, self.valued = True, False
        elif tag == "row":
            row = attributes.get("r")
            self.row = number(row) if row else self.row + 1
            self.column, self.digits = 0, str(self.row)
        elif tag == "mergeCell":
            self.merged += 1
            if self.merged > _MERGED:
                raise Suspicious(f"has more than {_MERGED} merged areas in one sheet. {ASK}")

    def end(self, tag: str) -> None:
        if not self.formula:
            return
        if tag == "v" and self.parser:
            self.parser.CharacterDataHandler = None
        if tag == "c" and not self.valued:
            self.facts.unvalued_total += 1
            if len(self.facts.unvalued) < _NAMED:
                self.facts.unvalued.append(f"{column_letters(self.column)}{self.row}")

    def done(self) -> None:
        self.tally.cells = self.tally.limits.cells - self.left
        if self.strings:
            self.tally.string_cells[self.part] = self.strings

    def _next_column(self) -> None:
        self.column += 1
        if self.column > SHEET_COLUMNS:
            raise Suspicious(
                f"has a sheet with more than {SHEET_COLUMNS} columns. "
                "Delete the empty columns to the right of the table and save it again."
            )

    def _value(self) -> None:
        if self.kind == "s":
            self.strings += 1
        elif self.kind == "e":
            self.facts.errors = True
        if self.formula:
            if self.parser and self.kind != "str":
                self.parser.CharacterDataHandler = self._formula_value  # an empty <v/> is no value
            else:
                self.valued = True
        facts, column = self.facts, self.column
        if column > facts.columns or self.row > facts.rows or column < facts.first_column:
            facts.first_column = min(facts.first_column or column, column)
            facts.columns, facts.rows = max(facts.columns, column), max(facts.rows, self.row)
            check_box(facts, self.tally.limits)

    def _formula_value(self, text: str) -> None:
        self.valued = True


def _outside(reference: str) -> int:
    raise Suspicious(f"has a cell {show(reference)} outside of any worksheet (A1 to XFD1048576). {ASK}")


class StringsWatch(Watch):
    """The shared strings: how many, and how long each is."""

    bulk = (b"<si>", b"</si>")

    def __init__(self, tally: Tally) -> None:
        self.tally, self.length = tally, 0
        self.text = self._text

    def judge(self, block: bytes) -> bool:
        found = lengths(block)
        if found is None or len(self.tally.strings) + len(found) > self.tally.limits.cells:
            return False
        self.tally.strings += found
        return True

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self.length = 0
        elif tag == "sst":
            for key in ("count", "uniqueCount"):
                claimed = attributes.get(key, "0")
                if not claimed.isascii() or not claimed.isdigit() or int(claimed) > self.tally.limits.cells:
                    raise Suspicious(f"claims to hold {show(claimed)} texts, which cannot be. {ASK}")

    def _text(self, text: str) -> None:
        self.length += len(text)

    def end(self, tag: str) -> None:
        if tag == "si":
            self.tally.strings.append(self.length)
            if len(self.tally.strings) > self.tally.limits.cells:
                raise Suspicious(
                    f"has more than {self.tally.limits.cells} texts. Split the export by period or portfolio."
                )


class WeightWatch(Watch):
    """Sums the lengths of the shared strings that the cells of a sheet point to."""

    def __init__(self, strings: list[int]) -> None:
        self.strings, self.total = strings, 0
        self.string = self.inside = False
        self.value = ""
        self.text = self._text

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.string = attributes.get("t") == "s"
        elif tag == "v":
            self.inside, self.value = self.string, ""

    def _text(self, text: str) -> None:
        if self.inside:
            self.value += text

    def end(self, tag: str) -> None:
        if tag != "v" or not self.inside:
            return
        self.inside = False
        index = number(self.value.strip())
        self.total += self.strings[index] if index < len(self.strings) else 0
        if self.total > REPEATED_TEXT:
            raise Suspicious(repeats_text())


def repeats_text() -> str:
    return f"repeats long texts to more than {REPEATED_TEXT >> 20} MiB. Split the export."


class StylesWatch(Watch):
    """Cell formats: bounded, whether any shows elapsed time such as [h]:mm, and which indent their text."""

    def __init__(self, tally: Tally) -> None:
        self.tally, self.formats = tally, 0
        self.own = -1  # the number of the last format that cells point to, below `cellXfs`
        self.listed = False

    def end(self, tag: str) -> None:
        self.listed = self.listed and tag != "cellXfs"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "cellXfs":
            self.listed = True
        elif tag == "alignment" and self.listed:
            indent = attributes.get("indent", "")
            if indent.isascii() and indent.isdigit() and len(indent) < 3 and int(indent):
                self.tally.indents[str(self.own)] = min(int(indent), _DEEPEST)
        elif tag == "xf":
            self.own += self.listed
            self.formats += 1
            self.tally.facts.elapsed_times |= attributes.get("numFmtId") == "46"  # built in: [h]:mm:ss
            if self.formats > _FORMATS:
                raise Suspicious(f"has more than {_FORMATS} cell formats. {ASK}")
        elif tag == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > _FORMAT_CHARS:
                raise Suspicious(f"has a number format of {len(code)} characters. {ASK}")
            self.tally.facts.elapsed_times |= re.search(r"\[(h+|m+|s+)\]", code, re.IGNORECASE) is not None


class WorkbookWatch(Watch):
    """The list of sheets and the date system."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.tally.titles.append((attributes.get("name", ""), relation, hidden))
            if len(self.tally.titles) > self.tally.limits.sheets:
                raise Suspicious(f"has more than {self.tally.limits.sheets} sheets. Split the workbook.")
        elif tag == "workbookPr":
            self.tally.facts.date1904 = attributes.get("date1904") in ("1", "true")


class RelationsWatch(Watch):
    """Which part is which sheet; no relation may leave the package."""

    def __init__(self, tally: Tally, part: str) -> None:
        self.tally = tally
        self.base = posixpath.dirname(posixpath.dirname(part))
        self.of_workbook = part in ("xl/_rels/workbook.xml.rels", "xl/_rels/workbook.bin.rels")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        path = posixpath.normpath(target[1:] if target.startswith("/") else posixpath.join(self.base, target))
        if path.startswith(".."):
            raise Suspicious(f"holds a part that points outside of it ({show(target)}). {ASK}")
        if self.of_workbook and attributes.get("Type", "").endswith("/worksheet"):
            self.tally.targets[attributes.get("Id", "")] = path
