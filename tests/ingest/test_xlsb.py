"""Binary workbooks (.xlsb), written here record by record after [MS-XLSB] 2.4: what a spreadsheet shows is what is read."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.guard import inspect
from pmo_metrics.ingest.model import Sheet, Upload
from pmo_metrics.ingest.read import read_upload
from pmo_metrics.ingest.understand import understand
from pmo_metrics.ingest.watch_xlsb import Records
from pmo_metrics.settings import Limits

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATE = 1  # the second cell format: built-in number format 14, a date
# Record types of [MS-XLSB] 2.3.2.
ROW, RK, ERROR, BOOL, REAL, TEXT_AT = 0, 2, 3, 4, 5, 7
SST_ITEM, XF = 19, 47
Cell = tuple[int, int, bytes]  # type of record, cell format, value


def record(kind: int, data: bytes = b"") -> bytes:
    """A record: its type in one or two bytes, its size in groups of seven bits, its data."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size, rest = b"", len(data)
    while True:
        size += bytes([rest & 127 | (128 if rest > 127 else 0)])
        rest >>= 7
        if not rest:
            return head + size + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def real(value: float, style: int = 0) -> Cell:
    return REAL, style, struct.pack("<d", value)


def whole(value: int, style: int = 0) -> Cell:
    """A small whole number as Excel packs it (RkNumber)."""
    return RK, style, struct.pack("<I", (value << 2 | 2) & 0xFFFFFFFF)


def text(place: int) -> Cell:
    return TEXT_AT, 0, struct.pack("<I", place)


def sheet(rows: list[dict[int, Cell]], numbers: list[int] | None = None) -> bytes:
    body = b""
    for number, cells in zip(numbers or range(len(rows)), rows, strict=True):
        body += record(ROW, struct.pack("<IIHHB", number, 0, 300, 0, 0) + struct.pack("<I", 0))
        for column, (kind, style, value) in cells.items():
            body += record(kind, struct.pack("<II", column, style) + value)
    last = max(numbers or [len(rows) - 1])
    columns = max(c for cells in rows for c in cells)
    size = record(148, struct.pack("<IIII", 0, last, 0, columns))
    return record(129) + size + record(145) + body + record(146) + record(130)


def package(sheets: dict[str, bytes], texts: list[str], date1904: bool = False, hidden: str = "") -> bytes:
    listed = b"".join(
        record(156, struct.pack("<II", int(name == hidden), i) + wide(f"rId{i}") + wide(name))
        for i, name in enumerate(sheets, 1)
    )
    book = record(131) + record(153, struct.pack("<III", int(date1904), 0, 0)) + record(143) + listed + record(144)
    items = b"".join(record(SST_ITEM, b"\0" + wide(t)) for t in texts)
    formats = b"".join(record(XF, struct.pack("<HHHHHBBHI", 0, number, 0, 0, 0, 0, 0, 0, 0)) for number in (0, 14))
    relations = [(f"rId{i}", "worksheet", f"worksheets/sheet{i}.bin") for i in range(1, len(sheets) + 1)]
    relations += [("rId90", "styles", "styles.bin"), ("rId91", "sharedStrings", "sharedStrings.bin")]
    listed_parts = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{k}" Target="{t}"/>' for i, k, t in relations)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": book + record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{listed_parts}</Relationships>',
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(texts), len(texts))) + items + record(160),
        "xl/styles.bin": record(278) + record(617, struct.pack("<I", 2)) + formats + record(618) + record(279),
        **{f"xl/worksheets/sheet{i}.bin": content for i, content in enumerate(sheets.values(), 1)},
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


TEXTS = ["Project ID", "Period", "Cost kind", "Amount", "Currency", "P-1", "P-2", "Actual", "EUR", "项目"]
HEADER = {i: text(i) for i in range(5)}
# 2026-03-01 is day 46,082 counted from 1899-12-30.
COSTS = [
    HEADER,
    {0: text(5), 1: real(46_082, DATE), 2: text(7), 3: real(1_234.5), 4: text(8)},
    {0: text(6), 1: real(46_082, DATE), 2: text(7), 3: whole(-200), 4: text(8)},
]


def read(content: bytes) -> list[Sheet]:
    return read_upload(Upload("costs.xlsb", content), Limits())


def test_texts_numbers_and_dates_are_read() -> None:
    (found,) = read(package({"Costs": sheet(COSTS)}, TEXTS))
    assert (found.sheet, found.hidden) == ("Costs", False)
    assert found.cells.drop("row").rows() == [
        ("Project ID", "Period", "Cost kind", "Amount", "Currency"),
        ("P-1", "2026-03-01 00:00:00", "Actual", "1234.5", "EUR"),
        ("P-2", "2026-03-01 00:00:00", "Actual", "-200", "EUR"),
    ]


def test_costs_of_a_binary_workbook_are_loaded() -> None:
    (file,) = understand([Upload("costs.xlsb", package({"Costs": sheet(COSTS)}, TEXTS))], None, date(2026, 7, 1))
    (table,) = file.tables
    assert (table.table, table.rows_loaded, table.rows_quarantined) == ("cost", 2, 0)
    assert table.rows["amount"].to_list() == [Decimal("1234.50"), Decimal(-200)]
    assert table.rows["period"].to_list() == [date(2026, 3, 1)] * 2


def test_dates_counted_from_1904_are_the_dates_that_were_meant() -> None:
    early = [row if row is HEADER else {**row, 1: real(46_082 - 1_462, DATE)} for row in COSTS]
    (found,) = read(package({"Costs": sheet(early)}, TEXTS, date1904=True))
    assert found.cells["c1"].to_list() == ["Period", "2026-03-01 00:00:00", "2026-03-01 00:00:00"]
    assert [p.found for p in found.problems] == ["dates counted from 1904"]


def test_error_values_and_hidden_sheets_are_told() -> None:
    rows = [HEADER, {0: text(9), 1: (BOOL, 0, b"\1"), 3: (ERROR, 0, b"\x07"), 4: real(0.1)}]
    first, second = read(package({"Costs": sheet(rows), "Aside": sheet([{0: text(5)}])}, TEXTS, hidden="Aside"))
    assert first.cells.drop("row").row(1) == ("项目", "true", None, None, "0.1")
    (error,) = [p for p in first.problems if p.found == "#DIV/0!"]
    assert (error.row, error.column, error.action) == (2, "D", "left empty")
    assert second.hidden


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (60_000, 499), (1_048_576, 0), (0, 16_384)])
def test_cells_far_apart_are_refused_before_any_reader(row: int, column: int) -> None:
    far = sheet([{0: real(1)}, {column: real(2)}], [0, row])
    with pytest.raises(Unreadable, match=r"has a sheet that reaches over|outside of any worksheet"):
        inspect("costs.xlsb", package({"Costs": far}, TEXTS), Limits())


def test_a_long_text_in_very_many_cells_is_refused() -> None:
    rows = [{0: text(0)}] * 3_000
    with pytest.raises(Unreadable, match="repeats long texts"):
        inspect("costs.xlsb", package({"Costs": sheet(rows)}, ["x" * 200_000]), Limits())


def test_very_many_cells_are_refused() -> None:
    with pytest.raises(Unreadable, match="more than 10 cells"):
        inspect("a.xlsb", package({"Costs": sheet(COSTS)}, TEXTS), replace(Limits(), cells=10))


@pytest.mark.parametrize("cut", [1, 3, 8])
def test_a_sheet_that_ends_within_a_record_is_refused(cut: int) -> None:
    with pytest.raises(Unreadable, match="whole records"):
        inspect("a.xlsb", package({"Costs": sheet(COSTS) + record(200, b"12345678")[:-cut]}, TEXTS), Limits())


@given(st.lists(st.tuples(st.integers(0, 16_383), st.binary(max_size=300)), max_size=20), st.integers(1, 40))
def test_records_are_the_same_in_pieces_of_any_size(written: list[tuple[int, bytes]], size: int) -> None:
    content = b"".join(record(kind, data) for kind, data in written)
    seen: list[tuple[int, bytes]] = []
    records = Records("a.bin", lambda kind, data: seen.append((kind, data)), 4)
    for start in range(0, len(content), size):
        records.feed(content[start : start + size])
    records.close()
    assert seen == [(kind, data[:4]) for kind, data in written]
