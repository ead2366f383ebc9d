"""Numbers, money, shares, hours, flags and choices as people write them; never through a float."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pmo_metrics import sources
from pmo_metrics.ingest.folding import plain, without_pictures
from pmo_metrics.ingest.header_units import unit_of

Mark = Literal[".", ",", "unknown"]

_NULL = frozenset(
    (
        "na", "n/a", "#n/a", "n.a.", "n.a", "nan", "nat", "null", "none", "nil", "tbd", "tbc", "tba", "\\n", "-", "--", "–",
        "—", "...", ".", "?", "/", "unknown", "blank", "empty", "pending", "#value!", "#ref!", "#div/0!", "#name?", "#num!",
        "#null!", "not applicable", "not available", "data not provided", "not provided", "to be confirmed",
        "to be determined", "to be decided", "to be advised", "not known", "not stated", "not set", "no data", "no value",
        "no dca", "无", "待定", "暂无", "不适用", "未知", "未定", "空", "未填写",
    )
)  # fmt: skip
_NULL_START = re.compile(
    r"^(data )?exempt(ed)?\b|^<\s*(please )?select\b.*>$|^(please )?select (an |a |one )?(option|value|date|item)|^data not (provided|available)|^provision of\s|^--? ?(please )?select|^\(blank\)|^请选择|^not (yet )?(provided|available|published|determined|set)\b"
)

# What the label of a row of totals says.
TOTAL_WORD = (
    r"(?:grand |sub ?|sub-|sous[ -]|over ?all )?totals?|sum|summe|gesamt(?:summe|betrag)?|insgesamt|zwischensumme|teilsumme|somme|total general|totaal"
    r"|yhteensa|totale|celkem|suma|summa|razem|ogolem|osszesen|ukupno|skupaj|i alt|итого|всего|συνολο|合计|小计|总计|共计|总和|汇总"
)


# The days that databases and spreadsheets write for none.
_NO_DAY = re.compile(
    r"(?:1899-12-3[01]|1900-01-0[01]|0001-01-01|9999-12-31|0?[01][./]0?[01][./]1900|0000-00-00|00[./]00[./]0000)(?:[ t]00:00(?::00)?(?:\.0+)?z?)?"
)


@lru_cache(maxsize=100_000)
def says_nothing(text: str) -> bool:
    """Whether a cell stands for "no value" (NA, TBD, Exempt under …, < Select >) in a column of numbers, dates or choices."""
    bare = plain(text)
    return bare in _NULL or bool(_NULL_START.match(bare)) or bool(_NO_DAY.fullmatch(bare))


@dataclass(frozen=True)
class Amount:
    """A number as written: its digits with their marks, sign, magnitude and currency (None: not said, "": an unclear `$`)."""

    digits: str
    negative: bool
    scale: Decimal
    currency: str | None
    percent: bool


_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_PREFIX = re.compile(r"^([^\d.,()+\-−]*)(.*?)([^\d.,()+\-−]*)$", re.S)


_ACCOUNTING_ZERO = re.compile(r"[£€$¥]\s*[-–—]+")  # how spreadsheets show zero in accounts
_ZERO_IN = {"£": "GBP", "€": "EUR", "¥": "CNY"}
_ABBREVIATED = re.compile(r"(?<=[^\W\d])\.(?=\s|$)")  # тыс. руб.
# 1,257.668,98: both marks divide thousands, and the two digits at the end can be nothing but decimals.
_BOTH_MARKS = re.compile(r"\d{1,3}(?:[.,]\d{3})+[.,]\d{2}")
# Plain, with a decimal mark, or in groups of three (in India of two): 1,2,3 is a list, not a number.
_DIGITS = re.compile(
    r"\d+(?:[.,]\d+)?|[.,]\d+|\d+[.,]|\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?|\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?|\d{1,3}(?:\.\d{3})+(?:,\d*)?"
)


@lru_cache(maxsize=200_000)
def split_amount(text: str) -> Amount | None:
    """The parts of a written number, or None where it is not one."""
    bare = unicodedata.normalize("NFKC", text).strip()
    plainly = re.fullmatch(r"([+-]?)(\d+(?:[.,]\d+)?)", bare)
    if plainly:
        return Amount(plainly[2], plainly[1] == "-", Decimal(1), None, False)
    if re.fullmatch(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,3}", bare):
        return Amount(f"{Decimal(bare):f}".lstrip("-"), bare.startswith("-"), Decimal(1), None, False)
    if _ACCOUNTING_ZERO.fullmatch(bare):
        return Amount("0", False, Decimal(1), _ZERO_IN.get(bare[0], ""), False)
    negative = bool(re.fullmatch(r"[^\d]*\(.*\)[^\d]*", bare)) and bare.count("(") == 1
    bare = re.sub(r"[()]", "", bare) if negative else bare
    percent = bare.endswith("%")
    bare = _ABBREVIATED.sub("", bare.removesuffix("%").strip().replace("−", "-"))
    sign = re.search(r"^[^\d]*?([+-])|([+-])$", bare)
    if sign:
        negative = negative or "-" in (sign[1], sign[2])
        bare = (bare[: sign.start(1)] + bare[sign.end(1) :]) if sign[1] else bare[:-1]
    parts = _PREFIX.match(bare.strip())
    if parts is None or not re.search(r"\d", parts[2]):
        return None
    digits = _SPACES.sub(" ", parts[2]).strip()
    if not _DIGITS.fullmatch(digits):
        if not _BOTH_MARKS.fullmatch(digits):
            return None
        digits = re.sub(r"[.,](?=.*[.,])", "", digits)
    unit = unit_of(" ".join(p for p in (parts[1].strip(), parts[3].strip()) if p))
    if (parts[1].strip() or parts[3].strip()) and (unit is None or unit.time or unit.percent):
        return None
    return Amount(
        re.sub(r"[ ']", "", digits),
        negative,
        unit.scale if unit else Decimal(1),
        unit.currency if unit else None,
        percent,
    )


def _vote(digits: str) -> Mark | None:
    """Which decimal mark a number shows on its own; None where both fit."""
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if dots + commas == 0:
        return None
    mark = "." if dots else ","
    if dots + commas > 1:
        return "," if mark == "." else "."  # groups of thousands
    whole, _, part = digits.partition(mark)
    if len(part) == 3 and 1 <= len(whole) <= 3 and whole.lstrip("0"):
        return None
    return "." if mark == "." else ","


def mark_of(texts: Iterable[str]) -> Mark:
    """The decimal mark of a column by the cells that allow one reading only; unknown without any or when they disagree."""
    return mark_by(Counter(map(vote, texts)))


def vote(text: str) -> Mark | None:
    """The decimal mark that a text shows on its own; None where it shows none."""
    amount = split_amount(text)
    return _vote(amount.digits) if amount else None


def mark_by(votes: Counter[Mark | None]) -> Mark:
    """The mark of a column by the votes of its cells."""
    if votes["."] and votes[","]:
        return "." if votes["."] > 20 * votes[","] else "," if votes[","] > 20 * votes["."] else "unknown"
    return "." if votes["."] else "," if votes[","] else "unknown"


def number(amount: Amount, mark: Mark, hint: Mark) -> Decimal | None:
    """The number meant, given the mark of its column (or, failing that, of its file); None where that stays open."""
    digits, own = amount.digits, _vote(amount.digits)
    if own is None and ("." in digits or "," in digits):
        # 1,234 with nothing else to go by: a comma before three digits groups thousands unless the file says otherwise.
        own = mark if mark != "unknown" else hint if hint != "unknown" else "." if "," in digits else None
    elif own is not None and mark != "unknown" and own != mark:
        both = "." in digits and "," in digits
        if not both and digits.count(own) == 1:
            return None  # 1234,56 in a column of 1,234.56 may be a typing error for 123,456
    if own is None and ("." in digits or "," in digits):
        return None
    text = digits.replace("," if own == "." else ".", "").replace(",", ".")
    if len(text.partition(".")[0]) > 24:
        return None  # no amount of this world; beyond it decimal arithmetic would round
    try:
        value = Decimal(text) * amount.scale
    except InvalidOperation:
        return None
    return -value if amount.negative else value


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up, as money is rounded."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


_DURATION = re.compile(
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:h|hr|hrs|hours?|小时))?\s*(?:(\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minutes?|分钟|分))?"
)


@lru_cache(maxsize=100_000)
def duration(text: str) -> Decimal | None:
    """Hours from `7:30`, `07:30:15`, `7h 30m`, `90 min`, `PT7H30M`; None for anything else, plain numbers included."""
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    clock = re.fullmatch(r"(-?)(\d{1,5}):([0-5]\d)(?::([0-5]\d))?", bare)
    if clock:
        hours = Decimal(clock[2]) + Decimal(clock[3]) / 60 + Decimal(clock[4] or 0) / 3600
        return -hours if clock[1] else hours
    iso = re.fullmatch(r"pt(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", bare)
    if iso and bare != "pt":
        return Decimal(iso[1] or 0) + Decimal(iso[2] or 0) / 60 + Decimal(iso[3] or 0) / 3600
    worded = _DURATION.fullmatch(bare)
    if not worded or not (worded[1] or worded[2]):
        return None
    return Decimal((worded[1] or "0").replace(",", ".")) + Decimal((worded[2] or "0").replace(",", ".")) / 60


def _fold(text: str) -> str:
    return re.sub(r"[\s\-_/.]+", "", plain(text))


@cache
def choices(kind: str) -> Mapping[str, str]:
    """Every word of a kind of choice, folded, to its canonical name."""
    declared = _declared("choices.toml")[kind]
    states = [s for s in _declared("choices_languages.toml").values() if kind in s["means"]]
    found = {_fold(word): state["means"][kind] for state in states for word in state["words"]}
    found |= {
        _fold(word): name for name, by_language in declared.items() for words in by_language.values() for word in words
    }
    return MappingProxyType(found | {_fold(name): name for name in declared})


@cache
def _declared(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(sources.__file__).with_name(name).read_text("utf-8"))


_LAMPS = {"🟢": "green", "🟡": "amber", "🟠": "amber", "🔴": "red"}


@lru_cache(maxsize=100_000)
def choice(text: str, kind: str) -> str | None:
    """The canonical name a word stands for; numbers before a word (`2. Ongoing`) do not matter. None: not known."""
    known, folded = choices(kind), _fold(text)
    if folded in known:
        return known[folded]
    if kind == "rag":
        lamps = {name for lamp, name in _LAMPS.items() if lamp in text}
        if len(lamps) == 1:
            return lamps.pop()
        if re.match(r"^(data )?exempt", plain(text)):
            return "exempt"
    if (words := without_pictures(text)) != text:
        return choice(words, kind)
    bare = re.sub(r"^[\d]+[a-z]?[.)\-:\s]+\s*", "", plain(text))
    bare = re.sub(r"^(project|status|rag|overall)\s*[:：-]?\s+(?=\S)", "", bare)
    if bare != plain(text) and _fold(bare) in known:
        return known[_fold(bare)]
    return _before_remark(bare, known) if kind in _REMARKED else None


_REMARKED = frozenset({"rag", "status", "milestone_status", "risk_status", "register_status"})


def _before_remark(text: str, known: Mapping[str, str]) -> str | None:
    """`Ongoing - on track`, `Amber (see note)`: the word before a remark, unless the remark is such a word of another meaning."""
    head, *rest = re.split(r"\s+[-–—]+\s+|\s*[(（:：;,，]\s*", text, maxsplit=1)
    meant = known.get(_fold(head))
    other = known.get(_fold(rest[0].strip(" )）"))) if rest else None
    return meant if rest and other in (None, meant) else None
