"""A header that nobody knows, and a file name that says nothing: less is read then, but never something else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pmo_metrics.ingest.model import Sheet, Upload
from pmo_metrics.ingest.read import read_upload
from pmo_metrics.ingest.recognise import recognise
from pmo_metrics.settings import Limits

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
_NOBODYS = "Zqxvb"


@cache
def sheets() -> dict[str, Sheet]:
    """The first sheets of the sample files, one for each header, without the names that say what they hold."""
    found: dict[tuple[str | None, ...], tuple[str, Sheet]] = {}
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix in (".csv", ".xlsx"):
            sheet = read_upload(Upload(path.name, path.read_bytes()), Limits())[0]
            bare = replace(sheet, file=f"export{path.suffix}", sheet="", titles=(), cells=sheet.cells.head(120))
            found.setdefault(sheet.cells.row(0), (path.name, bare))
    return dict(found.values())


@pytest.mark.parametrize("name", sorted(sheets()))
def test_one_unknown_header_makes_no_other_table(name: str) -> None:
    sheet = sheets()[name]
    whole = recognise(sheet)
    assert whole.table
    for column, place in whole.columns.items():
        cell = pl.col(f"c{place}")
        header = pl.when(pl.col("row") == whole.header_row).then(pl.lit(_NOBODYS)).otherwise(cell)
        found = recognise(replace(sheet, cells=sheet.cells.with_columns(header.alias(cell.meta.output_name()))))
        assert found.table in (whole.table, None), f"without {column}: {found.columns}"
        moved = {c: p for c, p in found.columns.items() if whole.columns.get(c, p) != p and c != column}
        assert not moved, f"without {column}"


# Columns that any list may have besides, with a cell of theirs.
_BESIDES = {
    "Milestone": "Go-live", "Next milestone date": "2026-08-01", "Top risk": "Late permit", "Open issues": "2", "Comments": "as agreed",
    "Last updated": "2026-06-20", "Created by": "Ben", "Variance %": "5%", "Budget code": "B-11", "Q1 spend": "10", "Headcount": "12",
    "Approval date": "2026-02-02", "Country": "DE", "Days late": "12", "Impact": "4", "Likelihood": "3", "Owner email": "a@x.org",
    "Reference": "R-1", "Quarter": "Q1", "Value": "5", "Weight": "2", "Funding source": "Grant", "Confidence": "80%", "Status": "Open",
}  # fmt: skip
# The English word beside a Chinese one, or Country beside Country code: either may be it.
_SAME_MEANING = frozenset({"reviewed_on", "milestone_id", "calendar_id"})


@pytest.mark.parametrize("name", sorted(sheets()))
def test_a_column_more_makes_no_other_table(name: str) -> None:
    sheet = sheets()[name]
    whole = recognise(sheet)
    last = f"c{sheet.cells.width - 1}"
    for header, text in _BESIDES.items():
        if any(h.strip() == header for h in whole.headers):
            continue
        cell = pl.when(pl.col("row") == whole.header_row).then(pl.lit(header)).otherwise(pl.lit(text))
        found = recognise(replace(sheet, cells=sheet.cells.with_columns(cell.alias(last))))
        assert found.table == whole.table, header
        moved = {c for c, p in whole.columns.items() if found.columns.get(c) != p} - _SAME_MEANING
        assert not moved, header
