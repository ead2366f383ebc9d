"""The practices that projects are held to (`standards.toml`), and the one statement that judges every project by them.

A standard is data: words in two languages and two conditions on a row of the mart `practice`. So adding one touches one
file, and `conformity`, the metrics over it and the coaching page know it at the next publish.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True)
class Standard:
    """One practice. `applies` and `met` are SQL over `practice`; `asks` are the columns without which nobody can tell."""

    id: str
    name: str
    name_zh: str
    why: str
    why_zh: str
    todo: str  # what a manager does about it
    todo_zh: str
    source: str  # the standard or publication that asks for it
    asks: tuple[str, ...]  # table.column
    applies: str
    met: str


def _read() -> Mapping[str, Standard]:
    tables = tomllib.loads(Path(__file__).with_name("standards.toml").read_text("utf-8"))
    return MappingProxyType({name: Standard(name, **{**t, "asks": tuple(t["asks"])}) for name, t in tables.items()})


STANDARDS: Mapping[str, Standard] = _read()

# Why a standard gives no verdict.
NOT_APPLICABLE = "not_applicable"
NOT_LOADED = "not_loaded"  # no file of the project ever had the column that would tell


def conformity_sql() -> str:
    """The SELECT of the derived table `conformity`: practice × standards, with a verdict or the reason why there is none.

    A standard that the release's settings switch off has no rows.
    """
    judged = "\n    UNION ALL\n".join(_judged(place, s) for place, s in enumerate(STANDARDS.values(), start=1))
    brought = "\n    UNION ALL\n".join(_brought(s.id, asked) for s in STANDARDS.values() for asked in s.asks)
    asking = ", ".join(f"'{s.id}'" for s in STANDARDS.values() if s.asks)
    return f"""-- one row: an active project at a status date and a standard it is held to: met, not met, or null with a reason
WITH mentioned AS (
{brought}
), brought AS (
    SELECT standard, project_id, min(since) AS since FROM mentioned GROUP BY standard, project_id
), judged AS (
{judged}
), assessed AS (
    SELECT j.*, j.standard NOT IN ({asking}) OR b.since <= j.as_of AS was_asked
    FROM judged j
    CROSS JOIN limits l
    LEFT JOIN brought b ON b.standard = j.standard AND b.project_id = j.project_id
    WHERE ' ' || l.standards_off || ' ' NOT LIKE '% ' || j.standard || ' %'
)
SELECT
    as_of, project_id, project, portfolio, program, department, region, manager, status, rag, standard, place,
    CASE WHEN applies AND holds THEN true WHEN applies AND was_asked AND NOT holds THEN false END AS met,
    CASE
        WHEN NOT coalesce(applies, false) THEN '{NOT_APPLICABLE}'
        WHEN holds IS NULL OR NOT holds AND NOT coalesce(was_asked, false) THEN '{NOT_LOADED}'
    END AS not_assessed,
    load_id, file, sheet, "row"
FROM assessed"""  # noqa: S608 (names come from definitions)


def _judged(place: int, standard: Standard) -> str:
    return (
        f"    SELECT p.*, '{standard.id}' AS standard, {place} AS place, {standard.applies} AS applies, "  # noqa: S608 (names come from definitions)
        f"{standard.met} AS holds FROM practice p"
    )


def _brought(standard: str, asked: str) -> str:
    table, column = asked.split(".")
    return (
        f"    SELECT '{standard}' AS standard, project_id, min(as_of) AS since FROM {table} "  # noqa: S608 (names come from definitions)
        f"WHERE brought LIKE '%,{column},%' GROUP BY project_id"
    )
