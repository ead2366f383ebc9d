"""One way to read a sheet, and what cells of each kind look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pmo_metrics.ingest.cells import step_of
from pmo_metrics.ingest.clocks import moment
from pmo_metrics.ingest.dates import read_date, read_month, read_quarter, year_end
from pmo_metrics.ingest.durations import effort
from pmo_metrics.ingest.model import Problem
from pmo_metrics.ingest.periods import Period, period_in
from pmo_metrics.ingest.values import choice, duration, split_amount


@dataclass(frozen=True)
class Fit:
    """One way to read a sheet: a source, the row of its headers, and which column stands where; the better the higher its score."""

    source: str
    table: str
    header_row: int
    headers: tuple[str, ...]
    columns: Mapping[str, int]
    score: float
    months: tuple[tuple[int, Period, str], ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def brought(columns: Mapping[str, int], months: bool) -> set[str]:
    """The columns a sheet brings once its extra columns are turned into columns of the table."""
    found = set(columns) | ({"months"} if months else set())
    if any(c.startswith("amount_") for c in columns):
        found.add("amounts")
    if {"begin", "end"} <= set(columns):
        found |= {"hours", "date"}
    if {"first_day", "last_day"} <= found or found & {"week", "week_end"}:
        found |= {"period", "date"}
    if found & {"share", "hours_week", "hours_day"}:
        found.add("hours")
    return found | ({"person_id", "name"} if "last_name" in columns else set())


def is_number(text: str) -> bool:
    return split_amount(text) is not None


def _is_score(text: str) -> bool:
    return is_number(text) or bool(re.match(r"^\d+\s*[-–.:]\s*\S", text))


_A_YEAR = re.compile(r"(?:19|20)\d\d")
# What cells of each kind look like.
LOOKS: Mapping[str, Callable[[str], bool]] = {
    "date": lambda t: read_date(t) is not None or read_quarter(t) is not None or bool(_A_YEAR.fullmatch(t.strip())),
    "month": lambda t: read_month(t, "day")[0] is not None or ((p := period_in(t)) is not None and not p[1]),
    "money": is_number,
    "number": _is_score,
    "step": lambda t: step_of(t) is not None,
    "share": is_number,
    "hours": lambda t: duration(t) is not None or is_number(t),
    "work": lambda t: effort(t, "unknown") is not None,
    "days": lambda t: effort(t, "unknown") is not None,
    "flag": lambda t: choice(t, "flag") is not None,
    "span": lambda t: len(re.split(r"\s*(?:[-–—~至到→]+)\s*|\s+(?:to|à|a|al|bis|do|tot)\s+", t.strip())) >= 2,
    "clock": lambda t: (m := moment(t)) is not None and bool(m.seconds or not m.dated),  # a day alone comes as midnight
    "change": is_number,
    "date kind": lambda t: choice(t, "cost_kind") in ("actual", "forecast", "budget"),
    "year": lambda t: year_end(t) is not None,
    "currency": lambda t: len(t.strip()) <= 12,
}


def share(texts: Sequence[str], looks: Callable[[str], bool]) -> float:
    return sum(map(looks, texts)) / len(texts) if texts else 1.0
