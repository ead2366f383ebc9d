"""From canonical rows to marts: runs `views/*.sql` and `marts/*.sql` in the order they need each other.

Works inside a release that is being built. Three tables are no files: `project_merged` is made from the column list of
`tables.py`, `conformity` from `standards.toml` and `warning` from `rules/`, so that what is added there needs no other SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from pmo_metrics.errors import BadDefinition
from pmo_metrics.rule import warning_sql
from pmo_metrics.rules import RULES
from pmo_metrics.settings import Settings
from pmo_metrics.standards import conformity_sql
from pmo_metrics.tables import CALENDAR_DAY, PROGRESS, PROJECT, PROVENANCE, TABLES, TASK, ddl

if TYPE_CHECKING:
    import holidays

ADMIN_TABLES: Mapping[str, str] = MappingProxyType(
    {
        "load": "load_id VARCHAR, seq INTEGER, as_of DATE, loaded_on VARCHAR",
        "load_file": "load_id VARCHAR, file VARCHAR, sha256 VARCHAR, refused VARCHAR",
        "load_table": 'load_id VARCHAR, file VARCHAR, sheet VARCHAR, source VARCHAR, "table" VARCHAR, '
        "confidence DOUBLE, header_row BIGINT, rows_read BIGINT, rows_loaded BIGINT, rows_quarantined BIGINT, "
        "rows_not_data BIGINT, money VARCHAR, columns VARCHAR, unmapped VARCHAR, as_of DATE, as_of_basis VARCHAR, headers VARCHAR",
        "problem": 'load_id VARCHAR, file VARCHAR, sheet VARCHAR, "row" BIGINT, "column" VARCHAR, found VARCHAR, '
        "expected VARCHAR, severity VARCHAR, action VARCHAR",
        "quarantine": 'load_id VARCHAR, file VARCHAR, sheet VARCHAR, "row" BIGINT, reason VARCHAR, cells VARCHAR',
        "setting": "name VARCHAR, value VARCHAR",
    }
)

FILLED = "holidays"  # `source` of calendar days that no file brought
_HERE = Path(__file__).parent
_READS = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_]+)", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the canonical and administrative tables, empty."""
    for table in TABLES.values():
        connection.execute(ddl(table))
    for name, columns in ADMIN_TABLES.items():
        connection.execute(f'CREATE TABLE "{name}" ({columns})')


def derive(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the working calendars, then create every view and build every mart; the canonical tables must exist."""
    statements = definitions()
    order = in_order({name: sql for name, (_, sql) in statements.items()})
    before_calendar = _needed_by("filled_span", statements)
    for name in (n for n in order if n in before_calendar):
        connection.execute(_create(name, *statements[name]))
    fill_calendars(connection)
    for name in (n for n in order if n not in before_calendar):
        connection.execute(_create(name, *statements[name]))


@cache
def definitions() -> Mapping[str, tuple[str, str]]:
    """Every derived table: name to (VIEW or TABLE, its SELECT)."""
    found = {
        "project_merged": ("TABLE", merge_sql()),
        "conformity": ("TABLE", conformity_sql()),
        "warning": ("TABLE", warning_sql(RULES.values())),
    }
    for folder, kind in (("views", "VIEW"), ("marts", "TABLE")):
        for path in sorted((_HERE / folder).glob("*.sql")):
            found[path.stem] = (kind, path.read_text("utf-8"))
    return MappingProxyType(found)


def in_order(selects: Mapping[str, str]) -> list[str]:
    """The names so that each comes after those it reads; BadDefinition names a circle."""
    needs = {name: reads(sql) & selects.keys() for name, sql in sorted(selects.items())}
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise BadDefinition(f"These views read each other in a circle: {' -> '.join(error.args[1])}.") from None


def reads(sql: str) -> set[str]:
    """The names that a SELECT reads from (its own common table expressions among them)."""
    return set(_READS.findall(_COMMENT.sub("", sql)))


def _needed_by(name: str, statements: Mapping[str, tuple[str, str]]) -> set[str]:
    """The derived tables that `name` stands on, and itself."""
    found = {name}
    for needed in reads(statements[name][1]) & statements.keys():
        found |= _needed_by(needed, statements)
    return found


def _create(name: str, kind: str, sql: str) -> str:
    return f"CREATE {kind} {name} AS {sql}"


def merge_sql() -> str:
    """One row is a project on a date it was reported: each column's last brought value, files that lack it skipped.

    Descriptive columns nobody has brought yet take the earliest value known later. A project that only progress
    reports or tasks mention counts as reported by them.
    """
    merged = [c for c in PROJECT.columns if c.name not in ("project_id", "as_of")]
    provenance = ", ".join(f'"{name}"' for name, _ in PROVENANCE)
    own = ", ".join(c.name for c in merged)
    heard = ", ".join("currency" if c.name == "currency" else f"CAST(NULL AS {c.sql_type}) AS {c.name}" for c in merged)
    named = ", ".join({"currency": "currency", "name": "project_name AS name"}.get(c.name)
                      or f"CAST(NULL AS {c.sql_type}) AS {c.name}" for c in merged)  # fmt: skip
    by_tasks = ", ".join(f"',name,currency,' AS {n}" if n == "brought" else f'"{n}"' for n, _ in PROVENANCE)
    progress_only = ", ".join(f"',currency,' AS {n}" if n == "brought" else f'"{n}"' for n, _ in PROVENANCE)
    return f"""-- one row: a project on a date on which it was reported, merged column by column
WITH first_task AS (
    SELECT t.*, row_number() OVER (PARTITION BY project_id, as_of ORDER BY seq DESC, file, sheet, "row") AS place
    FROM {TASK.name} t
), heard AS (
    SELECT project_id, as_of, {own}, {provenance} FROM {PROJECT.name}
    UNION ALL
    SELECT project_id, as_of, {heard}, {progress_only} FROM {PROGRESS.name}
    WHERE project_id NOT IN (SELECT project_id FROM {PROJECT.name} WHERE project_id IS NOT NULL)
    UNION ALL
    SELECT project_id, as_of, {named}, {by_tasks} FROM first_task
    WHERE place = 1 AND project_id NOT IN (SELECT project_id FROM {PROJECT.name} WHERE project_id IS NOT NULL)
), merged AS (
    SELECT project_id, as_of, load_id, file, sheet, "row",
        row_number() OVER (PARTITION BY project_id, as_of ORDER BY seq DESC, "row" DESC, file DESC, sheet DESC) AS place,
        last_value(CASE WHEN brought LIKE '%,percent_complete,%' AND percent_complete IS NOT NULL THEN as_of END
            IGNORE NULLS) OVER so_far AS percent_complete_on,
        {", ".join(_last_brought(c.name) for c in merged)},
        {", ".join(f"first_value({n} IGNORE NULLS) OVER ever AS {n}_first" for n in DESCRIPTIVE)}
    FROM heard
    WINDOW so_far AS (PARTITION BY project_id ORDER BY as_of, seq, "row", file, sheet
                      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
           ever AS (PARTITION BY project_id ORDER BY as_of, seq, "row", file, sheet
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
SELECT project_id, as_of, lead(as_of) OVER (PARTITION BY project_id ORDER BY as_of) AS valid_to,
    load_id, file, sheet, "row", percent_complete_on, {", ".join(_typed(c.name, c.sql_type) for c in merged)}
FROM merged WHERE place = 1"""  # noqa: S608 (names come from definitions)


DESCRIPTIVE = ("name", "portfolio", "program", "department", "region", "sponsor", "manager", "currency")


def _last_brought(name: str) -> str:
    """The last brought value so far as text: '' was brought blank (cleared), null was never brought."""
    return (
        f"last_value(CASE WHEN brought LIKE '%,{name},%' THEN coalesce(CAST({name} AS VARCHAR), '') END IGNORE NULLS) "
        f"OVER so_far AS {name}"
    )


def _typed(name: str, sql_type: str) -> str:
    value = f"coalesce({name}, {name}_first)" if name in DESCRIPTIVE else name
    return f"CAST(nullif({value}, '') AS {sql_type}) AS {name}"


def fill_calendars(connection: duckdb.DuckDBPyConnection) -> None:
    """Add each calendar's days that no file brought, from the `holidays` package; an unknown calendar is a problem row."""
    connection.execute("DELETE FROM calendar_day WHERE source = $source", {"source": FILLED})
    connection.execute("DELETE FROM problem WHERE action = $action", {"action": _MONDAY_TO_FRIDAY})
    first, last = connection.execute("SELECT first_day, last_day FROM filled_span").fetchall()[0]
    if first is None:
        return
    hours = Decimal(_setting(connection, "hours_per_day"))
    names = connection.execute(
        "SELECT calendar_id FROM person WHERE calendar_id IS NOT NULL "
        "UNION SELECT calendar_id FROM project WHERE calendar_id IS NOT NULL"
    ).fetchall()
    default = _setting(connection, "calendar")
    for calendar in sorted({default, *(name for (name,) in names)}):
        _fill(connection, calendar, first, last, hours)


_MONDAY_TO_FRIDAY = "Monday to Friday assumed"


def _fill(connection: duckdb.DuckDBPyConnection, calendar: str, first: date, last: date, hours: Decimal) -> None:
    loaded = {
        day
        for (day,) in connection.execute(
            "SELECT DISTINCT date FROM calendar_day WHERE calendar_id = $calendar", {"calendar": calendar}
        ).fetchall()
    }
    missing = [day for day in _days(first, last) if day not in loaded]
    if not missing:
        return
    book = country_holidays(calendar, range(first.year, last.year + 1))
    if book is None:
        _report_calendar(connection, calendar)
    rows = [
        (calendar, day, hours if _works(book, day) else Decimal(0), book.get(day) if book is not None else None, FILLED)
        for day in missing
    ]
    columns = ["calendar_id", "date", "hours", "name", "source"]
    frame = pl.DataFrame(
        rows,
        schema=dict(zip(columns, [pl.String, pl.Date, pl.Decimal(12, 2), pl.String, pl.String], strict=True)),
        orient="row",
    )
    connection.register("filled_days", frame)
    connection.execute(f"INSERT INTO {CALENDAR_DAY.name} BY NAME SELECT * FROM filled_days")  # noqa: S608 (names come from definitions)
    connection.unregister("filled_days")


def _works(book: holidays.HolidayBase | None, day: date) -> bool:
    return day.weekday() < 5 if book is None else book.is_working_day(day)


def country_holidays(calendar: str, years: Sequence[int]) -> holidays.HolidayBase | None:
    """The public holidays of a calendar such as `CN` or `DE-BY`; None when the package does not know it."""
    import holidays  # takes a tenth of a second that readers of a release need not wait for

    country, _, part = calendar.upper().partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None, years=years)
    except (NotImplementedError, ValueError, KeyError, AttributeError):
        return None


def _report_calendar(connection: duckdb.DuckDBPyConnection, calendar: str) -> None:
    connection.execute(
        "INSERT INTO problem VALUES ('', '', '', NULL, 'calendar_id', $found, $expected, 'warning', $action)",
        {
            "found": calendar,
            "expected": "a country code such as DE or CN, or a working calendar in a file",
            "action": _MONDAY_TO_FRIDAY,
        },
    )


def _setting(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    found = connection.execute("SELECT value FROM setting WHERE name = $name", {"name": name}).fetchall()
    return str(found[0][0]) if found else Settings().as_inputs()[name]


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
