"""What the rows of a sheet are: projects each, or several things of a project such as milestones, risks and worked hours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from pmo_metrics.ingest.fit import LOOKS, Fit
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.model import Sheet
from pmo_metrics.ingest.samples import sample

_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?\s*([ap]\.?m\.?)?", re.I)
_ISSUE_KEY = re.compile(r"[A-Z][A-Z0-9_]+-\d+")
_PROJECT_WORDS = frozenset(
    key(w)
    for w in (
        "project",
        "项目",
        "所属项目",
        "projekt",
        "projet",
        "proyecto",
        "progetto",
        "projeto",
        "проект",
        "projekti",
        "projektas",
        "projekts",
        "proje",
        "المشروع",
    )
)
# What a project has several of.
_PARTS = frozenset(
    key(w)
    for w in (
        "milestone", "milestone name", "deliverable", "task", "task name", "activity", "activity name", "work package", "risk", "issue",
        "meilenstein", "jalon", "hito", "vorgang", "aufgabe", "tache", "tarea", "里程碑", "里程碑名称", "交付物", "任务", "任务名称", "活动", "工作包",
    )
)  # fmt: skip
PROJECT_NAMES = frozenset(key(w) for w in ("project name", "project title", "项目名称"))


def each_its_own(sheet: Sheet, header_row: int, place: int, at_least: int = 3) -> bool:
    """Whether every row has an id of its own in this column."""
    ids = sample(sheet, header_row, place)
    return len(ids) >= at_least and len(set(ids)) == len(ids)


def _lists_work(sheet: Sheet, fit: Fit) -> bool:
    """Whether rows are pieces of work, not projects: they have times of day, keys of issues, or a project that they share."""
    if _share_projects(sheet, fit):
        return True
    if "project_id" in fit.columns and each_its_own(sheet, fit.header_row, fit.columns["project_id"], 2):
        return False  # whatever tool's key stands beside it
    names = sample(sheet, fit.header_row, fit.columns["name"]) if "name" in fit.columns else []
    shared = len(set(names)) < len(names)
    for place, header in enumerate(fit.headers):
        texts = sample(sheet, fit.header_row, place)
        if texts and all(_CLOCK.fullmatch(t.strip()) for t in texts):
            return True
        keyed = place not in fit.columns.values() and ("budget" not in fit.columns or shared)
        if keyed and len(texts) > 1 and all(_ISSUE_KEY.fullmatch(t.strip()) for t in texts):
            return len(set(texts)) == len(texts)
        named = fit.columns.get("name") not in (None, place) and place != fit.columns.get("project_id")
        if named and key(header) in _PROJECT_WORDS and texts and (len(set(texts)) < len(texts) or len(texts) == 1):
            return True
    return False


def _share_projects(sheet: Sheet, fit: Fit) -> bool:
    """Whether rows with a bare number of their own stand under few projects: decisions or questions, whatever they are called."""
    own, place = fit.columns.get("project_id"), fit.columns.get("name")
    if (
        own is None
        or place is None
        or not key(fit.headers[own]) <= key("id number ref code")
        or key(fit.headers[place]) not in PROJECT_NAMES | _PROJECT_WORDS
    ):
        return False
    names = sample(sheet, fit.header_row, place)
    return len(names) > 1 and 2 * len(set(names)) <= len(names)


def _lists_parts(sheet: Sheet, fit: Fit) -> bool:
    """Whether a name that most rows share is followed by what they tell apart: the milestones, tasks or risks of a project."""
    place = fit.columns.get("name")
    if place is None or {"as_of", "year"} & set(fit.columns):
        return False
    names = sample(sheet, fit.header_row, place)
    return len(set(names)) < 0.9 * len(names) and any(
        key(h) in _PARTS and len(set(t)) > 1
        for i, h in enumerate(fit.headers)
        if (t := sample(sheet, fit.header_row, i))
    )


_ENTRIES = key(
    "cr rfi change request ticket issue defect bug task action decision risk milestone item entry log record invoice payment expense lesson "
    "benefit dependency assumption allocation booking assignment sprint story meeting resource employee person staff"
)
_NUMBERED = key("id number no ref code key")
_PEOPLE = frozenset(
    key(w) for w in ("employee", "employee name", "resource", "resource name", "person", "team member", "consultant", "staff", "developer", "人员", "姓名", "员工", "mitarbeiter", "ressource")
)  # fmt: skip


def _lists_entries(sheet: Sheet, fit: Fit) -> bool:
    """Whether names that rows share stand beside a number of what each row is, or beside people: changes or bookings of projects."""
    place = fit.columns.get("name")
    if place is None or "project_id" in fit.columns:
        return False
    names = sample(sheet, fit.header_row, place)
    if len(set(names)) == len(names):
        return False
    others = [(i, key(h)) for i, h in enumerate(fit.headers) if i not in fit.columns.values()]
    numbered = [i for i, said in others if said & _NUMBERED and said & _ENTRIES]
    return any(said in _PEOPLE for _, said in others) or any(
        each_its_own(sheet, fit.header_row, i, 2) for i in numbered
    )


# What a list names beside the project it belongs to, where its rows are that and no projects.
_SUBJECTS = frozenset(
    key(w)
    for w in (
        "objective", "goal", "key result", "kpi", "metric", "indicator", "measure", "meeting", "requirement", "user story", "story", "feature", "epic", "test",
        "test case", "asset", "equipment", "document", "stakeholder", "vendor", "supplier", "member", "team member", "phase", "stage", "deliverable", "lesson",
        "comment", "question", "sprint", "release", "version", "defect", "bug", "contact", "event", "session", "workshop", "course", "ziel", "besprechung",
        "anforderung", "objectif", "reunion", "exigence", "requisito", "objetivo", "指标", "目标", "会议", "需求", "需求名称", "干系人", "供应商", "成员", "阶段", "文档",
    )
)  # fmt: skip


def _lists_subjects(sheet: Sheet, fit: Fit) -> bool:
    """Whether rows are objectives, requirements or phases of the projects they name: such a column comes first, or tells rows of a project apart."""
    place = fit.columns.get("name", fit.columns.get("project_id"))
    if place is None or key(fit.headers[place]) not in PROJECT_NAMES | _PROJECT_WORDS:
        return False
    if {"as_of", "year"} & set(fit.columns):
        return False
    names = sample(sheet, fit.header_row, place)
    repeated = "project_id" not in fit.columns and len(set(names)) < len(names)  # of ids see several_a_project
    for other, header in enumerate(fit.headers):
        texts = sample(sheet, fit.header_row, other) if key(header) in _SUBJECTS else []
        if len(texts) != len(names) or any(map(LOOKS["money"], texts)):
            continue
        first = other == 0 and place > 0 and len(set(texts)) == len(texts) and other not in fit.columns.values()
        apart = repeated and len(set(zip(names, texts, strict=True))) > len(set(names))
        if first or apart:
            return True
    return False


def _lists_benefits(sheet: Sheet, fit: Fit) -> bool:
    """Whether the column of benefits holds their names, and no amounts: several rows of a project, and its target is no budget."""
    place = fit.columns.get("benefit")
    texts = sample(sheet, fit.header_row, place) if place is not None else []
    return bool(texts) and not any(map(LOOKS["money"], texts)) and all(re.search(r"[^\W\d_]{3}", t) for t in texts)


def _refers_only(sheet: Sheet, fit: Fit) -> bool:
    """Whether rows have an id of their own, no name, and the id of a project further on: something of a project, whatever it is."""
    place, name = fit.columns.get("project_id", 0), fit.columns.get("name")
    if not place or key(fit.headers[0]) != key("id") or 0 in fit.columns.values():
        return False
    if name is not None and sample(sheet, fit.header_row, name):
        return False
    return not each_its_own(sheet, fit.header_row, place, 2)


# What splits the budget of a project.
_COST_CATEGORIES = frozenset(
    key(w)
    for w in (
        "category", "cost category", "cost type", "expense category", "expense type", "budget category", "budget line", "budget item", "line item",
        "cost item", "cost element", "cost center", "account", "类别", "费用类别", "成本类别", "预算科目", "科目", "费用项目", "kostenart", "kategorie",
        "categorie", "categoria", "rubrique", "partida", "rubro", "poste", "voce di spesa",
    )
)  # fmt: skip
_MONEY = frozenset({"budget", "forecast_cost", "actual_cost"})


def cost_categories(headers: Sequence[str], columns: Mapping[str, int]) -> list[int]:
    """The columns that say which part of a budget a row is, in a list of budgets and what came of them."""
    if len(_MONEY & set(columns)) < 2:
        return []
    return [i for i, h in enumerate(headers) if key(h) in _COST_CATEGORIES and i not in columns.values()]


def _splits_budgets(sheet: Sheet, fit: Fit) -> bool:
    """Whether rows of a project are the categories of its budget: they add up to the project."""
    own = sample(sheet, fit.header_row, fit.columns.get("project_id", fit.columns.get("name", -1)))
    parts = (sample(sheet, fit.header_row, i) for i in cost_categories(fit.headers, fit.columns))
    return any(len(t) == len(own) and len(set(t)) > 1 for t in parts)


_PERIODS = frozenset(
    key(w)
    for w in (
        "period", "reporting period", "quarter", "fiscal quarter", "month", "reporting month", "期间", "季度", "月份", "periodo", "monat",
        "mois", "mes",
    )
)  # fmt: skip


def _lists_periods(sheet: Sheet, fit: Fit) -> bool:
    """Whether rows tell of a month or quarter of a project: then its spend is no cost to date."""
    if {"as_of", "year"} & set(fit.columns):
        return False
    texts = [sample(sheet, fit.header_row, i) for i, h in enumerate(fit.headers) if key(h) in _PERIODS]
    return any(t and all(map(LOOKS["month"], t)) for t in texts)


_PLANNED = frozenset(
    {"allocated", "planned", "scheduled", "booked", "tentative", "reserved", "forecast", "计划", "已分配"}
)


def is_planned(sheet: Sheet, fit: Fit) -> bool:
    """Whether a column says of all rows that they are planned: nobody has worked those hours yet."""
    texts = (sample(sheet, fit.header_row, i) for i, h in enumerate(fit.headers) if h.strip())
    return any(t and all(plain(x) in _PLANNED for x in t) for t in texts)


def several_a_project(sheet: Sheet, fit: Fit) -> bool:
    """Whether several rows share a project that only an id names, on one date: risks, costs or the like, not projects."""
    place, name = fit.columns.get("project_id"), fit.columns.get("name")
    if place is None:
        return False
    report = [f"c{fit.columns[c]}" for c in ("project_id", "as_of", "year") if c in fit.columns]
    below = sheet.cells.filter(pl.col("row") > fit.header_row).drop_nulls(f"c{place}")
    reports = below.select(report).n_unique()
    if name is None or reports < 0.5 * below.height:
        rows = below.drop("row").n_unique()  # a row repeated as it stands is only a repeat
        return reports < 0.9 * rows and rows - reports > len(report) - 1  # one report may be stated twice by mistake
    # A project has one name: where many rows of an id have another, they are its milestones or tasks.
    named = below.drop_nulls(f"c{name}").group_by(report).agg(pl.col(f"c{name}").n_unique().alias("names"), pl.len())
    repeated = named.filter(pl.col("len") > 1)
    rows = int(repeated["len"].sum())
    return 4 * rows > named["len"].sum() and repeated["names"].sum() > 0.8 * rows


def lists_projects(sheet: Sheet, fit: Fit) -> bool:
    """Whether each row is a project with an id and a name of its own, and no task has either."""
    place = fit.columns.get("project_id")
    if place is None or "task_id" in fit.columns or not any(key(h) in PROJECT_NAMES for h in fit.headers):
        return False
    return each_its_own(sheet, fit.header_row, place)


def other_rows(sheet: Sheet, fit: Fit) -> bool:
    """Whether the rows of a list of projects are no projects."""
    if _lists_periods(sheet, fit):
        return True
    if _splits_budgets(sheet, fit):
        return False
    return any(
        is_other(sheet, fit)
        for is_other in (
            _lists_work,
            several_a_project,
            _lists_parts,
            _lists_entries,
            _lists_subjects,
            _lists_benefits,
            _refers_only,
        )
    )
