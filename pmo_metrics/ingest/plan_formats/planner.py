"""GNOME Planner's XML: nested tasks with work in seconds, resources, and allocations in per cent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from .sheets import (  # fmt: skip
    ASK,
    RECORDS,
    Note,
    NotRead,
    Record,
    Table,
    link_table,
    number,
    taken_from_title,
    task_table,
    title_of,
    two_places,
)
from .staffing import Assigned, Resource, Span, one_or_role, staff_tables
from .xml import parse

_KEPT = frozenset({"resource", "group", "allocation"})
_WORKS = "1"  # resources of type 2 are material
_DAY = 24 * 3600  # a lag runs by the clock


def read_planner(name: str, content: bytes) -> list[Table]:
    """Tasks, links, people and assignments of a plan of GNOME Planner."""
    plan = _Planner()
    parse(content, plan)
    if not plan.tasks:
        raise NotRead(f"is a plan of GNOME Planner without tasks. {ASK}")
    return plan.tables(name)


class _Planner:
    """What is kept of the XML while it streams by: tasks with their level and parent, links, and the records of the rest."""

    def __init__(self) -> None:
        self.project: Record = {}
        self.tasks: list[dict[str, str]] = []
        self.above: list[dict[str, str]] = []  # the tasks that are open
        self.links: list[tuple[Record, Record]] = []  # task, predecessor
        self.records: dict[str, list[Record]] = {kind: [] for kind in _KEPT}

    def start(self, name: str, attributes: Mapping[str, str]) -> bool:
        if len(self.tasks) + len(self.links) + len(self.records["allocation"]) > RECORDS:
            raise NotRead(f"has more than {RECORDS:,} tasks, links and allocations. Split the plan. {ASK}")
        if name == "project":
            self.project = attributes
        elif name == "task":
            self.above.append({**attributes, "level": str(len(self.above) + 1), "summary": "No"})
            self.tasks.append(self.above[-1])
            if len(self.above) > 1:
                self.above[-2]["summary"] = "Yes"
        elif name == "predecessor" and self.above:
            self.links.append((self.above[-1], attributes))
        elif name in _KEPT:
            self.records[name].append(attributes)
        return False

    def end(self, name: str, _: str) -> None:
        if name == "task":
            self.above.pop()

    def tables(self, file: str) -> list[Table]:
        title = self.project.get("name", "") or title_of(file)
        groups = {g.get("id", ""): g.get("name", "") for g in self.records["group"]}
        found = [(row, r.get("id", ""), _resource(r, groups)) for row, r in enumerate(self.records["resource"], 2)]
        names = {r.get("id", ""): r.get("name", "") for r in self.records["resource"]}
        owners, units = defaultdict[str, list[str]](list), defaultdict[str, Decimal](Decimal)
        for one in self.records["allocation"]:
            owners[one.get("task-id", "")].append(names.get(one.get("resource-id", ""), ""))
            units[one.get("task-id", "")] += number(one.get("units", "")) or Decimal(0)
        rows = [
            (row, _task(t, title, ", ".join(filter(None, owners[t.get("id", "")]))))
            for row, t in enumerate(self.tasks, 2)
        ]
        people, by_id, work = {i: r for _, i, r in found}, {t.get("id", ""): t for t in self.tasks}, list[Assigned]()
        for row, one in enumerate(self.records["allocation"], 2):
            task, who = by_id.get(one.get("task-id", ""), {}), people.get(one.get("resource-id", ""), Resource())
            hours, whole = number(_hours(task.get("work", ""))), units[one.get("task-id", "")]
            share = (number(one.get("units", "")) or Decimal(0)) / whole if whole else Decimal(0)
            if who.works and hours and task.get("summary") == "No":
                span = Span(_iso(task.get("start", "")), _iso(task.get("end", "")), hours * share)
                work.append(Assigned(row, title, "", task.get("name", ""), who, [span]))
        notes: list[Note] = [taken_from_title(title), (None, "", "calendars and notes", "tasks, links, people and their work", "info", "not read")]  # fmt: skip
        roster = [(row, r) for row, _, r in found]
        staff = staff_tables(("Resources", "Assignments"), (1, 1), roster, "", work)
        tasks = task_table("Tasks", 1, rows, notes)
        header = ["GNOME Planner ID" if name == "Unique ID" else name for name in tasks.header]
        return [replace(tasks, header=header), *self.link_tables(title), *staff]

    def link_tables(self, title: str) -> list[Table]:
        told = {t.get("id", "") for t in self.tasks}
        rows, notes = list[tuple[int, list[str]]](), list[Note]()
        for row, (task, link) in enumerate(self.links, 2):
            before, lag = link.get("predecessor-id", ""), number(link.get("lag", "") or "0")
            known = before if before in told else ""
            days = "" if lag is None else two_places(lag / _DAY)
            rows.append((row, [title, task.get("id", ""), known, link.get("type", "") or "FS", days, "", before]))
            if not known:
                notes.append((row, "Predecessor ID", before, "a task of this plan", "warning", "the link is held back"))
        return link_table("Links", 1, rows, notes)


def _task(task: Record, title: str, owners: str) -> Record:
    percent = task.get("percent-complete", "")
    return {
        "Project": title, "Unique ID": task.get("id", ""), "Task name": task.get("name", ""),
        "Outline level": task["level"], "Summary task": task["summary"],
        "Milestone": "Yes" if task.get("type") == "milestone" else "No",
        "Start": _iso(task.get("work-start", "") or task.get("start", "")), "Finish": _iso(task.get("end", "")),
        "% complete": f"{percent}%" if percent else "", "Work (h)": _hours(task.get("work", "")),
        "Resource names": owners, "Priority": task.get("priority", ""),
    }  # fmt: skip


def _resource(record: Record, groups: Mapping[str, str]) -> Resource:
    name, unit = record.get("name", ""), groups.get(record.get("group", ""), "")
    return one_or_role(record.get("email", ""), name, unit) if name and record.get("type") == _WORKS else Resource()


def _hours(seconds: str) -> str:
    found = number(seconds)
    return seconds if found is None else two_places(found / 3600)


def _iso(text: str) -> str:
    """20070223T133000Z as 2007-02-23 13:30:00; any other text as it is."""
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?", text)
    return f"{match[1]}-{match[2]}-{match[3]} {match[4]}:{match[5]}:{match[6]}" if match else text
