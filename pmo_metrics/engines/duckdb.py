"""The default engine: one DuckDB connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import polars as pl


@dataclass(frozen=True)
class DuckEngine:
    """Runs SQL on a connection (one thread at a time: give each thread its own cursor)."""

    connection: duckdb.DuckDBPyConnection

    def run(self, sql: str, params: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The rows of `sql` as a Polars frame; `params` fill the `$name` placeholders."""
        return self.connection.sql(sql, params=dict(params) if params else None).pl()
