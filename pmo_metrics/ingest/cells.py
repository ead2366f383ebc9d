"""What one cell says: a typed value, or what was expected in its place. How a column is written is decided before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from pmo_metrics.ingest.dates import Order, read_date, read_month, read_quarter, settle
from pmo_metrics.ingest.durations import effort
from pmo_metrics.ingest.folding import plain, without_pictures
from pmo_metrics.ingest.header_units import Unit
from pmo_metrics.ingest.model import Severity
from pmo_metrics.ingest.values import Mark, choice, choices, duration, number, rounded, says_nothing, split_amount
from pmo_metrics.tables import RAGS

TYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(), "id": pl.String(), "currency": pl.String(), "choice": pl.String(), "date": pl.Date(),
    "month": pl.Date(), "money": pl.Decimal(18, 2), "share": pl.Decimal(9, 6), "number": pl.Decimal(18, 6), "step": pl.Decimal(18, 6),
    "hours": pl.Decimal(12, 2), "work": pl.Decimal(12, 2), "days": pl.Decimal(12, 2), "flag": pl.Boolean(),
}  # fmt: skip
_PLACES = {"money": 2, "share": 6, "number": 6, "hours": 2}
_LARGEST = {
    "money": Decimal(10) ** 16,
    "share": Decimal(10) ** 3,
    "number": Decimal(10) ** 12,
    "hours": Decimal(10) ** 10,
}


class Cell(NamedTuple):
    """A cell read: its value, and where there is none what was expected (empty where the cell says "nothing" itself)."""

    value: object
    expected: str = ""
    severity: Severity = "warning"


Reader = Callable[[str], Cell]


def nulls(kind: pl.DataType, height: int) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, height)


def nothing(expected: str) -> Cell:
    return Cell(None, expected, "info")


_NO_TEXT = frozenset({"nan", "nat", "null"})  # what programs write for an empty cell


# What a spreadsheet shows where a formula failed.
ERROR = re.compile(r"#(?:REF|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]", re.I)


def text_cell(text: str) -> Cell:
    if (text.startswith("<") and says_nothing(text)) or not text.strip("-–—") or text.casefold() in _NO_TEXT:
        return Cell(None)
    if ERROR.fullmatch(text):
        return Cell(None, "a text")
    if re.fullmatch(r"\d\.\d+E\+\d{2,}", text):
        return Cell(text, "an id as text: Excel has turned this one into a rounded number", "warning")
    return Cell(text)


def choice_reader(section: str) -> Reader:
    names = "one of " + ", ".join(dict.fromkeys(choices(section).values()))

    def read(text: str) -> Cell:
        found = choice(text, section)
        if found is None and section == "status" and choice(text, "rag") in RAGS[:5]:
            return Cell("active", f"{names}: how it goes is said of a project under way", "info")
        if found == "planned" and section == "milestone_status" and _goes_badly(text):
            return Cell(found, f"{names}: how it goes is said of a milestone not met yet", "info")
        return Cell(found) if found else nothing(names) if says_nothing(text) else Cell(None, names)

    return read


def _goes_badly(text: str) -> bool:
    return choice(text, "rag") in RAGS[1:5] or plain(text) in ("blocked", "on hold", "stopped", "受阻", "暂停")


def flag_cell(text: str) -> Cell:
    found = choice(text, "flag")
    if found is None:
        return nothing("yes or no") if says_nothing(text) else Cell(None, "yes or no")
    return Cell(found == "true")


_CURRENCY_WORDS = {
    "人民币": "CNY", "元": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "€": "EUR",
    "美元": "USD", "us$": "USD", "us dollar": "USD", "us dollars": "USD", "英镑": "GBP", "£": "GBP", "日元": "JPY", "港币": "HKD",
    "港元": "HKD",
}  # fmt: skip


def currency_cell(text: str) -> Cell:
    bare = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"[A-Za-z]{3}", bare) and bare.casefold() != "rmb":
        return Cell(bare.upper())
    found = _CURRENCY_WORDS.get(bare.casefold()) or _CURRENCY_WORDS.get(text.strip())
    return (
        Cell(found) if found else Cell(None, "a currency code such as EUR", "info" if says_nothing(text) else "warning")
    )


def step_of(text: str) -> Decimal | None:
    """The step of a scale that a cell names: its number (`4`, `4 - Likely`, `Likely (4)`), else its word on a scale of five."""
    bare = without_pictures(text.strip())
    stated = re.match(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:$|[-–—.:=(/)]\s*[^\d\s%])", bare) or re.search(
        r"[-–—:=(/\s]\s*(\d{1,2})\)?$", bare
    )
    if stated:
        return Decimal(stated[1].replace(",", "."))
    word = choice(bare, "step")
    return Decimal(word) if word else None


def against_their_words(texts: Iterable[str]) -> dict[str, Decimal]:
    """The steps that words name where all numbers before them run the other way, as in 1 - High, 3 - Low; else empty."""
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for text in texts:
        numbered = re.match(r"\s*(\d{1,2})\s*[-–—.:=)]\s*([^\W\d_].*)", text)
        word = choice(numbered[2], "step") if numbered else None
        if numbered and word:
            found[text] = (Decimal(numbered[1]), Decimal(word))
    steps = sorted(set(found.values()))
    falls = len(steps) > 1 and all(a[0] < b[0] and a[1] > b[1] for a, b in pairwise(steps))
    return {text: word for text, (_, word) in found.items()} if falls else {}


def step_cell(text: str) -> Cell:
    found, what = step_of(text), "a step of a scale, such as 4, or its word, such as High"
    return Cell(found) if found is not None else nothing(what) if says_nothing(text) else Cell(None, what)


_YEAR = re.compile(r"(?:19|20)\d\d")


def _edge(first: date, last: date, edge: str, period: str) -> Cell:
    """The first day of a period for a start, else its last."""
    day, named = (first, "first") if edge == "start" else (last, "last")
    return Cell(day, f"a day: taken as the {named} of the {period}", "warning")


# Jan 15, 15. Januar, 3月5日: a day whose year nobody states. (Jan-26 and Jan'26 are months, as spreadsheets show them.)
_NO_YEAR = re.compile(
    r"\d{1,2}\.?(?:[\s\-]|\s+d[eo']l?\s*)?[^\W\d_]{3,12}\.?|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?|\d{1,2}月\d{1,2}日"
)


def day_cell(text: str, order: Order, edge: str) -> Cell:
    read = read_date(text)
    if read is None and (quarter := read_quarter(text)):
        return _edge(*quarter, edge, "calendar quarter")
    if read is None and _YEAR.fullmatch(text.strip()):
        year = int(text)
        return _edge(date(year, 1, 1), date(year, 12, 31), edge, "year")
    if read is None:
        return nothing("a date") if says_nothing(text) else Cell(None, "a date such as 2026-05-31")
    found = settle(read, order, "start" if edge == "start" else "end")
    if found is None:
        return Cell(None)  # told once for the whole column
    if not read.alone and _NO_YEAR.fullmatch(text.strip()):
        return Cell(None, "a date with its year: the figure may be the day or the year")
    if read.week or not read.alone:
        what = f"a day: taken as the {'first' if edge == 'start' else 'last'} of the {'week' if read.week else 'month'}"
        return Cell(found, what, "info")
    return Cell(found)


def month_cell(text: str, order: Order) -> Cell:
    found, _ = read_month(text, order)
    if found is None:
        open_ = (r := read_date(text)) is not None and r.day is not None and r.other is not None
        return (
            Cell(None) if open_ else nothing("a month") if says_nothing(text) else Cell(None, "a month such as 2026-05")
        )
    return Cell(found)


def number_reader(kind: str, unit: Unit, mark: Mark, hint: Mark) -> Reader:
    what = {"money": "an amount", "hours": "hours"}.get(kind, "a number")
    divide = {"minutes": 60, "seconds": 3600, "milliseconds": 3_600_000}.get(unit.time, 1) if kind == "hours" else 1

    def read(text: str) -> Cell:
        value, scale = duration(text) if kind == "hours" else None, unit.scale
        if value is None:
            amount = split_amount(text)
            if amount is None:
                step = re.match(r"^(\d+)\s*[-–.:]\s*[^\d\s]", text) if kind == "number" else None
                if step:
                    return Cell(Decimal(step[1]))
                return nothing(what) if says_nothing(text) else Cell(None, what)
            if amount.percent and kind != "number":
                return Cell(None, f"{what}, not per cent")
            value = number(amount, mark, hint)
            value = value / 100 if value is not None and amount.percent else value
            scale = unit.scale if amount.scale == 1 else Decimal(1)  # £950k is no millions, whatever the header says
            if value is None:
                return Cell(None, f"{what} whose decimal mark is clear: . and , cannot be told apart here")
            if unit.time == "unknown":
                return Cell(
                    None, "a unit: hours, minutes or seconds? Name it in the header, such as Duration (minutes)"
                )
            value = value / divide
        value = value * scale
        if abs(value) >= _LARGEST[kind]:
            return Cell(None, f"{what} below {_LARGEST[kind]:.0e}")
        return Cell(rounded(value, _PLACES[kind]))

    return read


def effort_reader(kind: str, stated: str, mark: Mark) -> Reader:
    what = "a duration such as 5 days" if kind == "days" else "hours of work such as 38h"

    def read(text: str) -> Cell:
        found = effort(text, mark)
        value = found.as_days(stated) if found and kind == "days" else found.as_hours(stated) if found else None
        if value is None:
            return nothing(what) if says_nothing(text) else Cell(None, what)
        if abs(value) >= _LARGEST["hours"]:
            return Cell(None, f"{what} below {_LARGEST['hours']:.0e}")
        return Cell(rounded(value, 2))

    return read


def share_reader(unique: Sequence[str], mark: Mark, hint: Mark) -> Reader:
    """45 %, 45 and 0.45 are the same share; which is meant is decided over the column."""
    amounts = [a for t in unique if (a := split_amount(t))]
    signs = any(a.percent for a in amounts)
    bare = [abs(v) for a in amounts if not a.percent and (v := number(a, mark, hint)) is not None]
    largest = max(bare, default=Decimal(0))
    over = sum(v > 1 for v in bare)
    hundred = largest > Decimal("1.5") or (largest > 1 and over > len(bare) / 5)
    small = sum(0 < v < 1 for v in bare)
    doubtful = signs or (hundred and small > over)

    def read(text: str) -> Cell:
        amount = split_amount(text)
        value = number(amount, mark, hint) if amount else None
        if amount is None or value is None or abs(value) >= _LARGEST["share"] * 100:
            return nothing("a percentage") if says_nothing(text) else Cell(None, "a percentage")
        if amount.percent:
            return Cell(rounded(value / 100, 6))
        if doubtful and 0 < abs(value) <= 1:
            return Cell(None, "a percentage: beside the other values of the column this may be a share or per cent")
        return Cell(rounded(value / 100 if hundred or signs else value, 6))

    return read


def span_of(text: str, order: Order) -> tuple[date | None, date | None]:
    """A start and a finish from one cell; (None, None) where it is no period."""
    bare = re.sub(r"\s*\([^()]*\)$", "", unicodedata.normalize("NFKC", text).strip())  # … (1 an)
    for pattern in (
        r"\s*[~～至到–—→]+\s*",
        r"\s+-+\s+",
        r"\s+(?:to|à|a|al|bis|do|tot)\s+",
        r"(?<=[\d月日])\s*-+\s*(?=\d{4})",
    ):
        parts = re.split(pattern, bare)
        if len(parts) != 2:
            continue
        first, last = read_date(parts[0]), read_date(parts[1])
        if first and last:
            return settle(first, order, "start"), settle(last, order, "end")
        years = [re.fullmatch(r"((?:19|20)\d\d)\s*年?", part) for part in parts]
        if years[0] and years[1]:
            return date(int(years[0][1]), 1, 1), date(int(years[1][1]), 12, 31)
    return None, None
