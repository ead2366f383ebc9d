"""Primavera's XER: tables of tab-separated records, `%T` name, `%F` fields, `%R` record. Rows are lines of the file."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .sheets import RECORDS, Note, NotRead, Record, Table, currency_code, link_table, number, two_places
from .staffing import Assigned, Resource, Span, one_or_role, staff_tables

_LINE = 1_000_000
# The tables that are read, and of each the fields; all others are passed over.
_FIELDS: Mapping[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "PROJECT": "proj_id proj_short_name sum_base_proj_id orig_proj_id last_recalc_date",
        "PROJWBS": "wbs_id proj_id wbs_name wbs_short_name proj_node_flag parent_wbs_id",
        "CALENDAR": "clndr_id day_hr_cnt",
        "TASK": "task_id proj_id wbs_id clndr_id rsrc_id task_code task_name task_type status_code act_start_date "
        "early_start_date target_start_date act_end_date early_end_date target_end_date complete_pct_type restart_date reend_date "
        "phys_complete_pct target_drtn_hr_cnt remain_drtn_hr_cnt target_work_qty act_work_qty remain_work_qty "
        "priority_type create_date update_date total_float_hr_cnt cstr_type",
        "TASKPRED": "task_id pred_task_id pred_type lag_hr_cnt",
        "TASKRSRC": "task_id rsrc_id role_id rsrc_type target_qty act_reg_qty act_ot_qty remain_qty target_cost "
        "act_reg_cost act_ot_cost remain_cost act_start_date act_end_date restart_date reend_date target_start_date "
        "target_end_date",
        "PROJCOST": "task_id target_cost act_cost remain_cost",
        "RSRC": "rsrc_id rsrc_name rsrc_short_name email_addr role_id rsrc_type",
        "RSRCRATE": "rsrc_id max_qty_per_hr",
        "ROLES": "role_id role_name",
    }.items()
}
_HEADER = (
    "Project ID", "Project name", "Status date", "Activity ID", "Activity name", "Activity type", "Activity status",
    "WBS path", "Start", "Finish", "Baseline start", "Baseline finish", "Actual start", "Actual finish", "% complete",
    "% complete type", "Original duration (days)", "Planned work (h)", "Actual work (h)", "Remaining work (h)",
    "Budgeted total cost", "At completion total cost", "Actual cost", "Currency", "Resource names", "Priority",
    "Created on", "Updated on", "Total float (days)", "Constraint type",
)  # fmt: skip
# What Primavera's own screens call the constraints of an activity.
_CONSTRAINTS = {
    "": "None", "CS_ASAP": "As soon as possible", "CS_ALAP": "As late as possible", "CS_MSO": "Start on",
    "CS_MSOB": "Start on or before", "CS_MSOA": "Start on or after", "CS_MEO": "Finish on",
    "CS_MEOB": "Finish on or before", "CS_MEOA": "Finish on or after",
    "CS_MANDSTART": "Mandatory start", "CS_MANDFIN": "Mandatory finish",
}  # fmt: skip


@dataclass
class _Records:
    """One table of the file: the line of its fields, and its records with the line each stands in."""

    line: int = 0
    fields: Sequence[str] = ()
    rows: list[tuple[int, Record]] = field(default_factory=list)

    def by(self, key: str) -> dict[str, Record]:
        return {record.get(key, ""): record for _, record in self.rows}


def read_xer(name: str, content: bytes) -> list[Table]:
    """Activities, relationships, people and assignments of every project in the file."""
    file = _File(content.decode("utf-8"))
    if not file["TASK"].fields:
        raise NotRead("is a Primavera XER file without activities (no table TASK). Export the project again.")
    look = _Activities(file)
    own = [(line, task) for line, task in file["TASK"].rows if task.get("proj_id", "") not in look.copies]
    notes = _notes(file, len(file["TASK"].rows) - len(own))
    tasks = Table("TASK", file["TASK"].line, _HEADER, [(line, look.row(task)) for line, task in own], notes)
    return [tasks, *_links(file, look), *_staff(file, look)]


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class _File:
    """The tables of a file by name, its currency, the tables passed over, and activities with more cells than fields."""

    def __init__(self, text: str) -> None:
        self.tables = {name: _Records() for name in _FIELDS}
        self.currency, self.exported, self.beside, self.damaged = "", "", set[str](), list[int]()
        name, place = "", dict[int, str]()
        for line_number, line in enumerate(io.StringIO(text, newline="\n"), 1):
            if len(line) > _LINE:
                raise NotRead(f"has a line of more than {_LINE:,} characters, which no plan has. Export it again.")
            kind, *cells = line.rstrip("\r\n").split("\t")
            if kind == "ERMHDR":
                self.currency = currency_code(cells[7].strip()) if len(cells) > 7 else ""
                self.exported = found[0] if len(cells) > 1 and (found := _DAY.match(cells[1].strip())) else ""
            elif kind == "%T":
                name = cells[0].strip() if cells else ""
                self.beside |= {name} - set(_FIELDS) - {""}
            elif name not in _FIELDS:
                continue
            elif kind == "%F" and not self[name].fields:
                self[name].line, self[name].fields = line_number, tuple(c.strip() for c in cells)
                place = {i: f for i, f in enumerate(self[name].fields) if f in _FIELDS[name]}
            elif kind == "%R" and self[name].fields:
                self.add(name, line_number, cells, place)

    def __getitem__(self, name: str) -> _Records:
        return self.tables[name]

    def add(self, name: str, line: int, cells: Sequence[str], place: Mapping[int, str]) -> None:
        rows, fields = self[name].rows, self[name].fields
        if len(rows) >= RECORDS:
            raise NotRead(f"has more than {RECORDS:,} records in the table {name}. Export fewer projects at a time.")
        if name == "TASK" and any(c.strip() for c in cells[len(fields) :]):
            self.damaged.append(line)
        rows.append((line, {f: text for i, f in place.items() if i < len(cells) and (text := cells[i].strip())}))


class _Activities:
    """Activities with the names of their project, WBS and resource, and their cost, from the tables beside them."""

    def __init__(self, file: _File) -> None:
        self.exported = file.exported
        self.currency, self.has_constraints = file.currency, "cstr_type" in file["TASK"].fields
        self.tasks, self.projects = file["TASK"].by("task_id"), file["PROJECT"].by("proj_id")
        self.wbs, self.calendars = file["PROJWBS"].by("wbs_id"), file["CALENDAR"].by("clndr_id")
        self.people = file["RSRC"].by("rsrc_id")
        self.titles = {w.get("proj_id", ""): w.get("wbs_name", "") for w in self.wbs.values() if w.get("proj_node_flag") == "Y"}  # fmt: skip
        self.costs = _costs(file)
        self.paths: dict[str, str] = {}
        # A baseline is a copy of its project, which the project names or which names the project.
        kept = {p.get("sum_base_proj_id", ""): i for i, p in self.projects.items()}
        kept |= {i: p["orig_proj_id"] for i, p in self.projects.items() if p.get("orig_proj_id")}
        self.copies = {
            copy: of for copy, of in kept.items() if copy in self.projects and copy != of and of in self.projects
        }
        self.baselines: Mapping[tuple[str, str], Record] = {
            (self.copies[t["proj_id"]], t.get("task_code", "")): t
            for t in self.tasks.values()
            if t.get("proj_id") in self.copies
        }

    def row(self, task: Record) -> list[str]:
        get = lambda name: task.get(name, "")  # noqa: E731
        first = lambda *names: next((task[n] for n in names if n in task), "")  # noqa: E731
        day = self.hours_a_day(task)
        slack, length = number(get("total_float_hr_cnt")), number(get("target_drtn_hr_cnt"))
        costs = self.costs.get(get("task_id"), ("", "", ""))
        return [
            self.project(task), self.titles.get(get("proj_id"), ""), self.status_date(task), get("task_code"),
            get("task_name"), get("task_type"), get("status_code"), self.path(get("wbs_id")),
            first("act_start_date", "early_start_date", "restart_date", "target_start_date"),
            first("act_end_date", "early_end_date", "reend_date", "target_end_date"), *self.baseline(task),
            get("act_start_date"), get("act_end_date"), _percent(task), get("complete_pct_type"),
            "" if length is None else two_places(length / day),
            get("target_work_qty"), get("act_work_qty"), get("remain_work_qty"), *costs,
            self.currency if any(costs) else "", self.people.get(get("rsrc_id"), {}).get("rsrc_name", ""),
            get("priority_type").removeprefix("PT_"), get("create_date"), get("update_date"),
            "" if slack is None else two_places(slack / day), 
            _CONSTRAINTS.get(get("cstr_type"), get("cstr_type")) if self.has_constraints else "",
        ]  # fmt: skip

    def baseline(self, task: Record) -> tuple[str, str]:
        """The planned dates of the same activity in the baseline of its project, where the file holds one."""
        copy = self.baselines.get((task.get("proj_id", ""), task.get("task_code", "")), {})
        return copy.get("target_start_date", ""), copy.get("target_end_date", "")

    def project(self, task: Record) -> str:
        """The short name by which Primavera knows the project."""
        return self.projects.get(task.get("proj_id", ""), {}).get("proj_short_name", "") or task.get("proj_id", "")

    def status_date(self, task: Record) -> str:
        return self.projects.get(task.get("proj_id", ""), {}).get("last_recalc_date", "")[:10] or self.exported

    def hours_a_day(self, task: Record) -> Decimal:
        """The length of a working day in the activity's calendar; 8 hours where it states none."""
        return number(self.calendars.get(task.get("clndr_id", ""), {}).get("day_hr_cnt", "")) or Decimal(8)

    def path(self, wbs: str) -> str:
        """The names of the WBS from below the project down: `Level 1 / Walls`."""
        if wbs not in self.paths:
            names, at, seen = list[str](), wbs, set[str]()
            while at in self.wbs and at not in seen and self.wbs[at].get("proj_node_flag") != "Y":
                seen.add(at)
                names.append(self.wbs[at].get("wbs_name", "") or self.wbs[at].get("wbs_short_name", ""))
                at = self.wbs[at].get("parent_wbs_id", "")
            self.paths[wbs] = " / ".join(reversed(names))
        return self.paths[wbs]


def _percent(task: Record) -> str:
    """Per cent complete as the activity itself measures it: by duration, by units of work, or by a physical estimate."""
    status = task.get("status_code", "")
    if status in ("TK_NotStart", "TK_Complete"):
        return "0%" if status == "TK_NotStart" else "100%"
    kind = task.get("complete_pct_type", "")
    if kind == "CP_Phys" or not kind:
        return f"{found}%" if (found := task.get("phys_complete_pct", "")) else ""
    by_units = kind == "CP_Units"
    left = number(task.get("remain_work_qty" if by_units else "remain_drtn_hr_cnt", ""))
    done = number(task.get("act_work_qty", "")) if by_units else None
    whole = (done or Decimal(0)) + (left or Decimal(0)) if by_units else number(task.get("target_drtn_hr_cnt", ""))
    if left is None or not whole:
        return ""
    return f"{max(Decimal(0), 1 - left / whole) * 100:.2f}%"


def _costs(file: _File) -> dict[str, tuple[str, str, str]]:
    """Of each activity what was budgeted, what it comes to at completion, and what is spent: resources and expenses."""
    summed: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for name, spent in (("TASKRSRC", ("act_reg_cost", "act_ot_cost")), ("PROJCOST", ("act_cost",))):
        for _, r in file[name].rows:
            amount = lambda *fields, r=r: sum((number(r.get(f, "")) or Decimal(0) for f in fields), Decimal(0))  # noqa: E731
            own = summed[r.get("task_id", "")]
            own[0] += amount("target_cost")
            own[1] += amount(*spent, "remain_cost")
            own[2] += amount(*spent)
    return {task: (two_places(a), two_places(b), two_places(c)) for task, (a, b, c) in summed.items()}


def _links(file: _File, look: _Activities) -> list[Table]:
    """The relationships between the activities of each project."""
    rows, notes = list[tuple[int, list[str]]](), list[Note]()
    for line, link in file["TASKPRED"].rows:
        task, before = look.tasks.get(link.get("task_id", ""), {}), look.tasks.get(link.get("pred_task_id", ""), {})
        if task.get("proj_id", "") in look.copies:
            continue
        same = bool(before) and before.get("proj_id") == task.get("proj_id")
        hours = number(link.get("lag_hr_cnt", "") or "0")
        lag = "" if hours is None else two_places(hours / look.hours_a_day(before))
        rows.append((line, [look.project(task), task.get("task_code", ""), before.get("task_code", "") if same else "",
                            link.get("pred_type", ""), lag, look.status_date(task), link.get("pred_task_id", "")]))  # fmt: skip
        if not same:
            code = before.get("task_code", "")
            other = f"{code} of {look.project(before)}" if before else link.get("pred_task_id", "")
            notes.append((line, "Predecessor ID", other, "an activity of the same project", "warning", "the link is held back"))  # fmt: skip
    return link_table("TASKPRED", file["TASKPRED"].line, rows, notes)


def _staff(file: _File, look: _Activities) -> list[Table]:
    """People and the hours assigned to them. Equipment and material are no people; a role nobody has taken yet is a role."""
    roles = {i: r.get("role_name", "") for i, r in file["ROLES"].by("role_id").items()}
    units: dict[str, Decimal] = {}
    for _, rate in file["RSRCRATE"].rows:
        units[rate.get("rsrc_id", "")] = number(rate.get("max_qty_per_hr", "")) or Decimal(1)
    people = {i: _resource(r, roles, units.get(i)) for i, r in look.people.items()}
    roster = [(line, people[r.get("rsrc_id", "")]) for line, r in file["RSRC"].rows]
    work = list[Assigned]()
    for line, one in file["TASKRSRC"].rows:
        task = look.tasks.get(one.get("task_id", ""), {})
        who = people.get(one.get("rsrc_id", "")) or Resource(role=roles.get(one.get("role_id", ""), ""))
        if who.works and task and task.get("proj_id", "") not in look.copies and _is_labour(one):
            day, name = look.status_date(task), task.get("task_name", "")
            work.append(Assigned(line, look.project(task), day, name, who, _spans(one, day)))
    newest = max((look.status_date(p) for p in look.projects.values()), default="")
    lines = file["RSRC"].line, file["TASKRSRC"].line
    return staff_tables(("RSRC", "TASKRSRC"), lines, roster, newest, work)


def _is_labour(record: Record) -> bool:
    return record.get("rsrc_type", "RT_Labor") == "RT_Labor"


def _resource(record: Record, roles: Mapping[str, str], units: Decimal | None) -> Resource:
    name = record.get("rsrc_name", "")
    if not name or not _is_labour(record):
        return Resource()
    person = record.get("email_addr", "") or record.get("rsrc_short_name", "")
    found = one_or_role(person, name, units=units)
    return Resource(found.person, name, roles.get(record.get("role_id", ""), "")) if found.person else found


def _spans(one: Record, day: str) -> list[Span]:
    """What has been worked by the status date, and what remains from its restart; what was planned where it has neither."""
    done = sum((number(one.get(f, "")) or Decimal(0) for f in ("act_reg_qty", "act_ot_qty")), Decimal(0))
    left = number(one.get("remain_qty", ""))
    start, finish = one.get("target_start_date", ""), one.get("target_end_date", "")
    if left is None:
        left = Decimal(0) if done else number(one.get("target_qty", "")) or Decimal(0)
    began, restart = one.get("act_start_date", "") or start, one.get("restart_date", "") or start
    return [
        Span(began, one.get("act_end_date", "") or max(began, day), done),
        Span(restart, one.get("reend_date", "") or finish, left),
    ]


def _notes(file: _File, copied: int) -> list[Note]:
    found: list[Note] = [
        (line, "", "more cells than fields", "as many cells as the table has fields", "warning", "noted")
        for line in file.damaged[:20]
    ]
    dated = {i for i, p in file["PROJECT"].by("proj_id").items() if p.get("last_recalc_date")}
    if file.exported and any(t.get("proj_id", "") not in dated for _, t in file["TASK"].rows):
        found.append((None, "as_of", "no data date", "a data date in the project", "warning", f"taken as {file.exported}, the day of the export"))  # fmt: skip
    if file.beside:
        found.append((None, "", f"tables {', '.join(sorted(file.beside))}"[:200], "activities, links and people", "info", "not read"))  # fmt: skip
    if copied:
        found.append((None, "", f"{copied} activities of baselines", "activities of projects", "info", "not data: they give the baseline dates"))  # fmt: skip
    else:
        what = "baseline dates: an XER file has planned dates only, which move with the plan until an activity starts"
        found.append((None, "baseline_finish", "no baseline", what, "info", "left empty"))
    measured = "one way of measuring: per cent complete is taken by duration, units or physical estimate as each activity says"  # fmt: skip
    found.append((None, "% complete", "complete_pct_type", measured, "info", "noted"))
    return found
