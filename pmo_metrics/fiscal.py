"""Fiscal calendars: years that start in any month, and years of whole weeks (4-4-5 and its kin, 52 or 53 weeks).

The names of a month's fiscal year, quarter and period are made in `marts/fiscal_month.sql`; here are the days on which
years and periods begin and end. Source of the week rule: National Retail Federation, 4-5-4 calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pmo_metrics.settings import Settings

_SATURDAY = 5
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class FiscalPeriod:
    """A period or a year with its first and last day; `weeks` is None where periods are calendar months."""

    name: str
    start: date
    end: date
    weeks: int | None = None


def fiscal_year(year: int, settings: Settings) -> FiscalPeriod:
    """The fiscal year of that name. Years of weeks have 52 of them, or 53 every five or six years."""
    named_later = settings.fiscal_named_by == "end" and settings.fiscal_start_month > 1
    started = year - 1 if named_later else year
    start, end = _start(started, settings), _start(started + 1, settings) - timedelta(days=1)
    weeks = ((end - start).days + 1) // 7 if settings.fiscal_weeks else None
    return FiscalPeriod(f"FY{year}", start, end, weeks)


def fiscal_periods(year: int, settings: Settings) -> tuple[FiscalPeriod, ...]:
    """The twelve periods of a fiscal year; the last one takes the 53rd week."""
    whole = fiscal_year(year, settings)
    names = [f"{whole.name} P{n:02}" for n in range(1, 13)]
    if not settings.fiscal_weeks:
        starts = [_month(whole.start, n) for n in range(13)]
        return tuple(
            FiscalPeriod(n, a, b - timedelta(days=1)) for n, (a, b) in zip(names, pairwise(starts), strict=True)
        )
    weeks = [int(n) for n in settings.fiscal_weeks.split("-")] * 4
    weeks[-1] += (whole.weeks or 52) - 52
    found, start = [], whole.start
    for name, count in zip(names, weeks, strict=True):
        found.append(FiscalPeriod(name, start, start + count * _WEEK - timedelta(days=1), count))
        start += count * _WEEK
    return tuple(found)


def fiscal_period_on(day: date, settings: Settings) -> tuple[FiscalPeriod, FiscalPeriod]:
    """The fiscal year and the period that a day lies in."""
    found = next(y for y in range(day.year - 1, day.year + 3) if fiscal_year(y, settings).end >= day)
    return fiscal_year(found, settings), next(p for p in fiscal_periods(found, settings) if p.end >= day)


def _start(year: int, settings: Settings) -> date:
    """The first day of the fiscal year that starts in a calendar year."""
    first = date(year, settings.fiscal_start_month, 1)
    if not settings.fiscal_weeks:
        return first
    last = first - timedelta(days=1)
    before = last - timedelta(days=(last.weekday() - _SATURDAY) % 7)  # the last Saturday of the month
    nearer = before + _WEEK if last - before > timedelta(days=3) else before
    return (nearer if settings.fiscal_year_ends == "nearest" else before) + timedelta(days=1)


def _month(start: date, months: int) -> date:
    place = start.year * 12 + start.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
