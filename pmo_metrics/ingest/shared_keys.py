"""One key on several sheets of a file: what a later sheet says replaces the earlier, so that is told where they differ."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pmo_metrics.ingest.model import Problem, TableResult
from pmo_metrics.tables import TABLES

# Rows of these are one thing each; a project or a person may well stand on several sheets, each telling more of it.
_THINGS = frozenset({"task", "milestone", "risk", "register", "lesson", "benefit"})


def tell_shared(tables: Sequence[TableResult]) -> list[Problem]:
    """A warning for each table whose keys an earlier table of the same file has for rows of other content."""
    told: list[Problem] = []
    for place, later in enumerate(tables):
        if later.table not in _THINGS:
            continue
        for earlier in tables[:place]:
            if earlier.table == later.table and (shared := _differing(earlier, later)):
                told.append(_problem(earlier, later, shared))
    return told


def _differing(earlier: TableResult, later: TableResult) -> list[str]:
    """The ids that both tables have for one project and day, where a column of both says something else."""
    table = TABLES[later.table or ""]
    key = [c for c in (*table.key, "as_of") if c in earlier.rows.columns and c in later.rows.columns]
    others = [c for c in later.rows.columns if c in earlier.rows.columns and c not in (*key, "row")]
    if not key or not others or not set(table.key) <= set(key):
        return []
    both = earlier.rows.join(later.rows, on=key, suffix=" of the later").filter(
        pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c} of the later")) for c in others)
    )
    return [str(i) for i in both[table.key[-1]].unique(maintain_order=True)]


def _problem(earlier: TableResult, later: TableResult, shared: Sequence[str]) -> Problem:
    column = TABLES[later.table or ""].key[-1]
    some = ", ".join(i[:40] for i in shared[:3])
    return Problem(
        later.file, later.sheet, later.header_row, column, f"{len(shared)} that {earlier.sheet or 'the table above'} has with other content: {some}",
        "an id of its own for each, such as a number that no other sheet repeats", "warning", "loaded: the later one replaces the earlier",
    )  # fmt: skip
