"""Times of day as time trackers write them, and the hours between two of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from pmo_metrics.ingest.dates import read_date

_TIME = re.compile(
    r"(?:^|[t\s])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?(?:m\.?)?\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$"
)


@dataclass(frozen=True)
class Moment:
    """A time of day in seconds (in universal time where its zone is stated), and whether a date stands before it."""

    seconds: Decimal
    dated: bool
    day: date | None = None  # None also where day and month could be swapped
    zoned: bool = False


@dataclass(frozen=True)
class Worked:
    """Hours between two moments, and whether the second is taken to lie on the next day."""

    hours: Decimal
    past_midnight: bool


@lru_cache(maxsize=100_000)
def moment(text: str) -> Moment | None:
    """`10:23:52 AM`, `09:05`, `2024-03-04T09:23:52Z`, `04/03/2024 9:05`; None for anything else."""
    bare = unicodedata.normalize("NFKC", text).strip().casefold()
    if re.fullmatch(r"[1-4]\d{12}", bare):  # milliseconds since 1970
        read = read_date(bare)
        return Moment(Decimal(int(bare) % 86_400_000) / 1000, True, read.day if read else None, True)
    match = _TIME.search(bare)
    if match is None:
        return None
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if match[4] == "p" else 0)
    if hours > 24 or minutes > 59 or seconds > 59:
        return None
    dated = bool(bare[: match.start()].strip())
    read = read_date(bare[: match.start()]) if dated else None
    if dated and read is None:
        return None
    day = read.day if read and read.other is None else None
    zone = match[5] or ""
    shift = _shift(zone)
    return Moment(Decimal(hours * 3600 + minutes * 60 + seconds - shift), dated, day, bool(zone))


def _shift(zone: str) -> int:
    if not zone or not zone.startswith(("+", "-")):
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return 60 * (minutes if zone[0] == "+" else -minutes)


def hours_between(began: str, ended: str) -> Worked | None:
    """The hours from one moment to another; past midnight where an end without a date is earlier than the beginning."""
    first, last = moment(began), moment(ended)
    if first is None or last is None or first.zoned != last.zoned:
        return None
    seconds = last.seconds - first.seconds
    if first.day and last.day:
        seconds += (last.day - first.day).days * 86_400
        return Worked(seconds / 3600, False) if seconds >= 0 else None
    past = seconds < 0
    return Worked((seconds + (86_400 if past else 0)) / 3600, past)
