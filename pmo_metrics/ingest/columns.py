"""Columns put right before they are read: one name twice, merged cells that only the first row of a group fills."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.model import Problem, Recognised, Severity

_TYPED = frozenset({"money", "date", "month", "share", "number", "step", "hours", "work", "days", "choice"})
_GROUPED = frozenset({"milestone", "risk", "cost", "assignment", "progress"})


def one_name_once(recognised: Recognised) -> Recognised:
    """Columns of the same name are read as one where they agree; where they contradict each other none is guessed."""
    headers = [plain(h) for h in recognised.headers]
    found = recognised
    for column, place in recognised.columns.items():
        others = [i for i, h in enumerate(headers) if i != place and h and h == headers[place]]
        others = [i for i in others if i not in recognised.columns.values()]
        for other in others:
            found = _joined(found, column, place, other)
    return found


def _joined(recognised: Recognised, column: str, place: int, other: int) -> Recognised:
    sheet, header_row = recognised.sheet, recognised.header_row or 0
    one, two = (pl.col(f"c{i}").str.strip_chars().replace("", None) for i in (place, other))
    below = pl.col("row") > header_row
    same = plain(recognised.headers[place])
    different = sheet.cells.filter(below & (one != two).fill_null(False) & (one.str.to_lowercase() != same))[
        "row"
    ].to_list()
    if not different:
        cells = sheet.cells.with_columns(
            pl.when(below).then(pl.coalesce(one, two)).otherwise(pl.col(f"c{place}")).alias(f"c{place}")
        )
        return _told(
            replace(recognised, sheet=replace(sheet, cells=cells)),
            place,
            "one column of this name",
            "info",
            "read as one",
        )
    what = f"one column of this name: two differ in {len(different)} rows, such as row {different[0]}"
    if column not in recognised.columns or kind_of(recognised.table or "", column) not in _TYPED:
        return _told(recognised, place, what, "warning", "the first is read")
    kept = {c: i for c, i in recognised.columns.items() if c != column}
    unmapped = (*recognised.unmapped, recognised.headers[place])
    left = replace(recognised, columns=kept, unmapped=tuple(dict.fromkeys(unmapped)))
    return _told(left, place, what, "error", "not loaded: give each its own name")


def _told(recognised: Recognised, place: int, expected: str, severity: Severity, action: str) -> Recognised:
    sheet, header = recognised.sheet, recognised.headers[place]
    note = Problem(
        sheet.file, sheet.sheet, recognised.header_row, header, f"{header} twice", expected, severity, action
    )
    return replace(recognised, problems=(*recognised.problems, note))


def fill_groups(recognised: Recognised) -> Recognised:
    """A project that stands only beside the first of its rows, as merged cells are exported, holds for all of them.

    Only where each filled cell opens a new group: no value twice, the first row filled, a good part of the rows blank.
    """
    place = recognised.columns.get("project_id")
    if place is None or recognised.table not in _GROUPED:
        return recognised
    sheet, header_row = recognised.sheet, recognised.header_row or 0
    name, below = f"c{place}", pl.col("row") > header_row
    texts = pl.col(name).str.strip_chars().replace("", None)
    full = sheet.cells.filter(below).filter(pl.any_horizontal(pl.exclude("row").str.contains(r"\S").fill_null(False)))
    values = full.select(texts.alias("t"))["t"]
    filled, blank = values.drop_nulls(), values.null_count()
    if filled.len() < 2 or values[0] is None or blank < filled.len() or filled.n_unique() < filled.len():
        return recognised
    others = pl.sum_horizontal(pl.exclude("row", name).str.contains(r"\S").fill_null(False).cast(pl.Int32))
    cells = sheet.cells.with_columns(
        pl.when(below & texts.is_null() & (others >= 2)).then(texts.forward_fill()).otherwise(pl.col(name)).alias(name)
    )
    note = Problem(sheet.file, sheet.sheet, header_row, recognised.headers[place], f"{blank} blank cells below the first of a group",
                   "the project in every row", "warning", "taken from the row above, as in merged cells")  # fmt: skip
    return replace(recognised, sheet=replace(sheet, cells=cells), problems=(*recognised.problems, note))
