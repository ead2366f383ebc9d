"""What a list of tasks leaves between the lines: which project it is of, which rows repeat others, which are milestones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from pmo_metrics.ingest.dates import dates_in
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.model import Recognised, Severity
from pmo_metrics.ingest.values import choice

Tell = Callable[[int | None, str, str, str, Severity, str], None]

_SUMMARY_KINDS = frozenset(
    plain(w)
    for w in (
        "epic", "initiative", "portfolio epic", "theme", "summary", "summary task", "wbs summary", "tt_wbs",
        "level of effort", "tt_loe", "feature group", "史诗", "摘要", "汇总",
    )
)  # fmt: skip
_MILESTONE_KINDS = frozenset(
    plain(w)
    for w in (
        "milestone", "start milestone", "finish milestone", "tt_mile", "tt_finmile", "gate", "meilenstein", "jalon",
        "里程碑", "开始里程碑", "完成里程碑",
    )
)  # fmt: skip
ISSUE_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_]+)-\d+")  # of a tracker: begins with the key of the project
TRACKED = key("issue ticket key 问题关键字 schlussel vorgangsschlussel cle clave chave")
_MAIL = re.compile(r"\s*<[^<>@\s]+@[^<>\s]+>")
_HAPPENED = re.compile(r"\d\s+A$")
_ROUNDED = re.compile(r"\d\.\d+E\+\d{2,}")
_PHASE = re.compile(
    r"\W*(?:phase|stage|etappe|fase|etapa|этап|阶段)\s*(?:\d|[ivx]+\b|[一二三四五六七八九十])|\W*第.{1,2}阶段"
)
_OUTLINE = re.compile(r"[\w]+(\.[\w]+)*\.?")


def settle(recognised: Recognised, cells: pl.DataFrame, rows: pl.DataFrame, tell: Tell) -> pl.DataFrame:
    """Task rows with their project, an id each, and the flags of summaries and milestones."""
    list_ = _Tasks(recognised, cells, rows, tell)
    list_.names()
    list_.words()
    list_.actuals()
    list_.ids()
    list_.project()
    list_.summaries()
    list_.parents()
    list_.milestones()
    return list_.frame()


class _Tasks:
    """The columns of one task list, by name, each as long as the list."""

    def __init__(self, recognised: Recognised, cells: pl.DataFrame, rows: pl.DataFrame, tell: Tell) -> None:
        self.r, self.cells, self.rows, self.tell = recognised, cells, rows, tell
        self.new: dict[str, pl.Series] = {}

    def column(self, name: str) -> list[Any]:
        if name in self.new:
            return self.new[name].to_list()
        return self.rows[name].to_list() if name in self.rows.columns else [None] * self.rows.height

    def put(self, name: str, values: Sequence[object], kind: pl.DataType) -> None:
        self.new[name] = pl.Series(name, values, kind)

    def raw(self, *headers: str) -> list[str | None] | None:
        """The cells of the first column that has one of these headers, whatever it was read as."""
        wanted = [key(h) for h in headers]
        place = next((i for i, h in enumerate(self.r.headers) if h.strip() and key(h) in wanted), None)
        return None if place is None else self.cells[f"c{place}"].str.strip_chars().to_list()

    def names(self) -> None:
        """A tree query of Azure DevOps has one column of titles a level: `Title 1`, `Title 2`; the deepest is the item's own."""
        titles = {int(m[1]): i for i, h in enumerate(self.r.headers) if (m := re.fullmatch(r"title (\d)", plain(h)))}
        if len(titles) < 2:
            return
        columns = [(level, self.cells[f"c{place}"].to_list()) for level, place in sorted(titles.items())]
        found = [
            next(
                ((level, t.strip()) for level, texts in reversed(columns) if (t := texts[i]) and t.strip()),
                (None, None),
            )
            for i in range(self.rows.height)
        ]
        self.put("name", [name for _, name in found], pl.String())
        self.put("outline_level", [level for level, _ in found], pl.Decimal(18, 6))

    def words(self) -> None:
        """People without their addresses, the tool's own word for the state, and issues that were closed undone."""
        if "owner" in self.rows.columns:
            bare = [
                o.removeprefix("[").removesuffix("]") if o and o[0] + o[-1] == "[]" else o for o in self.column("owner")
            ]
            self.put("owner", [_MAIL.sub("", o).strip() or o if o else None for o in bare], pl.String())
        if "status" in self.r.columns:
            place = self.r.columns["status"]
            own = self.raw("status", "state", "状态") or self.cells[f"c{place}"].str.strip_chars().to_list()
            self.put("tool_state", [t or None for t in own], pl.String())
        elif "tool_state" in self.rows.columns:  # a board's section: To do, Doing, Done, or anything else
            pairs = zip(self.column("tool_state"), self.column("resolved_on"), strict=True)
            sections = ["done" if day else choice(t, "task_status") if t else None for t, day in pairs]
            self.put("status", sections, pl.String())
        if (
            self.r.source == "azure_devops" and "status" in self.r.columns
        ):  # built, not yet verified: Closed comes after it
            states = zip(self.column("status"), self.column("tool_state"), strict=True)
            self.put("status", ["in_progress" if plain(t or "") == "resolved" else s for s, t in states], pl.String())
        category = self.raw("status category", "状态类别")
        if category is not None and "status" in self.rows.columns:  # three words, where workflows have any
            broad = [choice(c, "task_status") if c else None for c in category]
            self.put("status", [s or b for s, b in zip(self.column("status"), broad, strict=True)], pl.String())
        checked = self.raw(
            "due complete", "completed", "complete", "done", "is completed", "is done", "erledigt", "已完成"
        )
        flags = [choice(c, "flag") if c else None for c in checked or []]
        if checked and any(flags) and all(f or not c for f, c in zip(flags, checked, strict=True)):
            ticked = ["done" if f == "true" else s for f, s in zip(flags, self.column("status"), strict=True)]
            self.put("status", ticked, pl.String())  # a box that is ticked, whatever the list the task is in is called
        undone = self.raw("resolution", "解决结果")
        inactive = self.raw("active", "活动的") if self.r.source == "ms_project" else None
        if undone is None and inactive is None:
            return
        status = self.column("status")
        for i in range(len(status)):
            left = undone is not None and undone[i] and choice(undone[i] or "", "task_status") == "cancelled"
            if left or (inactive is not None and inactive[i] and choice(inactive[i] or "", "flag") == "false"):
                status[i] = "cancelled"
        self.put("status", status, pl.String())

    def actuals(self) -> None:
        """Primavera marks the dates that have happened with an A: 02-Mar-26 A."""
        if self.r.source != "primavera":
            return
        for planned, actual in (("start", "actual_start"), ("finish", "actual_finish")):
            if actual in self.rows.columns or planned not in self.r.columns:
                continue
            texts = self.cells[f"c{self.r.columns[planned]}"].to_list()
            days = [d if t and _HAPPENED.search(t) else None for t, d in zip(texts, self.column(planned), strict=True)]
            if any(days):
                self.put(actual, days, pl.Date())
                self.tell(
                    None,
                    actual,
                    f"{planned} dates marked with A",
                    "dates that have happened",
                    "info",
                    "taken as actual",
                )

    def ids(self) -> None:
        """An id where there is none: the name, numbered where it repeats; the number of the record where there is no name."""
        own, names, projects = self.column("task_id"), self.column("name"), self.column("project_id")
        rounded = [i for i, own_id in enumerate(own) if own_id and _ROUNDED.fullmatch(own_id) and names[i]]
        for i in rounded:
            own[i] = None  # Excel has cut the number: two tasks may share what is left of it
        if None not in own:
            return
        seen, by_name, by_row = Counter[tuple[object, str]](), 0, 0
        for i, (given, name) in enumerate(zip(own, names, strict=True)):
            if given is not None:
                continue
            if name:
                seen[projects[i], name] += 1
                own[i] = name if seen[projects[i], name] == 1 else f"{name} ({seen[projects[i], name]})"
                by_name += 1
            elif not any(name_ for name_ in names):
                own[i] = f"#{self.rows['row'][i]}"
                by_row += 1
        self.put("task_id", own, pl.String())
        if by_name:
            self.tell(None, "task_id", f"{by_name} rows without", "an id", "info", "taken from name")
        if by_row:
            what = "an id or a name, so that a later file can be compared with this one"
            self.tell(None, "task_id", f"{by_row} rows without", what, "warning", "the number of the record taken")

    def project(self) -> None:
        """A list without a column for the project is of one project: by its keys, its title, or the name of the file."""
        self.shared()
        if "project_id" in self.rows.columns and self.rows["project_id"].null_count() == 0:
            return
        given = self.column("project_id")
        for wider in ("folder name", "space name") if self.r.source == "clickup" else ():
            given = [g or w or None for g, w in zip(given, self.raw(wider) or [None] * len(given), strict=True)]
        if any(given) and all(given):
            self.put("project_id", given, pl.String())
            self.tell(None, "project_id", "tasks in no list", "a list", "info", "taken from the folder or space")
            return
        keys = [ISSUE_KEY.fullmatch(t or "") for t in self.column("task_id")] if self.has_issue_keys() else []
        if keys and all(keys):
            self.put("project_id", [g or k[1] for g, k in zip(given, keys, strict=True) if k], pl.String())
            self.tell(None, "project_id", "no project column", "a column with the project's id", "info", "taken from the keys of the issues")  # fmt: skip
            return
        if "project_name" in self.rows.columns and not any(given):
            self.put("project_id", self.column("project_name"), pl.String())
            return
        if any(given) or self.project_titled():
            return  # a row that names no project among rows that do is asked about
        if root := self.root():
            self.put("project_id", [root] * self.rows.height, pl.String())
            self.tell(None, "project_id", "no project column", "a column with the project's id", "info", f"taken as {root}, where all paths begin")  # fmt: skip
            return
        named = self.titled() or bare_name(self.r.sheet.file)
        self.put("project_id", [named] * self.rows.height, pl.String())
        what = "a column with the project's id"
        self.tell(None, "project_id", "no project column", what, "warning", f"taken as {named}")

    def has_issue_keys(self) -> bool:
        """Whether ids are the keys of a tracker, which begin with the project's: PAY-12. Activities of a plan are numbered A-12 too."""
        place = self.r.columns.get("task_id")
        return place is not None and (self.r.source == "jira" or bool(key(self.r.headers[place]) & TRACKED))

    def shared(self) -> None:
        """An Asana task may be in several projects, `Editorial, Ops`: it counts for the first that has tasks of its own."""
        if self.r.source != "asana":
            return
        given = self.column("project_id")
        alone = {g for g in given if g and ", " not in g}
        lists = [[part for part in (g or "").split(", ") if part] for g in given]
        every = set[str]().union(*lists) if lists else set[str]()
        alone |= {part for part in every if all(part in parts for parts in lists if parts)}
        first = [next((p for p in parts if p in alone), g) for parts, g in zip(lists, given, strict=True)]
        if moved := sum(f != g for f, g in zip(first, given, strict=True)):
            self.put("project_id", first, pl.String())
            what = "one project a task"
            self.tell(None, "project_id", f"{moved} tasks in several projects", what, "info", "counted for the first that has tasks of its own")  # fmt: skip

    def project_titled(self) -> bool:
        """Whether a title such as `Project: Apollo` stands above: then the common rule for titles applies."""
        above = self.r.sheet.cells.filter(pl.col("row") < (self.r.header_row or 0)).drop("row").rows()
        return any(
            re.match(r"(project|program|programme|项目)\s*(\w+)?\s*[:：]", plain(t)) for r in above for t in r if t
        )

    def root(self) -> str:
        """Where all rows lie in one tree, its root: the area of Azure DevOps, the WBS code of Primavera, the folder of Wrike."""
        paths = {
            "azure_devops": (self.raw("area path") or self.raw("iteration path"), "\\"), "primavera": (self.raw("wbs code", "wbs"), "."),
            "wrike": (self.raw("folder"), "/"),
        }  # fmt: skip
        texts, mark = paths.get(self.r.source or "", (None, ""))
        roots = {(t or "").lstrip(mark).split(mark)[0].strip() for t in texts} if texts else set[str]()
        root = roots.pop() if len(roots) == 1 else ""
        return "" if root.isdigit() else root  # 1 of 1.2 is no name of a project

    def titled(self) -> str:
        """The board that a monday.com export begins with, the plan that Planner names above its tasks or on another sheet."""
        if self.r.source == "planner":
            above = self.r.sheet.cells.filter(pl.col("row") < (self.r.header_row or 0)).drop("row").rows()
            pairs = [[t.strip() for t in r if t and t.strip()] for r in above]
            pairs += [t.split(": ", 1) for t in self.r.sheet.titles]
            return next((p[1] for p in pairs if len(p) == 2 and key(p[0]) == key("plan name")), "")
        if self.r.source != "monday":
            return ""
        first = self.r.sheet.cells.drop("row").row(0)
        texts = [t.strip() for t in first if t and t.strip()]
        return texts[0] if len(texts) == 1 and self.r.header_row != 1 else ""

    def summaries(self) -> None:
        """Rows whose figures repeat those of rows below them: by their own column, level, number, parents or indent."""
        stated = self.column("is_summary")
        levels = [None if v is None else int(v) for v in self.column("outline_level")]
        if any(v is not None for v in stated):
            found = [bool(v) for v in stated]
        else:
            numbered = self.by_number() if self.r.source != "primavera" else [False] * self.rows.height
            ways = (self.by_level(levels), numbered, self.by_parent(), self.by_indent(), self.by_phase())
            below = self.raw("sub-tasks", "subtasks", "subitems") or [None] * self.rows.height
            found = [any(way[i] for way in ways) or bool(below[i]) for i in range(self.rows.height)]
        if self.r.source == "primavera" and any(names := self.column("name")):
            found = [
                f or not name for f, name in zip(found, names, strict=True)
            ]  # a band of a layout: a node of the WBS
        kinds = self.column("kind")
        for i, kind in enumerate(kinds):
            found[i] = found[i] or levels[i] == 0 or plain(kind or "") in _SUMMARY_KINDS
        self.put("is_summary", found, pl.Boolean())

    def by_level(self, levels: Sequence[int | None]) -> list[bool]:
        pairs = zip(levels, [*levels[1:], None], strict=False)  # an empty list has no level after it
        return [a is not None and b is not None and b > a for a, b in pairs]

    def by_number(self) -> list[bool]:
        """1.2 is above 1.2.1, where every row has a number of its own. (An activity of Primavera lies in its WBS node.)"""
        numbers = [(n or "").strip().rstrip(".") for n in self.column("wbs")]
        filled = [n for n in numbers if n]
        if not filled or len(set(filled)) < len(filled) or not all(_OUTLINE.fullmatch(n) for n in filled):
            return [False] * len(numbers)
        above = {n.rsplit(".", depth)[0] for n in filled for depth in range(1, n.count(".") + 1)}
        return [n in above for n in numbers]

    def by_phase(self) -> list[bool]:
        """Rows called a phase that begin with the first and end with the last of two or more rows below, up to the next phase."""
        called = zip(self.column("wbs"), self.column("name"), strict=True)
        phases = [i for i, texts in enumerate(called) if any(t and _PHASE.match(plain(t)) for t in texts)]
        starts, ends, found = self.column("start"), self.column("finish"), [False] * self.rows.height
        for first, after in pairwise([*phases, self.rows.height]):
            dates = [{v for v in days[first + 1 : after] if v is not None} for days in (starts, ends)]
            if after - first > 2 and all(dates):
                found[first] = starts[first] == min(dates[0]) and ends[first] == max(dates[1])
        return found

    def by_parent(self) -> list[bool]:
        """Rows that others name as their parent: by id, by a second id, or (Asana) by name."""
        parents = {(p, _bare(v)) for p, v in zip(self.column("project_id"), self.column("parent_id"), strict=True) if v}
        epics = self.raw("custom field (epic link)", "epic link") or []
        named = {v for _, v in parents} | {_bare(e) for e in epics if e}
        if not named:
            return [False] * self.rows.height
        ways = [self.column("task_id"), self.raw("issue id", "id", "#") or [], self.column("name")]
        ids = {_bare(t) for t in ways[0] if t} | {_bare(t) for t in ways[1] if t}
        if named & ids:
            ways = ways[:2]  # parents are ids here: a task that happens to bear such a name is none
        return [
            any(i < len(way) and way[i] and _bare(way[i]) in named for way in ways) for i in range(self.rows.height)
        ]

    def parents(self) -> None:
        """Parents under the id that their own row has: trackers name them by a second id, by a number, or by name."""
        if "parent_id" not in self.rows.columns:
            return
        ids, names, projects = self.column("task_id"), self.column("name"), self.column("project_id")
        found: dict[tuple[object, str], str | None] = {}
        shared = {pair for pair, n in Counter(zip(projects, map(_bare, names), strict=True)).items() if n > 1}
        for way in (names, self.raw("issue id", "id", "#") or [], ids):  # the last way that knows a parent is the best
            counts = Counter((p, _bare(t)) for p, t in zip(projects, way, strict=False) if t)
            for project, text, task in zip(projects, way, ids, strict=False):
                if text and counts[project, _bare(text)] == 1:
                    found[project, _bare(text)] = task
        given = self.column("parent_id")
        resolved = [found.get((p, _bare(g)), g) if g else g for p, g in zip(projects, given, strict=True)]
        for i, (project, parent) in enumerate(zip(projects, resolved, strict=True)):
            if parent and parent not in ids and (project, _bare(parent)) in shared:
                what = "one task of that name, or the parent's id"
                self.tell(
                    self.rows["row"][i], "parent_id", parent, what, "warning", "left empty: several tasks are called so"
                )
                resolved[i] = None
        if "task_id" not in self.r.columns and (lost := sum(bool(p) and p not in ids for p in resolved)):
            resolved = [p if p in ids else None for p in resolved]  # numbers of rows, say: no task has an id of its own
            self.tell(
                None, "parent_id", f"{lost} parents that no task here is", "the name of a task", "warning", "left empty"
            )
        self.put("parent_id", resolved, pl.String())

    def by_indent(self) -> list[bool]:
        place = self.r.columns.get("name")
        if place is None or any(v is not None for v in self.column("outline_level")):
            return [False] * self.rows.height
        texts = [t or "" for t in self.cells[f"c{place}"].to_list()]
        depth = [len(t) - len(t.lstrip(" \t\u3000\u00a0")) for t in texts]
        return self.by_level([d if t.strip() else None for d, t in zip(depth, texts, strict=True)])

    def milestones(self) -> None:
        """Milestones by their own column, by the type, or by a duration of nothing."""
        stated, kinds = self.column("is_milestone"), self.column("kind")
        zero = [v is not None and v == 0 for v in self.column("duration_days")]
        summary = self.column("is_summary")
        own = any(v is not None for v in stated)
        found = [
            bool(stated[i]) or plain(kinds[i] or "") in _MILESTONE_KINDS or (not own and zero[i] and not summary[i])
            for i in range(self.rows.height)
        ]
        self.put("is_milestone", found, pl.Boolean())

    def frame(self) -> pl.DataFrame:
        return self.rows.with_columns(list(self.new.values()))


def _bare(text: str | None) -> str:
    """An id as its row and its parts both write it: without "#", and without the ".0" of a column with gaps."""
    return re.sub(r"^(\d+)\.0+$", r"\1", (text or "").strip().lstrip("#"))


def bare_name(file: str) -> str:
    """The name of a file without its folder, its ending and its date: the exports of one plan bear different dates."""
    stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    found = re.sub(
        r"(?<!\d)((19|20)\d{2}[-_.]?\d{1,2}([-_.]?\d{1,2})?|\d{1,2}[-_.]\d{1,2}[-_.](19|20)\d{2})(?!\d)", " ", stem
    )
    found = re.sub(r"^[\s_\-.]+|[\s_\-.]+$", "", found) if dates_in(stem) else stem
    return found or stem
