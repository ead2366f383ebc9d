"""A similar project that went well, and lessons that fit a project: plain points for what two have in common, each named.

No model: a reader can check every reason, and the weights below are the whole method. Of equally similar ones the finished
project comes first, since its story is complete, then the id decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

# What two projects may have in common, and what it counts.
POINTS: Mapping[str, int] = MappingProxyType(
    {"program": 3, "portfolio": 2, "department": 2, "methodology": 1, "region": 1, "size": 2, "duration": 1}
)
SIZE_WITHIN = 2.0  # budgets differ by no more than this factor
DURATION_WITHIN = 1.5
ENOUGH = 4  # points: a portfolio and a department, or a program and anything
HALF_WAY = 0.5  # a running project must be this far for "going well" to mean something

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Match:
    """Something that fits a project: the row it is, the points, and what they have in common (codes, or words of the texts)."""

    row: Row
    points: int
    reasons: tuple[str, ...]


def went_well(projects: pl.DataFrame, over: float, days_late: float) -> pl.DataFrame:
    """Projects finished, or at least half way, within the limits of cost and time. Rows of `project_status` at one date.

    Within: forecast (of finished ones actual) cost at most `over` above the budget, finish at most `days_late` after its
    baseline; both must be known.
    """
    cost = pl.col("forecast_cost").cast(pl.Float64) <= pl.col("budget").cast(pl.Float64) * (1 + over)
    far = (pl.col("status") == "complete") | (
        pl.col("is_active")
        & (pl.col("computed_rag") == "green")
        & (pl.col("percent_complete").cast(pl.Float64) >= HALF_WAY)
    )
    return projects.filter(far & cost & (pl.col("finish_slip_days") <= days_late))


def similar(project: Row, others: pl.DataFrame) -> Match | None:
    """The project of `others` that has most in common with this one; None where none has enough."""
    rows = [row for row in others.iter_rows(named=True) if row["project_id"] != project["project_id"]]
    matches = [Match(row, *_common(project, row)) for row in rows]
    enough = [m for m in matches if m.points >= ENOUGH]
    return min(enough, key=lambda m: (-m.points, m.row["status"] != "complete", m.row["project_id"]), default=None)


def _common(a: Row, b: Row) -> tuple[int, tuple[str, ...]]:
    same = [
        name
        for name in ("program", "portfolio", "department", "methodology", "region")
        if a[name] and a[name] == b[name]
    ]
    if _close(a["budget"], b["budget"], SIZE_WITHIN):
        same.append("size")
    if _close(_days(a), _days(b), DURATION_WITHIN):
        same.append("duration")
    return sum(POINTS[name] for name in same), tuple(same)


def _close(a: Any, b: Any, factor: float) -> bool:
    """Whether two sizes are known, positive, and no further apart than the factor."""
    if not a or not b or a < 0 or b < 0:
        return False
    return float(max(a, b)) <= factor * float(min(a, b))


def _days(project: Row) -> int | None:
    start: date | None = project["baseline_start"]
    finish: date | None = project["baseline_finish"]
    return (finish - start).days if start and finish else None


# Lessons

LESSON_POINTS: Mapping[str, int] = MappingProxyType({"same_program": 2, "same_portfolio": 1, "same_department": 1})
POINTS_A_WORD = 2
LESSON_ENOUGH = 4  # two words, or one and the same program
_WORD = re.compile(r"[^\W\d_]{4,}")
_CJK = re.compile(r"[\u4e00-\u9fff]+")
# Words that every project's papers are full of.
_COMMON = frozenset(
    {
        "project",
        "projects",
        "with",
        "from",
        "that",
        "this",
        "have",
        "were",
        "will",
        "must",
        "more",
        "than",
        "before",
        "after",
    }
    | {"into", "early", "plan", "phase", "management", "项目", "管理", "进行", "需要", "工作", "计划"}
)


def words(text: str) -> frozenset[str]:
    """The words that say something: four letters or more, without the commonest; of Chinese text every pair of characters."""
    latin = {w.casefold() for w in _WORD.findall(text) if not _CJK.search(w)}
    pairs = {run[i : i + 2] for run in _CJK.findall(text) for i in range(len(run) - 1)}
    return frozenset((latin | pairs) - _COMMON)


def fitting_lessons(
    project: Row, about: str, lessons: pl.DataFrame, projects: pl.DataFrame, count: int = 3
) -> list[Match]:
    """Lessons that fit a project, the best first: rows of `lesson` with their reasons.

    A lesson fits by words in common with `about` (the project's name, program and open risks), which it must have, and by
    coming from the same program, portfolio or department; those are looked up in `projects`. Its own lessons are left out.
    """
    home = {row["project_id"]: row for row in projects.iter_rows(named=True)}
    wanted = words(about)
    found = []
    for lesson in lessons.iter_rows(named=True):
        shared = sorted(
            wanted & words(" ".join(filter(None, (lesson["title"], lesson["category"], lesson["situation"]))))
        )
        if not shared or lesson["project_id"] == project["project_id"]:
            continue  # one's own lessons are known
        origin = home.get(lesson["project_id"], {})
        places = [p for p in LESSON_POINTS if project[_at(p)] and project[_at(p)] == origin.get(_at(p))]
        points = POINTS_A_WORD * len(shared) + sum(LESSON_POINTS[p] for p in places)
        if points >= LESSON_ENOUGH:
            found.append(Match(lesson, points, (*places, *shared)))
    return sorted(found, key=lambda m: (-m.points, str(m.row["lesson_id"])))[:count]


def _at(place: str) -> str:
    return place.removeprefix("same_")
