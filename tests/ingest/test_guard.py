"""Hostile workbooks: every one ends in sheets or in one sentence, soon, and never harms the process that asked."""

from __future__ import annotations

import io
import random
import re
import time
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest import process, workbook
from pmo_metrics.ingest.guard import inspect
from pmo_metrics.ingest.model import Sheet, Upload
from pmo_metrics.ingest.plans import read_plan
from pmo_metrics.ingest.read import read_upload
from pmo_metrics.ingest.watch import Facts, column_letters
from pmo_metrics.ingest.watch_xlsx import COLUMNS
from pmo_metrics.settings import Limits

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
Edit = Callable[[bytes], bytes]


@cache
def plain() -> bytes:
    """A small workbook with texts, numbers, a date, a formula and two sheets."""
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.append(["id", "name", "amount"])
    for i in range(5):
        first.append([f"P-{i:03}", f"project {i}", i * 10.5])
    first["D2"] = "=1+1"
    book.create_sheet("Second").append(["a", "b"])
    out = io.BytesIO()
    book.save(out)
    return shared(out.getvalue())


def shared(content: bytes) -> bytes:
    """The workbook with its texts in a shared table, as spreadsheet programs write them."""
    texts: list[bytes] = []

    def point(match: re.Match[bytes]) -> bytes:
        texts.append(match[1])
        return b't="s"><v>%d</v></c>' % (len(texts) - 1)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    inline = rb't="inlineStr"><is><t>([^<]*)</t></is></c>'
    parts = {name: re.sub(inline, point, xml) for name, xml in parts.items()}
    items = b"".join(b"<si><t>" + text + b"</t></si>" for text in texts)
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d" uniqueCount="%d">'
    parts[STRINGS] = head % (len(texts), len(texts)) + items + b"</sst>"
    relations = "xl/_rels/workbook.xml.rels"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    entry = b'<Relationship Id="rId99" Type="' + kind + b'" Target="sharedStrings.xml"/></Relationships>'
    parts[relations] = parts[relations].replace(b"</Relationships>", entry)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return out.getvalue()


def edited(edits: dict[str, Edit], add: dict[str, bytes] | None = None, book: bytes | None = None) -> bytes:
    """The small workbook, or another, with some parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book or plain())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, edits.get(name, bytes)(old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def rows(xml: bytes) -> Edit:
    """Puts rows at the end of the first sheet."""
    return lambda old: old.replace(b"</sheetData>", xml + b"</sheetData>")


def doctype(entities: bytes, use: bytes) -> Edit:
    return lambda old: (
        b'<?xml version="1.0"?><!DOCTYPE x [' + entities + b"]>" + old.partition(b"?>")[2].replace(b"P-001", use)
        if old.startswith(b"<?xml")
        else b"<!DOCTYPE x [" + entities + b"]>" + old.replace(b"P-001", use)
    )


LAUGHS = b'<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (98 + i, (b"&%c;" % (97 + i)) * 10) for i in range(9))


def lying_size() -> bytes:
    """A part that unpacks to more than the directory says."""
    content = bytearray(edited({SHEET: rows(b" " * 5_000_000)}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo(SHEET).file_size
    return bytes(content).replace(size.to_bytes(4, "little"), (4000).to_bytes(4, "little"))


def overlapping() -> bytes:
    """Two directory entries that share the bytes of one part."""
    out = io.BytesIO(plain())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/extra.xml", b"<a/>" * 50)
        archive.getinfo("xl/extra.xml").header_offset = archive.getinfo(SHEET).header_offset + 1
        archive._didModify = True  # type: ignore[attr-defined]
    return out.getvalue()


def encrypted() -> bytes:
    content = bytearray(plain())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a cell in the last corner": lambda: edited({SHEET: rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}),
    "a cell far away": lambda: edited({SHEET: rows(b'<row r="30000"><c r="ABC30000"><v>1</v></c></row>')}),
    "a cell outside": lambda: edited({SHEET: rows(b'<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>')}),
    "a row outside": lambda: edited({SHEET: rows(b'<row r="4294967297"><c r="A4294967297"><v>1</v></c></row>')}),
    "a million empty columns": lambda: edited({SHEET: rows(b"<row>" + b"<c/>" * 1_000_000 + b"</row>")}),
    "a million columns of numbers": lambda: edited({SHEET: rows(b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row>")}),
    "texts without end": lambda: edited({STRINGS: lambda old: re.sub(rb'uniqueCount="\d+"', b'uniqueCount="4294967295"', old)}),
    "billion laughs": lambda: edited({STRINGS: doctype(LAUGHS, b"&j;")}),
    "an outside file": lambda: edited({STRINGS: doctype(b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;")}),
    "spaces": lambda: edited({SHEET: rows(b" " * (100 << 20))}),
    "one long text a hundred thousand times": lambda: edited(
        {
            STRINGS: lambda old: old.replace(b"P-001", b"x" * 32_000),
            SHEET: rows(b"".join(b'<row r="%d"><c r="A%d" t="s"><v>5</v></c></row>' % (i, i) for i in range(10, 100_000))),
        }
    ),
    "deep nesting": lambda: edited({SHEET: rows(b"<a>" * 200_000 + b"</a>" * 200_000)}),
    "many attributes": lambda: edited({SHEET: rows(b"<a " + b" ".join(b'b%d=""' % i for i in range(9000)) + b"/>")}),
    "a long number format": lambda: edited(
        {"xl/styles.xml": lambda old: old.replace(b"<fonts", b'<numFmts><numFmt numFmtId="200" formatCode="' + b"0" * 1_000_000 + b'"/></numFmts><fonts', 1)}
    ),
    "two parts of one name": lambda: edited({}, {"xl/Workbook.xml": b"<a/>"}),
    "a part outside": lambda: edited({}, {"../../etc/passwd": b"x"}),
    "a relation outside": lambda: edited(
        {"xl/_rels/workbook.xml.rels": lambda old: re.sub(rb'Target="[^"]*sheet1.xml"', b'Target="../../../etc/passwd"', old)}
    ),
    "five thousand parts": lambda: edited({}, {f"x/{i}.bin": b"" for i in range(5000)}),
    "a part larger than it says": lying_size,
    "overlapping parts": overlapping,
    "encrypted parts": encrypted,
    "broken XML": lambda: edited({SHEET: lambda old: old[: len(old) // 2]}),
    "cut off": lambda: plain()[: len(plain()) // 2],
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_a_sentence_within_five_seconds(name: str) -> None:
    content = HOSTILE[name]()
    start = time.perf_counter()
    with pytest.raises(Unreadable) as refusal:
        inspect("a.xlsx", content, Limits())
    assert time.perf_counter() - start < 5
    sentence = str(refusal.value)
    assert sentence.startswith("a.xlsx ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "Error" not in sentence


def unguarded(content: bytes, limits: Limits) -> list[Sheet]:
    """As if the check had let everything pass."""
    return workbook._read(Upload("a.xlsx", content), Facts("xlsx"), limits)


@pytest.mark.parametrize(
    "name", ["a cell in the last corner", "texts without end", "one long text a hundred thousand times", "cut off"]
)
def test_what_slips_past_the_check_ends_the_child_only(name: str) -> None:
    with pytest.raises(Unreadable):
        unguarded(HOSTILE[name](), Limits(reader_seconds=4))


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_STARTING_SECONDS", -19.99)
    with pytest.raises(Unreadable, match="seconds to open"):
        unguarded(plain(), Limits())


def test_a_plan_that_takes_too_much_ends_the_child_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory for little more than Python itself, no time, and a child that never comes up: each is a sentence."""
    rows = b"".join(b"%%R\t%d\t1\tA%d\tDig\r\n" % (i, i) for i in range(90_000))
    plan = Upload("a.xer", b"ERMHDR\t8.2\r\n%T\tTASK\r\n%F\ttask_id\tproj_id\ttask_code\ttask_name\r\n" + rows)
    assert read_plan(plan, Limits())[0].cells.height == 90_001
    for limits in (Limits(reader_memory=48 << 20), Limits(reader_seconds=0)):
        with pytest.raises(Unreadable, match="more than the reader may use"):
            read_plan(plan, limits)
    with pytest.raises(Unreadable, match="more than 1000 cells"):
        read_plan(plan, Limits(cells=1000))
    monkeypatch.setattr(process, "_STARTING_SECONDS", -19.99)
    with pytest.raises(Unreadable, match="seconds to open"):
        read_plan(plan, Limits())


def test_an_ordinary_workbook_passes_and_its_facts_are_seen() -> None:
    facts = inspect("a.xlsx", plain(), Limits())
    first, second = facts.sheets
    assert (first.name, first.first_column, first.rows, first.columns) == ("Sheet", 1, 6, 4)
    assert (first.unvalued, first.unvalued_total) == (["D2"], 1)
    assert second.name == "Second"
    assert not (facts.macros or facts.external_links or facts.date1904 or facts.elapsed_times)


def test_formats_on_empty_cells_far_away_are_harmless() -> None:
    content = edited({SHEET: rows(b'<row r="90000"><c r="XFA90000" s="0"/></row>')})
    assert inspect("a.xlsx", content, Limits()).sheets[0].columns == 4
    assert [s.cells.height for s in read_upload(Upload("a.xlsx", content), Limits())] == [6, 1]


def test_a_sheet_wider_than_the_limit_is_told_and_the_others_are_read() -> None:
    content = edited({SHEET: rows(b'<row r="9"><c r="ZZ9"><v>1</v></c></row>')})
    wide, other = read_upload(Upload("a.xlsx", content), Limits())
    assert [(p.found, p.action) for p in wide.problems] == [("702 columns", "not loaded")]
    assert (wide.cells.height, other.cells.height) == (0, 1)


def test_macros_links_and_the_other_calendar_are_told() -> None:
    content = edited(
        {"xl/workbook.xml": lambda old: re.sub(rb"<workbookPr ", b'<workbookPr date1904="1" ', old)},
        {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<a/>"},
    )
    first, _ = read_upload(Upload("a.xlsm", content), Limits())
    told = [p.found for p in first.problems if p.severity == "info"]
    assert told == ["macros", "links to other workbooks", "dates counted from 1904"]


def test_sheets_under_other_names_are_watched_too() -> None:
    bomb = b'<worksheet><sheetData><row r="9"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    content = edited(
        {
            "xl/_rels/workbook.xml.rels": lambda old: re.sub(
                rb'Target="[^"]*sheet1.xml"', b'Target="odd/place.bin"', old
            )
        },
        {"xl/odd/place.bin": bomb},
    )
    with pytest.raises(Unreadable, match="reaches over"):
        inspect("a.xlsx", content, Limits())


def test_limits_are_settings() -> None:
    for limits, words in (
        (Limits(cells=16), "at most 16 cells"),
        (Limits(sheets=1), "more than 1 sheets"),
        (Limits(unpacked_bytes=1000), "unpacks to more than"),
        (Limits(reader_seconds=0), "takes more than 0 seconds"),
    ):
        with pytest.raises(Unreadable, match=words):
            inspect("a.xlsx", plain(), limits)


def test_column_letters() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert COLUMNS["XFD"] == 16384


def mutant(random_: random.Random) -> bytes:
    """The small workbook with a few bytes, numbers, references or tags changed, or cut."""
    way = random_.randrange(4)
    content = bytearray(plain())
    if way == 0:
        for _ in range(random_.randint(1, 6)):
            content[random_.randrange(len(content))] = random_.randrange(256)
        return bytes(content)
    if way == 1:
        return bytes(content[: random_.randrange(4, len(content))])
    part = random_.choice([SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
    numbers = [b"0", b"-1", b"4294967295", b"99999999999999999999", b"1e400", b"", b"\xff"]

    def change(old: bytes) -> bytes:
        if way == 2:
            spots = list(re.finditer(rb'(?<=")[^"<>]*(?=")|(?<=<v>)[^<]*', old))
            for spot in sorted(random_.sample(spots, min(2, len(spots))), key=lambda m: -m.start()):
                old = old[: spot.start()] + random_.choice(numbers) + old[spot.end() :]
            return old
        tags = list(re.finditer(rb"</?\w+", old))
        spot = random_.choice(tags)
        return (
            old[: spot.start()] + random_.choice([b"<v", b"</c", b"<row", b"<!--", b"<is", b"<f"]) + old[spot.end() :]
        )

    return edited({part: change})


def test_mutants_end_in_sheets_or_a_sentence() -> None:
    random_ = random.Random(20250331)
    outcomes = {"sheets": 0, "sentence": 0}
    for _ in range(150):
        try:
            assert read_upload(Upload("a.xlsx", mutant(random_)), Limits())
            outcomes["sheets"] += 1
        except Unreadable as refusal:
            assert "\n" not in str(refusal)
            outcomes["sentence"] += 1
    assert min(outcomes.values()) > 10
