"""What each row is about: ids taken from names, rows of one name told apart or added up, the project of a register."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import polars as pl

from pmo_metrics.ingest.check import Check
from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.not_data import group_titles, section_project
from pmo_metrics.ingest.row_kinds import cost_categories
from pmo_metrics.ingest.total_rows import money_columns

# Headers that may tell one report of a project from the next: those with such a word, and a bare year or date.
_REPORTS = key("report reporting period quarter month week version snapshot round 期间 月份 季度 版本 报告")
_BARE_TIMES = frozenset(key(h) for h in ("year", "date", "年度", "年份", "日期"))


def fill_ids(check: Check) -> None:
    """An id that is missing is taken from the name beside it, and said so once."""
    name = check.table.name
    if name == "project":
        _take(check, "project_id", "name", "department")
    elif name == "milestone":
        _take(check, "milestone_id", "name")
        _one_project(check)
    elif name == "risk":
        _untitled(check)
        _take(check, "risk_id", "title")
        _one_project(check)
    elif name in ("task", "benefit"):
        _one_project(check)
    elif name == "register":
        _take(check, "entry_id", "title")
        _one_project(check)
    elif name == "lesson":
        _take(check, "lesson_id", "title")
    elif name == "person":
        _take(check, "person_id", "name")


def _take(check: Check, key: str, source: str, also: str = "") -> None:
    if source not in check.rows.columns or not check.rows.height:
        return
    had = key in check.rows.columns
    new = pl.col(source)
    if also and also in check.rows.columns and not had:
        state = ["as_of"] if "as_of" in check.rows.columns else []
        repeats = pl.len().over([source, *state]) > 1
        new = (
            pl.when(repeats & pl.col(also).is_not_null())
            .then(pl.concat_str(source, also, separator=" / "))
            .otherwise(new)
        )
    before = check.rows[key].null_count() if had else check.rows.height
    if before:
        check.rows = check.rows.with_columns((pl.coalesce(key, new) if had else new).alias(key))
        taken = before - check.rows[key].null_count()
        if taken:
            check.add(None, key, f"{taken} rows without", "an id", "info", f"taken from {source}")


def _untitled(check: Check) -> None:
    """A row with the running number of a form, but no risk in it."""
    if not {"title", "risk_id"} <= set(check.r.columns) or "title" not in check.rows.columns:
        return
    numbered = pl.col("title").is_null() & pl.col("risk_id").str.contains(r"^\d{1,3}$").fill_null(False)
    for row in check.rows.filter(numbered)["row"].to_list():
        check.bad.setdefault(row, f"{check.label('title')} is missing: nothing but a running number names the risk")


def separate(check: Check) -> None:
    """Operations of a list without ids that share a name: told apart by another column or a number, and said so.

    Where many rows repeat a name the list may hold several reports of the same projects: then only if no column
    looks like the date or period of a report, and another column of words tells nearly all rows apart.
    """
    made = "project_id" in check.rows.columns and "project_id" not in check.r.columns
    if (
        check.table.name != "project"
        or not made
        or "name" not in check.r.columns
        or cost_categories(check.r.headers, check.r.columns)
    ):
        return
    state = ["project_id", *(["as_of"] if "as_of" in check.rows.columns else [])]
    repeated = check.rows.filter(pl.struct(state).is_duplicated() & pl.col("project_id").is_not_null())
    named = {record[0]: record[1:] for record in repeated.select("row", *state).iter_rows()}
    cells = check.r.sheet.cells.filter(pl.col("row").is_in(list(named)))
    texts = {record[0]: record[1:] for record in cells.iter_rows()}
    different = {row: (named[row], texts[row]) for row in named}
    extra = len(set(different.values())) - len(set(named.values()))
    beside = _telling_column(check, list(different.values()))
    many = extra > max(2, 0.15 * check.rows.height)
    if not extra or (
        many and not _told_apart(check, list(different.values()), beside) and not _own_dates(check, named)
    ):
        return
    ids = _numbered(different, beside)
    swap = pl.col("row").replace_strict(ids, default=None, return_dtype=pl.String())
    check.rows = check.rows.with_columns(pl.coalesce(swap, "project_id").alias("project_id"))
    how = f"name and {check.r.headers[beside]}" if beside is not None else "name"
    what = f"{extra + len(set(named.values()))} operations share {len(set(named.values()))} names"
    check.add(min(named), "project_id", what, "an id column, by which each is known again next time", "warning",
             f"loaded as separate projects, told apart by {how}, else by a number")  # fmt: skip


def _own_dates(check: Check, named: Mapping[int, tuple[object, ...]]) -> bool:
    """Whether rows of one name all run at times of their own: reports of one project would repeat them."""
    dates = [c for c in ("start", "finish") if c in check.r.columns and c in check.rows.columns]
    if not dates or any(_REPORTS & key(h) or key(h) in _BARE_TIMES for h in check.r.unmapped):
        return False
    rows = check.rows.filter(pl.col("row").is_in(list(named))).select("row", *dates).iter_rows()
    return len({(named[row], *days) for row, *days in rows}) == len(named)


def _numbered(rows: Mapping[int, tuple[tuple[str, ...], tuple[str | None, ...]]], beside: int | None) -> dict[int, str]:
    """An id a row from its name, the text beside it and, where that is the same too, its number among those."""
    found: dict[int, str] = {}
    given: dict[tuple[object, ...], dict[tuple[str | None, ...], int]] = defaultdict(dict)
    for row, (named, texts) in sorted(rows.items()):
        more = (texts[beside] or "").strip() if beside is not None else ""
        name = f"{named[0]} / {more}" if more else named[0]
        number = given[(name, *named[1:])].setdefault(texts, len(given[(name, *named[1:])]) + 1)
        found[row] = name if number == 1 else f"{name} ({number})"
    return found


def add_up(check: Check) -> None:
    """Rows of one project that differ in amounts and in whom they are for (its participants, its funds) are its parts.

    Not where a column looks like the date or period of a report: those rows are the same amounts again.
    """
    money = money_columns(check.m)
    if (
        check.table.name != "project"
        or not money
        or not ("project_id" in check.r.columns or cost_categories(check.r.headers, check.r.columns))
    ):
        return
    state = ["project_id", *(["as_of"] if "as_of" in check.rows.columns else [])]
    others = [c for c in check.rows.columns if c not in ("row", *money)]
    shared = pl.struct(state).is_duplicated() & pl.col("project_id").is_not_null()
    agree = pl.struct(others).n_unique().over(state) == 1
    parts = check.rows.filter(~pl.col("row").is_in(list(check.bad))).filter(shared & agree)
    cells = check.r.sheet.cells.filter(pl.col("row").is_in(parts["row"].to_list()))
    texts = {record[0]: record[1:] for record in cells.iter_rows()}
    rows = [(project, texts[row]) for row, project in parts.select("row", "project_id").iter_rows()]
    beside = _telling_column(check, rows) if rows else None
    if not _told_apart(check, rows, beside) or len({(p, t[beside or 0]) for p, t in rows}) < len(rows):
        return
    if not parts.select(pl.struct(money).n_unique().over(state).max()).item() > 1:
        _count_once(check, parts, state, beside or 0)
        return
    total = [pl.when(pl.col(c).count() > 0).then(pl.col(c).sum()).alias(c) for c in money]
    first = [pl.col(c).first() for c in ("row", *others) if c not in state]
    whole = parts.group_by(state, maintain_order=True).agg(*first, *total).select(check.rows.columns)
    left = check.rows.filter(~pl.col("row").is_in(parts["row"].to_list()))
    check.rows = pl.concat([left, whole.cast(left.schema)]).sort("row")
    check.add(int(parts["row"][0]), "project_id", f"{parts.height} rows of {whole.height} projects, told apart by {check.r.headers[beside or 0]}",
             "one row a project", "warning", "their amounts are added up")  # fmt: skip


def _count_once(check: Check, parts: pl.DataFrame, state: Sequence[str], beside: int) -> None:
    """Rows that repeat a project with the same amounts for each of its sites, say: the first of them is the project."""
    again = parts.filter(~pl.struct(state).is_first_distinct())["row"].to_list()
    check.rows = check.rows.filter(~pl.col("row").is_in(again))
    check.dropped |= dict.fromkeys(again, "repeated project")
    found = f"{parts.height} rows of {parts.height - len(again)} projects with the same amounts, told apart by {check.r.headers[beside]}"
    check.add(int(parts["row"][0]), "project_id", found, "one row a project", "warning", "counted once")


def _told_apart(check: Check, rows: Sequence[tuple[object, tuple[str | None, ...]]], beside: int | None) -> bool:
    """Whether rows of one name are different operations, of different beneficiaries say, and not reports over time."""
    if beside is None or any(_REPORTS & key(h) or key(h) in _BARE_TIMES for h in check.r.unmapped):
        return False
    return len({(name, texts[beside]) for name, texts in rows}) > len({name for name, _ in rows}) * 1.2


def _telling_column(check: Check, rows: Sequence[tuple[object, tuple[str | None, ...]]]) -> int | None:
    """The column of words that best tells rows of one name apart, such as the beneficiary; None without any."""
    best, most = None, len({key for key, _ in rows})
    for place, header in enumerate(check.r.headers):
        filled = [t for _, texts in rows if (t := texts[place]) and t.strip()]
        words = [t for t in filled if re.search(r"[^\W\d_]{2}", t) and len(t) <= 120 and not read_date(t)]
        if not header.strip() or place == check.r.columns.get("name") or len(words) < 0.8 * len(rows):
            continue
        distinct = len({(key, texts[place]) for key, texts in rows})
        if distinct > most:
            best, most = place, distinct
    return best


def _one_project(check: Check) -> None:
    """A register that names no project belongs to its section's or title's project, else to the file as a whole."""
    if "project_id" in check.rows.columns or not check.rows.height:
        return
    named = check.r.sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    sections = _project_sections(check)
    owner = [next((p for start, p in reversed(sections) if start < row), "") for row in check.rows["row"].to_list()]
    check.rows = check.rows.with_columns(pl.Series("project_id", [o or named for o in owner], pl.String()))
    if any(owner):
        check.add(
            None,
            "project_id",
            f"{sum(map(bool, owner))} rows",
            "a column with the project's id",
            "info",
            "taken from the title above",
        )
    if not all(owner):
        check.add(
            None,
            "project_id",
            "no project column",
            "a column with the project's id",
            "warning",
            f"taken as {named}",
        )


def _project_sections(check: Check) -> list[tuple[int, str]]:
    """Titles such as `Project 1: | Fleming Way` or `项目名称：智慧园区`, and the project that each opens."""
    places = [r for r, why in check.dropped.items() if why in ("section or note", "title")]
    rows = check.r.sheet.cells.filter(pl.col("row").is_in(places))
    found: list[tuple[int, str]] = []
    for record in rows.iter_rows():
        texts = [t.strip() for t in record[1:] if t and t.strip()]
        if (named := section_project(texts)) is not None:
            found.append((record[0], named))
    if found or check.table.name not in ("milestone", "risk", "register"):
        return found
    return sorted(group_titles(check.r.sheet.cells, check.rows["row"].to_list(), check.dropped).items())
