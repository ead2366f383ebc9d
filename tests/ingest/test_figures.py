"""Reading a column at once must come to what reading it text by text comes to."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo_metrics.ingest.figures import mark_of_column, may_state_currency, plain_figures, plain_texts
from pmo_metrics.ingest.values import Mark, mark_of, number, rounded, split_amount

MONEY, HOURS = pl.Decimal(18, 2), pl.Decimal(12, 2)
_digits = st.text("0123456789", min_size=1, max_size=19)
_figures = st.builds(
    "".join, st.tuples(st.sampled_from(["", "-", "+"]), _digits, st.sampled_from(["", ".", ",", ".,"]), _digits)
)
_odd = st.sampled_from(
    ["1,234", "0,123", "1.234.567", "12%", "€ 5", "(7)", "n/a", "1e3", ".5", "5.", "٣", "12-", "1 234", "१२.५"]
)
_columns = st.lists(st.one_of(_figures, _odd, st.text(max_size=6).filter(lambda t: t == t.strip() != "")), max_size=30)


@given(_columns)
def test_the_mark_of_a_column_is_the_same_both_ways(texts: list[str]) -> None:
    assert mark_of_column(pl.Series(texts, dtype=pl.String)) == mark_of(texts)


@given(_columns, st.sampled_from([".", ",", "unknown"]), st.sampled_from([MONEY, HOURS]))
def test_a_plain_figure_has_the_value_that_it_has_alone(texts: list[str], mark: Mark, kind: pl.Decimal) -> None:
    values = plain_figures(pl.Series(texts, dtype=pl.String), mark, kind)
    assert values.dtype == kind
    for text, value in zip(texts, values, strict=True):
        if value is not None:
            amount = split_amount(text)
            assert amount
            alone = number(amount, mark, "unknown")
            assert alone is not None
            assert (rounded(alone, 2), amount.currency, amount.percent) == (value, None, False)


@given(_columns)
def test_no_text_that_states_a_currency_is_passed_over(texts: list[str]) -> None:
    looked_at = set(may_state_currency(pl.Series(texts, dtype=pl.String)))
    assert {t for t in texts if (a := split_amount(t)) and a.currency is not None} <= looked_at


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("-12.50", ".", Decimal("-12.50")),
        ("12,5", ",", Decimal("12.50")),
        ("1,234", ",", None),  # three places of two: rounding is left to the careful way
        ("1234567890123456", "unknown", Decimal(1234567890123456)),
        ("12345678901234567", "unknown", None),
        ("1.5", "unknown", None),
        ("£5", ".", None),
    ],
)  # fmt: skip
def test_what_counts_as_plain(text: str, mark: Mark, value: Decimal | None) -> None:
    assert plain_figures(pl.Series([text]), mark, MONEY).to_list() == [value]


def test_texts_that_are_not_their_own_value_are_looked_at() -> None:
    texts = pl.Series(["P-1", "< Select >", "1.23E+11", None, "1.23E+1"])
    assert plain_texts(texts).to_list() == ["P-1", None, None, None, "1.23E+1"]
