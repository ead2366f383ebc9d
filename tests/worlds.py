"""Small worlds for tests: canonical rows drawn with pipes, derived in memory, ready for `evaluate` and `rows`.

db = world(project="project_id | as_of | budget | forecast_cost\\nA | 2026-06-30 | 100 | 120")
evaluate(db, "variance_at_completion")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import duckdb
import polars as pl

from pmo_metrics.derive import create_tables, derive
from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.metric import Example, Metric
from pmo_metrics.settings import Settings
from pmo_metrics.tables import PROVENANCE, TABLES

STATUS_DATE = "2026-06-30"
Rows = str | Sequence[Mapping[str, object]]

_PROVENANCE = {name for name, _ in PROVENANCE}


def drawn(text: str) -> list[dict[str, str | None]]:
    """The rows of a table drawn with pipes: header first, a blank cell is null."""
    header, *lines = [line for line in text.strip().splitlines() if line.strip()]
    names = [cell.strip() for cell in header.split("|")]
    cells = [[cell.strip() or None for cell in line.split("|")] for line in lines]
    return [dict(zip(names, [*row, *[None] * (len(names) - len(row))], strict=True)) for row in cells]


def world(settings: Settings | None = None, **tables: Rows) -> DuckEngine:
    """A derived release in memory. Rows need no provenance: one load, one file a table, rows numbered from 1.

    `brought` is what the drawing's header names, or the keys of a row given as a dict; state tables without `as_of`
    speak for 30 June 2026.
    """
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    create_tables(connection)
    insert(connection, "setting", [{"name": n, "value": v} for n, v in (settings or Settings()).as_inputs().items()])
    for name, rows in tables.items():
        given = drawn(rows) if isinstance(rows, str) else rows
        insert(connection, name, [_with_defaults(name, n, row) for n, row in enumerate(given, start=1)])
    derive(connection)
    return DuckEngine(connection)


def _with_defaults(table: str, number: int, row: Mapping[str, object]) -> dict[str, object]:
    brought = "".join(f"{name}," for name in row if name not in _PROVENANCE)
    place = {"load_id": "L1", "seq": 1, "source": "drawn", "file": f"{table}.csv", "sheet": "", "row": number}
    as_of = {"as_of": STATUS_DATE} if TABLES[table].kind == "state" else {}
    return {**place, **as_of, "brought": f",{brought}", **row}


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Append rows of anything that prints to a table; missing columns are null."""
    if not rows:
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = {n: [None if row.get(n) is None else str(row[n]) for row in rows] for n in names}
    connection.register("drawn_rows", pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String)).to_arrow())
    connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM drawn_rows')
    connection.unregister("drawn_rows")


def example_world(metric: Metric, example: Example) -> DuckEngine:
    """A database that holds only the metric's table, with the example's rows in it."""
    return mart_world(metric.table, drawn(example.rows))


def mart_world(table: str, rows: Sequence[Mapping[str, object]]) -> DuckEngine:
    """A database that holds one derived table with exactly these rows, and their status dates.

    Laws are tried on hundreds of these, so one database a table is kept: the next call empties it.
    """
    connection = _mart_database(table)
    connection.execute(f"DELETE FROM {table}")
    connection.execute("DELETE FROM status_date")
    columns = mart_columns()[table]
    dated = [{**({"as_of": STATUS_DATE} if "as_of" in columns else {}), **row} for row in rows]
    insert(connection, table, dated)
    days = sorted({str(row["as_of"]) for row in dated if "as_of" in row} or {STATUS_DATE})
    insert(connection, "status_date", [{"as_of": day} for day in days])
    return DuckEngine(connection)


@cache
def _mart_database(table: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    declared = ", ".join(f'"{name}" {kind}' for name, kind in mart_columns()[table].items())
    connection.execute(f"CREATE TABLE {table} ({declared})")
    connection.execute("CREATE TABLE status_date (as_of DATE)")
    return connection


@cache
def mart_columns() -> Mapping[str, Mapping[str, str]]:
    """Columns and SQL types of every table of a release, canonical and derived."""
    found: dict[str, dict[str, str]] = {}
    listing = world().connection.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns ORDER BY table_name, ordinal_position"
    )
    for table, column, kind in listing.fetchall():
        found.setdefault(table, {})[column] = kind
    return found
