"""Whether headers, the names of sheet and file, or the cells say that a sheet is a source, or that it is something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pmo_metrics.ingest.folding import key, plain, words
from pmo_metrics.ingest.glossary import glossary
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.model import Sheet
from pmo_metrics.ingest.row_kinds import PROJECT_NAMES, each_its_own
from pmo_metrics.ingest.samples import sample
from pmo_metrics.ingest.values import choice
from pmo_metrics.sources import GRANTS, NOT_TASKS, Source, all_sources


def signed(sheet: Sheet, source: Source, headers: tuple[str, ...]) -> bool:
    """Whether a header or the name of the sheet or file holds one of the words that the source asks for."""
    whole = {key(s[1:]) for s in source.signs if s.startswith("=")}
    if not source.signs or sheet.holds or whole & {key(h) for h in headers if h.strip()}:
        return True
    return _has_sign(source, headers) or name_says(source, sheet)


def _has_sign(source: Source, texts: Sequence[str]) -> bool:
    stated, together = [_said(t) for t in texts], "".join(texts)
    if any(s in together for s in source.signs if not s.isascii()):
        return True
    return any(key(s) <= w or any(len(s) >= 5 and t.startswith(s) for t in w) for s in source.signs for w in stated)


@lru_cache(maxsize=20_000)
def _said(text: str) -> frozenset[str]:
    """The words of a text, and what those of other languages mean."""
    said = words(text)
    return frozenset((*said, *(w for word in said for meaning in glossary().get(word, ()) for w in meaning)))


# What a list of projects is called; one project's name in a name says nothing of the rows: Projektordner, 项目管理.
_PROJECTS = re.compile(
    r"\b(?:projects|portfolios?|initiatives|investments|programmes|programs|schemes|operations|grants|awards|project[ _-]?(?:list|register|portfolio|overview|data|status|report)\w*"
    r"|projektliste|projekte|projekten|projektportfolio|vorhaben|proyectos|cartera|projets|portefeuille|progetti|projetos|projectos|obras|projecten|projekty|projekter|prosjekter"
    r"|hankkeet|projektilista|проекты|proiecte)\b|项目(?:清单|列表|台账|一览|总表|汇总|库|组合|概况|状态|信息|进展|周报|月报|报表|表)|课题"
)


def name_says(source: Source, sheet: Sheet) -> bool:
    """Whether the name of the sheet, or where that is no name that tells anything the one of the file, says what the rows are.

    The exports of tools are known by their headers only: a tracker or a timeline may be anything.
    """
    if source.table in ("task", "project") and source.label not in _LISTS:
        return False
    return names_projects(sheet) if source.table == "project" else _has_sign(source, [_telling_name(sheet)])


_LISTS = frozenset(all_sources()[name].label for name in ("work_items", "project_list"))


def names_projects(sheet: Sheet) -> bool:
    """Whether the name of the sheet or file is that of a list of projects."""
    name = _telling_name(sheet)
    return bool(_PROJECTS.search(" ".join(plain(name).replace("_", " ").split()))) or key(name) == key("project")


_TIMESHEETS = re.compile(r"time ?sheet|worked|actual hours|stundenzettel|zeiterfassung|工时表|实际工时|填报")


def names_timesheet(sheet: Sheet) -> bool:
    """Whether the name of the sheet or file is that of hours worked."""
    return bool(_TIMESHEETS.search(plain(_telling_name(sheet)).replace("_", " ")))


def _telling_name(sheet: Sheet) -> str:
    return sheet.sheet if _tells(sheet.sheet) else sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


@lru_cache(maxsize=1_000)
def _tells(name: str) -> bool:
    """Whether the name of a sheet speaks of any table: Sheet1 does not."""
    return bool(name) and any(_has_sign(source, [name]) for source in all_sources().values())


def tasks_of_projects(sheet: Sheet, source: Source, columns: Mapping[str, int], headers: tuple[str, ...]) -> bool:
    """Whether what is called a list of projects would be one of tasks by a header that no column is read from: open issues."""
    return (
        source.table == "task"
        and names_projects(sheet)
        and not _has_sign(source, [headers[i] for i in columns.values()])
    )


def says_kinds(sheet: Sheet, source: Source, columns: Mapping[str, int], row: int) -> bool:
    """Whether a column says of each row which kind of entry of a register it is: issue, action, decision or change."""
    texts = sample(sheet, row, columns["kind"]) if source.table == "register" and "kind" in columns else []
    return len(texts) > 1 and all(choice(t, "register_kind") for t in texts)


def is_project_each(
    sheet: Sheet, source: Source, columns: Mapping[str, int], headers: tuple[str, ...], row: int
) -> bool:
    """Whether each row is a project of its own by id and name, whatever else is told of it."""
    if (
        source.table != "project"
        or not {"project_id", "name"} <= set(columns)
        or key(headers[columns["name"]]) not in PROJECT_NAMES
    ):
        return False
    return each_its_own(sheet, row, columns["project_id"])


_WHOLES = key("program programme portfolio 项目群 项目集")


def wholes_listed(sheet: Sheet, headers: Sequence[str], row: int) -> str:
    """The header of an id of programmes or portfolios that every row has its own of: then the rows are those, not their projects."""
    for place, header in enumerate(headers[:3]):
        said = key(header)
        if said & _WHOLES and said <= _WHOLES | key("id code number no ref") and len(said) > 1:
            return header if each_its_own(sheet, row, place) else ""
    return ""


# What only plans tell: a list with three of these is one, whatever else stands beside.
_PLANNED = frozenset(
    {"wbs", "outline_level", "is_summary", "duration_days", "percent_complete", "baseline_start", "baseline_finish", "actual_start",
     "actual_finish", "remaining_hours", "total_float_days", "constraint_type"}
)  # fmt: skip


def vetoed(source: Source, headers: tuple[str, ...], columns: Mapping[str, int]) -> bool:
    """Whether a header says that the sheet is something else than the source."""
    vetoes = set(source.vetoes) - (
        set(NOT_TASKS) if source.table == "task" and len(_PLANNED & set(columns)) > 2 else set()
    )
    keys = {key(without_unit(h)[0]) for i, h in enumerate(headers) if h.strip() and i not in columns.values()}
    keys |= {key(headers[i]) for c, i in columns.items()}
    return any(key(veto) in keys for veto in (*vetoes, *(GRANTS if source.table == "task" else ())))
