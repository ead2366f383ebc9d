"""The default engine: one DuckDB connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl


@dataclass(frozen=True)
class DuckEngine:
    """Runs SQL on a connection (one thread at a time: give each thread its own cursor)."""

    connection: duckdb.DuckDBPyConnection

    def run(self, sql: str, params: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The rows of `sql` as a Polars frame; `params` fill the `$name` placeholders."""
        return self.connection.sql(sql, params=dict(params) if params else None).pl()

    def columns(self, table: str) -> Mapping[str, pl.DataType]:
        """Names and types of the columns of a table of ours (never of a name from outside)."""
        return self.run(f'SELECT * FROM "{table}" LIMIT 0').schema  # noqa: S608 (names come from definitions)

    def dates(self) -> Sequence[date]:
        """The status dates, oldest first."""
        return self.run("SELECT as_of FROM status_date ORDER BY as_of")["as_of"].to_list()
