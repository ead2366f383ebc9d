"""How good warnings were: what they said at past status dates beside what the reports said later.

A case is a project's own report at a status date that has an earlier report, and whose horizon lies wholly in the loaded
history with at least one more report inside it. Every rule, and the naive one beside it, is measured on the same cases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

Event = Literal["slip", "cost", "red"]
Part = Literal["all", "tune", "held_out"]

EVENTS: tuple[Event, ...] = ("slip", "cost", "red")
PARTS: tuple[Part, ...] = ("all", "tune", "held_out")
NAIVE = "naive"  # whoever slipped (or rose) at the last report will do so again
FEWEST_WARNINGS = 20  # below these a share says more about chance than about the rule
FEWEST_EVENTS = 10


@dataclass(frozen=True)
class Question:
    """What counts as having come true, and within how many days."""

    horizon_days: int = 180
    slip_days: int = 30  # the finish moved out by more days than this (GAO-10-701)
    cost_growth: float = 0.10  # the cost forecast rose by more than this (OMB M-04-24)


@dataclass(frozen=True)
class Score:
    """One rule against one event. Shares and lead time are None where the cases are too few to say."""

    rule: str
    event: Event
    cases: int
    events: int
    warnings: int
    right: int
    false_alarms: int
    base_rate: float | None
    precision: float | None
    recall: float | None
    lead_days: float | None  # median over right warnings, from the warned report to the report that showed it

    @property
    def enough(self) -> bool:
        return self.precision is not None

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "enough": self.enough}


def backtest(
    history: pl.DataFrame, warnings: pl.DataFrame, question: Question | None = None, part: Part = "all"
) -> list[Score]:
    """The score of every rule in `warnings` and of the naive rule, for every event the history can show.

    `history`: rows of `project_status` at every status date (project_id, as_of, reported_on, is_active, finish,
    forecast_cost, rag). `warnings`: rows of `warning` (rule, project_id, as_of). Sorted by event and precision.
    """
    question = question or Question()
    reports = _reports(history, part)
    said = warnings.filter(pl.col("project_id").is_not_null()).select("rule", "project_id", "as_of").unique()
    scores: list[Score] = []
    for event in EVENTS:
        cases = _cases(reports, max(history["as_of"], default=date.min), event, question)
        if not cases["happened"].any():
            continue
        naive = cases.filter("naive").select(pl.lit(NAIVE).alias("rule"), "project_id", "as_of")
        found = pl.concat([said, naive]).join(cases, on=["project_id", "as_of"])
        rules = sorted({*said["rule"], NAIVE})
        scores += sorted((_score(r, event, cases, found.filter(pl.col("rule") == r)) for r in rules), key=_order)
    return scores


def held_out(project_id: str) -> bool:
    """Whether a project is in the half that no rule was tuned on: the last bit of its id's SHA-256."""
    return bool(hashlib.sha256(project_id.encode()).digest()[-1] & 1)


def split(frame: pl.DataFrame, part: Part) -> pl.DataFrame:
    """The rows of the projects that belong to a part."""
    if part == "all":
        return frame
    ids = [i for i in frame["project_id"].unique().to_list() if held_out(i) == (part == "held_out")]
    return frame.filter(pl.col("project_id").is_in(ids))


def _reports(history: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Fresh reports of running projects, each with the one before it; the figures as plain numbers."""
    own = pl.col("project_id")
    reports = split(history, part).filter(pl.col("reported_on") == pl.col("as_of")).sort("project_id", "as_of")
    return reports.select(
        "project_id", "as_of", "is_active",
        pl.col("finish").alias("slip"),
        pl.col("forecast_cost").cast(pl.Float64).alias("cost"),
        pl.col("rag").is_in(["red", "amber_red"]).cast(pl.Int64).alias("red"),
        pl.col("finish").shift(1).over(own).alias("slip_before"),
        pl.col("forecast_cost").cast(pl.Float64).shift(1).over(own).alias("cost_before"),
        pl.col("rag").shift(1).over(own).is_in(["red", "amber_red"]).cast(pl.Int64).alias("red_before"),
    )  # fmt: skip


def _cases(reports: pl.DataFrame, last: date, event: Event, question: Question) -> pl.DataFrame:
    """Columns: project_id, as_of, naive (the naive rule warns), happened, seen_on (the report that first showed it)."""
    horizon = timedelta(days=question.horizon_days)
    known = reports.filter(pl.col(event).is_not_null())
    start = known.filter(
        pl.col("is_active") & pl.col(f"{event}_before").is_not_null() & (pl.col("as_of") + horizon <= last)
    )
    if event == "red":
        start = start.filter(pl.col("red") == 0)
    later = known.select("project_id", pl.col("as_of").alias("seen"), pl.col(event).alias("then"))
    pairs = start.join(later, on="project_id").filter(
        (pl.col("seen") > pl.col("as_of")) & (pl.col("seen") <= pl.col("as_of") + horizon)
    )
    came_true = _worse(event, pl.col("then"), pl.col(event), question)
    return pairs.group_by("project_id", "as_of").agg(
        _worse(event, pl.col(event).first(), pl.col(f"{event}_before").first(), question).alias("naive"),
        came_true.any().alias("happened"),
        pl.col("seen").filter(came_true).min().alias("seen_on"),
    )


def _worse(event: Event, now: pl.Expr, before: pl.Expr, question: Question) -> pl.Expr:
    """Whether the figure has got worse from `before` to `now` by more than the question asks for."""
    if event == "slip":
        return (now - before).dt.total_days() > question.slip_days
    if event == "cost":
        return (before > 0) & (now > before * (1 + question.cost_growth))
    return now > before


def _score(rule: str, event: Event, cases: pl.DataFrame, found: pl.DataFrame) -> Score:
    total, events = cases.height, int(cases["happened"].sum())
    right = found.filter("happened")
    enough = found.height >= FEWEST_WARNINGS and events >= FEWEST_EVENTS
    lead = (right["seen_on"] - right["as_of"]).dt.total_days().median() if enough and right.height else None
    return Score(
        rule, event, total, events, found.height, right.height, found.height - right.height,
        events / total if events >= FEWEST_EVENTS else None,
        right.height / found.height if enough else None,
        right.height / events if enough else None,
        float(lead) if isinstance(lead, int | float) else None,
    )  # fmt: skip


def _order(score: Score) -> tuple[bool, float, str]:
    return (not score.enough, -(score.precision or 0.0), score.rule)


def best(scores: Sequence[Score], rule: str) -> Score | None:
    """The event a rule foretells best among those with enough cases; None where there are too few."""
    own = [s for s in scores if s.rule == rule and s.enough]
    return max(own, key=lambda s: (s.precision or 0.0) - (s.base_rate or 0.0), default=None)
