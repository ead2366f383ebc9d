"""Columns of days by their headers: a date, a day and month, a day of the month, or a weekday, in a run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from pmo_metrics.ingest.dates import Order, month_named, read_date, settle
from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.periods import Period
from pmo_metrics.ingest.values import TOTAL_WORD

DAY = Period(0, months=0)  # stands where a column of a month names its period: the header alone says which day
_ORDERS: tuple[Order, ...] = ("day", "month")
_FEWEST = {"date": 3, "weekday": 5, "number": 13}  # 1 to 12 may be months
_WEEKDAYS = {
    word: number
    for number, words in enumerate((
        "monday mon mo montag lundi lun lunes lunedi maandag ma", "tuesday tue tues tu di dienstag mardi mar martes martedi dinsdag",
        "wednesday wed we mi mittwoch mercredi mer miercoles mie mercoledi woensdag wo", "thursday thu thur thurs th do donnerstag jeudi jeu jueves jue giovedi gio donderdag",
        "friday fri fr freitag vendredi ven viernes vie venerdi vrijdag vr", "saturday sat sa samstag sonnabend samedi sam sabado sab sabato zaterdag za",
        "sunday sun su so sonntag dimanche dim domingo dom domenica zondag zo",
    ))
    for word in words.split()
}  # fmt: skip
_CHINESE_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_TOTAL = re.compile(
    rf"^({TOTAL_WORD}|total hours|hours total|week total|weekly total|总工时|工时合计|合计工时|本周合计)$"
)


@dataclass(frozen=True)
class Day:
    """What a header says of its day; 0 or None is what it leaves out. Monday is weekday 0."""

    weekday: int | None = None
    number: int = 0
    month: int = 0
    year: int = 0

    @property
    def says(self) -> str:
        return "date" if self.month else "number" if self.number else "weekday"


@lru_cache(maxsize=4_000)
def day_columns(headers: tuple[str, ...]) -> tuple[tuple[int, Period, str], ...]:
    """The columns of days as places beside what columns of months have; none where the headers are no run of days."""
    return tuple((place, DAY, "") for place, _ in days_in(headers))


def total_columns(headers: Sequence[str]) -> list[int]:
    """The columns of totals: what they say is checked against the days and not read."""
    return [i for i, h in enumerate(headers) if _TOTAL.match(plain(without_unit(h)[0]))]


def over_two_rows(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...] | None:
    """Weekdays over dates or dates over weekdays as one row of headers; None where the two rows are not that."""
    read = [(_parse(a, "day"), _parse(b, "day")) for a, b in zip(above, below, strict=True)]
    both = [bool(a and b and (a.says == "weekday") != (b.says == "weekday")) for a, b in read]
    if sum(both) < _FEWEST["date"]:
        return None
    return tuple(f"{a} {b}" if two else b or a for a, b, two in zip(above, below, both, strict=True))


def days_in(headers: tuple[str, ...]) -> list[tuple[int, Day]]:
    """Each column of a day with what its header says. Whether 3/4 is in March or April shows in the run of the days."""
    for order in _ORDERS:
        found = [(i, day) for i, h in enumerate(headers) if h.strip() and (day := _parse(h, order))]
        kinds = {day.says for _, day in found}
        if len(kinds) != 1:
            continue
        days, said = [day for _, day in found], kinds.pop()
        numbered = said == "number" and all(d.weekday is not None for d in days)
        if len(days) >= (_FEWEST["date"] if numbered else _FEWEST[said]) and _runs(days, said):
            return found
    return []


def _runs(days: Sequence[Day], said: str) -> bool:
    """Whether days follow each other, but for ends of weeks and, where no year or month is said, its end."""
    if said == "weekday":
        numbers = [d.weekday or 0 for d in days]
        return len(set(numbers)) == len(numbers) and all((b - a) % 7 <= 3 for a, b in pairwise(numbers))
    if said == "number":
        drops = sum(b.number <= a.number for a, b in pairwise(days))
        return drops <= 1 and all(0 < b.number - a.number <= 4 or b.number <= 4 for a, b in pairwise(days))
    dates = [date_of(d.year or 2000, d.month, d.number) for d in days]
    if not all(dates):
        return False
    gaps = [(b - a).days for a, b in pairwise(d for d in dates if d)]
    return all(0 < g <= 4 or (not days[0].year and g < -360) for g in gaps)


@lru_cache(maxsize=20_000)
def _parse(header: str, order: Order) -> Day | None:
    if len(header) > 40:
        return None
    text = unicodedata.normalize("NFKC", without_unit(header)[0]).casefold().replace("\n", " ")
    text = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text)).replace(" 00:00:00", "")
    chinese = _CHINESE_WEEKDAY.search(text)
    weekday = min("一二三四五六日天".index(chinese[1]), 6) if chinese else None
    rest = (text[: chinese.start()] + " " + text[chinese.end() :]) if chinese else text
    words = re.split(r"[\s,()（）]+", rest)
    if weekday is None and (named := [w for w in words if w.rstrip(".") in _WEEKDAYS]) and not _is_month(words):
        weekday = _WEEKDAYS[named[0].rstrip(".")]
        words.remove(named[0])
    rest = " ".join(w for w in words if w).strip(" ,;/-–")
    if not rest:
        return Day(weekday) if weekday is not None else None
    return _numbers(rest, order, weekday)


def _is_month(words: Sequence[str]) -> bool:
    """`mar 3` is a day of March, though mar. is also Tuesday in French."""
    return any(month_named(w.rstrip(".")) for w in words) and any(re.search(r"\d", w) for w in words)


def _numbers(text: str, order: Order, weekday: int | None) -> Day | None:
    """What the rest of a header says beside its weekday."""
    read = read_date(text) if re.search(r"(?:19|20)\d\d|\d[./-]\d{1,2}[./-]\d\d$", text) else None
    if read and read.alone and (day := settle(read, order, "start")):
        return Day(weekday, day.day, day.month, day.year)
    if match := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\.?", text):
        first, second = int(match[1]), int(match[3])
        number, month = (first, second) if order == "day" or match[2] == "." else (second, first)
    elif match := re.fullmatch(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?", text):
        number, month = int(match[2]), int(match[1])
    elif match := re.fullmatch(r"(?:day\s*)?(\d{1,2})(?:st|nd|rd|th|\.|日|号)?", text):
        number, month = int(match[1]), 0
    elif match := re.fullmatch(
        r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*([^\W\d]{3,})\.?|([^\W\d]{3,})\.?[\s-]*(\d{1,2})(?:st|nd|rd|th|\.)?", text
    ):
        number, month = int(match[1] or match[4]), month_named(match[2] or match[3])
        if not month:
            return None
    else:
        return None
    return Day(weekday, number, month) if 1 <= number <= 31 and month <= 12 else None


def date_of(year: int, month: int, day: int) -> date | None:
    """The date; None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
