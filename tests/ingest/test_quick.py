"""The quick reading of delimited text and the careful one come to the same cells, or the quick one steps back."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo_metrics.ingest import delimited, quick
from pmo_metrics.settings import Limits

PIECES = ["a", "1", ",", ",", ";", '"', '""', "\n", "\r\n", "\r", "é", " ", "\t", "预", "", "\u2028", "\x0b", "\x85"]


@pytest.fixture(autouse=True)
def any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "FROM_CHARS", 0)


def same(text: str, delimiter: str) -> bool:
    """Whether the quick way took the text; if it did, it must agree."""
    cells = quick.quick_cells(text, delimiter, Limits())
    if cells is None:
        return False
    careful = delimited._careful_cells("a.csv", text, delimiter, Limits())
    assert cells.height == careful.height
    for name in cells.columns:  # the careful way is never wider
        wanted = careful[name].to_list() if name in careful.columns else [None] * careful.height
        assert cells[name].to_list() == wanted
    assert cells.columns == careful.columns
    return True


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(",;"))
def test_any_text(pieces: list[str], delimiter: str) -> None:
    same("".join(pieces), delimiter)


def test_written_tables_are_taken_and_agree() -> None:
    chance = random.Random(7)
    taken = 0
    for _ in range(300):
        width, end = chance.randint(2, 5), chance.choice(["\n", "\r\n"])
        inner = ["", "x", "1,5", 'say ""hi""', "  ", "two\nlines", "ü"]
        rows = []
        for _ in range(chance.randint(1, 8)):
            cells = [chance.choice(inner) for _ in range(chance.randint(1, width))]
            quotes = [c if c in ("x", "", "  ", "ü") and chance.random() < 0.7 else f'"{c}"' for c in cells]
            rows.append(",".join(quotes))
        text = end.join(rows) + chance.choice([end, "", end + end])
        taken += same(text, ",")
    assert taken > 100


@pytest.mark.parametrize(
    "text",
    ['a,b\n1,5" pipe\n', 'a,b\n"x"y,1\n', 'a,b\n"open,1\n', "a,b\n1\r2,3\n", "a\n1\n", 'a,"b\r\nc"\r\n1,2\r\n', "\ufeffa,b\n"],
)  # fmt: skip
def test_steps_back_from_what_is_not_regular(text: str) -> None:
    assert quick.quick_cells(text, ",", Limits()) is None


def test_a_later_record_with_more_cells_goes_the_careful_way() -> None:
    assert quick.quick_cells("a,b\n" + "1,2\n" * 1_500 + "1,2,3\n", ",", Limits()) is None


def test_a_cell_that_the_csv_module_refuses_goes_the_careful_way() -> None:
    assert quick.quick_cells("a,b\n1," + "x" * 131_073 + "\n", ",", Limits()) is None
