"""The columns of a wide sheet by what they stand for: a period each, or the sum of others.

A column whose period holds those of others (`2024/25` beside its quarters, `Total`) repeats them: it is not read but
compared. A period that is open at one end (`Before 2020/21`, `Future years`) is read, in the month at its known end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.header_units import unit_of, without_unit
from pmo_metrics.ingest.model import Severity
from pmo_metrics.ingest.periods import UNIT_INSIDE, FiscalStart, Period, Span, StartBasis, settled
from pmo_metrics.ingest.typed_columns import Columns
from pmo_metrics.ingest.values import TOTAL_WORD, mark_of, number, split_amount

_ROW_TOTAL = re.compile(rf"({TOTAL_WORD})( cost| amount| spend| funding)?", re.I)
_CENT = Decimal("0.05")
_BASIS: Mapping[StartBasis, str] = {
    "names": "the months named in the headers", "settings": "the settings (fiscal_start_month)",
    "assumed": "the usual start: the file does not say, and the settings say January, in which no year such as 2024/25 begins."
    " Set fiscal_start_month in pmo.toml if it is another",
}  # fmt: skip


@dataclass(frozen=True)
class PeriodColumn:
    """A column with the months it stands for and its kind of cost ("" where not said); `sums`: the columns it repeats."""

    place: int
    span: Span
    kind: str
    sums: tuple[int, ...] = ()


@dataclass(frozen=True)
class PeriodColumns:
    """The columns to be read, those that repeat them, and where the first month of fiscal years was taken from."""

    read: tuple[PeriodColumn, ...]
    totals: tuple[PeriodColumn, ...]
    first_month: int
    basis: StartBasis


def period_columns(
    months: Sequence[tuple[int, Period, str]], headers: Sequence[str], start: FiscalStart
) -> PeriodColumns:
    """The columns of a wide sheet, in their order."""
    spans, first, basis = settled([period for _, period, _ in months], start)
    every = [PeriodColumn(place, span, kind) for (place, _, kind), span in zip(months, spans, strict=True)]
    whole = {place for place, period, _ in months if period.whole}
    totals = [replace(c, sums=held) for c in every if (held := _held(c, every, whole))]
    repeated = {c.place for c in totals}
    read = _with_kinds_at_ends([c for c in every if c.place not in repeated])
    taken = {c.place for c in every}
    rows = [
        PeriodColumn(i, read[0].span, "", tuple(c.place for c in read))
        for i, header in enumerate(headers)
        if i not in taken and _ROW_TOTAL.fullmatch(plain(without_unit(UNIT_INSIDE.sub(" ", header))[0]))
    ]
    return PeriodColumns(tuple(read), (*totals, *rows), first, basis)


def _held(column: PeriodColumn, every: Sequence[PeriodColumn], whole: set[int]) -> tuple[int, ...]:
    """The columns whose periods lie in that of a column and that are no sums themselves; none where it stands alone."""
    if column.span.edge:
        return ()
    parts = [
        c
        for c in every
        if c.place != column.place and not c.span.edge and c.place not in whole and column.kind in ("", c.kind)
        and (column.span.holds(c.span) or (column.place in whole and c.span == column.span))
    ]  # fmt: skip
    return tuple(c.place for c in parts if not any(c.span.holds(o.span) for o in parts))


def _with_kinds_at_ends(columns: Sequence[PeriodColumn]) -> list[PeriodColumn]:
    """The columns with those open at one end given the kind of the period next to them; nothing later than now is actual."""
    named = sorted((c for c in columns if c.kind and not c.span.edge), key=lambda c: c.span)
    if not named:
        return list(columns)
    first, last = ({c.kind for c in named if c.span == named[i].span} for i in (0, -1))
    at_end = {"before": first, "until": first, "after": last - {"actual"}, "from": last - {"actual"}}
    return [
        replace(c, kind=next(iter(at_end[c.span.edge])))
        if c.span.edge and not c.kind and len(at_end[c.span.edge]) == 1
        else c
        for c in columns
    ]


def header_with_unit(header: str) -> str:
    """A header whose unit stands last, where it is looked for: `2024/25 £000 Budget` states its unit inside."""
    inside = UNIT_INSIDE.search(header.casefold())
    if inside is None or without_unit(header)[1].currency is not None or without_unit(header)[1].scale != 1:
        return header
    token = inside[0].strip(" ()[]")
    stated = token if unit_of(token) else token.removesuffix("s")
    return f"{header} ({stated})" if unit_of(stated) else header


# --- what is told -----------------------------------------------------------------------------------------------------


def tell_periods(work: Columns, columns: PeriodColumns, amounts: Mapping[int, pl.Series]) -> None:
    """What was assumed of the periods, and what the columns of sums say."""
    headers, row = work.r.headers, work.r.header_row
    fiscal = next((headers[place] for place, period, _ in work.r.months if period.fiscal and period.year), "")
    tell_basis(work, fiscal, columns.first_month, columns.basis)
    for column in columns.read:
        total = amounts[column.place].sum() if column.span.edge else None
        if total:
            how = f"counted in {column.span.first:%B %Y}, the month at its known end"
            header = " ".join(headers[column.place].split())
            work.add(row, header, f"{total:,} in all", "a period with a beginning and an end", "warning", how)
    for column in columns.totals:
        _compare(work, column, _addends(column, columns.read), amounts)


def tell_basis(work: Columns, name: str, first_month: int, basis: StartBasis) -> None:
    """In which month fiscal years are taken to begin, and why; `name` is one of them as the table calls it."""
    if basis:
        severity: Severity = "warning" if basis == "assumed" else "info"
        what = f"the month in which the fiscal year begins: from {_BASIS[basis]}"
        how = f"taken as beginning in {date(2000, first_month, 1):%B}"
        work.add(work.r.header_row, "period", " ".join(name.split()), what, severity, how)


def _addends(column: PeriodColumn, read: Sequence[PeriodColumn]) -> list[tuple[int, ...]]:
    """What a column of sums may add up: the columns it repeats, or those of one kind among them."""
    kinds = dict.fromkeys(c.kind for c in read if c.place in column.sums)
    by_kind = [tuple(c.place for c in read if c.place in column.sums and c.kind == kind) for kind in kinds]
    return [column.sums, *(by_kind if len(kinds) > 1 else [])]


def _compare(
    work: Columns, column: PeriodColumn, addends: Sequence[tuple[int, ...]], amounts: Mapping[int, pl.Series]
) -> None:
    """A column of sums against the columns it repeats, as those of them that it fits best."""
    header = " ".join(work.r.headers[column.place].split())
    texts = work.texts(column.place)
    unit = work.unit_for(header_with_unit(work.r.headers[column.place]))
    mark = mark_of(t for t in texts.unique() if t)
    stated: dict[int, Decimal] = {}
    for place, text in enumerate(texts):
        amount = split_amount(text) if text else None
        value = number(amount, mark, work.hints.mark) if amount else None
        if value is not None:
            stated[place] = value * unit.scale
    best: list[tuple[int, Decimal]] | None = None
    for places in addends:
        parts = [amounts[p].to_list() for p in places if p in amounts]
        sums = {n: sum((p[n] or Decimal(0) for p in parts), Decimal(0)) for n in stated}
        within = unit.scale / 2 * len(parts) if unit.scale != 1 else _CENT  # thousands are rounded one by one
        wrong = [(n, sums[n]) for n, value in stated.items() if abs(value - sums[n]) > within]
        best = wrong if best is None or len(wrong) < len(best) else best
    for place, summed in (best or [])[:1]:
        what = f"{summed:,} as the sum of the periods; {len(best or [])} of {len(stated)} rows differ"
        row = work.numbers[place]
        work.add(row, header, f"{stated[place]:,}", what, "warning", "noted: the periods are loaded, the sum is not")
    if stated and not best:
        work.add(
            None, header, f"{len(stated)} stated sums agree with their periods", "sums that agree", "info", "noted"
        )
