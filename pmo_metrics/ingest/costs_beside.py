"""The amounts by period that a list of projects holds beside its other columns, as a table of cost lines of their own.

A capital programme has a row a project and a column a fiscal year: it is a list of projects, and it is a table of costs.
The budget of one year alone is no such profile: as cost lines it would pass for what the project costs in all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.header_units import Unit, without_unit
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.model import Problem, Recognised
from pmo_metrics.ingest.period_columns import header_with_unit, period_columns
from pmo_metrics.ingest.period_headers import month_columns
from pmo_metrics.ingest.periods import FiscalStart
from pmo_metrics.ingest.samples import sample
from pmo_metrics.ingest.source_signs import signed
from pmo_metrics.ingest.values import Amount, Mark, mark_of, number, split_amount
from pmo_metrics.sources import source_named

_SOURCE = "cost_lines_wide"
_MOST = 0.8
_SCALES: Mapping[Decimal, str] = {
    Decimal(10) ** n: word for n, word in ((3, "thousands"), (4, "万元"), (6, "millions"), (8, "亿元"), (9, "billions"))
}
# Which kind of cost the amounts by period are when they add up to this column of the list.
_WHOLE: Mapping[str, str] = {
    "budget": "budget", "original_budget": "budget", "forecast_cost": "forecast", "actual_cost": "actual",
}  # fmt: skip


def costs_beside(listed: Recognised) -> Recognised | None:
    """The cost lines of a list of projects as a reading of the same sheet; None where it has no amounts by period."""
    source, known = source_named(listed.source), source_named(_SOURCE)
    place = listed.columns.get("project_id", listed.columns.get("name"))
    used = set(listed.columns.values())
    months = tuple(m for m in month_columns(listed.headers) if m[0] not in used)
    if source is None or known is None or listed.table != "project" or place is None:
        return None
    if len({period for _, period, _ in months}) < 2:
        return None
    figures = [a for i, _, _ in months for a in _amounts(listed, i)]
    money = sum(a is not None and a.currency is not None for a in figures) > len(figures) / 2
    if sum(a is not None for a in figures) < _MOST * len(figures) or not (
        money or signed(listed.sheet, known, listed.headers)
    ):
        return None
    columns = {"project_id": place, **{c: i for c, i in listed.columns.items() if c == "currency"}}
    found = replace(listed, source=_SOURCE, table="cost", columns=columns, months=months, unmapped=(), problems=())
    return _with_kind(_with_unit(found, listed), listed)


def without_costs(listed: Recognised, costs: Recognised) -> Recognised:
    """The list without the columns that are read as its costs."""
    taken = {listed.headers[place] for place, _, _ in costs.months}
    return replace(listed, unmapped=tuple(h for h in listed.unmapped if h not in taken))


def _amounts(listed: Recognised, place: int) -> list[Amount | None]:
    return [split_amount(t) for t in sample(listed.sheet, listed.header_row or 0, place)]


def _with_unit(found: Recognised, listed: Recognised) -> Recognised:
    """The periods in the unit that the money of the list is stated in, where they state none themselves; it is told."""
    beside = [listed.headers[i] for c, i in listed.columns.items() if kind_of("project", c) == "money"]
    stated = {unit for header in beside if (unit := without_unit(header_with_unit(header))[1]).scale != 1}
    bare = [i for i, _, _ in found.months if without_unit(header_with_unit(found.headers[i]))[1] == Unit()]
    if len(stated) != 1 or len(bare) != len(found.months):
        return found
    unit = stated.pop()
    words = f"{unit.currency or ''} {_SCALES[unit.scale]}".strip() if unit.scale in _SCALES else ""
    if not words:
        return found
    headers = [f"{h} ({words})" if i in bare else h for i, h in enumerate(found.headers)]
    note = Problem(found.sheet.file, found.sheet.sheet, found.header_row, headers[bare[0]], "periods without a unit", "the unit",
                   "warning", f"taken in units of {unit.scale:,}, as {beside[0]}")  # fmt: skip
    return replace(found, headers=tuple(headers), problems=(*found.problems, note))


def _with_kind(found: Recognised, listed: Recognised) -> Recognised:
    """Periods without a kind that add up to the budget of each project are its budget, and so on; it is told."""
    if all(kind for _, _, kind in found.months):
        return found
    read = [c.place for c in period_columns(found.months, found.headers, FiscalStart()).read]
    rows = found.sheet.cells.filter(pl.col("row") > (found.header_row or 0)).drop("row").rows()
    for column, place in listed.columns.items():
        if column not in _WHOLE or kind_of("project", column) != "money":
            continue
        mark = mark_of(t for row in rows for i in (place, *read) if (t := row[i]))
        pairs = [(_number(row[place], mark), [_number(row[i], mark) for i in read]) for row in rows]
        stated = [(whole, sum(p for p in parts if p is not None)) for whole, parts in pairs if whole]
        if len(stated) > 1 and sum(abs(w - s) <= Decimal("0.5") for w, s in stated) >= _MOST * len(stated):
            kind, header = _WHOLE[column], found.headers[place]
            note = Problem(found.sheet.file, found.sheet.sheet, found.header_row, header, "amounts by period without a kind",
                           "budget, forecast or actual", "info", f"taken as {kind}: they add up to {header}")  # fmt: skip
            return replace(
                found, months=tuple((i, p, own or kind) for i, p, own in found.months), problems=(*found.problems, note)
            )
    return found


def _number(text: str | None, mark: Mark) -> Decimal | None:
    amount = split_amount(text) if text else None
    return number(amount, mark, mark) if amount else None
