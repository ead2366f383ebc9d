"""What a metric is. A metric declares; `evaluate.py` alone turns the declaration into SQL.

A metric's value is a number over a group of rows of one derived table (a view or mart): a sum, a ratio of two sums,
or an aggregate such as a median. Sums and ratios may be added up from their parts; an aggregate may not, and says so
by its type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["count", "money", "share", "index", "days", "months", "hours"]
Direction = Literal["higher", "lower", "none"]


@dataclass(frozen=True)
class Sum:
    """The sum of an expression over the rows where it is known; null when no row knows it."""

    of: str


@dataclass(frozen=True)
class Ratio:
    """One sum over another, over rows where both are known: a group's value is never a mean of its members' values."""

    top: str
    bottom: str
    top_unit: Unit
    bottom_unit: Unit


@dataclass(frozen=True)
class Aggregate:
    """An SQL aggregate that does not add up over groups, such as `median(slip_days)`; `of` is what must be known of a row."""

    sql: str
    of: str


@dataclass(frozen=True)
class Example:
    """A worked example: rows of the metric's table drawn with pipes (header first, blank cell = null) and the value.

    A state table needs no `as_of` column here: all rows are then of one status date. `source` names the publication.
    """

    rows: str
    value: float | None = None
    reason: str | None = None
    tolerance: float = 1e-9
    source: str = ""


@dataclass(frozen=True)
class Metric:
    """One metric, whole. The file name is its id, the folder its theme (both filled in when the folder is walked)."""

    name: str
    name_zh: str
    asks: str  # the question it answers, in a reader's words
    asks_zh: str
    formula: str  # words and symbols, as in the literature
    unit: Unit
    good: Direction
    basis: str  # the standard or publication of the definition
    table: str  # the view or mart it reads
    value: Sum | Ratio | Aggregate
    keep: str = "true"  # SQL condition on the rows that count
    keep_words: str = ""  # the same in words, English
    null_reason: str = ""  # code of the sentence shown when the value is null (text/*.toml, section reason)
    caveat: str = ""
    caveat_zh: str = ""
    thresholds: tuple[str, ...] = ()  # settings that its value, or the rows it counts, are judged by
    latest_only: bool = True  # False: the table has no as_of (transactions)
    examples: tuple[Example, ...] = ()
    id: str = ""
    theme: str = ""
