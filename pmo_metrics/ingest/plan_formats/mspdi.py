"""Microsoft Project's XML (MSPDI). Elements are compared with a short list; everything else is passed over.

Source of the elements and their units: the Project XML Data Interchange schema (amounts in hundredths of the currency,
work and durations as PT8H0M0S, lags and slack in tenths of minutes, local time without a zone).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from .sheets import (
    ASK,
    CURRENCY_SIGNS,
    RECORDS,
    Note,
    NotRead,
    Record,
    Table,
    currency_code,
    link_table,
    number,
    taken_from_title,
    task_table,
    title_of,
    two_places,
    yes,
)
from .staffing import Assigned, Resource, Span, one_or_role, staff_tables
from .xml import parse

_HEADER = ("Title", "Name", "StatusDate", "LastSaved", "CurrentDate", "CurrencyCode", "CurrencySymbol", "MinutesPerDay")
_TASK = (
    "UID", "ID", "Name", "IsNull", "WBS", "OutlineLevel", "Priority", "Start", "Finish", "Duration", "Work", "Milestone",
    "Summary", "ExternalTask", "PercentComplete", "Cost", "ActualStart", "ActualFinish", "ActualCost", "ActualWork",
    "RemainingWork", "CreateDate", "Active", "TotalSlack", "ConstraintType", "Deadline",
)  # fmt: skip
_RESOURCE = ("UID", "Name", "Type", "IsNull", "Group", "EmailAddress", "MaxUnits", "IsGeneric", "IsCostResource")
_ASSIGNMENT = ("TaskUID", "ResourceUID", "Start", "Finish", "Stop", "Resume", "Work", "ActualWork", "RemainingWork")
_LINK = ("PredecessorUID", "Type", "CrossProject", "CrossProjectName", "LinkLag", "LagFormat")
# Every element that is read, by its whole path, and the elements that hold a record.
_LEAVES: Mapping[str, str] = {
    f"Project/{above}{name}": name
    for above, names in (
        ("", _HEADER),
        ("Tasks/Task/", _TASK),
        ("Tasks/Task/Baseline/", ("Number", "Start", "Finish", "Cost")),
        ("Tasks/Task/PredecessorLink/", _LINK),
        ("Resources/Resource/", _RESOURCE),
        ("Assignments/Assignment/", _ASSIGNMENT),
    )
    for name in names
}
_RECORDS: Mapping[str, str] = {
    "Project/Tasks/Task": "Task", "Project/Tasks/Task/PredecessorLink": "PredecessorLink",
    "Project/Resources/Resource": "Resource", "Project/Assignments/Assignment": "Assignment",
}  # fmt: skip
_BASELINE = "Project/Tasks/Task/Baseline/"
_LINK_TYPES = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
_CONSTRAINTS = (
    "As soon as possible", "As late as possible", "Must start on", "Must finish on", "Start no earlier than",
    "Start no later than", "Finish no earlier than", "Finish no later than",
)  # fmt: skip
# Formats of a lag (the schema's LagFormat): in elapsed time, whose day has 24 hours, and as a share.
_ELAPSED_LAGS = frozenset({"4", "6", "8", "10", "12", "36", "38", "40", "42", "44"})
_SHARED_LAGS = frozenset({"19", "20", "51", "52"})


def read_mspdi(name: str, content: bytes) -> list[Table]:
    """Tasks, links, people and assignments of a plan saved as XML."""
    kept = _Kept()
    parse(content, kept)
    plan = _Plan(name, kept)
    if not plan.tasks:
        raise NotRead(f"is an XML file of Microsoft Project without tasks. {ASK}")
    return [plan.task_table(), *plan.links(), *plan.staff()]


class _Kept:
    """What is kept of the XML while it streams by: the header, and the records of each kind."""

    def __init__(self) -> None:
        self.path = [""]  # the elements that are open, each as its whole path
        self.header: dict[str, str] = {}
        self.records: dict[str, list[dict[str, str]]] = {kind: [] for kind in _RECORDS.values()}
        self.open: list[dict[str, str]] = []  # the records that are open: a link lies in its task

    def start(self, name: str, _: Mapping[str, str]) -> bool:
        path = f"{self.path[-1]}/{name}" if len(self.path) > 1 else "Project"
        self.path.append(path)
        if path in _RECORDS:
            self.open.append({})
            if len(self.records[_RECORDS[path]]) >= RECORDS:
                raise NotRead(f"has more than {RECORDS:,} tasks, links or assignments. Split the plan. {ASK}")
        return path in _LEAVES

    def end(self, _: str, text: str) -> None:
        path = self.path.pop()
        if path in _LEAVES:
            self.keep(_LEAVES[path], path, text)
        elif path in _RECORDS:
            record = self.open.pop()
            if _RECORDS[path] == "PredecessorLink":
                record["TaskUID"] = self.open[-1].get("UID", "")
            self.records[_RECORDS[path]].append(record)

    def keep(self, name: str, path: str, value: str) -> None:
        if path.count("/") == 1:
            self.header.setdefault(name, value)
        elif path == f"{_BASELINE}Number":
            self.open[-1]["baseline"] = value  # baseline 0 is the baseline; 1 to 10 are copies that somebody kept
        elif not path.startswith(_BASELINE):
            self.open[-1].setdefault(name, value)
        elif self.open[-1].get("baseline", "0") == "0":
            self.open[-1].setdefault(f"Baseline{name}", value)


class _Plan:
    """The plan, once all of it is read."""

    def __init__(self, file: str, kept: _Kept) -> None:
        self.file, self.header, self.records, self.tasks = file, kept.header, kept.records, kept.records["Task"]
        self.own = [t for t in self.tasks if t.get("IsNull") != "1" and t.get("ExternalTask") != "1"]
        self.project, self.day = self.named(), self.status_date()
        self.minutes = number(self.header.get("MinutesPerDay", "")) or Decimal(480)
        code, sign = self.header.get("CurrencyCode", ""), self.header.get("CurrencySymbol", "")
        self.currency = currency_code(code) or CURRENCY_SIGNS.get(sign, "")

    def named(self) -> str:
        whole = next((t.get("Name", "") for t in self.tasks if t.get("OutlineLevel") == "0"), "")
        named = re.sub(r"\.(xml|mpp|mpt|mspdi)$", "", self.header.get("Name", ""), flags=re.I)
        return self.header.get("Title", "") or whole or named or title_of(self.file)

    def status_date(self) -> str:
        stated = (self.header.get(n, "") for n in ("StatusDate", "LastSaved", "CurrentDate"))
        found = next((d for d in stated if d not in ("", "NA")), "")
        return found[:10] if not found.startswith("1984-01-01") else ""

    # -- tasks

    def task_table(self) -> Table:
        owners = self.owners()
        rows = [(i, self.task(t, owners.get(t.get("UID", ""), ""))) for i, t in enumerate(self.own, 2)]
        return task_table("Tasks", 1, rows, self.notes())

    def task(self, task: Record, owner: str) -> Record:
        get = lambda name: "" if (v := task.get(name, "")) == "NA" else v  # noqa: E731
        percent, constraint = get("PercentComplete"), get("ConstraintType")
        costs = [_hundredths(get(name)) for name in ("BaselineCost", "Cost", "ActualCost")]
        return {
            "Project": self.project, "Status date": self.day, "Unique ID": get("UID"), "ID": get("ID"),
            "Task name": get("Name"), "Outline level": get("OutlineLevel"), "WBS": get("WBS"),
            "Summary task": yes(get("Summary")), "Milestone": yes(get("Milestone")),
            "Start": get("Start"), "Finish": get("Finish"),
            "Baseline start": get("BaselineStart"), "Baseline finish": get("BaselineFinish"),
            "Actual start": get("ActualStart"), "Actual finish": get("ActualFinish"),
            "% complete": f"{percent}%" if percent else "",
            "Duration (days)": _per(get("Duration"), self.minutes / 60), "Work (h)": _per(get("Work")),
            "Actual work (h)": _per(get("ActualWork")), "Remaining work (h)": _per(get("RemainingWork")),
            "Baseline cost": costs[0], "Cost": costs[1], "Actual cost": costs[2],
            "Currency": self.currency if any(costs) else "", "Resource names": owner,
            "Priority": get("Priority"), "Active": yes(get("Active")), "Created on": get("CreateDate"),
            "Total slack (days)": self.days(get("TotalSlack")),
            "Constraint type": _CONSTRAINTS[int(constraint)] if constraint in tuple("01234567") else "",
        }  # fmt: skip

    def owners(self) -> dict[str, str]:
        """The people of each task by its UID, in the order of their assignments."""
        names = {r.get("UID", ""): r.get("Name", "") for r in self.records["Resource"]}
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for one in self.records["Assignment"]:
            if name := names.get(one.get("ResourceUID", ""), ""):
                found[one.get("TaskUID", "")][name] = None
        return {task: ", ".join(people) for task, people in found.items()}

    def days(self, tenths: str) -> str:
        """Tenths of minutes, as lags and slack are written, in working days; what is no number stays as it is."""
        found = number(tenths)
        return tenths if found is None else two_places(found / 10 / self.minutes)

    # -- links

    def links(self) -> list[Table]:
        told = {t.get("UID", "") for t in self.own}
        rows, notes = list[list[str]](), list[Note]()
        for link in self.records["PredecessorLink"]:
            task, before = link.get("TaskUID", ""), link.get("PredecessorUID", "")
            if task not in told:
                continue
            lag, kind = self.lag(link), _LINK_TYPES.get(link.get("Type", "1"), link.get("Type", ""))
            rows.append([self.project, task, before if before in told else "", kind, lag, self.day, before])
            row = len(rows) + 1
            if before not in told:
                what = (link.get("CrossProjectName", "") or before)[:200]
                notes.append((row, "Predecessor ID", what, "a task of this plan", "warning", "the link is held back"))
            elif not lag:
                notes.append((row, "Lag (days)", "a share of the duration", "a lag in time", "warning", "left empty"))
        return link_table("Links", 1, list(enumerate(rows, 2)), notes)

    def lag(self, link: Record) -> str:
        """The lag in working days, elapsed time by days of 24 hours; "" where it is a share of a duration."""
        how, tenths = link.get("LagFormat", ""), link.get("LinkLag", "") or "0"
        if how in _SHARED_LAGS:
            return "" if tenths != "0" else "0.00"
        found = number(tenths)
        return two_places(found / 10 / 1440) if found is not None and how in _ELAPSED_LAGS else self.days(tenths)

    # -- people and their work

    def staff(self) -> list[Table]:
        found = [(row, r.get("UID", ""), _resource(r)) for row, r in enumerate(self.records["Resource"], 2)]
        people, names = {uid: r for _, uid, r in found}, {t.get("UID", ""): t.get("Name", "") for t in self.own}
        work = [
            Assigned(row, self.project, self.day, names[task], who, _spans(one))
            for row, one in enumerate(self.records["Assignment"], 2)
            if (task := one.get("TaskUID", "")) in names
            and (who := people.get(one.get("ResourceUID", ""), Resource())).works
        ]
        return staff_tables(("Resources", "Assignments"), (1, 1), [(row, r) for row, _, r in found], self.day, work)

    def notes(self) -> list[Note]:
        """What the plan does not state and was taken from elsewhere, and what of it is not read."""
        found: list[Note] = [taken_from_title(self.project)]
        if "StatusDate" not in self.header and self.day:
            found.append((None, "as_of", "no status date", "a status date in the plan", "warning", f"taken as {self.day}, the day it was saved"))  # fmt: skip
        for flag, what in (("IsNull", "empty lines"), ("ExternalTask", "tasks of other projects")):
            if count := sum(t.get(flag) == "1" for t in self.tasks):
                found.append((None, "", f"{count} {what}", "tasks", "info", "not data"))
        if count := sum(t.get("Deadline", "NA") not in ("", "NA") for t in self.own):
            found.append((None, "Deadline", f"{count} deadlines", "a date that a task has a column for", "warning", "not read"))  # fmt: skip
        whole = next((number(t.get("Cost", "")) for t in self.own if t.get("OutlineLevel") == "0"), None)
        summed = sum((number(t.get("Cost", "")) or Decimal(0) for t in self.own if _counts(t)), Decimal(0))
        if whole is not None and abs(whole - summed) >= 1:
            what = f"{two_places(summed / 100)} as the sum of its tasks: costs of summary tasks are not among them"
            found.append((None, "Cost", two_places(whole / 100), what, "warning", "noted: the tasks are counted"))
        what = "calendars, material, costs as resources, and work that nobody is named for"
        found.append((None, "", what, "tasks, links, people and their work", "info", "not read"))
        return found


def _counts(task: Record) -> bool:
    """Whether what the task costs is its own, and not the sum of others."""
    return task.get("Summary") != "1" and task.get("OutlineLevel") != "0" and task.get("Active", "1") == "1"


def _resource(record: Record) -> Resource:
    """Work is done by people (type 1); material (0) and costs (2) do none, and the resource without a name is nobody."""
    name = record.get("Name", "")
    if not name or record.get("IsNull") == "1" or record.get("Type", "1") != "1" or record.get("IsCostResource") == "1":
        return Resource()
    units, generic = number(record.get("MaxUnits", "")), record.get("IsGeneric") == "1"
    return one_or_role(record.get("EmailAddress", ""), name, record.get("Group", ""), units, generic)


def _spans(one: Record) -> list[Span]:
    """What has been worked until the assignment was stopped, and what remains from there; all of it where nothing has."""
    start, finish = one.get("Start", ""), one.get("Finish", "")
    done, left = (_hours(one.get(name, "")) for name in ("ActualWork", "RemainingWork"))
    if not done or left is None:
        return [Span(start, finish, _hours(one.get("Work", "")) or Decimal(0))]
    stop = one.get("Stop", "") or (finish if not left else start)
    return [Span(start, stop, done), Span(one.get("Resume", "") or stop, finish, left)]


def _hundredths(text: str) -> str:
    """Amounts are in hundredths of the currency; a value that is no number stays as it is, to be told."""
    found = number(text)
    return text if found is None else two_places(found / 100)


def _hours(text: str) -> Decimal | None:
    """The hours of PT8H30M0S; None for anything else."""
    match = re.fullmatch(r"(-?)P?T?(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,12})S)?", text) if text else None
    if match is None or not any(match.groups()[1:]):
        return None
    found = Decimal(match[2] or 0) + Decimal(match[3] or 0) / 60 + Decimal(match[4] or 0) / 3600
    return -found if match[1] else found


def _per(text: str, hours: Decimal = Decimal(1)) -> str:
    """A duration in units of so many hours; what is none stays as it is."""
    found = _hours(text)
    return text if found is None else two_places(found / hours)
