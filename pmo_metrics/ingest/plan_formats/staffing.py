"""Who works on a plan: people as a roster, and the hours assigned to people and roles by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from .sheets import Note, Table, two_places

_PEOPLE = ("Plan resource", "Person", "Role", "Organisation unit", "Status date")
_WORK = ("Project ID", "Status date", "Plan resource", "Role", "Assigned tasks")
_DAYS = 366 * 50
_EACH = 20
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Resource:
    """Who does work: one person with an id and usual role, or a role or team without a person. Material is neither."""

    person: str = ""
    name: str = ""
    role: str = ""
    unit: str = ""

    @property
    def works(self) -> bool:
        return bool(self.person or self.role)


@dataclass(frozen=True)
class Span:
    """Hours between two days, both ISO dates with or without a time."""

    start: str
    finish: str
    hours: Decimal


@dataclass(frozen=True)
class Assigned:
    """The hours of a resource on a task; `row` is where the file says so."""

    row: int
    project: str
    day: str  # the status date, ISO or ""
    task: str
    who: Resource
    spans: Sequence[Span]


def one_or_role(
    person: str, name: str, unit: str = "", units: Decimal | None = None, generic: bool = False
) -> Resource:
    """A named person; a role where the resource is generic, or stands for more than one full time: a team."""
    is_team = units is not None and units > 1
    return Resource(role=name) if generic or is_team else Resource(person or name, name, unit=unit)


def staff_tables(
    sheets: tuple[str, str],
    first: tuple[int, int],
    people: Sequence[tuple[int, Resource]],
    day: str,
    work: Sequence[Assigned],
) -> list[Table]:
    """The roster and the assignments by month as two sheets of these names; one without rows is left out.

    Hours are spread evenly over the weekdays of their span; what has no usable dates is told and left out.
    """
    roster = [(row, (r.person, r.name, r.role, r.unit, day)) for row, r in people if r.person]
    tables = [Table(sheets[0], first[0], _PEOPLE, roster)] if roster else []
    own, notes = dict[tuple[str, str, str], _Share](), list[Note]()
    for one in work:
        months = by_month(one.spans)
        if months is None:
            hours = two_places(sum((s.hours for s in one.spans), Decimal(0)))
            notes.append((None, "", f"{hours} hours on {one.task[:80]}", "a start and a finish within 50 years", "warning", "not read as planned work"))  # fmt: skip
        elif months:
            role = "" if one.who.person else one.who.role  # demand for a role is what nobody is named for
            share = own.setdefault((one.project, one.who.person, role), _Share(one.row, one.day))
            share.tasks += 1
            for month, hours_of_month in months.items():
                share.months[month] += hours_of_month
    every = _months(own.values())
    titles = [f"{month} planned hours" for month in every]
    rows = [
        (s.row, [project, s.day, person, role, str(s.tasks), *(two_places(s.months.get(m)) for m in every)])
        for (project, person, role), s in own.items()
    ]
    if rows:
        notes.insert(0, (None, "", "work from a start to a finish", "hours by month", "info", "spread evenly over the weekdays between"))  # fmt: skip
    if not notes:
        return tables
    return [*tables, Table(sheets[1], first[1], [*_WORK, *titles], rows, notes[:_EACH], frozenset(titles))]


@dataclass
class _Share:
    """What one person or role has in one project: by how many assignments, hours by month, and where the first stands."""

    row: int
    day: str
    tasks: int = 0
    months: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))


def _months(shares: Iterable[_Share]) -> list[str]:
    """The months that have hours; where that is one only, also the next: a table by month has more than one."""
    found = sorted({month for share in shares for month in share.months})
    if len(found) != 1:
        return found
    following = date.fromisoformat(f"{found[0]}-01") + timedelta(31)
    return [found[0], f"{following:%Y-%m}"]


def by_month(spans: Sequence[Span]) -> dict[str, Decimal] | None:
    """The hours of the spans by month (`2026-03`), to the cent; None where one of them has no usable dates."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for span in spans:
        first, last = _day(span.start), _day(span.finish)
        if not span.hours:
            continue
        if first is None or last is None or not timedelta(0) <= last - first <= timedelta(_DAYS):
            return None
        for month, hours in _spread(first, last, span.hours).items():
            found[month] += hours
    return {month: hours for month, hours in found.items() if hours}


def _spread(first: date, last: date, hours: Decimal) -> dict[str, Decimal]:
    """Hours over the weekdays from first to last, over all days where none is one; no month is below zero."""
    days, whole = _days_by_month(first, last)
    found, behind, laid = dict[str, Decimal](), 0, Decimal(0)
    for month, n in days.items():
        behind += n
        due = hours if behind == whole else (hours * behind / whole).quantize(_CENT)
        found[month], laid = due - laid, due
    return found


@lru_cache(maxsize=10_000)
def _days_by_month(first: date, last: date) -> tuple[Mapping[str, int], int]:
    """How many days of each month the hours fall on, and of all."""
    count = weekdays if weekdays(first, last) else lambda a, b: (b - a).days + 1
    days, at = dict[str, int](), first
    while at <= last:
        end = min(last, (at.replace(day=1) + timedelta(31)).replace(day=1) - timedelta(1))
        days[f"{at:%Y-%m}"] = count(at, end)
        at = end + timedelta(1)
    return {month: n for month, n in days.items() if n}, sum(days.values())


def weekdays(first: date, last: date) -> int:
    """How many days from first to last, both counted, are Monday to Friday."""
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * 5 + sum((first.weekday() + i) % 7 < 5 for i in range(rest))


@lru_cache(maxsize=10_000)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
