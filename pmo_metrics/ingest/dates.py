"""Dates and months as people write them. Whether 03/04 is April or March is decided over the whole column."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from pmo_metrics.ingest.folding import plain

Order = Literal["day", "month", "unknown", "mixed"]
Edge = Literal["start", "end"]

_NAMES = (
    "jan januar januari janvier janv enero ene january gennaio gen janeiro января январь янв stycznia styczen ledna leden ocak",
    "feb februar februari fevrier fevr february fev febrero febbraio fevereiro февраля февраль фев lutego luty unora unor subat",
    "mar mrz marz march maerz mars maart marzo marco марта март мар marca marzec brezna brezen mart",
    "apr april avril avr abril abr aprile апреля апрель апр kwietnia kwiecien dubna duben nisan",
    "may mai mei mayo maj maggio mag maio мая май maja kvetna kveten mayis",
    "jun june juni juin junio giugno giu junho июня июнь июн czerwca czerwiec cervna cerven haziran",
    "jul july juli juillet juil julio luglio lug julho июля июль июл lipca lipiec cervence cervenec temmuz",
    "aug august augusti augustus aout agosto ago августа август авг sierpnia sierpien srpna srpen agustos",
    "sep sept september septembre septiembre settembre set setembro сентября сентябрь сен сент wrzesnia wrzesien zari eylul",
    "oct okt october oktober octobre octubre ottobre ott outubro out октября октябрь окт pazdziernika pazdziernik rijna rijen ekim",
    "nov november novembre noviembre novembro ноября ноябрь ноя нояб listopada listopad kasim",
    "dec dez december dezember decembre diciembre dic dicembre dezembro декабря декабрь дек grudnia grudzien prosince prosinec aralik",
)  # fmt: skip
_MONTHS = {plain(name): number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_WEEKDAY = re.compile(
    r"^(mo|di|mi|do|fr|sa|so|lun|mar|mer|mie|jeu|jue|ven|vie|sam|sab|dim|dom|gio|ma|wo|vr|za|zo)[a-z]*\.?\s+(?=\d{1,2}[./-]\d{1,2}[./-]\d)|"
    r"^(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)[a-z]*[,.]?\s+(?=\S)|^(周|星期)[一二三四五六日天]\s*"
)
_CLOCK = re.compile(
    r"(?:[t\s]+|(?<=日))\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)
_ACTUAL = re.compile(r"(?<=\d)(\s+a|\s*\*)$")  # Primavera marks actual dates with A, constrained ones with *
_EARLIEST, _LATEST = date(1900, 1, 2), date(2199, 12, 31)  # 1 January 1900 stands for no date
_SERIAL_ZERO = date(1899, 12, 30)
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Read:
    """A cell read as a date. `alone` is False where the month alone was written; `other` is its month-first reading.

    Of a week (2026-W05) it is the Monday.
    """

    day: date | None
    alone: bool = True
    other: date | None = None
    week: bool = False


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _EARLIEST <= found <= _LATEST else None


def _year(text: str) -> int:
    # 31.12.40 is 2040 and 98 is 1998: plans reach far ahead, starts lie at most some decades back.
    return int(text) if len(text) == 4 else int(text) + (2000 if int(text) < 70 else 1900)


def month_named(word: str) -> int:
    """The number of a month by its name or abbreviation in one of the languages known; 0 where it is none."""
    return _MONTHS.get(word, 0)


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@lru_cache(maxsize=200_000)
def read_date(text: str) -> Read | None:
    """One cell on its own: None where it is no date; with `other` set where day and month could be swapped."""
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    bare = _CLOCK.sub("", _ACTUAL.sub("", _WEEKDAY.sub("", bare))).strip()
    for reader in (_iso, _iso_week, _chinese, _named, _numeric, _serial, _epoch):
        found = reader(bare)
        if found is not None:
            return found if found.day or found.other else None
    return None


def _iso(text: str) -> Read | None:
    match = re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", text) or re.fullmatch(
        r"((?:19|20|21)\d\d)()(\d\d)(\d\d)", text
    )
    if match:
        return Read(_safe(int(match[1]), int(match[3]), int(match[4])))
    match = re.fullmatch(r"(\d{4})[-/.](\d{1,2})", text) or re.fullmatch(r"((?:19|20)\d\d)(0[1-9]|1[0-2])", text)
    if match:
        return Read(_safe(int(match[1]), int(match[2]), 1), alone=False)
    match = re.fullmatch(r"(\d{1,2})[-/.](\d{4})", text)
    return Read(_safe(int(match[2]), int(match[1]), 1), alone=False) if match else None


_WEEK = re.compile(
    r"((?:19|20)\d\d)\s*-?\s*w\s*(\d{1,2})\b|((?:19|20)\d\d)-?s(\d\d)\b|\bkw\s*(\d{1,2})\s*[/,.\- ]\s*((?:19|20)\d\d)|((?:19|20)\d\d)\s*[/,.\- ]?\s*kw\s*(\d{1,2})|((?:19|20)\d\d)\s*年?\s*第\s*(\d{1,2})\s*周"
)


def weeks_in(text: str) -> set[date]:
    """The Mondays of weeks written as 2025-W10, KW 10/2025 or 2025年第10周; other numbers of weeks are counted in many ways."""
    found = {_monday(match) for match in _WEEK.finditer(unicodedata.normalize("NFKC", text).casefold())}
    return {day for day in found if day}


def _monday(match: re.Match[str]) -> date | None:
    said = [int(g) for g in match.groups() if g]
    year, week = max(said), min(said)
    return date.fromisocalendar(year, week, 1) if 1 <= week <= date(year, 12, 28).isocalendar().week else None


def _iso_week(text: str) -> Read | None:
    match = _WEEK.fullmatch(text)
    return Read(_monday(match), week=True) if match else None


def _chinese(text: str) -> Read | None:
    match = re.fullmatch(r"(\d{4}|\d{2})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*[日号])?(份?)", text)
    if not match:
        return None
    return Read(_safe(_year(match[1]), int(match[2]), int(match[3] or 1)), alone=match[3] is not None)


def _named(text: str) -> Read | None:
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", plain(text))
    parts = [
        p for p in re.split(r"[\s,./\-]+|(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)|'|’", text) if p and p not in ("of", "de")
    ]
    months = [(i, _MONTHS[p]) for i, p in enumerate(parts) if p in _MONTHS]
    if len(months) != 1 or not 2 <= len(parts) <= 3:
        return None
    place, month = months[0]
    rest = [p for i, p in enumerate(parts) if i != place]
    if not all(p.isdigit() and len(p) in (1, 2, 4) for p in rest):
        return None
    if len(rest) == 1:
        return Read(_safe(_year(rest[0]), month, 1), alone=False) if len(rest[0]) in (2, 4) else None
    day, year = (rest[1], rest[0]) if len(rest[0]) == 4 else (rest[0], rest[1])
    if len(year) == 1 or len(day) > 2:
        return None
    return Read(_safe(_year(year), month, int(day)))


def _numeric(text: str) -> Read | None:
    match = re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    if match[2] == ".":
        return Read(_safe(year, second, first))  # with full stops the day comes first everywhere
    day_first, month_first = _safe(year, second, first), _safe(year, first, second)
    if first == second:
        return Read(day_first)
    return Read(day_first, other=month_first)


def _serial(text: str) -> Read | None:
    match = re.fullmatch(r"(\d{5})(\.\d+)?", text)
    if not match or not 20_000 <= int(match[1]) <= 80_000:
        return None
    return Read(_SERIAL_ZERO + timedelta(days=int(match[1])))


def _epoch(text: str) -> Read | None:
    """Milliseconds since 1970 in universal time, as ClickUp and others export; from 2001 on they have 13 digits."""
    if not re.fullmatch(r"[1-4]\d{12}", text):
        return None
    return Read(_EPOCH + timedelta(days=int(text) // 86_400_000))


def order_of(texts: Iterable[str]) -> Order:
    """Day-first or month-first by the cells that allow one reading only; unknown without any, mixed when they disagree."""
    day, month, texts = 0, 0, list(texts)
    for text in texts:
        read = read_date(text)
        if read is not None and _swappable(text):
            day += read.day is not None and read.other is None
            month += read.day is None and read.other is not None
    # One typing error (13/15/2024, or a single swapped cell in a long column) does not make a column undecided.
    if day and month:
        return "day" if day > 20 * month else "month" if month > 20 * day else "mixed"
    return "day" if day else "month" if month else _by_firsts(texts)


def _by_firsts(texts: Iterable[str]) -> Order:
    """The order by which dates of several years are all the first of a month, and by the other all in January."""
    found = [m.groups() for t in texts if (m := _NUMERIC.match(unicodedata.normalize("NFKC", t).strip()))]
    if len({year for *_, year in found}) < 2 or any(int(a) > 12 or int(b) > 12 for a, _, b, _ in found):
        return "unknown"
    first, second = {int(a) for a, *_ in found}, {int(b) for _, _, b, _ in found}
    return "day" if first == {1} and second - {1} else "month" if second == {1} and first - {1} else "unknown"


_NUMERIC = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})\b")


@lru_cache(maxsize=200_000)
def _swappable(text: str) -> bool:
    match = re.match(r"\D*(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})\b", unicodedata.normalize("NFKC", text))
    return match is not None and int(match[1]) != int(match[3])


def settle(read: Read, order: Order, edge: Edge) -> date | None:
    """The day meant, given the column's order; None where that stays open."""
    if read.day is not None and read.other is not None:
        found = {"day": read.day, "month": read.other}.get(order)
    else:
        found = read.day or read.other
    if found and read.week:
        return found + timedelta(days=6) if edge == "end" else found
    return month_end(found) if found and not read.alone and edge == "end" else found


_QUARTER = re.compile(r"(?:(\d{4})[\s\-年]*(?:q|第)\s*([1-4])(?:季度)?|q\s*([1-4])[\s\-/]*(\d{4}))")


def read_quarter(text: str) -> tuple[date, date] | None:
    """The first and the last day of a calendar quarter such as `Q3 2026`; None for anything else."""
    first, is_quarter = read_month(text, "unknown")
    if first is None or not is_quarter:
        return None
    return first, month_end(first.replace(month=first.month + 2))


def read_month(text: str, order: Order) -> tuple[date | None, bool]:
    """A period as the first day of its month, and whether it was a quarter."""
    quarter = _QUARTER.fullmatch(unicodedata.normalize("NFKC", text).strip().casefold())
    if quarter:
        year, number = int(quarter[1] or quarter[4]), int(quarter[2] or quarter[3])
        return _safe(year, 3 * number - 2, 1), True
    read = read_date(text)
    found = settle(read, order, "start") if read else None
    if found and read and read.week:
        found += timedelta(days=3)  # a week belongs to the month of its Thursday, as it does to the year (ISO 8601)
    # 01/03/2026 and the like: where both readings are first days of months, nothing decides which.
    return (found.replace(day=1) if found else None), False


def dates_in(text: str) -> list[tuple[date, bool]]:
    """Dates inside a longer text such as a title or file name, each with whether it names the day."""
    bare = unicodedata.normalize("NFKC", text)
    found: list[tuple[date, bool]] = []
    patterns = (
        r"(?<!\d)(?:19|20)\d{2}[-_./]\d{1,2}[-_./]\d{1,2}(?!\d)", r"(?<!\d)20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)",
        r"\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?", r"(?<!\d)\d{1,2}\.\d{1,2}\.\d{4}(?!\d)",
        r"(?<![A-Za-z\d])\d{1,2}(?:st|nd|rd|th)?[\s_-]+[A-Za-z]{3,9}[\s_,-]+\d{4}(?!\d)",
        r"(?<![A-Za-z])[A-Za-z]{3,9}[\s_-]+\d{1,2}(?:st|nd|rd|th)?[\s_,-]+\d{4}(?!\d)",
        r"(?<!\d)20\d{2}[-_.](?:0[1-9]|1[0-2])(?![\d])(?![-_.]\d)", r"(?<![A-Za-z])[A-Za-z]{3,9}[\s_-]*20\d{2}(?!\d)",
        r"(?<!\d)20\d{2}(?:0[1-9]|1[0-2])(?!\d)", r"(?<!\d)\d{1,2}/\d{1,2}/\d{4}(?!\d)",
        r"(?<!\d)(?<!\d[-_])\d{1,2}([-_])\d{1,2}\1(?:19|20)\d{2}(?![-_]?\d)",
    )  # fmt: skip
    for pattern in patterns:
        for match in re.finditer(pattern, bare):
            read = read_date(re.sub(r"_", "-" if match[0][0].isdigit() else " ", match[0]))
            day = (read.day or read.other) if read and not (read.day and read.other) else None
            if read and day:
                found.append((day, read.alone))
        bare = re.sub(pattern, " ", bare)
    return found


_FISCAL_YEAR = re.compile(r"(?:f\.?y\.?\s*)?((?:19|20)\d\d)\s*[-/–]\s*((?:20)?\d\d)", re.I)


def year_end(text: str, fiscal_start: int = 4) -> date | None:
    """The last day of a year: 31 December of `2024`, 31 March 2025 of `2024-25` where fiscal years begin in April."""
    bare = text.strip()
    if re.fullmatch(r"(?:19|20)\d\d", bare):
        return date(int(bare), 12, 31)
    joined = _FISCAL_YEAR.fullmatch(bare)
    if joined is None or int(joined[2][-2:]) != (int(joined[1]) + 1) % 100:
        return None
    return date(int(joined[1]) + 1, fiscal_start, 1) - timedelta(days=1)
