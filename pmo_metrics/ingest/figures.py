"""Plainly written figures and texts, read for a whole column at once; all others are left to values.py, one by one.

A figure is plain when it is digits with at most one decimal mark of its column and a minus: 1234, -12.50. Both ways give the
same values, which tests/ingest/test_figures.py holds them to.
"""

from __future__ import annotations

from collections import Counter

import polars as pl

from pmo_metrics.ingest.values import Mark, mark_by, vote

_MARKED = r"^[+-]?[0-9]+[.,][0-9]+$"
_BARE = r"^[+-]?[0-9]+$"
# 1,234 and 1.234: the mark may divide thousands or decimals. 0,123 cannot be a thousand.
_EITHER = r"^[+-]?[0-9]{1,3}[.,][0-9]{3}$"
_SMALL = r"^[+-]?0+[.,]"
# What _text() of map.py looks at twice: < Select >, a dash for nothing, and ids that a spreadsheet turned into 1.2E+11.
_ODD_TEXT = r"^<|^[-–—]+$|^\d\.\d+E\+\d{2,}$|^(?i:nan|nat|null)$|^#"


def mark_of_column(unique: pl.Series) -> Mark:
    """What values.mark_of says of the same texts."""
    marked = unique.str.contains(_MARKED)
    telling = unique.filter(marked & ~(unique.str.contains(_EITHER) & ~unique.str.contains(_SMALL)))
    commas = int(telling.str.contains(",", literal=True).sum())
    votes = Counter[Mark | None]({",": commas, ".": telling.len() - commas})
    votes.update(vote(text) for text in unique.filter(~marked & ~unique.str.contains(_BARE)))
    return mark_by(votes)


def plain_texts(texts: pl.Series) -> pl.Series:
    """The texts that are their own value; null for those to be looked at one by one."""
    return texts.set(texts.str.contains(_ODD_TEXT), None)


def plain_figures(texts: pl.Series, mark: Mark, kind: pl.Decimal) -> pl.Series:
    """The values of figures that the decimal type can hold unrounded; null for those to be looked at one by one."""
    places = kind.scale
    whole = (kind.precision or 38) - places
    decimals = rf"(?:\{mark}[0-9]{{1,{places}}})?" if mark != "unknown" else ""
    plain = texts.str.contains(rf"^-?[0-9]{{1,{whole}}}{decimals}$")
    digits = texts.set(~plain, None)
    digits = digits.str.replace(",", ".", literal=True) if mark == "," else digits
    return digits.cast(kind)


def may_state_currency(texts: pl.Series) -> pl.Series:
    """The different texts that are more than digits and a mark."""
    different = texts.drop_nulls().unique()
    return different.filter(~different.str.contains(_MARKED) & ~different.str.contains(_BARE))
