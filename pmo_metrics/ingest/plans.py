"""Plan files that are no tables: Microsoft Project's XML and Primavera's XER become one sheet of text, a row a task.

Nothing is executed or fetched: a document type declaration ends the reading, names of elements are compared with a short
list, and everything else in the file is passed over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

import polars as pl

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.model import Problem, Sheet, Upload

XML_BYTES = 40 << 20  # some 8,000 tasks, read in about four seconds
_DEPTH, _NAME = 64, 200
_ASK = "Export the plan as Excel or CSV and load that."

Record = Mapping[str, str]


# --- Microsoft Project XML --------------------------------------------------------------------------------------------

_HEADER = ("Title", "Name", "StatusDate", "LastSaved", "CurrentDate", "CurrencyCode", "CurrencySymbol", "MinutesPerDay")
_TASK = (
    "UID", "ID", "Name", "IsNull", "WBS", "OutlineLevel", "Priority", "Start", "Finish", "Duration", "Work", "Milestone",
    "Summary", "ExternalTask", "PercentComplete", "Cost", "ActualStart", "ActualFinish", "ActualCost", "ActualWork",
    "RemainingWork", "CreateDate", "Active", "TotalSlack", "ConstraintType",
)  # fmt: skip
# Every element that is read, by its whole path, and the elements that hold a record.
_LEAVES: Mapping[str, str] = {
    f"Project/{above}{name}": name
    for above, names in (
        ("", _HEADER),
        ("Tasks/Task/", _TASK),
        ("Tasks/Task/Baseline/", ("Number", "Start", "Finish")),
        (
            "Tasks/Task/PredecessorLink/",
            ("PredecessorUID", "Type", "CrossProject", "CrossProjectName", "LinkLag", "LagFormat"),
        ),
        ("Resources/Resource/", ("UID", "Name")),
        ("Assignments/Assignment/", ("TaskUID", "ResourceUID")),
    )
    for name in names
}
_RECORDS: Mapping[str, str] = {
    "Project/Tasks/Task": "Task", "Project/Tasks/Task/PredecessorLink": "PredecessorLink",
    "Project/Resources/Resource": "Resource", "Project/Assignments/Assignment": "Assignment",
}  # fmt: skip
_LINK_TYPES = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
_CONSTRAINTS = (
    "As soon as possible", "As late as possible", "Must start on", "Must finish on", "Start no earlier than",
    "Start no later than", "Finish no earlier than", "Finish no later than",
)  # fmt: skip
# Formats of a lag (the MSPDI schema's LagFormat): in elapsed time, whose day has 24 hours, and as a share.
_ELAPSED_LAGS = frozenset({"4", "6", "8", "10", "12", "36", "38", "40", "42", "44"})
_SHARED_LAGS = frozenset({"19", "20", "51", "52"})
_CURRENCIES = {"£": "GBP", "€": "EUR", "¥": "CNY", "￥": "CNY", "元": "CNY"}


def is_mspdi(content: bytes) -> bool:
    """Whether the bytes begin like a plan that Microsoft Project saved as XML."""
    head = content[:4096].replace(b"\x00", b"")
    return b"schemas.microsoft.com/project" in head or bool(
        re.search(rb"<Project[\s>]", head)
        and b"<" in head[:8]
        and b"<Tasks" in content[: 1 << 16].replace(b"\x00", b"")
    )


def read_mspdi(upload: Upload) -> list[Sheet]:
    """The tasks of a plan saved as XML. Unreadable where it is too large, damaged, or declares a document type."""
    if len(upload.content) > XML_BYTES:
        raise Unreadable(
            f"{upload.name} has {len(upload.content) >> 20} MiB of XML; at most {XML_BYTES >> 20} are read. {_ASK}"
        )
    plan = _Mspdi(upload.name)
    plan.parse(upload.content)
    if not plan.tasks:
        raise Unreadable(f"{upload.name} is an XML file of Microsoft Project without tasks. {_ASK}")
    return [plan.sheet(), *plan.links()]


@dataclass
class _Mspdi:
    """What is kept of the XML while it streams by."""

    file: str
    path: list[str] = field(default_factory=lambda: [""])  # the elements that are open, each as its whole path
    text: list[str] | None = None
    header: dict[str, str] = field(default_factory=dict)
    tasks: list[dict[str, str]] = field(default_factory=list)
    records: dict[str, list[dict[str, str]]] = field(
        default_factory=lambda: {"Resource": [], "Assignment": [], "PredecessorLink": []}
    )
    open_: list[dict[str, str]] = field(default_factory=list)  # the records that are open: a link lies in its task

    def parse(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            where = f"line {error.lineno}" if error.lineno else "its start"
            raise Unreadable(f"{self.file} is XML that is damaged at {where}. {_ASK}") from None

    def refuse(self, *_: object) -> None:
        raise Unreadable(f"{self.file} declares a document type, which plans do not need; it is not read. {_ASK}")

    def start(self, name: str, _: object) -> None:
        if len(self.path) > _DEPTH or len(name) > _NAME:
            raise Unreadable(
                f"{self.file} nests XML more than {_DEPTH} levels deep or has endless names, which no plan does. {_ASK}"
            )
        above = self.path[-1]
        path = f"{above}/{name.rpartition(':')[2]}" if len(self.path) > 1 else "Project"
        self.path.append(path)
        if path in _RECORDS:
            self.open_.append({})
        self.text = [] if path in _LEAVES else None

    def data(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, _: str) -> None:
        path, text = self.path.pop(), self.text
        self.text = None
        if text is not None:
            self.keep(_LEAVES[path], path, "".join(text).strip())
        elif path in _RECORDS:
            kind, record = _RECORDS[path], self.open_.pop()
            if kind == "PredecessorLink":
                record["TaskUID"] = self.open_[-1].get("UID", "")
            (self.tasks if kind == "Task" else self.records[kind]).append(record)

    def keep(self, name: str, path: str, value: str) -> None:
        if path.count("/") == 1:
            self.header.setdefault(name, value)
        elif path == "Project/Tasks/Task/Baseline/Number":
            self.open_[-1]["baseline"] = value  # baseline 0 is the baseline; 1 to 10 are copies that somebody kept
        elif not path.startswith("Project/Tasks/Task/Baseline/"):
            self.open_[-1].setdefault(name, value)
        elif self.open_[-1].get("baseline", "0") == "0":
            self.open_[-1].setdefault(f"Baseline{name}", value)

    # -- the sheet

    def sheet(self) -> Sheet:
        told = [t for t in self.tasks if t.get("IsNull") != "1" and t.get("ExternalTask") != "1"]
        owners = self.owners()
        project, day = self.project(), self.day()
        header = [
            "Project", "Status date", "Unique ID", "ID", "Task name", "Outline level", "WBS", "Summary task", "Milestone",
            "Start", "Finish", "Baseline start", "Baseline finish", "Actual start", "Actual finish", "% complete",
            "Duration (days)", "Work (h)", "Actual work (h)", "Remaining work (h)", "Cost", "Actual cost", "Currency",
            "Resource names", "Priority", "Active", "Created on", "Total slack (days)", "Constraint type",
        ]  # fmt: skip
        rows = [self.row(t, project, day, owners.get(t.get("UID", ""), "")) for t in told]
        return Sheet(self.file, "Tasks", frame(header, [(i, r) for i, r in enumerate(rows, 2)], 1), False, self.told())

    def row(self, task: Record, project: str, day: str, owner: str) -> list[str]:
        get = lambda name: "" if (v := task.get(name, "")) == "NA" else v  # noqa: E731
        percent, constraint = get("PercentComplete"), get("ConstraintType")
        costs = [_hundredths(get("Cost")), _hundredths(get("ActualCost"))]
        return [
            project, day, get("UID"), get("ID"), get("Name"), get("OutlineLevel"), get("WBS"), _yes(get("Summary")),
            _yes(get("Milestone")), get("Start"), get("Finish"), get("BaselineStart"), get("BaselineFinish"),
            get("ActualStart"), get("ActualFinish"), f"{percent}%" if percent else "",
            _per(get("Duration"), self.minutes_a_day() / 60), _per(get("Work"), Decimal(1)), _per(get("ActualWork"), Decimal(1)),
            _per(get("RemainingWork"), Decimal(1)), *costs, self.currency() if any(costs) else "", owner,
            get("Priority"), _yes(get("Active")), get("CreateDate"), self.days(get("TotalSlack")),
            _CONSTRAINTS[int(constraint)] if constraint in tuple("01234567") else "",
        ]  # fmt: skip

    def minutes_a_day(self) -> Decimal:
        return Decimal(_digits(self.header.get("MinutesPerDay", "")) or "480")

    def days(self, tenths: str) -> str:
        """Tenths of minutes, as lags and slack are written, in working days; what is no number stays as it is."""
        found = _number(tenths)
        return tenths if found is None else f"{found / 10 / self.minutes_a_day():.2f}"

    def links(self) -> list[Sheet]:
        """The links between the tasks, one row each; none where the plan has none."""
        told = {t.get("UID", "") for t in self.tasks if t.get("IsNull") != "1" and t.get("ExternalTask") != "1"}
        project, day, rows, problems = self.project(), self.day(), list[list[str]](), list[Problem]()
        for link in self.records["PredecessorLink"]:
            task, before = link.get("TaskUID", ""), link.get("PredecessorUID", "")
            if task not in told:
                continue
            lag, kind = self.lag(link), _LINK_TYPES.get(link.get("Type", "1"), link.get("Type", ""))
            rows.append([project, task, before if before in told else "", kind, lag, day, before])
            if before not in told:
                what = link.get("CrossProjectName", "") or before
                problems.append(Problem(self.file, "Links", len(rows) + 1, "Predecessor ID", what[:200], "a task of this plan",
                                        "warning", "the link is held back"))  # fmt: skip
            elif not lag:
                problems.append(Problem(self.file, "Links", len(rows) + 1, "Lag (days)", "a share of the duration",
                                        "a lag in time", "warning", "left empty"))  # fmt: skip
        return [link_sheet(self.file, "Links", list(enumerate(rows, 2)), 1, problems)] if rows else []

    def lag(self, link: Record) -> str:
        """The lag in working days, elapsed time by days of 24 hours; "" where it is a share of a duration."""
        how, tenths = link.get("LagFormat", ""), link.get("LinkLag", "") or "0"
        if how in _SHARED_LAGS:
            return "" if tenths != "0" else "0.00"
        found = _number(tenths)
        return f"{found / 10 / 1440:.2f}" if found is not None and how in _ELAPSED_LAGS else self.days(tenths)

    def owners(self) -> dict[str, str]:
        """The people of each task by its UID, in the order of their assignments."""
        names = {r.get("UID", ""): r.get("Name", "") for r in self.records["Resource"]}
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.records["Assignment"]:
            name = names.get(one.get("ResourceUID", ""), "")
            if name and name not in found[one.get("TaskUID", "")]:
                found[one.get("TaskUID", "")].append(name)
        return {task: ", ".join(people) for task, people in found.items()}

    def project(self) -> str:
        whole = next((t.get("Name", "") for t in self.tasks if t.get("OutlineLevel") == "0"), "")
        named = re.sub(r"\.(xml|mpp|mpt|mspdi)$", "", self.header.get("Name", ""), flags=re.I)
        stem = self.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return self.header.get("Title", "") or whole or named or stem

    def day(self) -> str:
        stated = next((d for n in ("StatusDate", "LastSaved", "CurrentDate") if (d := self.header.get(n, "")) != "NA" and d), "")  # fmt: skip
        return stated[:10] if not stated.startswith("1984-01-01") else ""

    def currency(self) -> str:
        code = self.header.get("CurrencyCode", "")
        return code if re.fullmatch(r"[A-Z]{3}", code) else _CURRENCIES.get(self.header.get("CurrencySymbol", ""), "")

    def told(self) -> tuple[Problem, ...]:
        """What the plan does not state and was taken from elsewhere, and what of it is not read."""
        found = [Problem(self.file, "Tasks", None, "project_id", "a plan of one project", "the project's id", "warning",
                         f"taken as {self.project()} from the plan's title")]  # fmt: skip
        if "StatusDate" not in self.header and self.day():
            found.append(Problem(self.file, "Tasks", None, "as_of", "no status date", "a status date in the plan", "warning",
                                 f"taken as {self.day()}, the day it was saved"))  # fmt: skip
        for flag, what in (("IsNull", "empty lines"), ("ExternalTask", "tasks of other projects")):
            if count := sum(t.get(flag) == "1" for t in self.tasks):
                found.append(Problem(self.file, "Tasks", None, "", f"{count} {what}", "tasks", "info", "not data"))
        found.append(Problem(self.file, "Tasks", None, "", "calendars, resources and assignments", "tasks and links", "info",
                             "not read, but for the names of the people on each task"))  # fmt: skip
        return tuple(found)


def _digits(text: str) -> str:
    return text if text.isdigit() and int(text) > 0 else ""


def _yes(text: str) -> str:
    return {"1": "Yes", "0": "No", "true": "Yes", "false": "No"}.get(text, "")


def _hundredths(text: str) -> str:
    """Amounts are in hundredths of the currency; a value that is no number stays as it is, to be told."""
    try:
        return f"{Decimal(text) / 100:.2f}" if text else ""
    except InvalidOperation:
        return text


def _per(text: str, hours: Decimal) -> str:
    match = re.fullmatch(r"-?P?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text) if text else None
    if match is None or not any(match.groups()):
        return text
    found = (Decimal(match[1] or 0) + Decimal(match[2] or 0) / 60 + Decimal(match[3] or 0) / 3600) / hours
    return f"{-found if text.startswith('-') else found:.2f}"


# --- Primavera XER ----------------------------------------------------------------------------------------------------


# What Primavera's own screens call the constraints of an activity.
_P6_CONSTRAINTS = {
    "": "None", "CS_ASAP": "As soon as possible", "CS_ALAP": "As late as possible", "CS_MSO": "Start on", "CS_MSOB": "Start on or before", "CS_MSOA": "Start on or after",
    "CS_MEO": "Finish on", "CS_MEOB": "Finish on or before", "CS_MEOA": "Finish on or after",
    "CS_MANDSTART": "Mandatory start", "CS_MANDFIN": "Mandatory finish",
}  # fmt: skip


@dataclass
class _XerTable:
    """One table of the file: the line of its fields, and its records with the line each stands in."""

    line: int
    fields: tuple[str, ...]
    records: list[tuple[int, Record]] = field(default_factory=list)


def is_xer(content: bytes) -> bool:
    """Whether the bytes begin as an XER file does."""
    return content[:16].lstrip(b"\xef\xbb\xbf").startswith(b"ERMHDR\t")


def read_xer(name: str, text: str, notes: Sequence[Problem] = ()) -> list[Sheet]:
    """The activities of every project in an XER file, with the line of the file as their row."""
    tables, currency, damaged = _xer_tables(text)
    if "TASK" not in tables:
        raise Unreadable(
            f"{name} is a Primavera XER file without activities (no table TASK). Export the project again."
        )
    header = [
        "Project ID", "Project name", "Status date", "Activity ID", "Activity name", "Activity type", "Activity status",
        "WBS path", "Start", "Finish", "Baseline start", "Baseline finish", "Actual start", "Actual finish", "% complete", "% complete type",
        "Original duration (days)", "Planned work (h)", "Actual work (h)", "Remaining work (h)", "Cost", "Actual cost",
        "Currency", "Resource names", "Priority", "Created on", "Updated on", "Total float (days)", "Constraint type",
    ]  # fmt: skip
    look = _Activities(tables, currency)
    own = [(line, record) for line, record in tables["TASK"].records if record.get("proj_id", "") not in look.copies]
    rows = [(line, look.row(record)) for line, record in own]
    cells = frame(header, rows, tables["TASK"].line)
    told = _xer_told(name, tables, damaged, len(tables["TASK"].records) - len(own))
    tasks = Sheet(name, "TASK", cells, False, (*notes, *told))
    return [tasks, *_xer_links(name, tables, look)]


def _xer_links(name: str, tables: Mapping[str, _XerTable], look: _Activities) -> list[Sheet]:
    """The relationships between the activities of each project, with the line of the file as their row."""
    if "TASKPRED" not in tables or not tables["TASKPRED"].records:
        return []
    tasks, rows, problems = _by(tables, "TASK", "task_id"), list[tuple[int, list[str]]](), list[Problem]()
    for line, link in tables["TASKPRED"].records:
        task, before = tasks.get(link.get("task_id", ""), {}), tasks.get(link.get("pred_task_id", ""), {})
        if task.get("proj_id", "") in look.copies:
            continue
        same = bool(before) and before.get("proj_id") == task.get("proj_id")
        hours = _number(link.get("lag_hr_cnt", "") or "0")
        lag = "" if hours is None else f"{hours / look.hours_a_day(before):.2f}"
        rows.append((line, [look.project(task), task.get("task_code", ""), before.get("task_code", "") if same else "",
                            link.get("pred_type", ""), lag, look.status_date(task), link.get("pred_task_id", "")]))  # fmt: skip
        if not same:
            other = f"{before['task_code']} of {look.project(before)}" if before else link.get("pred_task_id", "")
            problems.append(Problem(name, "TASKPRED", line, "Predecessor ID", other, "an activity of the same project",
                                    "warning", "the link is held back"))  # fmt: skip
    return [link_sheet(name, "TASKPRED", rows, tables["TASKPRED"].line, problems)] if rows else []


def _xer_tables(text: str) -> tuple[dict[str, _XerTable], str, list[int]]:
    """The tables by name, the currency of the file, and the lines of activities with more cells than fields."""
    tables: dict[str, _XerTable] = {}
    name, currency, damaged = "", "", list[int]()
    for number, line in enumerate(text.split("\n"), 1):
        kind, *cells = line.rstrip("\r").split("\t")
        if kind == "ERMHDR":
            stated = cells[7].strip() if len(cells) > 7 else ""
            currency = stated if re.fullmatch(r"[A-Z]{3}", stated) else ""
        elif kind == "%T":
            name = cells[0].strip() if cells else ""
        elif kind == "%F":
            tables.setdefault(name, _XerTable(number, tuple(c.strip() for c in cells)))
        elif kind == "%R" and name in tables:
            table = tables[name]
            if name == "TASK" and any(c.strip() for c in cells[len(table.fields) :]):
                damaged.append(number)
            table.records.append((number, dict(zip(table.fields, (c.strip() for c in cells), strict=False))))
    return tables, currency, damaged


class _Activities:
    """Activities with the names of their project, WBS and resource, and their cost, from the tables beside them."""

    def __init__(self, tables: Mapping[str, _XerTable], currency: str) -> None:
        self.currency = currency
        self.projects = _by(tables, "PROJECT", "proj_id")
        self.wbs = _by(tables, "PROJWBS", "wbs_id")
        self.people = _by(tables, "RSRC", "rsrc_id")
        self.calendars = _by(tables, "CALENDAR", "clndr_id")
        self.titles = {w.get("proj_id", ""): w.get("wbs_name", "") for w in self.wbs.values() if w.get("proj_node_flag") == "Y"}  # fmt: skip
        self.costs = _costs(tables)
        self.paths: dict[str, str] = {}
        # A baseline is a copy of its project, which the project names or which names the project.
        kept = {p.get("sum_base_proj_id", ""): i for i, p in self.projects.items()}
        kept |= {i: p["orig_proj_id"] for i, p in self.projects.items() if p.get("orig_proj_id")}
        self.copies = {
            copy: of for copy, of in kept.items() if copy in self.projects and copy != of and of in self.projects
        }
        dates = {(self.copies[t["proj_id"]], t.get("task_code", "")): t for _, t in tables["TASK"].records if t.get("proj_id") in self.copies}  # fmt: skip
        self.baselines: Mapping[tuple[str, str], Record] = dates

    def row(self, task: Record) -> list[str]:
        get = lambda *names: next((v for n in names if (v := task.get(n, ""))), "")  # noqa: E731
        day, slack = self.hours_a_day(task), _number(get("total_float_hr_cnt"))
        length = _number(get("target_drtn_hr_cnt"))
        planned, actual = self.costs.get(get("task_id"), ("", ""))
        return [
            self.project(task), self.titles.get(get("proj_id"), ""), self.status_date(task), get("task_code"), get("task_name"), get("task_type"), get("status_code"),
            self.path(get("wbs_id")), get("act_start_date", "early_start_date", "target_start_date"),
            get("act_end_date", "early_end_date", "target_end_date"), *self.baseline(task), get("act_start_date"), get("act_end_date"),
            _percent(task), get("complete_pct_type"), "" if length is None else f"{length / day:.2f}",
            get("target_work_qty"), get("act_work_qty"), get("remain_work_qty"), planned, actual,
            self.currency if planned or actual else "", self.people.get(get("rsrc_id"), {}).get("rsrc_name", ""),
            get("priority_type").removeprefix("PT_"), get("create_date"), get("update_date"),
            "" if slack is None else f"{slack / day:.2f}", _P6_CONSTRAINTS.get(get("cstr_type"), get("cstr_type")) if "cstr_type" in task else "",
        ]  # fmt: skip

    def baseline(self, task: Record) -> tuple[str, str]:
        """The planned dates of the same activity in the baseline of its project, where the file holds one."""
        copy = self.baselines.get((task.get("proj_id", ""), task.get("task_code", "")), {})
        return copy.get("target_start_date", ""), copy.get("target_end_date", "")

    def project(self, task: Record) -> str:
        """The short name by which Primavera knows the project."""
        return self.projects.get(task.get("proj_id", ""), {}).get("proj_short_name", "") or task.get("proj_id", "")

    def status_date(self, task: Record) -> str:
        return self.projects.get(task.get("proj_id", ""), {}).get("last_recalc_date", "")[:10]

    def hours_a_day(self, task: Record) -> Decimal:
        """The length of a working day in the activity's calendar; 8 hours where it states none."""
        return _number(self.calendars.get(task.get("clndr_id", ""), {}).get("day_hr_cnt", "")) or Decimal(8)

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


def _by(tables: Mapping[str, _XerTable], name: str, key: str) -> dict[str, Record]:
    return {r.get(key, ""): r for _, r in tables[name].records} if name in tables else {}


def _percent(task: Record) -> str:
    """Per cent complete as the activity itself measures it: by duration, by units of work, or by a physical estimate."""
    status = task.get("status_code", "")
    if status in ("TK_NotStart", "TK_Complete"):
        return "0%" if status == "TK_NotStart" else "100%"
    kind = task.get("complete_pct_type", "")
    if kind == "CP_Phys" or not kind:
        return f"{found}%" if (found := task.get("phys_complete_pct", "")) else ""
    names = ("act_work_qty", "remain_work_qty") if kind == "CP_Units" else ("", "remain_drtn_hr_cnt")
    left = _number(task.get(names[1], ""))
    done = _number(task.get(names[0], "")) if names[0] else None
    whole = _number(task.get("target_drtn_hr_cnt", "")) if not names[0] else (done or Decimal(0)) + (left or Decimal(0))
    if left is None or not whole:
        return ""
    return f"{max(Decimal(0), 1 - left / whole) * 100:.2f}%"


def _costs(tables: Mapping[str, _XerTable]) -> dict[str, tuple[str, str]]:
    """Planned and actual cost of each activity: its resources and its expenses."""
    planned, actual = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for name, spent in (("TASKRSRC", ("act_reg_cost", "act_ot_cost")), ("PROJCOST", ("act_cost",))):
        for _, r in tables[name].records if name in tables else []:
            planned[r.get("task_id", "")] += _number(r.get("target_cost", "")) or Decimal(0)
            actual[r.get("task_id", "")] += sum((_number(r.get(c, "")) or Decimal(0) for c in spent), Decimal(0))
    return {task: (f"{planned[task]:.2f}", f"{actual[task]:.2f}") for task in planned}


def _number(text: str) -> Decimal | None:
    """XER numbers come with a point, or with the comma of the machine that wrote them."""
    try:
        return Decimal(text.replace(",", ".")) if text else None
    except InvalidOperation:
        return None


def _xer_told(name: str, tables: Mapping[str, _XerTable], damaged: Sequence[int], copied: int) -> list[Problem]:
    found = [
        Problem(
            name,
            "TASK",
            line,
            "",
            "more cells than fields",
            "as many cells as the table has fields",
            "warning",
            "noted",
        )
        for line in damaged[:20]
    ]
    read = {"TASK", "PROJECT", "PROJWBS", "TASKPRED", "TASKRSRC", "PROJCOST", "CALENDAR", "RSRC"}
    beside = ", ".join(sorted(set(tables) - read))
    if beside:
        found.append(Problem(name, "", None, "", f"tables {beside}"[:200], "activities", "info", "not read"))
    what = "baseline dates: an XER file has planned dates only, which move with the plan until an activity starts"
    if copied:
        found.append(Problem(name, "TASK", None, "", f"{copied} activities of baselines", "activities of projects", "info",
                             "not data: they give the baseline dates"))  # fmt: skip
    else:
        found.append(Problem(name, "TASK", None, "baseline_finish", "no baseline", what, "info", "left empty"))
    measured = (
        "one way of measuring: per cent complete is taken by duration, units or physical estimate as each activity says"
    )
    found.append(Problem(name, "TASK", None, "% complete", "complete_pct_type", measured, "info", "noted"))
    return found


# --- both -------------------------------------------------------------------------------------------------------------

_EACH = 20  # problems with links are told one by one, up to this many
_LINKS = ("Project ID", "Task ID", "Predecessor ID", "Link type", "Lag (days)", "Status date", "As written")


def link_sheet(
    file: str, name: str, rows: Sequence[tuple[int, Sequence[str]]], first: int, problems: Sequence[Problem]
) -> Sheet:
    """Links between tasks as a sheet, each with its row: ids of project, task and predecessor, type, lag, status date.

    The last cell of a row is how the predecessor is written; a predecessor that is not known is "".
    """
    more = len(problems) - _EACH
    rest = Problem(
        file, name, None, "", f"{more} more links like these", "links within the list", "warning", "as above"
    )
    told = (*problems[:_EACH], rest) if more > 0 else tuple(problems)
    return Sheet(file, name, frame(_LINKS, rows, first, keep=3), False, told)


def frame(header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], first: int, keep: int = 0) -> pl.DataFrame:
    """Text cells below a header; columns in which no row has anything are left out, but for the first `keep`."""
    used = [i for i in range(len(header)) if i < keep or any(r[i] for _, r in rows)] or list(range(len(header)))
    columns: dict[str, list[str | None]] = {
        f"c{place}": [header[i], *(r[i] or None for _, r in rows)] for place, i in enumerate(used)
    }
    numbers = pl.Series("row", [first, *(n for n, _ in rows)], pl.Int64())
    return pl.DataFrame([numbers, *(pl.Series(name, texts, pl.String()) for name, texts in columns.items())])
