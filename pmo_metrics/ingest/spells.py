"""Hours of weeks, months and longer spells, laid evenly over their weekdays: planned hours by month, worked hours by day.

A share of full time is that share of eight hours a weekday; hours a week are a fifth of them a weekday.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

import polars as pl

from pmo_metrics.ingest.cells import TYPES, nulls
from pmo_metrics.ingest.dates import month_end
from pmo_metrics.ingest.typed_columns import Columns
from pmo_metrics.tables import TABLES

FULL_DAY = Decimal(8)
_LONGEST = timedelta(days=3_653)  # ten years; a longer spell is a typing error
_MOST = 1_000_000  # rows by day or month, so that no file can fill the memory
_CENT = Decimal("0.01")
_DAY = timedelta(days=1)
_WEEK = timedelta(days=6)
_SPELLS = ("first_day", "last_day", "week", "week_end", "month", "share", "hours_week", "hours_day")


def by_spell(work: Columns, rows: pl.DataFrame) -> pl.DataFrame:
    """One row a month (assignments) or weekday (timesheets) for each spell; rows without a usable one are refused."""
    if not set(_SPELLS) & set(work.series):
        return rows
    period = "period" if work.table == "assignment" else "date"
    given, laid = _hours(work, rows), list[tuple[int, date, Decimal]]()
    for place, ((first, last), (hours, each)) in enumerate(zip(_spells(work), given, strict=True)):
        reason = _unusable(first, last, hours, each)
        if reason or first is None or last is None or len(laid) > _MOST:
            work.refused[work.numbers[place]] = reason or f"more than {_MOST:,} rows by month or day"
            continue
        days = _by_month(first, last) if period == "period" else dict.fromkeys(weekdays(first, last), 1)
        laid += [(place, day, h) for day, h in _lay(days, hours, each)]
    _tell(work, period)
    return _rows(work, rows, period, laid)


def _hours(work: Columns, rows: pl.DataFrame) -> list[tuple[Decimal | None, Decimal | None]]:
    """Of each row its hours in all or, where those are not stated, its hours a weekday."""
    empty = nulls(TYPES["hours"], rows.height)
    total, day, week, share = (
        work.series.get(c, empty).to_list() for c in ("hours", "hours_day", "hours_week", "share")
    )
    each = [
        d if d is not None else w / 5 if w is not None else s * FULL_DAY if s is not None else None
        for d, w, s in zip(day, week, share, strict=True)
    ]
    return list(zip(total, each, strict=True))


def _spells(work: Columns) -> Iterator[tuple[date | None, date | None]]:
    """The first and the last day of each row."""
    empty = nulls(pl.Date(), len(work.numbers))
    names = ("first_day", "last_day", "week", "week_end", "month", "period")
    for first, last, week, end, *months in zip(*(work.series.get(c, empty).to_list() for c in names), strict=True):
        month = next((m for m in months if m), None)
        if first or last:
            yield first, last
        elif week or end:
            yield _week(week, end)
        else:
            yield month, month_end(month) if month else None


def _week(start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """The seven days of a week by the day it begins or ends with."""
    return (start, start + _WEEK) if start else (end - _WEEK, end) if end else (None, None)


def _unusable(first: date | None, last: date | None, hours: Decimal | None, each: Decimal | None) -> str:
    if first is None or last is None:
        return "a first or a last day is missing or cannot be read"
    if last < first:
        return "the last day is before the first"
    if last - first > _LONGEST:
        return "a spell of more than ten years"
    return "" if hours is not None or each is not None else "hours are missing or cannot be read"


def weekdays(first: date, last: date) -> list[date]:
    """The weekdays from first to last; all days where none is a weekday."""
    days = [first + n * _DAY for n in range((last - first).days + 1)]
    return [d for d in days if d.weekday() < 5] or days


@lru_cache(maxsize=10_000)
def _by_month(first: date, last: date) -> dict[date, int]:
    """How many weekdays each month has of a spell, by the first day of the month."""
    found: dict[date, int] = {}
    for day in weekdays(first, last):
        found[day.replace(day=1)] = found.get(day.replace(day=1), 0) + 1
    return found


def _lay(days: dict[date, int], hours: Decimal | None, each: Decimal | None) -> list[tuple[date, Decimal]]:
    """Hours in all over the days; or so many hours a day."""
    whole = sum(days.values())
    if hours is None:
        return [(day, ((each or Decimal(0)) * n).quantize(_CENT)) for day, n in days.items()]
    found, behind, laid = list[tuple[date, Decimal]](), 0, Decimal(0)
    for day, n in days.items():  # by what is due so far: no part is below zero, and the last one makes it whole
        behind += n
        due = (hours * behind / whole).quantize(_CENT)
        found.append((day, due - laid))
        laid = due
    return found


def _tell(work: Columns, period: str) -> None:
    where = "months" if period == "period" else "weekdays"
    work.add(
        work.r.header_row,
        "hours",
        "hours of weeks, months or spells",
        f"hours by {where[:-1]}",
        "info",
        "laid evenly over the weekdays",
    )
    if "hours" not in work.series and "share" in work.series:
        header = work.r.headers[work.r.columns["share"]]
        work.add(
            work.r.header_row,
            header,
            "shares of full time",
            "hours",
            "warning",
            f"taken as shares of {FULL_DAY} hours a weekday",
        )


def _rows(work: Columns, rows: pl.DataFrame, period: str, laid: list[tuple[int, date, Decimal]]) -> pl.DataFrame:
    """The rows with the period and hours of each part; what one person has in one month of a project is one row."""
    places, days, hours = zip(*laid, strict=True) if laid else ((), (), ())
    kept = rows.drop("period", "date", "period_end", "hours", strict=False)[list(places)]
    found = kept.with_columns(pl.Series(period, days, pl.Date()), pl.Series("hours", hours, TYPES["hours"]))
    if work.table == "assignment":
        own = [c for c in found.columns if c not in ("row", "hours")]
        found = found.group_by(own, maintain_order=True).agg(pl.col("row").first(), pl.col("hours").sum())
    return found.select("row", *(c for c in TABLES[work.table].names if c in found.columns)).sort(
        "row", maintain_order=True
    )
