"""What reading promises: text as it was, every record a row, and one plain sentence for what is no table."""

from __future__ import annotations

import csv
import io
import random
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.model import Sheet, Upload
from pmo_metrics.ingest.read import read_upload
from pmo_metrics.settings import Limits

SHARED = Path(__file__).parents[3] / "shared" / "data"


def read(content: bytes, name: str = "a.csv", limits: Limits | None = None) -> list[Sheet]:
    return read_upload(Upload(name, content), limits or Limits())


def rows(sheet: Sheet) -> list[tuple[str | None, ...]]:
    return sheet.cells.drop("row").rows()


def text_rows(content: bytes) -> list[tuple[str | None, ...]]:
    (sheet,) = read(content)
    assert sheet.cells["row"].to_list() == list(range(1, sheet.cells.height + 1))
    return rows(sheet)


def note(content: bytes) -> str:
    return read(content)[0].problems[0].found


# --- delimited text ---------------------------------------------------------------------------------------------------

_letters = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), include_characters="\n\r\t,;|\"'"), max_size=12
)
_tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(_letters, min_size=width, max_size=width), min_size=1, max_size=8)
)


def write(table: list[list[str]], delimiter: str, quoting: int) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(table)
    return out.getvalue()


def expected(table: list[list[str]]) -> list[tuple[str | None, ...]]:
    return [tuple(cell or None for cell in row) for row in table]


@settings(max_examples=150, deadline=None)
@given(_tables, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_a_program_wrote_comes_back(table: list[list[str]], delimiter: str, encoding: str) -> None:
    head = [f"column {i}" for i in range(len(table[0]))]
    text = write([head, *table], delimiter, csv.QUOTE_ALL)
    assert text_rows(text.encode(encoding)) == expected([head, *table])


@settings(max_examples=100, deadline=None)
@given(_tables, st.sampled_from(",;\t|"))
def test_a_stated_delimiter_is_believed(table: list[list[str]], delimiter: str) -> None:
    text = f"sep={delimiter}\r\n" + write(table, delimiter, csv.QUOTE_MINIMAL)
    first, *others = text_rows(text.encode())
    assert first[0] == "sep="
    assert others == expected(table)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.sampled_from("项目名称预算实际红黄绿正常延期的一是在不了"), min_size=1), min_size=3, max_size=6)
)
def test_chinese_in_its_own_encoding(names: list[str]) -> None:
    table = [["项目编号", "项目名称"], *([f"P-{i}", name] for i, name in enumerate(names))]
    content = write(table, ",", csv.QUOTE_MINIMAL).encode("gb18030")
    assert text_rows(content) == expected(table)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("编号,名称\n1,升级改造工程\n2,系统".encode("gb18030") + b"\xcf", "gb18030"),
        ("a,b\né,1\n".encode(), "utf-8"),
        ("\ufeffa,b\né,1\n".encode(), "utf-8"),
        ("a,b\né,1\n".encode("utf-16"), "utf-16-le"),
        ("a,b\né,1\n".encode("utf-16-le"), "utf-16-le"),
        ("a,b\né,1\n".encode("utf-16-be"), "utf-16-be"),
        ("name,x\nCafé Zürich – “Ölförderung” naïve,1\n".encode("cp1252"), "windows-1252"),
        ("name,x\n££££ éé,1\n".encode("cp1252"), "windows-1252"),
        (b"name,x\nQuantum\x9d,\x931\x94\n", "windows-1252 with latin-1 for the bytes it does not define"),
        ("编号,名称\n1,升级改造工程\n".encode("gb18030"), "gb18030"),
    ],
)
def test_encoding_by_evidence(content: bytes, encoding: str) -> None:
    assert note(content).startswith(f"encoding {encoding}, delimiter comma")


def test_undefined_bytes_keep_their_place_and_the_others_their_meaning() -> None:
    assert text_rows(b"name,x\nQuantum\x9d,\x931\x94\n")[1] == ("Quantum\x9d", "“1”")


def test_a_damaged_character_does_not_cost_the_others() -> None:
    content = ("a,b\n" + "größe,1\n" * 40).encode() + b"gr\xf6,2\n"
    (sheet,) = read(content)
    assert rows(sheet)[1] == ("größe", "1")
    assert rows(sheet)[-1] == ("gr\ufffd", "2")
    assert [p.found for p in sheet.problems if p.severity == "warning"] == ["1 damaged characters"]


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", [("a", "b"), ("1,5", "2,5"), ("3,5", "4,5")]),
        ("Report of May\n\na;b;c\n1;2;3\n4;5;6\n", [("Report of May", None, None), (None,) * 3, *(tuple("abc"), tuple("123"), tuple("456"))]),
        ("a,b\n1\n2,3,4\n", [("a", "b", None), ("1", None, None), ("2", "3", "4")]),
        ("a,b\n\n1,2\n\n\n", [("a", "b"), (None, None), ("1", "2"), (None, None), (None, None)]),
        (" a , b \n'x',\"y\"\n", [(" a ", " b "), ("'x'", "y")]),
        ('a,b\n"l1\r\nl2","c\rd"\n', [("a", "b"), ("l1\r\nl2", "c\rd")]),
        ("a,b\n1\r2,3\n", [("a", "b"), ("1\r2", "3")]),
        ("a,b\r1,2\r", [("a", "b"), ("1", "2")]),
        ("a,b\n1,2", [("a", "b"), ("1", "2")]),
        ('a,b\n5" pipe,"say ""hi"""', [("a", "b"), ('5" pipe', 'say "hi"')]),
        ("a\tb,c\n1\t2\n", [("a", "b,c"), ("1", "2")]),
        ("only\none\ncolumn\n", [("only",), ("one",), ("column",)]),
    ],
)  # fmt: skip
def test_records_stay_what_they_are(text: str, table: list[tuple[str | None, ...]]) -> None:
    assert text_rows(text.encode()) == table


def test_a_hundred_thousand_rows_are_quick() -> None:
    line = "P-0001,name of the project,2025-01-31,1234.50,Active,Green,,EUR,x,y,z,1\n"
    content = (line * 100_000).encode()
    start = time.perf_counter()
    (sheet,) = read(content)
    assert sheet.cells.shape == (100_000, 13)
    assert time.perf_counter() - start < 5


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(st.sampled_from("ab1,;\t|\"'\r\n =é项"), max_size=200).map(str.encode)
    | st.text(st.sampled_from("ab1,;\t|\"'\r\n =é项"), max_size=200).map(lambda text: text.encode("gb18030")),
    st.sampled_from(
        [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"sep=;\n", b"<?xml", b"a,b\n"]
    ),
)
def test_any_bytes_end_in_one_sheet_or_one_sentence(content: bytes, start: bytes) -> None:
    try:
        (sheet,) = read(start + content)
    except Unreadable as refusal:
        assert "\n" not in str(refusal)
    else:
        assert sheet.cells["row"].to_list() == list(range(1, sheet.cells.height + 1))
        assert "" not in {cell for row in rows(sheet) for cell in row}


# --- what is refused --------------------------------------------------------------------------------------------------


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504

REFUSED = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b" \r\n\r\n ", "nothing but blanks"),
    "report.xlsx": (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
    "export.xls": (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web page"),
    "archive.xls": (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "web page"),
    "secret.ods": (
        zipped(
            **{
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": b"\x01\x02",
                "META-INF__manifest.xml": b'<m:manifest xmlns:m="m"><m:encryption-data/></m:manifest>',
            }
        ),
        "protected with a password",
    ),
    "plan.xml": (b'<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"/>', "an XML file"),
    "plan.csv": ('<?xml version="1.0" encoding="utf-16"?><Project/>'.encode("utf-16"), "an XML file"),
    "api.csv": (b'{"projects": [{"id": 1}]}', "a JSON file"),
    "data.csv": (b"\x1f\x8b\x08\x00" + b"\0" * 50, "a gzip archive"),
    "photo.xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "an image (PNG)"),
    "table.csv": (b"PAR1" + b"\0" * 50, "a Parquet file"),
    "store.csv": (b"\x12\x34\x56\x78\x90\xab\xcd\xefDUCK" + b"\0" * 50, "a DuckDB database"),
    "binary.csv": (b"a,b\n1,\x002\n3,4\n", "NUL"),
    "noise.csv": (bytes(range(1, 9)) * 50, "control characters"),
    "files.xlsx": (zipped(**{"a.csv": b"a,b\n1,2\n"}), "a zip archive, not a workbook"),
    "letter.xlsx": (zipped(**{"[Content_Types].xml": b"<a/>", "word__document.xml": b"<a/>"}), "a text document"),
    "nothing.zip": (b"PK\x05\x06" + b"\0" * 18, "zip archive"),
    "secret.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
    "plan.mpp": (OLE + "Props14".encode("utf-16-le"), "a document of another program"),
    "broken.xls": (OLE + "Workbook".encode("utf-16-le"), "damaged"),
    "quote.csv": (b'a,b\n1,"2\n' + b"3,4\n" * 50, "quotation mark opened in record 2"),
    "swallow.csv": (b'a,b\n1,"2\n' + b"3,4\n" * 50_000, "quotation mark that is never closed"),
    "wide.csv": (b"a" + b"," * 1_000_000 + b"\n1,2\n", "more than 500 columns"),
    "line.csv": (b"a" * 2_000_000, "characters"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_one_plain_sentence_and_soon(name: str) -> None:
    content, words = REFUSED[name]
    start = time.perf_counter()
    with pytest.raises(Unreadable) as refusal:
        read(content, name)
    sentence = str(refusal.value)
    assert time.perf_counter() - start < 5
    assert sentence.startswith(name)
    assert words in sentence
    assert "\n" not in sentence
    assert len(sentence) < 300
    assert "Error" not in sentence


def test_limits_are_kept() -> None:
    for content, limits, words in (
        (b"a,b\n" * 10, Limits(file_bytes=10), "at most 0 MiB"),
        (b"a,b\n" * 10, Limits(rows=5), "more than 5 rows"),
        (b"a,b\n" * 10, Limits(text_cells=5), "at most 5 cells"),
        (b"a,b,c\n" * 10, Limits(columns=2), "more than 2 columns"),
    ):
        with pytest.raises(Unreadable, match=words):
            read(content, limits=limits)


# --- workbooks --------------------------------------------------------------------------------------------------------


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_comes_as_text_at_its_true_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Costs"
    sheet["B3"], sheet["C3"] = "id", "amount"
    sheet["B4"], sheet["C4"] = "00123", 1234.5
    sheet["B6"], sheet["C6"] = " x\ny ", True
    sheet["B7"], sheet["C7"] = date(2025, 4, 3), "12,500 EUR"
    (got,) = read(saved(book), "a.xlsx")
    assert (got.file, got.sheet, got.hidden) == ("a.xlsx", "Costs", False)
    assert got.cells.rows() == [
        (1, None, None),
        (2, None, None),
        (3, "id", "amount"),
        (4, "00123", "1234.5"),
        (5, None, None),
        (6, " x\ny ", "true"),
        (7, "2025-04-03 00:00:00", "12,500 EUR"),
    ]


def test_times_and_durations_are_hours_again() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    durations = (
        timedelta(hours=30, minutes=15),
        timedelta(hours=7, minutes=30),
        timedelta(hours=24),
        timedelta(days=100),
    )
    dates = (date(1900, 1, 1), date(2025, 3, 4), None, datetime(2025, 3, 4, 5, 6, 7))  # noqa: DTZ001
    for duration, day in zip(durations, dates, strict=True):
        sheet.append([duration, day])
    (got,) = read(saved(book), "a.xlsx")
    assert rows(got) == [
        ("30:15:00", "1900-01-01 00:00:00"),
        ("7:30:00", "2025-03-04 00:00:00"),
        ("24:00:00", None),
        ("2400:00:00", "2025-03-04 05:06:07"),
    ]


def test_numbers_come_as_they_were_typed() -> None:
    book = openpyxl.Workbook()
    typed = [123456789.12, 1234567.89, -9876543210.01, 0.1, 12345678901, 0.000001, 1e-7, 99999999999.99, 2.5e15, 100]
    book.worksheets[0].append(typed)
    (got,) = read(saved(book), "a.xlsx")
    assert [float(text or "") for text in rows(got)[0]] == typed
    assert rows(got)[0][:3] == ("123456789.12", "1234567.89", "-9876543210.01")


def test_a_date_of_1900_stays_a_date() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append([date(1900, 1, 1), date(2025, 1, 1)])
    (got,) = read(saved(book), "a.xlsx")
    assert rows(got) == [("1900-01-01 00:00:00", "2025-01-01 00:00:00")]


def test_hidden_sheets_error_cells_and_uncomputed_formulas_are_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B2"], sheet["C2"], sheet["C3"] = "x", "#REF!", "=1+1"
    other = book.create_sheet("Old")
    other.sheet_state = "veryHidden"
    other["A1"] = "y"
    got, hidden = read(saved(book), "a.xlsx")
    assert hidden.hidden and rows(hidden) == [("y",)]
    told = [(p.sheet, p.row, p.column, p.found, p.severity) for p in got.problems]
    assert told == [
        ("", None, "", "hidden sheets: Old", "info"),
        ("Sheet", 2, "C", "#REF!", "warning"),
        ("Sheet", 3, "C", "a formula without a stored value", "warning"),
    ]
    assert rows(got)[1:] == [("x", None)]


def test_a_hundred_named_and_then_a_total() -> None:
    book = openpyxl.Workbook()
    for _ in range(150):
        book.worksheets[0].append(["x", "#N/A", "=1+1"])
    (got,) = read(saved(book), "a.xlsx")
    assert [p.found for p in got.problems if p.row is None] == [
        "50 more error cells",
        "50 more formulas without a stored value",
    ]
    assert [p.found for p in got.problems if p.row == 1] == [
        "100 times #N/A: rows 1-100",
        "100 formulas without a stored value: rows 1-100",
    ]
    assert len(got.problems) == 4


def test_an_empty_workbook_has_an_empty_sheet() -> None:
    (got,) = read(saved(openpyxl.Workbook()), "a.xlsx")
    assert got.cells.shape == (0, 1)


ODS = """<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>
<table:table table:name="Plan"><table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell/><table:table-cell office:value-type="string"><text:p>id</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="{value}"><text:p>7</text:p></table:table-cell></table:table-row>
{more}</table:table></office:spreadsheet></office:body></office:document-content>"""
ODS = ODS.replace("\n", "").replace('"o"', '"urn:oasis:names:tc:opendocument:xmlns:office:1.0"')
ODS = ODS.replace('"t"', '"urn:oasis:names:tc:opendocument:xmlns:table:1.0"')
ODS = ODS.replace('"x"', '"urn:oasis:names:tc:opendocument:xmlns:text:1.0"')


def ods(value: str = "7", more: str = "") -> bytes:
    members = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": ODS.format(value=value, more=more).encode(),
        "META-INF__manifest.xml": b'<manifest:manifest xmlns:manifest="m"/>',
    }
    return zipped(**members)


def test_open_document_spreadsheets_at_their_true_rows() -> None:
    (got,) = read(ods(), "a.ods")
    assert got.sheet == "Plan"
    assert [r for r in got.cells.rows() if any(r[1:])] == [(4, "id", "7")]


def test_the_empty_end_of_an_open_document_sheet_costs_nothing() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    more = f'<table:table-row table:number-rows-repeated="1048000">{cell}</table:table-row>'
    (got,) = read(ods(more=more), "a.ods")
    assert got.cells.height == 4


def test_open_document_bombs_are_refused() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
    more = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    with pytest.raises(Unreadable, match="reaches over"):
        read(ods(more=more), "a.ods")


# --- real files -------------------------------------------------------------------------------------------------------

REAL = {
    "gmpp/uk_2014.csv": [(17, 201)],
    "gmpp/uk_2018.csv": [(134, 14)],
    "gmpp/uk_2020.csv": [(126, 16)],
    "gmpp/uk_2021.csv": [(185, 16)],
    "nyc-capital/NYC_capital_projects_20190901.csv": [(2260, 16)],
    "canada-it/gc-it-projects-2016.csv": [(399, 15)],
    "cesaw/2018_005_tf.csv": [(61818, 12)],
    "jira-anon/jira.csv": [(4124, 6)],
    "cn-research-grants/natural-2017-09-26.csv": [(17927, 8)],
    "eu-funds/de_thueringen_efre_14_20.csv": [(1150, 10)],
    "eu-funds/de_berlin_efre_2014-2020.xlsx": [(390, 10)],
    "eu-funds/fr_listeoperations_FEDER_FSE_14-20.xls": [(1835, 12)],
    "eu-funds/be_flanders_2014-2020.original.xls": [(29, 9)],
    "eu-funds/uk_wales_approved_2014-2020.xlsx": [(146, 6), (3, 6)],
    "redmine/import_issues.csv": [(4, 16)],
}


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")
@pytest.mark.parametrize("name", REAL)
def test_real_files_keep_every_record(name: str) -> None:
    path = SHARED / name
    got = read(path.read_bytes(), path.name)
    assert [(s.cells.height, s.cells.width - 1) for s in got] == REAL[name]


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")
def test_every_real_file_is_read() -> None:
    for path in sorted(p for p in SHARED.rglob("*") if p.is_file()):
        assert read(path.read_bytes(), path.name)


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")
def test_mutants_of_a_legacy_workbook_end_in_sheets_or_a_sentence() -> None:
    original = (SHARED / "eu-funds/be_flanders_2014-2020.original.xls").read_bytes()
    random_ = random.Random(7)
    for _ in range(30):
        content = bytearray(original)
        for _ in range(random_.randint(1, 20)):
            content[random_.randrange(8, len(content))] = random_.randrange(256)
        try:
            assert read(bytes(content), "a.xls")
        except Unreadable as refusal:
            assert "\n" not in str(refusal)


def indented(*steps: int) -> list[tuple[str | None, ...]]:
    """The rows of a sheet of names that the format of their cells indents."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Task name", "Start"])
    for row, step in enumerate(steps, 2):
        sheet.append([f"T{row}", date(2026, 1, row)])
        sheet.cell(row, 1).alignment = openpyxl.styles.Alignment(indent=step)
    (got,) = read(saved(book), "plan.xlsx")
    return rows(got)


def test_what_the_format_of_cells_indents_is_indented() -> None:
    assert [r[0] for r in indented(0, 1, 2, 1, 0)] == ["Task name", "T2", "  T3", "    T4", "  T5", "T6"]


def test_a_margin_is_no_indentation() -> None:
    assert [r[0] for r in indented(1, 1, 1)] == ["Task name", "T2", "T3", "T4"]


@pytest.mark.parametrize(
    ("spoilt", "count"),
    [
        (lambda t: t.replace("£", "Ł"), 2),
        (lambda t: t.encode().decode("cp1252"), 4),
        (lambda t: t.replace("£", "Â£"), 2),
    ],
)
def test_signs_that_an_earlier_program_spoilt_are_put_right_and_told(spoilt: Callable[[str], str], count: int) -> None:
    text = "Project Name,Whole life cost (£m),Town\nCafé – one,£1.5,Leeds\nTwo,3.5,Bath\n"
    [sheet] = read_upload(Upload("p.csv", spoilt(text).encode()), Limits())
    assert sheet.cells["c1"].to_list() == ["Whole life cost (£m)", "£1.5", "3.5"]
    assert sheet.cells["c0"][1] == "Café – one"
    assert [p.found.split()[0] for p in sheet.problems if p.severity == "warning"] == [str(count)]


def test_a_town_in_poland_keeps_its_letter() -> None:
    text = "Project Name,Budget\nŁódź,15\nŁomża 2,3\nÂge d'or,4\nSÃO PAULO,3\n"
    [sheet] = read_upload(Upload("p.csv", text.encode()), Limits())
    assert sheet.cells["c0"].to_list()[1:] == ["Łódź", "Łomża 2", "Âge d'or", "SÃO PAULO"]
    assert not [p for p in sheet.problems if p.severity == "warning"]
