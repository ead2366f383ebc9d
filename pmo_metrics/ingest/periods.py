"""Periods as headers and cells name them: fiscal and calendar years, halves, quarters, months, and what lies before and after.

A period is read as it is named. In which month a fiscal year begins its name does not say: `settled` asks the other names
of the table, then the settings. A period that is open at one end stands in the month at its known end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from pmo_metrics.ingest.dates import month_end, month_named

# All before it, all until its end, all after its end, all from its start on; "": the period itself.
Edge = Literal["", "before", "until", "after", "from"]
StartBasis = Literal["", "names", "settings", "assumed"]
USUAL_START = 4  # where years are named 2024/25 and neither names nor settings say more


@dataclass(frozen=True)
class Period:
    """`months` months from the `month`-th of a year on, as it is named.

    `year`: the one it is named after, of two (2024/25, `joined`) the first; 0 where none is named (`Future years`).
    `fiscal`: counted from the start of the fiscal year. `named`: its months have names (Apr-Sep of 2024/25), so that
    `month` is that of the calendar. `whole`: it is called a total.
    """

    year: int
    month: int = 1
    months: int = 12
    fiscal: bool = False
    joined: bool = False
    named: bool = False
    edge: Edge = ""
    whole: bool = False


@dataclass(frozen=True)
class FiscalStart:
    """The first month of fiscal years, and whether one is named after the calendar year it ends in (settings.py)."""

    month: int = 1
    named_by: str = "end"


@dataclass(frozen=True, order=True)
class Span:
    """`months` months from the first day of a month on; `edge` as in Period."""

    first: date
    months: int = 1
    edge: Edge = ""

    @property
    def last(self) -> date:
        """Its last day."""
        return month_end(month_after(self.first, self.months - 1))

    def holds(self, other: Span) -> bool:
        """Whether the other lies in it and is shorter."""
        return self.months > other.months and self.first <= other.first and other.last <= self.last


def month_after(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


# --- as it is named ---------------------------------------------------------------------------------------------------

_FY = r"(?:f\.?y\.?|fiscal(?: years?)?|financial years?|exercice|haushaltsjahr|geschaftsjahr|ejercicio)"
_JOINED = re.compile(
    rf"(?:\b{_FY}\s*'?)?(?<!\d)((?:19|20)\d\d)\s*(?:[-/–]|to)\s*((?:20)?\d\d)(?!\d)(?:\s*(?:年度|财年))?"
)
_SHORT = re.compile(rf"(?:\b{_FY}\s*'?)?(?<![\d/])(\d\d)/(\d\d)(?![\d/])")
_FISCAL = re.compile(rf"\b{_FY}\s*'?((?:20)?\d\d)(?!\d)|((?:19|20)\d\d)\s*(?:年度|财年)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s*年?")
_ENDING = re.compile(
    r"\byear (?:ending|ended|to)\s+(?:\d{1,2}(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\s+((?:19|20)\d\d)(?!\d)"
)
_HALF = re.compile(r"\bh\s?([12])\b|\b(1st|first|2nd|second) half\b|([上下])半年")
_QUARTER = re.compile(r"\bq\s?([1-4])\b|\bquarter ([1-4])\b|第?([一二三四1-4])季度?")
_RANGE = re.compile(
    r"(?<![a-z])([a-z]{3,9})\.?\s*(?:-|–|to)\s*([a-z]{3,9})(?![a-z])|(?<!\d)(\d{1,2})月?\s*[-–~至到]\s*(\d{1,2})\s*月"
)
_MONTH = re.compile(r"(?<![a-z])([a-z]{3,9})(?![a-z])|(?<!\d)(\d{1,2})\s*月")
_DAY = r"(?: \d{1,2}(?:st|nd|rd|th)?)?"
# 31/03/2024 where it can only be a day of that month.
_NUMERIC = re.compile(r"(?<!\d)(?:3[01]|2\d|1[3-9])[/.](0?[1-9]|1[0-2])[/.]((?:19|20)\d\d)(?!\d)")
_EDGES: tuple[tuple[Edge, re.Pattern[str]], ...] = (
    (
        "until",
        re.compile(
            rf"\bup to(?: and including)?{_DAY}\b|\b(?:to|until) (?:the )?end of\b|\buntil\b|及以前|及之前|截至"
            rf"|(?:(?<=spend )|(?<=spent )|(?<=actual )|(?<=actuals )|(?<=expenditure )|(?<=costs ))to{_DAY}"
            r"(?! date)(?= [a-z]{3,9} (?:19|20)\d\d)"
        ),
    ),
    ("before", re.compile(r"\b(?:before|prior to|pre|(?:prior|previous|earlier|past) years)\b|之前|以前|往年")),
    (
        "from",
        re.compile(
            r"(?<=\d)\s?\+|\b(?:onwards?|(?:and|&) (?:beyond|later|after|(?:future|later|subsequent) years))\b|及以后|及之后"
        ),
    ),
    (
        "after",
        re.compile(
            r"\b(?:beyond|after|thereafter|(?:future|later|subsequent|remaining) years)\b|以后|之后|未来年度|后续年度"
        ),
    ),
)
_WHOLE = re.compile(r"\b(?:grand |sub ?)?totals?\b|\bsum\b|[合小总]计|全年")
UNIT_INSIDE = re.compile(
    r"[(\[]?\s*(?:[£€$¥₹]\s*(?:'?000s?|k|mn?|bn|millions?|s)?(?![a-z\d])|(?<![\d,.])'?000s?(?![\d,.])|\bk€|[千万亿]?元)\s*[)\]]?"
)
_FILLER = re.compile(r"\b(?:years?|the|of|in|for|to date|cumulative)\b|[()\[\]:,;|–'-]|年")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2, "1st": 1, "first": 1, "2nd": 2, "second": 2}


@lru_cache(maxsize=20_000)
def period_in(header: str) -> tuple[Period, str] | None:
    """The period that a header names and the words left beside it, without its unit; None where it names none."""
    bare = " ".join(unicodedata.normalize("NFKC", header).casefold().replace("_", " ").split())
    if len(bare) > 120:
        return None
    bare = _NUMERIC.sub(lambda m: f"{_MONTHS[int(m[1]) - 1]} {m[2]}", bare)
    edge, bare = _edge(UNIT_INSIDE.sub(" ", bare))
    found, bare = _year(bare)
    if found is None and not edge:
        return None
    period, bare = _part(found, bare) if found else (Period(0, fiscal=True), bare)
    whole = _WHOLE.search(bare) is not None
    rest = " ".join(_FILLER.sub(" ", _WHOLE.sub(" ", bare)).split())
    return replace(period, edge=edge, whole=whole), rest


def _edge(bare: str) -> tuple[Edge, str]:
    for edge, pattern in _EDGES:
        if match := pattern.search(bare):
            return edge, _without(bare, match)
    return "", bare


def _year(bare: str) -> tuple[Period | None, str]:
    ending = _ENDING.search(bare)
    if ending and (last := month_named(ending[1])):
        first = month_after(date(int(ending[2]), last, 1), -11)
        return Period(first.year, first.month), _without(bare, ending)
    for pattern, century in ((_JOINED, ""), (_SHORT, "20")):
        for match in pattern.finditer(bare):
            year = int(century + match[1])
            if (year + 1) % 100 == int(match[2]) % 100:
                return Period(year, fiscal=True, joined=True), _without(bare, match)
    if fiscal := _FISCAL.search(bare):
        digits = fiscal[1] or fiscal[2]
        return Period(int(digits) if len(digits) == 4 else 2000 + int(digits), fiscal=True), _without(bare, fiscal)
    single = _YEAR.search(bare)
    return (Period(int(single[1])), _without(bare, single)) if single else (None, bare)


def _part(year: Period, bare: str) -> tuple[Period, str]:
    """The half, quarter or months that stand beside a year; the year itself where none do."""
    part = year
    for pattern, months in ((_HALF, 6), (_QUARTER, 3)):
        if match := pattern.search(bare):
            said = next(g for g in match.groups() if g)
            number = _NUMBER.get(said) or int(said)
            part, bare = replace(year, month=(number - 1) * months + 1, months=months), _without(bare, match)
    for match in (*_RANGE.finditer(bare), *_MONTH.finditer(bare)):
        named = [int(g) if g.isdigit() else month_named(g) for g in match.groups() if g]
        if all(1 <= month <= 12 for month in named):
            months = (named[-1] - named[0]) % 12 + 1
            part = replace(year, month=named[0], months=months, named=year.fiscal)
            return part, _without(bare, match)
    return part, bare


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


# --- where it lies ----------------------------------------------------------------------------------------------------


def settled(periods: Sequence[Period], start: FiscalStart) -> tuple[list[Span], int, StartBasis]:
    """Where the periods of one table lie, the first month of their fiscal years, and what that was taken from.

    An open period without a year lies beside the others; its `months` are 1: the month at its known end.
    """
    first, basis = _first_month(periods, start)
    spans = [_span(p, replace(start, month=first)) if p.year else None for p in periods]
    closed = [s for s in spans if s is not None and not s.edge]
    begin, end = min(s.first for s in closed), month_after(max(closed, key=lambda s: s.last).last.replace(day=1), 1)
    beside = {"before": month_after(begin, -1), "until": month_after(begin, -1), "after": end, "from": end}
    return [s or Span(beside[p.edge], 1, p.edge) for s, p in zip(spans, periods, strict=True)], first, basis


def _first_month(periods: Sequence[Period], start: FiscalStart) -> tuple[int, StartBasis]:
    """The first month of fiscal years: of the parts with names the first that a whole year of them begins with."""
    fiscal = [p for p in periods if p.fiscal and p.year]
    for year in dict.fromkeys(p.year for p in fiscal):
        parts = [p for p in fiscal if p.year == year and p.named and not p.edge]
        months = {(p.month + i - 1) % 12 for p in parts for i in range(p.months)}
        if len(months) == 12:
            return parts[0].month, "names"
    if not fiscal:
        return start.month, ""
    if start.month == 1 and any(p.joined for p in fiscal):
        return USUAL_START, "assumed"  # 2024/25 begins in one year and ends in the next: not in January
    return start.month, "settings"


def _span(period: Period, start: FiscalStart) -> Span:
    year, month = period.year, period.month
    if period.fiscal:
        year -= not period.joined and start.named_by == "end" and start.month > 1
        if period.named:
            year += month < start.month
        else:
            month += start.month - 1
    first = month_after(date(year, 1, 1), month - 1)
    at_edge = {"before": -1, "until": period.months - 1, "after": period.months, "from": 0}
    if period.edge:
        return Span(month_after(first, at_edge[period.edge]), 1, period.edge)
    return Span(first, period.months)
