"""Logical links out of the column of predecessors of a task list: `12FS+3 days`, `5SS-2d`, `3,4`, `A1000: FS 2`.

They become a sheet of their own, one row a link, which is recognised, mapped and accounted for like any other. A
predecessor that is none of the tasks of the list stays as it is written and is told; its row is held back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.durations import effort
from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.map import Mapped
from pmo_metrics.ingest.model import Recognised, Sheet
from pmo_metrics.ingest.plan_formats.sheets import Note, link_table
from pmo_metrics.ingest.plans import text_sheet
from pmo_metrics.ingest.values import says_nothing

_HEADERS = frozenset(
    key(h)
    for h in (
        "predecessors", "predecessor", "dependency", "dependency ids", "unique id predecessors", "predecessor details", "predecessor ids", "depends on", "follows",
        "dependencies", "blocked by (dependencies)", "blocked by", "前置任务", "前置依赖", "依赖任务", "前置作业", "前置任務", "先行タスク", "vorgänger",
        "inward issue link (blocks)", "lien du ticket entrant (blocks)", "prédécesseurs", "predecesoras", "predecessori", "predecessoras", "предшественники", "voorafgaande taken",
        "dependencias", "dependência", "dependances", "task dependency", "task dependencies", "abhängigkeiten", "abhängig von", "prerequisite", "前工程", "先行作業", "선행작업", "선행 작업",
    )
)  # fmt: skip
_WORDS = frozenset(
    key(h)
    for h in (
        "depends on",
        "follows",
        "dependency",
        "dependencies",
        "blocked by",
        "dependencias",
        "dependência",
        "dependances",
        "abhängigkeiten",
    )
)
# What Microsoft Project calls the four types in the languages it comes in.
_TYPES: Mapping[str, str] = {
    word: kind
    for kind, words in {
        "FS": "FS EA FD FC TI FI ОН", "SS": "SS AA DD CC II НН", "FF": "FF EE TT ОО", "SF": "SF AE DF CF IT IF НО",
    }.items()
    for word in words.split()
}  # fmt: skip
_LINK = re.compile(
    rf"(?P<task>.+?)\s*[:\-(]?\s*(?P<kind>{'|'.join(_TYPES)})\)?\s*=?\s*(?P<lag>(?:[+\-]\s*)?(?:P?\d|P-).*)?",
    re.I | re.S,
)
_DELAY = re.compile(r"(?P<task>.+?)\s+(?P<lag>\d+\s*d)")  # Redmine: follows RED-2 1d
_LAG_ONLY = re.compile(r"(?P<task>.+?)\s*(?P<lag>[+\-]\s*\d.*)", re.S)
# Lists whose predecessors are the numbers of rows, where they have no column of numbers.
_BY_ROW = ("ms_project", "smartsheet")
_NUMBERS = tuple(key(h) for h in ("id", "no", "标识号", "序号", "#", "row number", "行号", "n°", "識別碼"))


@dataclass(frozen=True)
class Link:
    """A link as it is written: the task before, the type (FS unless stated), and the lag in working days.

    `lag` is None where it is no time that can be read, such as a share of the duration of the task before.
    """

    task: str
    kind: str = "FS"
    lag: Decimal | None = Decimal(0)


# The number of an outline that the list does not show: then a bare 2 beside 1.1 is no number of a row either.
_OUTLINE = re.compile(r"(?<![\d.])\d{1,3}\.\d{1,3}(?![\d.]*\s*[a-zA-Z天日])")


def links_of(recognised: Recognised, mapped: Mapped) -> Sheet | None:
    """The links of a task list as a sheet; None where it has no column of predecessors, or nothing in it."""
    place = next((i for i, h in enumerate(recognised.headers) if key(h) in _HEADERS), None)
    if mapped.recognised.table != "task" or place is None or not mapped.rows.height:
        return None
    # Jira writes a column of the same name for each further link.
    places = [i for i, h in enumerate(recognised.headers) if key(h) == key(recognised.headers[place])]
    cells = mapped.recognised.sheet.cells.filter(pl.col("row").is_in(mapped.rows["row"].to_list()))
    several = cells.select(f"c{i}" for i in places).rows()
    texts = ["; ".join(t.strip() for t in row if t and t.strip() and not says_nothing(t)) for row in several]
    if not any(texts):
        return None
    outlined = any(_OUTLINE.search(t) for t in texts) and "wbs" not in recognised.columns
    tasks = _Tasks(mapped, cells, "unique" in key(recognised.headers[place]), by_row=not outlined)
    rows, notes = list[tuple[str, ...]](), list[Note]()
    sheet, header = recognised.sheet, recognised.headers[place]
    for number, project, task, day, text in zip(*tasks.columns(), texts, strict=True):
        for link in parse(text, tasks.known(project)):
            before = tasks.known(project).get(link.task)
            lag = "" if link.lag is None else f"{link.lag:.2f}"
            rows.append((project, task, before or "", link.kind, lag, day, text))
            if before is None:
                what, expected, action = link.task, "a task of the same project in this list", "the link is held back"
                notes.append((number, header, what[:200], expected, "warning", action))
            elif link.lag is None:
                notes.append((number, header, text[:200], "a lag such as +3 days", "warning", "the lag is left empty"))
    words = key(header) in _WORDS and not any(row[2] for row in rows)
    if not rows or words:  # under Dependencies people also write sentences
        return None
    [found] = link_table(f"{sheet.sheet} links".strip(), 1, list(enumerate(rows, 2)), notes)
    return text_sheet(sheet.file, found.plain())


def parse(text: str, known: Mapping[str, str]) -> list[Link]:
    """The links of one cell. Names may hold commas, so that the first way to cut the cell whose parts are all known counts."""
    if not text:
        return []
    cuts = [[text], re.split(r"[;\n]+", text), re.split(r"[,;\n，；、]+", text)]
    ways = [[_link(part.strip(), known) for part in parts if part.strip()] for parts in cuts]
    best = max(
        ways, key=lambda links: (all(link.task in known for link in links), sum(link.task in known for link in links))
    )
    return best if any(link.task in known for link in best) else ways[-1]


def _link(text: str, known: Mapping[str, str]) -> Link:
    if text in known:
        return Link(text)
    delayed = _DELAY.fullmatch(text)
    if delayed and delayed["task"] in known:
        return Link(delayed["task"], "FS", lag_days(delayed["lag"]))
    for pattern in (_LINK, _LAG_ONLY):
        found = pattern.fullmatch(text)
        if pattern is _LAG_ONLY and found and found["lag"].lstrip("+- ") in known:
            break  # 4.2-4.4 is a range of tasks, not 4.2 and a lag
        if found and (found["task"].strip() in known or (pattern is _LINK and re.search(r"\d", found["task"]))):
            kind = _TYPES[found["kind"].upper()] if pattern is _LINK else "FS"
            return Link(found["task"].strip(), kind, lag_days(found["lag"] or ""))
    return Link(text)


def lag_days(text: str) -> Decimal | None:
    """A lag such as `+3 days`, `-2d`, `P2D` or nothing at all, in working days; None where it is no time."""
    bare = re.sub(r"\s+", " ", text).strip()
    if not bare:
        return Decimal(0)
    sign = -1 if bare.startswith(("-", "P-")) else 1
    bare = re.sub(r"(?<=\d)\s*[tj]$", "d", bare.lstrip("+- ").replace("P-", "P"))  # Tage, jours
    whole = re.fullmatch(r"P(\d+)D", bare)  # GanttProject counts whole days
    if whole:
        return Decimal(whole[1]) * sign
    found = effort(bare, "unknown")
    days = found.as_days("days") if found else None
    return None if days is None else days * sign


class _Tasks:
    """The tasks of a list, and what a predecessor may call them."""

    def __init__(self, mapped: Mapped, cells: pl.DataFrame, by_unique_id: bool, by_row: bool) -> None:
        self.mapped, self.cells, self.by_row = mapped, cells, by_row
        self.calls: dict[str, dict[str, str]] = {}
        for way in self.ways(by_unique_id):
            counts = Counter(way)
            for (project, text), task in zip(way, self.column("task_id"), strict=True):
                if text and task and counts[project, text] == 1:
                    self.calls.setdefault(project, {})[text] = task

    def column(self, name: str) -> list[str]:
        rows = self.mapped.rows
        return (
            [str(v) if v is not None else "" for v in rows[name].to_list()]
            if name in rows.columns
            else [""] * rows.height
        )

    def columns(self) -> tuple[list[int], list[str], list[str], list[str]]:
        return (
            self.mapped.rows["row"].to_list(),
            self.column("project_id"),
            self.column("task_id"),
            self.column("as_of"),
        )

    def known(self, project: str) -> Mapping[str, str]:
        """What tasks of the project are called, and their ids."""
        return self.calls.get(project, {})

    def ways(self, by_unique_id: bool) -> Iterator[list[tuple[str, str]]]:
        """The ways to call a task, the surest last: by name, by its own id, and by the number of the tool."""
        projects, recognised = self.column("project_id"), self.mapped.recognised
        own, numbers = self.column("task_id"), self.numbers()
        yield list(zip(projects, self.column("name"), strict=True))
        yield list(zip(projects, self.column("wbs"), strict=True))
        if by_unique_id or not numbers:
            counted = recognised.source in _BY_ROW and "task_id" not in recognised.columns
            if self.by_row and counted and not by_unique_id:
                first = recognised.header_row or 0
                yield [
                    (p, str(row - first)) for p, row in zip(projects, self.mapped.rows["row"].to_list(), strict=True)
                ]
            yield list(zip(projects, own, strict=True))
        else:
            yield list(zip(projects, numbers, strict=True))

    def numbers(self) -> list[str]:
        """The cells of a column of numbers beside the one that the ids are taken from; none where there is no such column."""
        recognised = self.mapped.recognised
        taken = recognised.columns.get("task_id")
        place = next(
            (i for i, h in enumerate(recognised.headers) if i != taken and h.strip() and key(h) in _NUMBERS), None
        )
        return [] if place is None else [(t or "").strip() for t in self.cells[f"c{place}"].to_list()]
