"""Rows that tell a part of the amounts of other rows: `of which grants`, `how much of it is contractually committed`.

Beside the rows they are part of they would count twice. Where a total adds them up they are rows like any other;
otherwise what is committed is a commitment of its own, and the rest is held back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.typed_columns import Columns
from pmo_metrics.ingest.values import mark_of, number, split_amount

_WORDS = ("of which", "how much of", "thereof", "davon", "dont ", "di cui", "waarvan", "其中")
_PART = re.compile(rf"\W*(?:{'|'.join(_WORDS)})")
_COMMITTED = re.compile(r"\bcommitted\b|\bcommitment|\bcontracted\b|承诺|已签")
_NOT_COMMITTED = re.compile(
    r"\b(?:not|un|yet to be)[ -]?(?:yet )?(?:contractually )?(?:committed|contracted)|未承诺|未签"
)
_CENT = Decimal("0.05")


def part_rows(work: Columns) -> dict[int, str | None]:
    """The rows that repeat a part of others: to `commitment`, or to None where they are refused."""
    labels = _labels(work)
    both = any(_NOT_COMMITTED.search(label) for label in labels.values())
    own = {row for row, label in labels.items() if not (both and _COMMITTED.search(label))}
    found: dict[int, str | None] = {}
    for row in sorted(own - _added_up(work, own)):
        committed = _COMMITTED.search(labels[row]) is not None
        found[row] = "commitment" if committed else None
        if not committed:
            work.refused[row] = "a part of the amounts of another row: it would count twice"
    if committed_rows := [row for row, kind in found.items() if kind]:
        what = f"{len(committed_rows)} rows of what is committed of other rows"
        work.add(committed_rows[0], "kind", what, "amounts that count once", "info", "taken as commitments")
    return found


def _labels(work: Columns) -> dict[int, str]:
    """The rows whose first words say that they are a part, with those words."""
    said = pl.any_horizontal(pl.exclude("row").str.contains_any(list(_WORDS), ascii_case_insensitive=True))
    found: dict[int, str] = {}
    for row, *cells in work.cells.filter(said).iter_rows():
        label = next((plain(t) for t in cells if t and _PART.match(plain(t))), None)
        if label:
            found[row] = label
    return found


def _added_up(work: Columns, parts: set[int]) -> set[int]:
    """Those parts that the total below them adds up with the other rows, and not without them."""
    totals = sorted(n for n, why in work.not_data.items() if why == "total")
    sums = _sums(work, [place for place, _, _ in work.r.months]) if parts and totals else {}
    found: set[int] = set()
    for above, total in zip([0, *totals], totals, strict=False):
        section = [n for n in work.numbers if above < n < total]
        whole = sum((sums.get(n, Decimal(0)) for n in section), Decimal(0))
        rest = sum((sums.get(n, Decimal(0)) for n in section if n not in parts), Decimal(0))
        stated = sums.get(total, Decimal(0))
        if abs(whole - stated) <= _CENT < abs(rest - stated):
            found |= parts & set(section)
    return found


def _sums(work: Columns, places: Sequence[int]) -> Mapping[int, Decimal]:
    """The sum of each row over these columns, as they are written."""
    rows = work.r.sheet.cells.filter(~pl.col("row").is_in([n for n, why in work.not_data.items() if why != "total"]))
    texts = {row: [t for p in places if (t := cells[p])] for row, *cells in rows.iter_rows()}
    mark = mark_of({t for found in texts.values() for t in found})
    read = {
        row: [number(a, mark, work.hints.mark) for t in found if (a := split_amount(t))] for row, found in texts.items()
    }
    return {row: sum((v for v in values if v is not None), Decimal(0)) for row, values in read.items()}
