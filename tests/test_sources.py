"""Golden pairs: tests/sources/<source>/<case>.csv reads as <case>.expected.csv. PMO_UPDATE=1 writes what is read now."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pmo_metrics.errors import BadDefinition
from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.kinds import EXTRA
from pmo_metrics.ingest.model import TableResult, Upload
from pmo_metrics.ingest.understand import understand
from pmo_metrics.sources import all_sources
from pmo_metrics.tables import TABLES

FOLDER = Path(__file__).parent / "sources"
CASES = sorted(
    p
    for p in FOLDER.rglob("*")
    if p.suffix in (".csv", ".xml", ".xer", ".planner") and not p.name.endswith(".expected.csv")
)
TODAY = date(2026, 7, 1)


def read(path: Path) -> TableResult:
    """The table of a golden input; a plan has several, of which each is a case of its own source."""
    [file] = understand([Upload(path.name, path.read_bytes())], None, TODAY)
    assert not file.refused
    return next((t for t in file.tables if t.source == path.parent.name), file.tables[0])


def account(table: TableResult) -> str:
    """What a golden file says beside the rows: the numbers of records, and the reasons of the quarantined."""
    numbers = f"read {table.rows_read}, loaded {table.rows_loaded}, quarantined {table.rows_quarantined}, not data {table.rows_not_data}"
    reasons = "; ".join(f"{row} {reason}" for row, reason, _ in table.quarantined.iter_rows())
    return f"# {numbers}{': ' + reasons if reasons else ''}\n"


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_golden(path: Path) -> None:
    table = read(path)
    assert table.source == path.parent.name
    found = account(table) + table.rows.write_csv()
    golden = path.with_suffix(".expected.csv")
    if os.environ.get("PMO_UPDATE"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_account(path: Path) -> None:
    table = read(path)
    assert table.rows_read == table.rows_loaded + table.rows_quarantined + table.rows_not_data
    assert all(m.read == m.loaded + m.quarantined for m in table.money.values())
    assert table.quarantined.height == table.rows_quarantined


def test_every_source_has_a_pair() -> None:
    assert {p.parent.name for p in CASES} == set(all_sources())


def test_declarations_name_columns_of_their_table() -> None:
    for name, source in all_sources().items():
        if source.layout == "labels":
            continue
        known = set(TABLES[source.table].names) | {"months", "amounts", "likelihood_score"} | EXTRA
        used = set().union(*source.needs, source.typical, source.headers)
        assert used <= known, BadDefinition(f"{name} names {used - known}")


def test_a_veto_is_a_word() -> None:
    assert all(key(veto) for source in all_sources().values() for veto in source.vetoes)


def test_rows_are_typed() -> None:
    table = read(FOLDER / "project_list" / "english_with_totals.csv")
    assert table.rows.schema["budget"] == pl.Decimal(18, 2)
    assert table.rows.schema["percent_complete"] == pl.Decimal(9, 6)


def test_every_layout_has_a_name_in_both_languages() -> None:
    names = [(s.label, s.label_zh) for s in all_sources().values()]
    assert len(set(names)) == len(names)
    assert all(zh and any("\u4e00" <= c <= "\u9fff" for c in zh) for _, zh in names)
