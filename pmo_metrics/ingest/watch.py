"""Watching the XML of a workbook while it inflates: what every part has to keep to, and what a pass has seen so far.

The watches of worksheets and their kin are in watch_xlsx.py, those of OpenDocument files in watch_ods.py; guard.py decides
which part is shown to which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

from pmo_metrics.settings import Limits

Kind = Literal["xlsx", "xlsb", "ods", "xls"]

BLOCK = 1 << 20  # bytes of XML that are judged in bulk at a time; smaller parts are parsed
MISSES = 3
_DEPTH = 60
_ATTRIBUTES = 60

PROTECTED = "is protected with a password. Save it without the password and load that."
ASK = "Open it in a spreadsheet program, save it as .xlsx and load that."


class Suspicious(Exception):
    """Why a package is refused; the message finishes the sentence "<file> …"."""


@dataclass
class SheetFacts:
    """What the pass saw of one worksheet: where its values lie, and formulas that no program has computed."""

    name: str = ""
    first_column: int = 0  # 1 = A; 0 while no value was seen
    rows: int = 0
    columns: int = 0
    hidden: bool = False
    errors: bool | None = None  # whether some cell holds an error value; None: not looked into
    unvalued: list[str] = field(default_factory=list)
    unvalued_total: int = 0
    formats: dict[tuple[int, int], str] = field(default_factory=dict)  # row and column of a text -> its cell format
    indents: dict[tuple[int, int], int] = field(default_factory=dict)  # row and column of a text -> by how much


@dataclass
class Facts:
    """What the pass saw of a workbook."""

    kind: Kind
    sheets: list[SheetFacts] = field(default_factory=list)
    macros: bool = False
    external_links: bool = False
    date1904: bool = False
    elapsed_times: bool = False  # some number format shows hours beyond 24, such as [h]:mm

    @property
    def no_errors(self) -> bool:
        """Whether it is known that no cell of any sheet holds an error value."""
        return bool(self.sheets) and all(sheet.errors is False for sheet in self.sheets)

    def sheet(self, name: str) -> SheetFacts:
        return next((s for s in self.sheets if s.name == name), SheetFacts(name))


@dataclass
class Tally:
    """What one pass has counted so far, shared by the watches of its parts."""

    limits: Limits
    exact: bool = False  # count every row instead of rounding up
    estimated: bool = False  # some rows were rounded up
    cells: int = 0
    strings: list[int] = field(default_factory=list)  # the length of each shared text
    string_cells: dict[str, int] = field(default_factory=dict)  # part -> cells that point to shared texts
    facts: Facts = field(default_factory=lambda: Facts("xlsx"))
    indents: dict[str, int] = field(default_factory=dict)  # cell format -> by how much it indents
    parts: dict[str, SheetFacts] = field(default_factory=dict)
    titles: list[tuple[str, str, bool]] = field(default_factory=list)  # sheet name, relationship id, hidden
    targets: dict[str, str] = field(default_factory=dict)  # relationship id -> part


class Watch:
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


def _parser(watch: Watch, name: str) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0
    begin, finish = watch.start, watch.end

    def doctype(*_: object) -> None:
        raise Suspicious(f"declares its own XML entities ({show(name)}), as only harmful files do. {ASK}")

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH or len(attributes) > _ATTRIBUTES:
            raise Suspicious(f"holds XML nested or attributed beyond any workbook ({show(name)}). {ASK}")
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


class Parser:
    """The XML parser of one part. What a watch can judge in bulk never reaches the parser, which is ten times slower."""

    def __init__(self, watch: Watch, name: str) -> None:
        self.watch, self.name = watch, name
        self.expat = _parser(watch, name)
        self.waiting = bytearray()
        self.misses = 0
        self.skimmed = False

    def feed(self, piece: bytes) -> None:
        if not self.watch.bulk or self.misses >= MISSES:
            self._parse(piece)
            return
        self.waiting += piece
        if len(self.waiting) >= BLOCK:
            self._skim()

    def _skim(self) -> None:
        """Take the whole elements out of what is waiting where the watch vouches for them; parse all else."""
        first, last = self.watch.bulk
        held = bytes(self.waiting)
        start, end = held.find(first), held.rfind(last) + len(last)
        if start < 0 or end <= start:
            self.misses = MISSES
            self._parse(b"")
            return
        self.waiting = bytearray(held[end:])
        self.expat_parse(held[:start])
        block = held[start:end]
        self.skimmed = self.watch.judge(block)
        if not self.skimmed:
            self.misses += 1
            self.expat_parse(block)

    def _parse(self, piece: bytes) -> None:
        held, self.waiting = bytes(self.waiting), bytearray()
        self.expat_parse(held + piece if held else piece)

    def expat_parse(self, piece: bytes, last: bool = False) -> None:
        try:
            self.expat.Parse(piece, last)
        except expat.ExpatError:
            raise Suspicious(f"is damaged: {show(self.name)} is not well-formed XML. {ASK}") from None

    def close(self) -> None:
        if self.skimmed:  # the end of a large part is as plain as what came before it
            self._skim()
        self._parse(b"")
        self.expat_parse(b"", True)
        self.watch.done()


def show(name: str) -> str:
    return repr(name if len(name) <= 60 else name[:57] + "...")


def too_many_cells(limits: Limits) -> str:
    return f"has more than {limits.cells} cells. Split the export by period or portfolio."


def check_box(facts: SheetFacts, limits: Limits) -> None:
    """Readers allocate the whole rectangle of a sheet, so the rectangle is what counts."""
    if facts.rows > limits.rows or facts.rows * facts.columns > limits.cells:
        raise Suspicious(
            f"has a sheet that reaches over {facts.rows} rows and {facts.columns} columns; at most {limits.cells} cells "
            "are read. Delete stray cells far from the table, or split the export."
        )


def number(text: str) -> int:
    """A row number, count or index as plain digits; anything else is refused."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        raise Suspicious(f"is damaged: it counts with {show(text)}. {ASK}")
    number = int(text)
    if number > 1 << 32:
        raise Suspicious(f"is damaged: it counts with {show(text)}. {ASK}")
    return number


def column_letters(number: int) -> str:
    """The letters of a worksheet column: 1 is A, 28 is AB."""
    letters = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters
