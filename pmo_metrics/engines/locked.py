"""DuckDB with everything shut that this product does not need: no files, no network, no extensions, no Python variables."""

from __future__ import annotations

from pathlib import Path

import duckdb

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
}


def open_locked(folder: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory database that may attach files of `folder` and do nothing else outside itself."""
    connection = duckdb.connect(config=CONFIG)
    allowed = str(folder.resolve()).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{allowed}/']")
    lock_down(connection)
    return connection


def lock_down(connection: duckdb.DuckDBPyConnection) -> None:
    """Close the outside of a connection for good; nothing can open it again."""
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
