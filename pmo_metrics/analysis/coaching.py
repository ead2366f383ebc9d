"""Patterns in how a manager's or a department's projects forecast, announce and report: material for a conversation.

Nothing here compares managers. Every pattern comes with the number of cases behind it, and says itself when they are too
few to judge: below five projects or ten milestones chance alone makes patterns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

import polars as pl

FEWEST_PROJECTS = 5
FEWEST_MILESTONES = 10
# How long before its date a slip was announced: the upper bounds in days of all bands but the last.
NOTICE_BANDS: Mapping[str, int] = MappingProxyType({"after": 0, "days_30": 31, "days_90": 91})
EXPIRES_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class Pattern:
    """A figure with what it stands on: `cases` it was taken from, on so many different `things` (projects or milestones).

    Of cases that have a sign, `above` and `below` say how many lie on either side of zero: a median of zero hides them.
    """

    value: float | None
    cases: int
    things: int
    fewest: int = FEWEST_PROJECTS
    above: int = 0
    below: int = 0

    @property
    def enough(self) -> bool:
        """Whether there are things enough to speak of a pattern."""
        return self.value is not None and self.things >= self.fewest


def finish_bias(moves: pl.DataFrame) -> Pattern:
    """Median days by which a report moves the finish stated before; later is positive. Rows of `forecast_move`, any dates."""
    return _median(moves, "finish_moved_days", ["project_id"], FEWEST_PROJECTS)


def cost_bias(moves: pl.DataFrame) -> Pattern:
    """Median share by which a report moves the cost forecast before; dearer is positive. Rows of `forecast_move`, any dates."""
    return _median(moves, "cost_moved_share", ["project_id"], FEWEST_PROJECTS)


def notice(slips: pl.DataFrame) -> Pattern:
    """Median days between hearing of a slip and the date that slipped; negative: heard afterwards. Rows of `milestone_notice`."""
    return _median(slips, "notice_days", ["project_id", "milestone_id"], FEWEST_MILESTONES)


def _median(rows: pl.DataFrame, column: str, thing: list[str], fewest: int) -> Pattern:
    known = rows.filter(pl.col(column).is_not_null())
    value = known.select(pl.col(column).cast(pl.Float64).median()).item()
    things = known.select(thing).n_unique() if known.height else 0
    above, below = (known.filter(side).height for side in (pl.col(column) > 0, pl.col(column) < 0))
    return Pattern(value, known.height, things, fewest, above, below)


def notice_bands(slips: pl.DataFrame) -> pl.DataFrame:
    """How many slips were announced with how much notice: columns band, slips; every band, the latest news first."""
    bands = [*NOTICE_BANDS, "earlier"]
    band = pl.lit("earlier")
    for name, bound in reversed(list(NOTICE_BANDS.items())):
        band = pl.when(pl.col("notice_days") < bound).then(pl.lit(name)).otherwise(band)
    counts = slips.group_by(band.alias("band")).agg(pl.len().cast(pl.Int64).alias("slips"))
    every = pl.DataFrame({"band": bands})
    return every.join(counts, on="band", how="left", maintain_order="left").with_columns(pl.col("slips").fill_null(0))


def conformity(verdicts: pl.DataFrame) -> Pattern:
    """Share of the standards that apply and can be assessed which are met. Rows of `conformity` at one status date."""
    assessed = verdicts.filter(pl.col("met").is_not_null())
    share = float(assessed["met"].sum()) / assessed.height if assessed.height else None
    return Pattern(share, assessed.height, assessed["project_id"].n_unique())


def honesty(status: pl.DataFrame) -> Pattern:
    """Share of active projects whose report is better than their figures. Rows of `project_status` at one status date."""
    both = status.filter(pl.col("is_active") & pl.col("rag_gap").is_not_null())
    share = float((both["rag_gap"] >= 1).sum()) / both.height if both.height else None
    return Pattern(share, both.height, both["project_id"].n_unique())


def gaps(verdicts: pl.DataFrame) -> pl.DataFrame:
    """Standards not met at one status date, those that most projects miss first: standard, missed, assessed, projects (names)."""
    missed = pl.col("met").not_()
    found = verdicts.filter(pl.col("met").is_not_null()).group_by("standard", "place").agg(
        missed.sum().cast(pl.Int64).alias("missed"), pl.len().cast(pl.Int64).alias("assessed"),
        pl.col("project").filter(missed).sort().str.join(", ").alias("projects_missing"),
    )  # fmt: skip
    return found.filter(pl.col("missed") > 0).sort(["missed", "place"], descending=[True, False]).drop("place")


def expiring(certificates: pl.DataFrame) -> pl.DataFrame:
    """Certificates that ran out or will within 90 days of their status date, the soonest first. Rows of `certificate`."""
    soon = certificates.filter(pl.col("days_left") <= EXPIRES_WITHIN.days)
    return soon.sort("days_left", "person_id", "course")
