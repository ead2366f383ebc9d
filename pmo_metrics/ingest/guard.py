"""A look into a workbook before any reader opens it: one streaming pass that refuses what would hurt a reader.

A spreadsheet is a zip of XML, and a file of two kilobytes can ask a reader for hundreds of gigabytes. Everything is
counted while it inflates, so memory stays flat. The same pass notices what a reader passes over in silence: macros, links
to other files, formulas without a stored value. This part looks at the package; watch.py and its kin at the XML inside.
"""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.watch import (
    ASK,
    MISSES,
    PROTECTED,
    Facts,
    Kind,
    Parser,
    SheetFacts,
    Suspicious,
    Tally,
    Watch,
    show,
    too_many_cells,
)
from pmo_metrics.ingest.watch_ods import ManifestWatch, OdsWatch
from pmo_metrics.ingest.watch_xlsb import Records, sheet_records, text_records, workbook_records
from pmo_metrics.ingest.watch_xlsx import (
    REPEATED_TEXT,
    RelationsWatch,
    SheetWatch,
    StringsWatch,
    StylesWatch,
    WeightWatch,
    WorkbookWatch,
)
from pmo_metrics.settings import Limits

# What no honest workbook comes near; the limits that an installation may move are in settings.Limits.
_MEMBERS = 4_000
_RATIO = 200
_RATIO_FROM = 8 << 20
_LAST_TURN = 3


def inspect(name: str, content: bytes, limits: Limits, almost: Callable[[Kind], None] | None = None) -> Facts:
    """The facts of a zipped workbook. Unreadable (one sentence) for anything that no reader may open.

    `almost` is told the kind of an .xlsx when everything but its worksheets has passed: a reader may open the package then, and
    no worksheet yet.
    """
    try:
        quick = _Pass(content, limits, almost=almost)
        try:
            return quick.run()
        except Suspicious:
            if not quick.tally.estimated:
                raise
        return _Pass(content, limits, exact=True).run()  # rows were rounded up: count them before saying no
    except Suspicious as reason:
        raise Unreadable(f"{name} {reason}") from None
    except Exception:  # odd zip fields, unknown encodings: whatever this pass cannot follow, no reader gets
        raise Unreadable(f"{name} is damaged and cannot be read as a workbook. {ASK}") from None


class _Pass:
    """One pass over one package."""

    def __init__(
        self, content: bytes, limits: Limits, exact: bool = False, almost: Callable[[Kind], None] | None = None
    ) -> None:
        self.content, self.limits, self.almost = content, limits, almost
        self.deadline = time.monotonic() + limits.reader_seconds
        self.tally = Tally(limits, exact)

    def run(self) -> Facts:
        members = self._members()
        names = {m.filename for m in members}
        self.tally.facts.kind = _kind(names)
        self.tally.facts.macros = any(n.endswith("vbaProject.bin") or n.startswith("xl/macrosheets/") for n in names)
        self.tally.facts.external_links = any(n.startswith("xl/externalLinks/") for n in names)
        for member in sorted(members, key=self._turn):
            if self.almost and self.tally.facts.kind == "xlsx" and self._turn(member) == _LAST_TURN:
                self.almost("xlsx")
                self.almost = None
            self._read(member, self._watcher(member.filename))
        self._weigh_repeated_text(members)
        self._name_sheets()
        if sum(sheet.rows * sheet.columns for sheet in self.tally.facts.sheets) > self.limits.cells:
            raise Suspicious(too_many_cells(self.limits))
        return self.tally.facts

    def _turn(self, member: zipfile.ZipInfo) -> int:
        """Order of reading: which parts are sheets, the strings that sheets point into, the rest, last the sheets."""
        low = member.filename.lower()
        if low.startswith(("xl/workbook.", "xl/_rels/workbook.")) or low == "meta-inf/manifest.xml":
            return 0
        if low.endswith(("sharedstrings.xml", "sharedstrings.bin")):
            return 1
        return _LAST_TURN if low.startswith("xl/worksheets/sheet") else 2

    def _members(self) -> list[zipfile.ZipInfo]:
        try:
            members = zipfile.ZipFile(io.BytesIO(self.content)).infolist()
        except zipfile.BadZipFile:
            raise Suspicious(f"is damaged: its zip directory cannot be read. {ASK}") from None
        if len(members) > _MEMBERS:
            raise Suspicious(f"holds {len(members)} parts, more than any workbook ({_MEMBERS}). {ASK}")
        if any(m.flag_bits & 1 for m in members):
            raise Suspicious(PROTECTED)
        _refuse_names([m.filename for m in members])
        _refuse_overlap(members)
        if sum(m.file_size for m in members) > self.limits.unpacked_bytes:
            raise Suspicious(self._too_large())
        return members

    def _too_large(self) -> str:
        return f"unpacks to more than {self.limits.unpacked_bytes >> 20} MiB. Split the export by period or portfolio."

    def _read(self, member: zipfile.ZipInfo, watch: Watch | Records | None) -> None:
        """Inflate a member to nowhere, counting, and show its XML or records to whoever has to watch it."""
        parser = Parser(watch, member.filename) if isinstance(watch, Watch) else watch
        got, counted = 0, False
        for piece in _inflate(self.content, member):
            got += len(piece)
            self._check_size(member, got)
            if parser:
                parser.feed(piece)
                if parser.misses >= MISSES and not counted and isinstance(watch, SheetWatch):
                    counted = True
                    self._count_cells(member)
        if parser:
            parser.close()

    def _count_cells(self, member: zipfile.ZipInfo) -> None:
        """Refuse a sheet of far too many cells before seconds are spent on parsing them."""
        left, got = self.limits.cells - self.tally.cells, 0
        for piece in _inflate(self.content, member):
            got += len(piece)
            left -= piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b"<c/>")
            if left < 0:
                raise Suspicious(too_many_cells(self.limits))
            if got > member.file_size:
                return

    def _check_size(self, member: zipfile.ZipInfo, got: int) -> None:
        if got > member.file_size:
            raise Suspicious(f"is damaged: {show(member.filename)} is larger than the file says. {ASK}")
        if got > _RATIO_FROM and got > _RATIO * max(member.compress_size, 1):
            raise Suspicious(f"is packed more than {_RATIO} times smaller than its content, as only harmful files are.")
        if time.monotonic() > self.deadline:
            raise Suspicious(f"takes more than {self.limits.reader_seconds} seconds to check. Split the export.")

    def _watcher(self, name: str) -> Watch | Records | None:
        """Who has to watch a part; None for parts that are neither XML nor known records."""
        low = name.lower()
        if self.tally.facts.kind == "xlsb" and low.endswith(".bin"):
            if low == "xl/workbook.bin":
                return workbook_records(self.tally, name)
            if low.endswith("sharedstrings.bin"):
                return text_records(self.tally, name)
            is_sheet = name in self.tally.targets.values() or low.startswith("xl/worksheets/sheet")
            return sheet_records(self.tally, name) if is_sheet else None
        if self.tally.facts.kind == "xlsx" and (
            name in self.tally.targets.values() or low.startswith("xl/worksheets/sheet")
        ):
            return SheetWatch(self.tally, name)
        if low.endswith("sharedstrings.xml"):
            return StringsWatch(self.tally)
        if low == "xl/styles.xml":
            return StylesWatch(self.tally)
        if low == "xl/workbook.xml":
            return WorkbookWatch(self.tally)
        if low.endswith(".rels"):
            return RelationsWatch(self.tally, name)
        if self.tally.facts.kind == "ods" and low == "content.xml":
            return OdsWatch(self.tally)
        if low == "meta-inf/manifest.xml":
            return ManifestWatch()
        return Watch() if low.endswith(".xml") else None

    def _weigh_repeated_text(self, members: list[zipfile.ZipInfo]) -> None:
        """One long string in very many cells unpacks a second time: sum the lengths where that could matter."""
        if max(self.tally.strings, default=0) * sum(self.tally.string_cells.values()) <= REPEATED_TEXT:
            return
        weigh = WeightWatch(self.tally.strings)
        for member in members:
            if self.tally.string_cells.get(member.filename):
                self._read(member, weigh)

    def _name_sheets(self) -> None:
        for title, relation, hidden in self.tally.titles:
            part = self.tally.targets.get(relation, "")
            facts = self.tally.parts.get(part, SheetFacts())
            facts.name, facts.hidden = title, hidden
            indents = self.tally.indents
            facts.indents = {place: indents[f] for place, f in facts.formats.items() if f in indents}
            facts.formats = {}  # their numbers say nothing outside the package
            self.tally.facts.sheets.append(facts)


def _kind(names: set[str]) -> Kind:
    if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if any(n.startswith(("word/", "ppt/")) for n in names):
        raise Suspicious(f"is a text document or presentation, not a spreadsheet or CSV. {ASK}")
    raise Suspicious("is a zip archive, not a workbook. Unpack it and load the files inside.")


def _refuse_names(names: list[str]) -> None:
    if len({n.lower() for n in names}) != len(names):
        raise Suspicious(f"holds two parts of one name, so readers may disagree about its content. {ASK}")
    for name in names:
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
            raise Suspicious(f"holds a part that points outside of it ({show(name)}). {ASK}")


def _refuse_overlap(members: list[zipfile.ZipInfo]) -> None:
    places = sorted((m.header_offset, m.compress_size) for m in members)
    for (start, size), (following, _) in pairwise(places):
        if start + 30 + size > following:
            raise Suspicious(f"holds parts that overlap, as only harmful files do. {ASK}")


def _inflate(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The inflated bytes of a member in small pieces, whatever size it claims."""
    view = memoryview(content)
    start = member.header_offset
    if content[start : start + 4] != b"PK\x03\x04":
        raise Suspicious(f"is damaged: {show(member.filename)} is not where the file says. {ASK}")
    start += (
        30
        + int.from_bytes(view[start + 26 : start + 28], "little")
        + int.from_bytes(view[start + 28 : start + 30], "little")
    )
    data = view[start : start + member.compress_size]
    if len(data) < member.compress_size:
        raise Suspicious(f"is cut off in the middle. Export or copy it again. {ASK}")
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(data[i : i + 65536]) for i in range(0, len(data), 65536))
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise Suspicious(f"is packed in a way that workbooks are not. {ASK}")
    inflater = zlib.decompressobj(-15)
    for i in range(0, len(data), 65536):
        rest: bytes | memoryview = data[i : i + 65536]
        while rest:
            try:
                piece = inflater.decompress(rest, 1 << 18)
            except zlib.error:
                raise Suspicious(f"is damaged: {show(member.filename)} cannot be unpacked. {ASK}") from None
            yield piece
            rest = inflater.unconsumed_tail
