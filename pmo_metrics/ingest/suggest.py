"""What may be one and the same among new files and the current release: for a person to decide, never done by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import polars as pl

from pmo_metrics.engines import Engine
from pmo_metrics.ingest.corrections import KINDS, Alike, alike, names_in
from pmo_metrics.ingest.crosswalk import PLAN_PEOPLE, THINGS, Proposal, known_in, proposals
from pmo_metrics.ingest.model import FileResult
from pmo_metrics.ingest.taught import Taught
from pmo_metrics.tables import TABLES

Frames = list[tuple[str, pl.DataFrame]]


@dataclass(frozen=True)
class Suggestions:
    """Spellings that may be one name, and names or ids that may be a described project or person."""

    alike: tuple[Alike, ...]
    joins: tuple[Proposal, ...]

    def as_json(self) -> dict[str, object]:
        """The lists that `pmo check --json` prints."""
        return {"alike": [asdict(a) for a in self.alike], "joins": [asdict(p) for p in self.joins]}


def suggest(frames: Frames, taught: Taught) -> Suggestions:
    """Everything that canonical rows, given as (table, rows), suggest."""
    found = alike(names_in(frames), taught.corrections)
    return Suggestions(tuple(found), tuple(proposals(known_in(frames), taught.crosswalk)))


def frames_of(files: Iterable[FileResult]) -> Frames:
    """The canonical rows of files that were just read."""
    return [
        (PLAN_PEOPLE if t.source == PLAN_PEOPLE else t.table, t.rows)
        for f in files
        for t in f.tables
        if t.table and t.rows.height
    ]


def frames_in(db: Engine) -> Frames:
    """The names and ids of a release."""
    wanted: dict[str, set[str]] = {}
    for places in KINDS.values():
        for table, column in places:
            wanted.setdefault(table, set()).add(column)
    for column, owner in THINGS.values():
        for each in TABLES.values():
            if column in each.names:
                more = ("name",) if each.name == owner else (column.replace("_id", "_name"),)
                wanted.setdefault(each.name, set()).update((column, *(c for c in more if c in each.names)))
    tables = set(db.run("SELECT table_name FROM information_schema.tables")["table_name"])
    found = []
    for table, columns in sorted(wanted.items()):
        if table in tables:
            rows = db.run(f"SELECT {', '.join(sorted(columns))}, source FROM {table}")  # noqa: S608
            planned = pl.col("source").eq(PLAN_PEOPLE).fill_null(False)
            found += [(table, rows.filter(~planned)), (PLAN_PEOPLE, rows.filter(planned))]
    return [(table, rows.drop("source")) for table, rows in found if rows.height]
