"""Sheets whose rows are not alike: monday.com's sub-items below their items, Smartsheet's profile as name and value pairs.

Both are laid out as plain tables before anything is recognised; every row keeps its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.model import Problem, Sheet

_WITHIN = 20
Row = tuple[str | None, ...]


def flatten(sheet: Sheet) -> list[Sheet]:
    """The sheet as it is, or with its sub-items in the columns of its items, or with its profile as a table of its own."""
    if sheet.cells.width < 3 or sheet.cells.height < 3:
        return [sheet]
    first = sheet.cells["c0"].str.strip_chars().str.to_lowercase()
    if (first == "subitems").any():
        return [_board(sheet)]
    if (first == "summary").any():
        return _profile(sheet)
    return [sheet]


# --- monday.com -------------------------------------------------------------------------------------------------------


def _board(sheet: Sheet) -> Sheet:
    """Sub-items as rows under the columns of the items, with the item they belong to in a column of its own."""
    rows: list[Row] = sheet.cells.drop("row").rows()
    header = next((r for r in rows[:_WITHIN] if _is_item_header(r)), None)
    if header is None:
        return sheet
    names = [plain(t or "") for t in header]
    own = _more_columns(rows, names)
    every = [*(t or "" for t in header), *own.values(), "Parent item"]
    places = {
        **{n: i for i, n in reversed(list(enumerate(names))) if n},
        **{n: len(names) + i for i, n in enumerate(own)},
    }
    id_place = next((i for i, n in enumerate(names) if n.startswith("item id")), 0)
    laid, under, parent, count = list[list[str | None]](), list[str](), "", 0
    for row in rows:
        first, second = (t.strip() if t else "" for t in row[:2])
        blank = [None] * (len(every) - len(row))
        if plain(first) == "subitems" and plain(second) == "name":
            under = [plain(t or "") for t in row]
            laid.append([t or None for t in every])  # read as a repeated header
        elif under and not first and second:
            laid.append(_moved(row, under, places, len(every), parent))
            count += 1
        elif _is_item_header(row):
            under = []
            laid.append([t or None for t in every])
        else:
            under = under if not first else []
            parent = row[id_place] or first if first else parent
            laid.append([*row, *blank])
    columns = {f"c{i}": pl.Series([r[i] for r in laid], dtype=pl.String()) for i in range(len(every))}
    note = Problem(sheet.file, sheet.sheet, None, "", f"{count} sub-items", "one row an item", "info",
                   "read under the columns of the items, with the item above as their parent")  # fmt: skip
    return replace(sheet, cells=sheet.cells.select("row").with_columns(**columns), problems=(*sheet.problems, note))


def _is_item_header(row: Row) -> bool:
    names = [plain(t) for t in row if t and t.strip()]
    return plain(row[0] or "") == "name" and len(names) >= 3


def _more_columns(rows: Sequence[Row], names: Sequence[str]) -> dict[str, str]:
    """Columns that only sub-items have, folded name to header."""
    found: dict[str, str] = {}
    for row in rows:
        if plain(row[0] or "") == "subitems" and len(row) > 1 and plain(row[1] or "") == "name":
            for text in row[1:]:
                if text and text.strip() and plain(text) not in names:
                    found.setdefault(plain(text), f"Sub-item {text.strip()}")
    return found


def _moved(row: Row, under: Sequence[str], places: dict[str, int], width: int, parent: str) -> list[str | None]:
    laid: list[str | None] = [None] * width
    for name, text in zip(under[1:], row[1:], strict=False):
        if name in places and text and laid[places[name]] is None:
            laid[places[name]] = text
    laid[-1] = parent or None
    return laid


# --- Smartsheet -------------------------------------------------------------------------------------------------------


def _profile(sheet: Sheet) -> list[Sheet]:
    """A row `Summary` with indented names and their values below it is one record of a project."""
    rows: list[Row] = sheet.cells.drop("row").rows()
    numbers: list[int] = sheet.cells["row"].to_list()
    start = next((i for i, r in enumerate(rows) if plain(r[0] or "") == "summary" and not any(r[2:])), None)
    if start is None:
        return [sheet]
    end = start + 1
    while end < len(rows) and (rows[end][0] or "").startswith((" ", "\u00a0", "\t")) and not any(rows[end][2:]):
        end += 1
    pairs = [(r[0].strip(), r[1]) for r in rows[start + 1 : end] if r[0] and r[0].strip()]
    if len(pairs) < 3:
        return [sheet]
    columns = {f"c{i}": pl.Series([name, value], dtype=pl.String()) for i, (name, value) in enumerate(pairs)}
    cells = pl.DataFrame({"row": pl.Series([numbers[start], numbers[start + 1]], dtype=pl.Int64())}).with_columns(
        **columns
    )
    note = Problem(sheet.file, sheet.sheet, numbers[start], "", f"{len(pairs)} names with a value each", "one record a row", "info",
                   "read as one record")  # fmt: skip
    rest = sheet.cells.filter(~pl.col("row").is_between(numbers[start], numbers[end - 1]))
    profile = replace(sheet, cells=cells, problems=(*sheet.problems, note))
    left = rest.filter(pl.any_horizontal(pl.all().exclude("row").str.contains(r"\S")).fill_null(False)).height
    return [profile, replace(sheet, cells=rest, problems=())] if left else [profile]


# --- Planner ----------------------------------------------------------------------------------------------------------


def with_pairs(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Problem]]:
    """The sheets of a workbook; what a sheet of names and values says (`Plan name`, `Date of export`) heads the others."""
    said = [s for s in sheets if _says_plan(s)]
    if len(said) != 1 or len(sheets) < 2:
        return list(sheets), []
    pairs = tuple(f"{a.strip()}: {b.strip()}" for a, b in said[0].cells.select("c0", "c1").iter_rows() if a and b)
    note = Problem(said[0].file, said[0].sheet, None, "", f"{len(pairs)} names with a value each", "a table", "info",
                   "not data: said of the other sheets")  # fmt: skip
    return [replace(s, titles=(*s.titles, *pairs)) for s in sheets if s is not said[0]], [note]


def _says_plan(sheet: Sheet) -> bool:
    """Whether a sheet is a few names with their values, the name of a plan among them."""
    if sheet.cells.width != 3 or not 0 < sheet.cells.height <= 10:
        return False
    return "plan name" in [plain(t or "") for t in sheet.cells["c0"].to_list()]
