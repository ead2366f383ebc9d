"""Logs that hold risks beside issues, actions and the like: the column that says what a row is decides where it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import polars as pl

from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.model import Problem, Recognised, Sheet
from pmo_metrics.ingest.values import choice, says_nothing, split_amount

Recogniser = Callable[[Sheet], Recognised]
_LONG = 20_000  # nobody writes a log of this length by hand
_ALMOST = 0.9  # of the cells of the column name a kind
_WITHOUT_TABLE = frozenset(
    ["assumption", "assumptions", "constraint", "constraints", "lesson", "假设", "假设条件", "约束", "annahme", "hypothese", "supuesto"]
)  # fmt: skip
_DEPENDENCY = frozenset(
    ["dependency", "depend", "dep", "dependencies", "依赖", "依赖关系", "abhangigkeit", "dependance", "dependencia"]
)


def by_kind(sheet: Sheet, recognise: Recogniser) -> list[Recognised]:
    """Where a column names risks and other kinds of entries, each kind under the same header; empty for any other sheet."""
    place = _kind_column(sheet)
    if place is None:
        return []
    header, column, ends = place
    after = sheet.cells.filter(pl.col("row") >= ends)
    sheet = replace(sheet, cells=sheet.cells.filter(pl.col("row") < ends))
    texts = sheet.cells[f"c{column}"]
    kinds = texts.map_elements(_reader(texts.drop_nulls().to_list()), pl.String, skip_nulls=False)
    below = sheet.cells["row"] > header
    held = list(dict.fromkeys(kinds.filter(below).drop_nulls()))
    found = [
        recognise(replace(sheet, cells=sheet.cells.filter(~below | (kinds == one).fill_null(one == held[0])), holds=one, kind_column=column))
        for one in held
    ]  # fmt: skip
    name = sheet.cells.filter(pl.col("row") == header)[f"c{column}"][0]
    counts = ", ".join(f"{(kinds.filter(below) == one).sum()} × {one}" for one in held)
    note = Problem(
        sheet.file,
        sheet.sheet,
        header,
        name,
        counts,
        "one kind of entry a table",
        "info",
        "each row read as what it says it is",
    )
    rest = [recognise(replace(sheet, cells=after))] if after.height else []
    return [replace(found[0], problems=(note, *found[0].problems)), *found[1:], *rest]


@lru_cache(maxsize=20_000)
def _holds(text: str | None) -> str | None:
    """The table that a word such as Risk, Issue or Assumption speaks of ("nothing" for what no table holds)."""
    if text is None or not text.strip():
        return None
    folded = plain(text).strip(".: ")
    if folded in _DEPENDENCY:
        return "dependency"
    if folded in _WITHOUT_TABLE:
        return "nothing"
    return "risk" if choice(text, "risk_kind") else "register" if choice(text, "register_kind") else None


_END = 1 << 62
_LETTERS = {"R": "risk", "I": "register", "C": "register", "A": "nothing", "D": "nothing"}  # A and D may be two things


def _reader(texts: Sequence[str]) -> Callable[[str | None], str | None]:
    """How the cells of a column say what a row is: in words, or by the letters of RAID where it holds nothing else."""
    said = {t.strip() for t in texts}
    lettered = {"R", "I"} <= said and sum(len(t) > 1 for t in said) <= 1  # one longer text: the header
    return (lambda text: _LETTERS.get((text or "").strip())) if lettered else _holds


def _kind_column(sheet: Sheet) -> tuple[int, int, int] | None:
    """The row of the header, the place of a column whose cells below name kinds of entries, risks and others, and the row where they end."""
    if sheet.cells.height > _LONG or sheet.cells.width < 4:
        return None
    full = sheet.cells.select("row", full=pl.any_horizontal(pl.exclude("row").str.contains(r"\S").fill_null(False)))
    blank = full.filter(~pl.col("full"))["row"].to_list()
    for column in range(sheet.cells.width - 1):
        texts = sheet.cells.select("row", text=f"c{column}").drop_nulls().rows()
        holds = _reader([text for _, text in texts])
        named = [(row, holds(text)) for row, text in texts]
        first = next((i for i, (_, kind) in enumerate(named) if kind), 0)
        last = max((row for row, kind in named if kind), default=0)
        ends = next((row for row in blank if row > last), _END)  # a legend below the log is no entry
        found = [kind for row, kind in named[first:] if row < ends]
        known = [kind for kind in found if kind]
        if first == 0 or "risk" not in known or len(set(known)) < 2 or len(known) < _ALMOST * len(found):
            continue
        header = named[first - 1][0]
        if named[first][0] - header <= 2 and _is_header(sheet, header):
            return header, column, ends
    return None


def _is_header(sheet: Sheet, row: int) -> bool:
    texts: Sequence[str] = [t for t in sheet.cells.filter(pl.col("row") == row).drop("row").row(0) if t and t.strip()]
    return len(texts) >= 3 and not any(split_amount(t) or says_nothing(t) or len(t) > 80 for t in texts)
