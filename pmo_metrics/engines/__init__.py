"""Engines run the SQL of views and metrics and hand back a Polars frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

import polars as pl


class Engine(Protocol):
    """Anything that answers a SELECT over the tables of one release."""

    def run(self, sql: str, params: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The rows of `sql`; values travel as named parameters (`$name`) only."""
        ...

    def columns(self, table: str) -> Mapping[str, pl.DataType]:
        """Names and types of the columns of a table of ours."""
        ...

    def dates(self) -> Sequence[date]:
        """The status dates, oldest first."""
        ...
