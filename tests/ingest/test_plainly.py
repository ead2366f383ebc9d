"""The quick look at whole columns never calls a row data that the row by row way would keep out."""

from __future__ import annotations

import random
import re

import pytest

from pmo_metrics.ingest import not_data, plainly, values
from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.read import read_upload
from pmo_metrics.ingest.recognise import recognise
from pmo_metrics.settings import Limits

HEADER = ["Project ID", "Project name", "Period", "Cost kind", "Amount", "Currency", "Cost category", "Remark"]
ODD = [
    ["Total", "", "", "", "1000", "", "", ""],
    ["", "Sub-total", "", "", "5", "EUR", "", ""],
    HEADER,
    [],
    ["Example: P-1", "x", "2026-01", "Actual", "5", "EUR", "c", "5"],
    ["", "e.g. P-1", "2026-01", "Actual", "5", "EUR", "c", "5"],
    ["合计", "", "", "", "1000", "", "", ""],
    ["END", "", "", "", "", "", "", ""],
    ["Project 7:", "Fleming Way", "", "", "", "", "", ""],
    ["7", "< Select >", "< Select >", "", "", "", "", ""],
    ["Notes: a very long remark, see 2026", "", "", "", "", "", "", ""],
    ["2026", "2026-01", "2026-01", "1", "1", "1", "1", "1"],
    ["gesamtsumme", "1", "1", "", "1", "", "", ""],
]


def table(seed: int) -> bytes:
    chance = random.Random(seed)
    rows = [HEADER]
    for i in range(2_100):
        row = [f"P-{i}", f"Name {i}", "2026-01", "Actual", f"{i}.5", "EUR", f"Kind {i % 3}", ""]
        rows.append(chance.choice(ODD) if chance.random() < 0.1 else [c if chance.random() < 0.9 else "" for c in row])
    return "\n".join(",".join(f'"{c}"' for c in row) for row in rows).encode()


@pytest.mark.parametrize("seed", range(3))
def test_the_same_rows_are_kept_out(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    (sheet,) = read_upload(Upload("costs.csv", table(seed)), Limits())
    found = recognise(sheet)
    assert found.table == "cost"
    quick = not_data.not_data(found)
    monkeypatch.setattr(plainly, "_FROM_ROWS", 10**9)
    assert quick == not_data.not_data(found)
    assert len(quick) > 100


def test_most_rows_are_plainly_data() -> None:
    (sheet,) = read_upload(Upload("costs.csv", table(0)), Limits())
    flags = plainly.plainly_data(sheet.cells, HEADER, {2, 4}, 4)
    assert flags is not None
    assert flags.sum() > sheet.cells.height / 2


def test_every_word_for_a_total_holds_a_hint() -> None:
    words = re.split(r"\|", re.sub(r"\(\?:.*?\)\??", "", values.TOTAL_WORD))
    assert [w for w in words if not any(h in w.casefold() for h in plainly.HINTS)] == []
