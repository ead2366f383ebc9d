"""Whom a slip hits next: late dependencies followed downstream from project to project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

STEPS = 8  # further down a chain the days say more about the method than about the projects

Row = Mapping[str, Any]

_COLUMNS: dict[str, type[pl.DataType]] = {
    "origin_id": pl.String, "step": pl.Int64, "dependency_id": pl.String, "dependency": pl.String,
    "from_id": pl.String, "from_project": pl.String, "project_id": pl.String, "project": pl.String,
    "days_least": pl.Int64, "days_most": pl.Int64,
}  # fmt: skip


def downstream(dependencies: pl.DataFrame, steps: int = STEPS) -> pl.DataFrame:
    """Every project that a late dependency hits, directly or through others, with the calendar days that arrive there.

    `dependencies` are rows of `dependency_status` at one status date. One row of the answer is one wait on the way:
    `origin_id` (the late dependency it begins with), `step` (1: the project that waits itself), the dependency it passes
    through, who gives (`from_…`), who is hit, and the delay there as a range. `days_least` holds where the giving project
    has already planned for what hits it (its own margin tells), `days_most` where it has not yet (the delay comes on top,
    less the margin). A margin of zero days or more swallows as much delay; what is delivered before the late thing was
    needed is not touched. A project is passed once on a way, so circles end; at most `steps` waits are followed.
    """
    waits = list(dependencies.filter(pl.col("is_open")).sort("dependency_id").iter_rows(named=True))
    given = defaultdict[str, list[Row]](list)
    for wait in waits:
        given[wait["needs_project_id"]].append(wait)
    late = [d for d in waits if d["margin_days"] is not None and d["margin_days"] < 0]
    found = [hit for origin in late for hit in _follow(origin, given, steps)]
    return pl.DataFrame(found, schema=_COLUMNS).sort("origin_id", "step", "dependency_id")


def _follow(origin: Row, given: Mapping[str, Sequence[Row]], steps: int) -> Iterator[dict[str, Any]]:
    days = -origin["margin_days"]
    ways = [(origin, days, days, frozenset({origin["needs_project_id"], origin["project_id"]}))]
    for step in range(1, steps + 1):
        further = []
        for wait, least, most, passed in ways:
            yield _hit(origin, step, wait, least, most)
            for onward in given[wait["project_id"]]:
                arriving = _arriving(wait, onward, most)
                if arriving and onward["project_id"] not in passed:
                    further.append((onward, *arriving, passed | {onward["project_id"]}))
        ways = further


def _arriving(wait: Row, onward: Row, most: int) -> tuple[int, int] | None:
    """The least and the most delay that goes on to the next project; None where nothing arrives or nobody can tell."""
    if onward["margin_days"] is None or onward["delivery_date"] < wait["needed_by"]:
        return None
    least, beyond = max(0, -onward["margin_days"]), most - onward["margin_days"]
    return (least, max(least, beyond)) if max(least, beyond) > 0 else None


def _hit(origin: Row, step: int, wait: Row, least: int, most: int) -> dict[str, Any]:
    return {
        "origin_id": origin["dependency_id"], "step": step, "dependency_id": wait["dependency_id"],
        "dependency": wait["dependency"], "from_id": wait["needs_project_id"], "from_project": wait["needs_project"],
        "project_id": wait["project_id"], "project": wait["project"], "days_least": least, "days_most": most,
    }  # fmt: skip
