"""Microsoft Project's MPX 4.0: records of text, each with a number that says what it is.

Read are 10 to 12 (currency, units and dates), 30 (the project), 40 and 41 (the fields of resources), 50 (a resource),
60 and 61 (the fields of tasks), 70 (a task) and 75 (an assignment of the task before it). Fields go by their numbers, which
are the same in every language. Source of the numbers: Microsoft's description of the MPX 4.0 format.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from .sheets import (
    ASK,
    CURRENCY_SIGNS,
    RECORDS,
    TEXT,
    Note,
    NotRead,
    Table,
    number,
    taken_from_title,
    task_table,
    title_of,
    two_places,
)
from .staffing import Assigned, Resource, Span, one_or_role, staff_tables

_TASK: Mapping[str, str] = {
    "1": "Task name", "2": "WBS", "3": "Outline level", "20": "Work (h)", "22": "Actual work (h)",
    "23": "Remaining work (h)", "30": "Cost", "31": "Baseline cost", "32": "Actual cost", "40": "Duration (days)",
    "44": "% complete", "50": "Start", "51": "Finish", "56": "Baseline start", "57": "Baseline finish",
    "58": "Actual start", "59": "Actual finish", "70": "Predecessors", "81": "Milestone", "90": "ID",
    "91": "Constraint type", "94": "Total slack (days)", "95": "Priority", "98": "Unique ID", "120": "Summary task",
    "125": "Created on",
}  # fmt: skip
_RESOURCE: Mapping[str, str] = {"1": "name", "3": "group", "11": "mail", "40": "id", "41": "units", "49": "unique"}
_DAYS = ("Duration (days)", "Total slack (days)")
_HOURS = ("Work (h)", "Actual work (h)", "Remaining work (h)")
_DATES = ("Start", "Finish", "Baseline start", "Baseline finish", "Actual start", "Actual finish", "Created on")
_MONEY = ("Cost", "Baseline cost", "Actual cost")
# Units of time: minutes, hours, days, weeks, months (20 days); with an e before it the unit is of elapsed time.
_TIME = re.compile(r"(-?[\d.,]+)\s*(e?)(mo|[mhdwtj])\??", re.I)
_NUMERIC = re.compile(r"(\d{1,4})\D(\d{1,2})\D(\d{1,4})")
_WEEKDAY = re.compile(r"^[^\W\d]+\.?\s+(?=\d)")


def read_mpx(name: str, content: bytes) -> list[Table]:
    """Tasks, people and assignments; links stay in the column of predecessors."""
    plan = _Mpx(name)
    text = content.decode("utf-8")
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=text.lstrip("\ufeff")[3]):
            plan.add(record)
    except csv.Error:
        raise NotRead(f"is an MPX file that is damaged, or has texts of endless length. {ASK}") from None
    if not plan.tasks:
        raise NotRead(f"is an MPX file of Microsoft Project without tasks. {ASK}")
    return plan.tables()


_NONE = ("NA", "NV")  # NV: nicht verfügbar
_CLOCK = re.compile(r"\s+\d{1,2}:\d\d.*$")


class _Mpx:
    """The records of a file, one after the other: what a date or a number means is said before the first of them."""

    def __init__(self, file: str) -> None:
        self.title, self.day, self.currency, self.sign = title_of(file), "", "", ""
        self.order, self.hours_a_day, self.days_a_week = 0, Decimal(8), Decimal(5)
        self.thousands, self.point = ",", "."
        self.fields: dict[str, Sequence[str]] = {}
        self.tasks: list[dict[str, str]] = []
        self.people: list[dict[str, str]] = []
        self.work: list[tuple[int, dict[str, str], Sequence[str]]] = []  # row, task, assignment

    def add(self, record: Sequence[str]) -> None:
        if len(self.tasks) + len(self.people) + len(self.work) > RECORDS:
            raise NotRead(f"has more than {RECORDS:,} tasks, resources and assignments. Split the plan. {ASK}")
        kind, *cells = [c.strip() for c in record] or [""]
        if kind in ("30", "50", "70", "75") and any(len(c) > TEXT for c in cells):
            raise NotRead(f"holds a text of more than {TEXT:,} characters, which no plan does. {ASK}")
        get = lambda i: cells[i] if i < len(cells) else ""  # noqa: E731
        if kind == "10":
            self.sign, self.thousands, self.point = get(0), get(3) or self.thousands, get(4) or self.point
            self.currency = CURRENCY_SIGNS.get(self.sign, "")
        elif kind == "11":
            self.hours_a_day = self.figure(get(3)) or self.hours_a_day
            self.days_a_week = (self.figure(get(4)) or self.hours_a_day * 5) / self.hours_a_day
        elif kind == "12":
            self.order = int(get(0)) if get(0) in ("0", "1", "2") else 0
        elif kind == "30":
            self.title, self.day = get(0) or self.title, _CLOCK.sub("", self.date(get(7)))
        elif kind in ("41", "61"):
            self.fields[kind] = cells
        elif kind == "50":
            self.people.append(self.named("41", _RESOURCE, cells))
        elif kind == "70":
            self.tasks.append(self.task(cells))
        elif kind == "75" and self.tasks:
            self.work.append((len(self.work) + 2, self.tasks[-1], cells))

    def named(self, table: str, names: Mapping[str, str], cells: Sequence[str]) -> dict[str, str]:
        return {
            names[f]: c for f, c in zip(self.fields.get(table, ()), cells, strict=False) if f in names and c != "NA"
        }

    def task(self, cells: Sequence[str]) -> dict[str, str]:
        task = self.named("61", _TASK, cells)
        for columns, read in ((_DAYS, self.days), (_HOURS, self.hours), (_DATES, self.date), (_MONEY, self.money)):
            task |= {c: read(task[c]) for c in columns if c in task}
        return task

    # -- how values are written

    def figure(self, text: str) -> Decimal | None:
        """A number with the marks that the file states; groups of thousands have three digits."""
        mark = re.escape(self.thousands)
        bare = re.sub(rf"(?<=\d){mark}(?=\d{{3}}(?!\d))", "", text) if self.thousands != self.point else text
        return number(bare.replace(self.point, ".").strip())

    def money(self, text: str) -> str:
        found = self.figure(text.replace(self.sign, "") if self.sign else text)
        return text if found is None else two_places(found)

    def time(self, text: str) -> tuple[Decimal, bool] | None:
        """A duration in working hours, and whether it is of elapsed time (then in hours of the clock): 5d, 40h, 2ew."""
        match = _TIME.fullmatch(text)
        found = self.figure(match[1]) if match else None
        if match is None or found is None:
            return None
        elapsed, unit = bool(match[2]), match[3].lower()
        day = Decimal(24) if elapsed else self.hours_a_day
        days = {"w": Decimal(7) if elapsed else self.days_a_week, "mo": Decimal(30) if elapsed else Decimal(20)}
        hours = {"m": Decimal(1) / 60, "h": Decimal(1)}
        return found * hours.get(unit, days.get(unit, Decimal(1)) * day), elapsed

    def days(self, text: str) -> str:
        found = self.time(text)
        return text if found is None else two_places(found[0] / (24 if found[1] else self.hours_a_day))

    def hours(self, text: str) -> str:
        found = self.time(text)
        return text if found is None else two_places(found[0])

    def date(self, text: str) -> str:
        """A date in figures in the order that the file states, ISO; any other as it is written. NA is none."""
        bare = _WEEKDAY.sub("", text)
        match = _NUMERIC.match(bare)
        if text in _NONE or match is None:
            return "" if text in _NONE else bare
        parts = [match[i] for i in ((3, 1, 2), (3, 2, 1), (1, 2, 3))[self.order]]
        year = int(parts[0]) + (0 if len(parts[0]) > 2 else 1900 if int(parts[0]) >= 50 else 2000)
        return f"{year:04}-{int(parts[1]):02}-{int(parts[2]):02}"

    # -- sheets

    def tables(self) -> list[Table]:
        people = [(row, r, _resource(r, self.figure(r.get("units", "")))) for row, r in enumerate(self.people, 2)]
        by_id = {r.get("id", ""): found for _, r, found in people}
        names = {r.get("id", ""): r.get("name", "") for r in self.people}
        work = list[Assigned]()
        for row, task, cells in self.work:
            who = by_id.get(cells[0] if cells else "", Resource())
            named = (task.get("Resource names", ""), names.get(cells[0] if cells else "", ""))
            task["Resource names"] = ", ".join(filter(None, named))
            if who.works:
                work.append(
                    Assigned(row, self.title, self.day, task.get("Task name", ""), who, [self.span(cells, task)])
                )
        for task in self.tasks:
            has_money = any(task.get(c) for c in _MONEY)
            task |= {"Project": self.title, "Status date": self.day, "Currency": self.currency if has_money else ""}
        roster = [(row, found) for row, _, found in people]
        tasks = task_table("Tasks", 1, enumerate(self.tasks, 2), self.notes())
        return [tasks, *staff_tables(("Resources", "Assignments"), (1, 1), roster, self.day, work)]

    def span(self, cells: Sequence[str], task: Mapping[str, str]) -> Span:
        """The work of an assignment: its third field; its dates are the tenth and eleventh, else those of the task."""
        get = lambda i: cells[i] if i < len(cells) and cells[i] != "NA" else ""  # noqa: E731
        hours = self.time(get(2))
        start, finish = (self.date(get(i)) or task.get(name, "") for i, name in ((9, "Start"), (10, "Finish")))
        return Span(start, finish, hours[0] if hours else Decimal(0))

    def notes(self) -> list[Note]:
        found = [taken_from_title(self.title)]
        if self.day:
            found.append((None, "as_of", "no status date", "a status date in the plan", "warning", f"taken as {self.day}, the current date of the plan"))  # fmt: skip
        found.append((None, "", "calendars and notes", "tasks, people and their work", "info", "not read"))
        return found


def _resource(record: Mapping[str, str], units: Decimal | None) -> Resource:
    name = record.get("name", "")
    return one_or_role(record.get("mail", ""), name, record.get("group", ""), units) if name else Resource()
