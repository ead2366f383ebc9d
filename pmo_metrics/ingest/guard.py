"""A look into a workbook before any reader opens it: one streaming pass that refuses what would hurt a reader.

A spreadsheet is a zip of XML, and a file of two kilobytes can ask a reader for hundreds of gigabytes. Everything is
counted while it inflates, so memory stays flat. The same pass notices what a reader passes over in silence: macros, links
to other files, formulas without a stored value.
"""

from __future__ import annotations

import io
import posixpath
import re
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal
from xml.parsers import expat

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.rows import Regular, lengths
from pmo_metrics.settings import Limits

Kind = Literal["xlsx", "xlsb", "ods", "xls"]

# What no honest workbook comes near; the limits that an installation may move are in settings.Limits.
_MEMBERS = 4_000
_RATIO = 200
_RATIO_FROM = 8 << 20
_REPEATED_TEXT = 512 << 20
_FORMATS = 70_000
_FORMAT_CHARS = 2_000
_DEPTH = 60
_ATTRIBUTES = 60
_MERGED = 200_000
_NAMED = 100
_SHEET_COLUMNS = 16_384
_BLOCK = 1 << 20  # bytes of XML that are judged in bulk at a time; smaller parts are parsed
_MISSES = 3
_LAST_TURN = 3

_PROTECTED = "is protected with a password. Save it without the password and load that."
_ASK = "Open it in a spreadsheet program, save it as .xlsx and load that."


class Suspicious(Exception):
    """Why a package is refused; the message finishes the sentence "<file> …"."""


@dataclass
class SheetFacts:
    """What the pass saw of one worksheet: where its values lie, and formulas that no program has computed."""

    name: str = ""
    first_column: int = 0  # 1 = A; 0 while no value was seen
    rows: int = 0
    columns: int = 0
    unvalued: list[str] = field(default_factory=list)
    unvalued_total: int = 0


@dataclass
class Facts:
    """What the pass saw of a workbook."""

    kind: Kind
    sheets: list[SheetFacts] = field(default_factory=list)
    macros: bool = False
    external_links: bool = False
    date1904: bool = False
    elapsed_times: bool = False  # some number format shows hours beyond 24, such as [h]:mm

    def sheet(self, name: str) -> SheetFacts:
        return next((s for s in self.sheets if s.name == name), SheetFacts(name))


def inspect(name: str, content: bytes, limits: Limits, almost: Callable[[Kind], None] | None = None) -> Facts:
    """The facts of a zipped workbook. Unreadable (one sentence) for anything that no reader may open.

    `almost` is told the kind of an .xlsx when everything but its worksheets has passed: a reader may open the package then, and
    no worksheet yet.
    """
    try:
        quick = _Pass(content, limits)
        quick.almost = almost
        try:
            return quick.run()
        except Suspicious:
            if not quick.estimated:
                raise
        return _Pass(content, limits, exact=True).run()  # rows were rounded up: count them before saying no
    except Suspicious as reason:
        raise Unreadable(f"{name} {reason}") from None
    except Exception:  # odd zip fields, unknown encodings: whatever this pass cannot follow, no reader gets
        raise Unreadable(f"{name} is damaged and cannot be read as a workbook. {_ASK}") from None


# --- the package ------------------------------------------------------------------------------------------------------


class _Pass:
    """One pass over one package."""

    def __init__(self, content: bytes, limits: Limits, exact: bool = False) -> None:
        self.content, self.limits, self.exact = content, limits, exact
        self.estimated = False
        self.almost: Callable[[Kind], None] | None = None
        self.deadline = time.monotonic() + limits.reader_seconds
        self.cells = 0
        self.strings: list[int] = []
        self.facts = Facts("xlsx")
        self.parts: dict[str, SheetFacts] = {}
        self.string_cells: dict[str, int] = {}
        self.titles: list[tuple[str, str]] = []  # sheet name, relationship id
        self.targets: dict[str, str] = {}  # relationship id -> part

    def run(self) -> Facts:
        members = self._members()
        names = {m.filename for m in members}
        self.facts.kind = _kind(names)
        self.facts.macros = any(n.endswith("vbaProject.bin") or n.startswith("xl/macrosheets/") for n in names)
        self.facts.external_links = any(n.startswith("xl/externalLinks/") for n in names)
        for member in sorted(members, key=self._turn):
            if self.almost and self.facts.kind == "xlsx" and self._turn(member) == _LAST_TURN:
                self.almost("xlsx")
                self.almost = None
            self._read(member, self._watcher(member.filename))
        self._weigh_repeated_text(members)
        self._name_sheets()
        if sum(sheet.rows * sheet.columns for sheet in self.facts.sheets) > self.limits.cells:
            raise Suspicious(_too_many_cells(self.limits))
        return self.facts

    def _turn(self, member: zipfile.ZipInfo) -> int:
        """Order of reading: which parts are sheets, the strings that sheets point into, the rest, last the sheets."""
        low = member.filename.lower()
        if low in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "meta-inf/manifest.xml"):
            return 0
        if low.endswith("sharedstrings.xml"):
            return 1
        return _LAST_TURN if low.startswith("xl/worksheets/sheet") else 2

    def _members(self) -> list[zipfile.ZipInfo]:
        try:
            members = zipfile.ZipFile(io.BytesIO(self.content)).infolist()
        except zipfile.BadZipFile:
            raise Suspicious(f"is damaged: its zip directory cannot be read. {_ASK}") from None
        if len(members) > _MEMBERS:
            raise Suspicious(f"holds {len(members)} parts, more than any workbook ({_MEMBERS}). {_ASK}")
        if any(m.flag_bits & 1 for m in members):
            raise Suspicious(_PROTECTED)
        _refuse_names([m.filename for m in members])
        _refuse_overlap(members)
        if sum(m.file_size for m in members) > self.limits.unpacked_bytes:
            raise Suspicious(self._too_large())
        return members

    def _too_large(self) -> str:
        return f"unpacks to more than {self.limits.unpacked_bytes >> 20} MiB. Split the export by period or portfolio."

    def _read(self, member: zipfile.ZipInfo, watch: _Watch | None) -> None:
        """Inflate a member to nowhere, counting, and show its XML to whoever has to watch it."""
        parser = _Parser(watch, member.filename) if watch else None
        got, counted = 0, False
        for piece in _inflate(self.content, member):
            got += len(piece)
            self._check_size(member, got)
            if parser:
                parser.feed(piece)
                if parser.misses >= _MISSES and not counted and isinstance(watch, _SheetWatch):
                    counted = True
                    self._count_cells(member)
        if parser:
            parser.close()

    def _count_cells(self, member: zipfile.ZipInfo) -> None:
        """Refuse a sheet of far too many cells before seconds are spent on parsing them."""
        left, got = self.limits.cells - self.cells, 0
        for piece in _inflate(self.content, member):
            got += len(piece)
            left -= piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b"<c/>")
            if left < 0:
                raise Suspicious(_too_many_cells(self.limits))
            if got > member.file_size:
                return

    def _check_size(self, member: zipfile.ZipInfo, got: int) -> None:
        if got > member.file_size:
            raise Suspicious(f"is damaged: {_show(member.filename)} is larger than the file says. {_ASK}")
        if got > _RATIO_FROM and got > _RATIO * max(member.compress_size, 1):
            raise Suspicious(f"is packed more than {_RATIO} times smaller than its content, as only harmful files are.")
        if time.monotonic() > self.deadline:
            raise Suspicious(f"takes more than {self.limits.reader_seconds} seconds to check. Split the export.")

    def _watcher(self, name: str) -> _Watch | None:
        """Who has to watch a part; None for parts that are no XML."""
        low = name.lower()
        if self.facts.kind == "xlsx" and (name in self.targets.values() or low.startswith("xl/worksheets/sheet")):
            return _SheetWatch(self, name)
        if low.endswith("sharedstrings.xml"):
            return _StringsWatch(self)
        if low == "xl/styles.xml":
            return _StylesWatch(self)
        if low == "xl/workbook.xml":
            return _WorkbookWatch(self)
        if low.endswith(".rels"):
            return _RelationsWatch(self, name)
        if self.facts.kind == "ods" and low == "content.xml":
            return _OdsWatch(self)
        if low == "meta-inf/manifest.xml":
            return _ManifestWatch()
        return _Watch() if low.endswith(".xml") else None

    def _weigh_repeated_text(self, members: list[zipfile.ZipInfo]) -> None:
        """One long string in very many cells unpacks a second time: sum the lengths where that could matter."""
        if max(self.strings, default=0) * sum(self.string_cells.values()) <= _REPEATED_TEXT:
            return
        weigh = _WeightWatch(self.strings)
        for member in members:
            if self.string_cells.get(member.filename):
                self._read(member, weigh)

    def _name_sheets(self) -> None:
        for title, relation in self.titles:
            part = self.targets.get(relation, "")
            facts = self.parts.get(part, SheetFacts())
            facts.name = title
            self.facts.sheets.append(facts)


def _kind(names: set[str]) -> Kind:
    if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if any(n.startswith(("word/", "ppt/")) for n in names):
        raise Suspicious(f"is a text document or presentation, not a spreadsheet or CSV. {_ASK}")
    raise Suspicious("is a zip archive, not a workbook. Unpack it and load the files inside.")


def _refuse_names(names: list[str]) -> None:
    if len({n.lower() for n in names}) != len(names):
        raise Suspicious(f"holds two parts of one name, so readers may disagree about its content. {_ASK}")
    for name in names:
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise Suspicious(f"holds a part that points outside of it ({_show(name)}). {_ASK}")


def _refuse_overlap(members: list[zipfile.ZipInfo]) -> None:
    places = sorted((m.header_offset, m.compress_size) for m in members)
    for (start, size), (following, _) in pairwise(places):
        if start + 30 + size > following:
            raise Suspicious(f"holds parts that overlap, as only harmful files do. {_ASK}")


def _inflate(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The inflated bytes of a member in small pieces, whatever size it claims."""
    view = memoryview(content)
    start = member.header_offset
    if content[start : start + 4] != b"PK\x03\x04":
        raise Suspicious(f"is damaged: {_show(member.filename)} is not where the file says. {_ASK}")
    start += (
        30
        + int.from_bytes(view[start + 26 : start + 28], "little")
        + int.from_bytes(view[start + 28 : start + 30], "little")
    )
    data = view[start : start + member.compress_size]
    if len(data) < member.compress_size:
        raise Suspicious(f"is cut off in the middle. Export or copy it again. {_ASK}")
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(data[i : i + 65536]) for i in range(0, len(data), 65536))
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise Suspicious(f"is packed in a way that workbooks are not. {_ASK}")
    inflater = zlib.decompressobj(-15)
    for i in range(0, len(data), 65536):
        rest: bytes | memoryview = data[i : i + 65536]
        while rest:
            try:
                piece = inflater.decompress(rest, 1 << 18)
            except zlib.error:
                raise Suspicious(f"is damaged: {_show(member.filename)} cannot be unpacked. {_ASK}") from None
            yield piece
            rest = inflater.unconsumed_tail


def _show(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:57] + "...")


# --- watching the XML -------------------------------------------------------------------------------------------------


class _Watch:
    """Sees the elements of one part. The base class lets everything pass that any XML may do."""

    text: Callable[[str], None] | None = None
    parser: expat.XMLParserType | None = None
    bulk: tuple[bytes, ...] = ()  # how an element that `judge` can take begins, and how it ends

    def judge(self, block: bytes) -> bool:
        """Whether whole elements were judged without parsing them."""
        return False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins; `tag` comes without its prefix."""

    def end(self, tag: str) -> None:
        """An element is over."""

    def done(self) -> None:
        """The part is over."""


def _parser(watch: _Watch, name: str) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0
    begin, finish = watch.start, watch.end

    def doctype(*_: object) -> None:
        raise Suspicious(f"declares its own XML entities ({_show(name)}), as only harmful files do. {_ASK}")

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH or len(attributes) > _ATTRIBUTES:
            raise Suspicious(f"holds XML nested or attributed beyond any workbook ({_show(name)}). {_ASK}")
        begin(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        finish(tag.rpartition(":")[2] if ":" in tag else tag)

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = doctype
    parser.StartElementHandler, parser.EndElementHandler = start, end
    watch.parser = parser
    if watch.text:
        parser.CharacterDataHandler = watch.text
    return parser


class _Parser:
    """The XML parser of one part. What a watch can judge in bulk never reaches the parser, which is ten times slower."""

    def __init__(self, watch: _Watch, name: str) -> None:
        self.watch, self.name = watch, name
        self.expat = _parser(watch, name)
        self.waiting = bytearray()
        self.misses = 0

    def feed(self, piece: bytes) -> None:
        if not self.watch.bulk or self.misses >= _MISSES:
            self._parse(piece)
            return
        self.waiting += piece
        if len(self.waiting) >= _BLOCK:
            self._skim()

    def _skim(self) -> None:
        """Take the whole elements out of what is waiting where the watch vouches for them; parse all else."""
        first, last = self.watch.bulk
        held = bytes(self.waiting)
        start, end = held.find(first), held.rfind(last) + len(last)
        if start < 0 or end <= start:
            self.misses = _MISSES
            self._parse(b"")
            return
        self.waiting = bytearray(held[end:])
        self.expat_parse(held[:start])
        block = held[start:end]
        if not self.watch.judge(block):
            self.misses += 1
            self.expat_parse(block)

    def _parse(self, piece: bytes) -> None:
        held, self.waiting = bytes(self.waiting), bytearray()
        self.expat_parse(held + piece if held else piece)

    def expat_parse(self, piece: bytes, last: bool = False) -> None:
        try:
            self.expat.Parse(piece, last)
        except expat.ExpatError:
            raise Suspicious(f"is damaged: {_show(self.name)} is not well-formed XML. {_ASK}") from None

    def close(self) -> None:
        self._parse(b"")
        self.expat_parse(b"", True)
        self.watch.done()


def _column_names() -> dict[str, int]:
    letters = [chr(c) for c in range(65, 91)]
    names = (
        letters
        + [a + b for a in letters for b in letters]
        + [a + b + c for a in letters for b in letters for c in letters]
    )
    return {name: i for i, name in enumerate(names[:_SHEET_COLUMNS], start=1)}


_COLUMNS = _column_names()
_DIGITS = "0123456789"


class _SheetWatch(_Watch):
    """A worksheet: counts cells and where values lie, and finds formulas without a stored value.

    Cells without a value (formats only) do not count for the rectangle: readers pass over them. Millions of elements go
    through `start` and `end`, which is why they do so little.
    """

    bulk = (b"<row ", b"</row>")  # plain rows of large sheets are judged many at a time

    def __init__(self, owner: _Pass, part: str) -> None:
        self.owner, self.part = owner, part
        self.facts = owner.parts.setdefault(part, SheetFacts())
        self.left = owner.limits.cells - owner.cells
        self.row = self.column = self.strings = self.merged = 0
        self.digits = ""
        self.kind: str | None = None
        self.formula = self.valued = False
        self.regular = Regular(_COLUMNS)

    def judge(self, block: bytes) -> bool:
        seen = None if self.owner.exact else self.regular.judge(block)
        if seen is None or seen.cells > self.left:
            return False
        facts = self.facts
        rows, columns = max(facts.rows, seen.rows), max(facts.columns, seen.columns)
        if seen.columns and rows * columns > self.owner.limits.cells:
            return False  # more than there may be, or an estimate too high: the parser will see
        self.left -= seen.cells
        self.strings += seen.strings
        self.row, self.column, self.digits = max(self.row, seen.rows), 0, ""
        if seen.columns:
            facts.first_column = min(facts.first_column or seen.first_column, seen.first_column)
            facts.rows, facts.columns = rows, columns
            self.owner.estimated = True
        return True

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            reference = attributes.get("r")
            if reference:
                letters = reference.rstrip(_DIGITS)
                self.column = _COLUMNS.get(letters) or _outside(reference)
                digits = reference[len(letters) :]
                if digits != self.digits:
                    self.row, self.digits = _number(digits), digits
            else:
                self._next_column()
            self.left -= 1
            if self.left < 0:
                raise Suspicious(_too_many_cells(self.owner.limits))
            self.kind = attributes.get("t")
            self.formula = False
        elif tag == "v" or tag == "is":
            self._value()
        elif tag == "f":
            self.formula, self.valued = True, False
        elif tag == "row":
            row = attributes.get("r")
            self.row = _number(row) if row else self.row + 1
            self.column, self.digits = 0, str(self.row)
        elif tag == "mergeCell":
            self.merged += 1
            if self.merged > _MERGED:
                raise Suspicious(f"has more than {_MERGED} merged areas in one sheet. {_ASK}")

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
        self.owner.cells = self.owner.limits.cells - self.left
        if self.strings:
            self.owner.string_cells[self.part] = self.strings

    def _next_column(self) -> None:
        self.column += 1
        if self.column > _SHEET_COLUMNS:
            raise Suspicious(
                f"has a sheet with more than {_SHEET_COLUMNS} columns. "
                "Delete the empty columns to the right of the table and save it again."
            )

    def _value(self) -> None:
        if self.kind == "s":
            self.strings += 1
        if self.formula:
            if self.parser and self.kind != "str":
                self.parser.CharacterDataHandler = self._formula_value  # an empty <v/> is no value
            else:
                self.valued = True
        facts, column = self.facts, self.column
        if column > facts.columns or self.row > facts.rows or column < facts.first_column:
            facts.first_column = min(facts.first_column or column, column)
            facts.columns, facts.rows = max(facts.columns, column), max(facts.rows, self.row)
            _check_box(facts, self.owner.limits)

    def _formula_value(self, text: str) -> None:
        self.valued = True


def _outside(reference: str) -> int:
    raise Suspicious(f"has a cell {_show(reference)} outside of any worksheet (A1 to XFD1048576). {_ASK}")


def _too_many_cells(limits: Limits) -> str:
    return f"has more than {limits.cells} cells. Split the export by period or portfolio."


class _StringsWatch(_Watch):
    """The shared strings: how many, and how long each is."""

    bulk = (b"<si>", b"</si>")

    def __init__(self, owner: _Pass) -> None:
        self.owner, self.length = owner, 0
        self.text = self._text

    def judge(self, block: bytes) -> bool:
        found = lengths(block)
        if found is None or len(self.owner.strings) + len(found) > self.owner.limits.cells:
            return False
        self.owner.strings += found
        return True

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self.length = 0
        elif tag == "sst":
            for key in ("count", "uniqueCount"):
                claimed = attributes.get(key, "0")
                if not claimed.isascii() or not claimed.isdigit() or int(claimed) > self.owner.limits.cells:
                    raise Suspicious(f"claims to hold {_show(claimed)} texts, which cannot be. {_ASK}")

    def _text(self, text: str) -> None:
        self.length += len(text)

    def end(self, tag: str) -> None:
        if tag == "si":
            self.owner.strings.append(self.length)
            if len(self.owner.strings) > self.owner.limits.cells:
                raise Suspicious(
                    f"has more than {self.owner.limits.cells} texts. Split the export by period or portfolio."
                )


class _WeightWatch(_Watch):
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
        index = _number(self.value.strip())
        self.total += self.strings[index] if index < len(self.strings) else 0
        if self.total > _REPEATED_TEXT:
            raise Suspicious(f"repeats long texts to more than {_REPEATED_TEXT >> 20} MiB. Split the export.")


class _StylesWatch(_Watch):
    """Number formats: bounded, and whether any shows elapsed time such as [h]:mm."""

    def __init__(self, owner: _Pass) -> None:
        self.owner, self.formats = owner, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "xf":
            self.formats += 1
            self.owner.facts.elapsed_times |= attributes.get("numFmtId") == "46"  # built in: [h]:mm:ss
            if self.formats > _FORMATS:
                raise Suspicious(f"has more than {_FORMATS} cell formats. {_ASK}")
        elif tag == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > _FORMAT_CHARS:
                raise Suspicious(f"has a number format of {len(code)} characters. {_ASK}")
            self.owner.facts.elapsed_times |= re.search(r"\[(h+|m+|s+)\]", code, re.IGNORECASE) is not None


class _WorkbookWatch(_Watch):
    """The list of sheets and the date system."""

    def __init__(self, owner: _Pass) -> None:
        self.owner = owner

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            self.owner.titles.append((attributes.get("name", ""), relation))
            if len(self.owner.titles) > self.owner.limits.sheets:
                raise Suspicious(f"has more than {self.owner.limits.sheets} sheets. Split the workbook.")
        elif tag == "workbookPr":
            self.owner.facts.date1904 = attributes.get("date1904") in ("1", "true")


class _RelationsWatch(_Watch):
    """Which part is which sheet; no relation may leave the package."""

    def __init__(self, owner: _Pass, part: str) -> None:
        self.owner = owner
        self.base = posixpath.dirname(posixpath.dirname(part))
        self.of_workbook = part == "xl/_rels/workbook.xml.rels"

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        path = posixpath.normpath(target[1:] if target.startswith("/") else posixpath.join(self.base, target))
        if path.startswith(".."):
            raise Suspicious(f"holds a part that points outside of it ({_show(target)}). {_ASK}")
        if self.of_workbook and attributes.get("Type", "").endswith("/worksheet"):
            self.owner.targets[attributes.get("Id", "")] = path


class _OdsWatch(_Watch):
    """The tables of an OpenDocument spreadsheet, where one element may stand for millions of cells."""

    def __init__(self, owner: _Pass) -> None:
        self.owner = owner
        self.facts = SheetFacts()
        self.row = self.column = self.row_repeat = self.cell_repeat = self.row_values = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.facts = SheetFacts(_local(attributes, "name"))
            self.owner.facts.sheets.append(self.facts)
            self.row = 0
            if len(self.owner.facts.sheets) > self.owner.limits.sheets:
                raise Suspicious(f"has more than {self.owner.limits.sheets} sheets. Split the workbook.")
        elif tag == "table-row":
            self.row_repeat = _number(_local(attributes, "number-rows-repeated") or "1")
            self.column = self.row_values = 0
        elif tag in ("table-cell", "covered-table-cell"):
            repeat = _number(_local(attributes, "number-columns-repeated") or "1")
            self.column += repeat
            if _local(attributes, "value-type"):
                self._value(repeat)

    def end(self, tag: str) -> None:
        if tag == "table-row":
            self.row += self.row_repeat
            if self.row_values:
                self.facts.rows = self.row
                self.owner.cells += self.row_values * self.row_repeat
                _check_box(self.facts, self.owner.limits)

    def _value(self, repeat: int) -> None:
        self.row_values += repeat
        first = self.column - repeat + 1
        self.facts.first_column = min(self.facts.first_column or first, first)
        self.facts.columns = max(self.facts.columns, self.column)


class _ManifestWatch(_Watch):
    """The list of parts of an OpenDocument file, which tells whether they are encrypted."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "encryption-data":
            raise Suspicious(_PROTECTED)


def _local(attributes: dict[str, str], name: str) -> str:
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == name), "")


def _check_box(facts: SheetFacts, limits: Limits) -> None:
    """Readers allocate the whole rectangle of a sheet, so the rectangle is what counts."""
    if facts.rows > limits.rows or facts.rows * facts.columns > limits.cells:
        raise Suspicious(
            f"has a sheet that reaches over {facts.rows} rows and {facts.columns} columns; at most {limits.cells} cells "
            "are read. Delete stray cells far from the table, or split the export."
        )


def _number(text: str) -> int:
    """A row number, count or index as plain digits; anything else is refused."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        raise Suspicious(f"is damaged: it counts with {_show(text)}. {_ASK}")
    number = int(text)
    if number > 1 << 32:
        raise Suspicious(f"is damaged: it counts with {_show(text)}. {_ASK}")
    return number


def column_letters(number: int) -> str:
    """The letters of a worksheet column: 1 is A, 28 is AB."""
    letters = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
