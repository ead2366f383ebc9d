"""Files made to hurt, through the real upload path: each is refused with a sentence, and no child works or grows beyond bounds.

The workbooks of test_guard.py are among them; here they pass the whole way, with the child's own time measured.
"""

from __future__ import annotations

import gzip
import importlib.util
import io
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import test_xlsb
from test_guard import HOSTILE, SHEET, STRINGS, edited, plain, rows


def script(name: str) -> ModuleType:
    """A program of benchmarks/ as a module."""
    path = Path(__file__).parents[2] / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


fuzz = script("fuzz_uploads")


def utf16(old: bytes) -> bytes:
    """A sheet in UTF-16 with an entity of its own: it must be parsed, not searched, to find that."""
    body = old.partition(b"?>")[2].decode() if old.startswith(b"<?xml") else old.decode()
    return ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "1">]>' + body).encode("utf-16")


def open_document(repeats: int) -> bytes:
    """An .ods whose one cell stands for very many."""
    spaces = 'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    cell = f'<t:table-cell o:value-type="float" o:value="1" t:number-columns-repeated="{repeats}"/>'
    row = f'<t:table-row t:number-rows-repeated="{repeats}">{cell}</t:table-row>'
    content = f'<o:document-content {spaces}><o:body><o:spreadsheet><t:table t:name="A">{row}</t:table></o:spreadsheet></o:body></o:document-content>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return out.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


MORE: dict[str, Callable[[], bytes]] = {
    "ten million cells without references": lambda: edited({SHEET: rows((b"<row>" + b"<c><v>1</v></c>" * 10 + b"</row>") * 1_048_576)}),
    "regular rows beyond all limits": lambda: edited(
        {SHEET: rows(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c><c r="SF%d"><v>2</v></c></row>' % (i, i, i) for i in range(10, 60_000)))}
    ),
    "a cell far below among regular rows": lambda: edited(
        {SHEET: rows(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c><c r="Z%d"><v>2</v></c></row>' % (i, 1_048_576 if i == 40_000 else i, i) for i in range(10, 60_000)))}
    ),
    "a cell far right among regular rows": lambda: edited(
        {SHEET: rows(b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c><c r="%s%d"><v>2</v></c></row>' % (i, i, b"XFD" if i == 40_000 else b"B", i) for i in range(10, 60_000)))}
    ),
    "a large part nobody needs": lambda: edited({}, {"xl/media/unused.bin": b"\0" * (150 << 20)}),
    "very many formats": lambda: edited({"xl/styles.xml": lambda old: old.replace(b"</cellXfs>", b"<xf/>" * 80_000 + b"</cellXfs>")}),
    "very many merged areas": lambda: edited({SHEET: lambda old: old.replace(b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="A5:XFD60000"/>' * 210_000 + b"</mergeCells>")}),
    "an entity in UTF-16": lambda: edited({SHEET: utf16}),
    "rules from the network": lambda: edited({STRINGS: lambda old: b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + old.partition(b"?>")[2] if old.startswith(b"<?xml") else b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + old}),
    "an .ods of 16 thousand million cells": lambda: open_document(126_000),
    "an .xlsb with two cells far apart": lambda: test_xlsb.package({"A": test_xlsb.sheet([{0: test_xlsb.real(1)}, {499: test_xlsb.real(2)}], [0, 60_000])}, []),
    "an .xlsb that repeats a long text": lambda: test_xlsb.package({"A": test_xlsb.sheet([{0: test_xlsb.text(0)}] * 3_000)}, ["x" * 200_000]),
    "one line of 60 million characters": lambda: b"a,b\n" + b"x" * 60_000_000,
    "a million columns": lambda: b"a" + b"," * 1_000_000 + b"\n1,2\n",
    "an open quotation mark before 50,000 rows": lambda: b'a,b\n1,"open\n' + b"1,2\n" * 50_000,
    "a gzip archive named .csv": lambda: gzip.compress(b"1,2,3,4\n" * 1_000_000),
    "a zip archive named .csv": lambda: zipped("a.csv", b"1,2,3,4\n" * 1_000),
    "NUL bytes": lambda: b"a,b\n1,\x00\n",
}  # fmt: skip


MSPDI = b'<Project xmlns="http://schemas.microsoft.com/project">'
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"ha") for i in range(10))
XER = b"ERMHDR\t8.2\r\n%T\tTASK\r\n%F\ttask_id\tproj_id\ttask_code\ttask_name\r\n"

PLANS: dict[str, Callable[[], bytes]] = {
    "entities upon entities": lambda: b"<!DOCTYPE Project [" + LAUGHS + b"]>" + MSPDI + b"<Title>&l9;</Title></Project>",
    "rules from the disk": lambda: b'<!DOCTYPE Project SYSTEM "file:///dev/zero">' + MSPDI + b"</Project>",
    "an entity in UTF-16": lambda: ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE Project [<!ENTITY a "1">]>' + MSPDI.decode()).encode("utf-16"),
    "a million levels": lambda: MSPDI + b"<a>" * 1_000_000,
    "a million levels of tasks": lambda: b'<project mrproject-version="2"><tasks>' + b"<task>" * 1_000_000,
    "a million tasks": lambda: MSPDI + b"<Tasks>" + b"<Task><UID>1</UID></Task>" * 1_000_000 + b"</Tasks></Project>",
    "a million tasks of Planner": lambda: b'<project mrproject-version="2"><tasks>' + b'<task id="1"/>' * 1_000_000 + b"</tasks></project>",
    "nine million elements": lambda: MSPDI + b"<a/>" * 9_000_000 + b"</Project>",
    "one text of 39 MB": lambda: MSPDI + b"<Title>" + b"x" * 39_000_000 + b"</Title></Project>",
    "one name of 39 MB": lambda: MSPDI + b"<" + b"x" * 39_000_000 + b"/></Project>",
    "one attribute of 39 MB": lambda: b'<project mrproject-version="2" name="' + b"x" * 39_000_000 + b'"/>',
    "300,000 attributes": lambda: b'<project mrproject-version="2"><task ' + b"".join(b'a%d="" ' % i for i in range(300_000)) + b"/></project>",
    "190 MB of XML": lambda: MSPDI + b" " * 190_000_000 + b"</Project>",
    "a title in every task": lambda: MSPDI + b"<Title>" + b"x" * 4_000 + b"</Title><Tasks>" + b"<Task><UID>1</UID></Task>" * 99_000 + b"</Tasks></Project>",
    "a line of 100 MB": lambda: XER + b"%R\t" + b"x" * 100_000_000,
    "a line of 30 million cells": lambda: XER + b"%R" + b"\t" * 30_000_000,
    "ten million activities": lambda: XER + b"%R\t1\t1\r\n" * 10_000_000,
    "NUL bytes in a plan": lambda: XER + b"%R\t\x00\r\n",
    "three million resources": lambda: b"MPX,Microsoft Project,4.0,ANSI\r\n41,1\r\n" + b"50,a\r\n" * 3_000_000,
    "a text of 60 MB": lambda: b"MPX,Microsoft Project,4.0,ANSI\r\n61,1\r\n70," + b"x" * 60_000_000,
    "an open quotation mark": lambda: b'MPX,Microsoft Project,4.0,ANSI\r\n61,1\r\n70,"a\r\n' + b"70,b\r\n" * 1_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", [*HOSTILE, *MORE, *PLANS])
def test_refused_with_a_reason_and_within_bounds(name: str) -> None:
    found = fuzz.outcome("upload.dat", {**HOSTILE, **MORE, **PLANS}[name]())
    assert (found["ending"], found["wrong"]) == ("refused", "")
    assert found["cpu"] <= fuzz.MOST_CPU
    assert found["wall"] < 8


def test_a_merged_area_over_the_whole_sheet_is_harmless() -> None:
    area = b'</sheetData><mergeCells count="1"><mergeCell ref="A5:XFD60000"/></mergeCells>'
    found = fuzz.outcome("a.xlsx", edited({SHEET: lambda old: old.replace(b"</sheetData>", area)}))
    assert (found["ending"], found["wrong"]) == ("read", "")
    assert found["cpu"] <= fuzz.MOST_CPU


def test_damaged_files_end_in_rows_or_a_sentence() -> None:
    """A small share of what benchmarks/fuzz_uploads.py does by the thousand."""
    found = [{"number": n, **fuzz.outcome(*fuzz.mutant(20260331, n))} for n in range(120)]
    assert [f for f in found if f["wrong"]] == []
    assert max(float(f["cpu"]) for f in found) <= fuzz.MOST_CPU
    assert {f["ending"] for f in found} == {"read", "refused"}


def test_the_damage_is_the_same_for_the_same_seed() -> None:
    assert fuzz.mutant(3, 5) == fuzz.mutant(3, 5)
    assert plain() != fuzz.flipped(plain(), random.Random(1))
