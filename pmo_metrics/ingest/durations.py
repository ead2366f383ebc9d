"""Work and durations as planning tools write them: `5 days?`, `1d 3.5h`, `180 hrs`, `P1DT16H`, `2 emons`, `7200` seconds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pmo_metrics.ingest.folding import plain

# No export states its calendar; these are what Microsoft Project, Jira and OpenProject start with.
HOURS_PER_DAY = Decimal(8)
DAYS_PER_WEEK, DAYS_PER_MONTH, DAYS_PER_YEAR = Decimal(5), Decimal(20), Decimal(240)

_WORDS: Mapping[str, str] = {
    word: unit
    for unit, words in {
        "seconds": "s sec secs second seconds 秒",
        "milliseconds": "ms msec msecs millisecond milliseconds",
        "minutes": "m min mins minute minutes 分钟 分 minuten minuto minutos minuti мин",
        "hours": "h hr hrs hour hours 小时 工时 时 std stunde stunden heure heures hora horas ora ore uur ч час часа часов",
        "days": "d dy day days 天 日 工作日 个工作日 人天 人日 tag tage jour jours j dia dias dag dagen giorno giorni g дн день дня днеи",
        "weeks": "w wk wks week weeks 周 个星期 星期 周工时 woche wochen semaine semaines sem semana semanas settimana settimane нед неделя недели",
        "months": "mo mon mons mth mths month months 月 个月 月工时 monat monate mois mes meses mese mesi мес месяц месяца",
        "years": "y yr yrs year years 年 jahr jahre an ans ano anos anno anni",
    }.items()
    for word in words.split()
}
# Elapsed time runs through nights and weekends: a day of it has 24 hours.
_ELAPSED = {"em": "minutes", "emin": "minutes", "emins": "minutes", "eh": "hours", "ehr": "hours", "ehrs": "hours",
            "ed": "days", "eday": "days", "edays": "days", "ew": "weeks", "ewk": "weeks", "ewks": "weeks",
            "emon": "months", "emons": "months", "ey": "years", "eyr": "years", "eyrs": "years"}  # fmt: skip
_DAYS: Mapping[str, Decimal] = {"days": Decimal(1), "weeks": DAYS_PER_WEEK, "months": DAYS_PER_MONTH, "years": DAYS_PER_YEAR}  # fmt: skip
_HOURS: Mapping[str, Decimal] = {
    "milliseconds": Decimal(1) / 3_600_000,
    "seconds": Decimal(1) / 3600,
    "minutes": Decimal(1) / 60,
    "hours": Decimal(1),
}
_CALENDAR_DAYS = {"days": Decimal(1), "weeks": Decimal(7), "months": Decimal(30), "years": Decimal(365)}
_NUMBER = r"\d+(?:[.,]\d+)*|[.,]\d+"
_PART = re.compile(rf"\s*({_NUMBER})\s*([^\W\d_]+)\.?")
_ISO = re.compile(
    r"p(?:(\d+(?:\.\d+)?)w)?(?:(\d+(?:\.\d+)?)d)?(?:t(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?)?"
)


@dataclass(frozen=True)
class Effort:
    """A written effort in its parts: working days, hours, elapsed hours, and a bare number whose unit is the column's."""

    days: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)
    elapsed: Decimal = Decimal(0)
    plain: Decimal | None = None

    def as_hours(self, stated: str) -> Decimal | None:
        """Hours of work; a bare number counts in the unit stated for its column, else as hours."""
        if self.plain is None:
            return self.days * HOURS_PER_DAY + self.hours + self.elapsed
        stated = stated or "hours"
        return self.plain * (_HOURS[stated] if stated in _HOURS else _DAYS[stated] * HOURS_PER_DAY)

    def as_days(self, stated: str) -> Decimal | None:
        """Working days; a bare number counts in the unit stated for its column, else as days. Elapsed days stay days."""
        if self.plain is None:
            return self.days + self.hours / HOURS_PER_DAY + self.elapsed / 24
        stated = stated or "days"
        return self.plain * _DAYS[stated] if stated in _DAYS else self.plain * _HOURS[stated] / HOURS_PER_DAY

    def assumed(self, kind: Literal["work", "days"] | str, stated: str) -> bool:
        """Whether the length of a working day (week, month) went into the number without the file stating it."""
        if self.plain is not None:
            return bool(self.plain) and (stated in _DAYS if kind == "work" else bool(stated) and stated != "days")
        return bool(self.days) if kind == "work" else bool(self.hours)


@lru_cache(maxsize=100_000)
def effort(text: str, mark: str) -> Effort | None:
    """A cell as work or duration; None where it is neither. `mark` is the decimal mark of the column."""
    bare = plain(text)
    bare = re.split(r"\s*[·|]?\s*[σΣ∑]", bare)[0].strip()  # OpenProject adds the sum with children: 1d 2h · Σ 1d 7h
    bare = bare.removesuffix("?").strip()
    clock = re.fullmatch(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d))?", bare)
    if clock:
        return Effort(hours=Decimal(clock[1]) + Decimal(clock[2]) / 60 + Decimal(clock[3] or 0) / 3600)
    number = re.fullmatch(rf"-?(?:{_NUMBER})", bare)
    if number:
        value = _decimal(bare.lstrip("-"), mark)
        return None if value is None else Effort(plain=-value if bare.startswith("-") else value)
    if bare.startswith("-"):
        found = _worded(bare[1:].lstrip(), mark)
        return Effort(-found.days, -found.hours, -found.elapsed) if found else None
    return _iso(bare) or _worded(bare, mark)


def _iso(text: str) -> Effort | None:
    match = _ISO.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (Decimal(g or 0) for g in match.groups())
    return Effort(hours=(weeks * 7 + days) * 24 + hours + minutes / 60 + seconds / 3600)


def _worded(text: str, mark: str) -> Effort | None:
    place, days, hours, elapsed = 0, Decimal(0), Decimal(0), Decimal(0)
    while place < len(text):
        part = _PART.match(text, place)
        value = _decimal(part[1], mark) if part else None
        if part is None or value is None:
            return None
        if part[2] in _ELAPSED:
            unit = _ELAPSED[part[2]]
            elapsed += value * (_HOURS[unit] if unit in _HOURS else _CALENDAR_DAYS[unit] * 24)
        elif (found := _WORDS.get(part[2])) is None:
            return None
        elif found in _DAYS:
            days += value * _DAYS[found]
        else:
            hours += value * _HOURS[found]
        place = part.end()
        while place < len(text) and text[place] in " ,":
            place += 1
    return Effort(days, hours, elapsed) if place else None


def _decimal(text: str, mark: str) -> Decimal | None:
    """A number whose decimal mark may be either; groups of thousands only where the column's mark says so."""
    if "." in text and "," in text:
        last = max(text.rfind("."), text.rfind(","))
        text = re.sub(r"[.,]", "", text[:last]) + "." + text[last + 1 :]
    elif mark != "," and re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", text):
        text = text.replace(",", "")  # as with amounts: a comma before three digits groups thousands
    elif mark == "unknown" and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
        return None
    elif mark == "," and re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        text = text.replace(".", "")
    elif re.fullmatch(r"\d{1,3}([.,]\d{3})([.,]\d{3})+", text):
        text = re.sub(r"[.,]", "", text)
    text = text.replace(",", ".")
    if text.count(".") > 1:
        return None
    return Decimal("0" + text if text.startswith(".") else text)
