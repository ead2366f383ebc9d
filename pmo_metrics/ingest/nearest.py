"""What a sheet that is none of our tables comes closest to."""

from __future__ import annotations

from dataclasses import dataclass

from pmo_metrics.ingest.column_choice import assign
from pmo_metrics.ingest.fit import brought
from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.model import Sheet
from pmo_metrics.ingest.period_headers import month_columns
from pmo_metrics.ingest.source_signs import signed
from pmo_metrics.sources import all_sources
from pmo_metrics.tables import TABLES


@dataclass(frozen=True)
class Nearest:
    """The table of ours that a sheet comes closest to: what it has of it, and what it lacks or what else it says it is."""

    label: str
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    other: str = ""


# Columns that lists of anything have.
_OF_ANYTHING = frozenset(
    {"status", "owner", "category", "priority", "currency", "kind", "date", "start", "finish", "description", "department", "manager",
     "narrative", "region", "as_of", "name", "raised_on", "reviewed_on"}
)  # fmt: skip


def nearest(sheet: Sheet, headers: tuple[str, ...]) -> Nearest | None:
    """Of a sheet that is none of our tables, the one it shares most columns with; None where it shares fewer than two."""
    best: tuple[float, Nearest] | None = None
    for source in all_sources().values():
        if source.layout == "labels" or source.headers:
            continue  # a tool's own words make no better name for what is nearest
        months = month_columns(headers) if source.layout == "months" else ()
        columns, weight = assign(source, headers, {i for i, _, _ in months})
        found = brought(columns, bool(months))
        weight -= sum(not found & g for g in source.needs)
        if len(found) < 2 or found <= _OF_ANYTHING or weight <= (best[0] if best else -9.0):
            continue
        table = TABLES[source.table]
        wanted = [sorted(g) for g in source.needs if not found & g]
        labels = {c.name: c.label for c in table.columns} | {"months": "a column for each month", "amounts": "amounts"}
        lacks = ["a column for " + " or ".join(labels.get(c, c) for c in g[:3]) for g in wanted]
        if len(source.typical & found) < source.at_least:
            usual = [c for c in labels if c in source.typical - found][:4]
            lacks.append("more of its usual columns, such as " + ", ".join(labels[c] for c in usual))
        if not signed(sheet, source, headers):
            lacks.append(f"a word such as {source.signs[0]} in a header or the name of the file")
        vetoes = {key(v) for v in source.vetoes}
        other = next((h for h in headers if h.strip() and key(without_unit(h)[0]) in vetoes), "")
        best = weight, Nearest(source.label, tuple(headers[i] for i in columns.values()), tuple(lacks), other)
    return best[1] if best else None
