"""Finish and outturn as ranges: what became of earlier forecasts at the same share of life says how far to trust this one.

Reference class forecasting (Flyvbjerg 2006; UK Department for Transport 2004): the stated forecast times the
empirical growth of comparable ones, at P20, P50 and P80 (linear percentiles). Comparable are first the forecasts of
finished projects; where fewer than 20 projects have finished, forecasts beside what the same project said a year later,
and then the range is one of what the project will say in a year. Below 20 projects in the class there is no percentile:
the range is that of the formulas, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any, Literal

import polars as pl

from pmo_metrics.analysis.backtest import held_out

Figure = Literal["finish", "cost"]
Basis = Literal["finished", "revisions", "formulas"]

FIGURES: tuple[Figure, ...] = ("finish", "cost")
FEWEST = 20  # projects in a class below which percentiles say more about chance
PERCENTILES = (0.2, 0.5, 0.8)
BANDS = 4  # quarters of the life from start to forecast finish; what is past its forecast finish belongs to the last
REVISED_AFTER = 365  # days after which a forecast is looked at again where too few projects have finished


@dataclass(frozen=True)
class Range:
    """Low, middle and high of a finish (date) or an outturn (amount), the stated value beside it, and what it rests on."""

    figure: Figure
    stated: date | float
    low: date | float
    middle: date | float
    high: date | float
    basis: Basis
    cases: int  # projects in the class; with too few of them the range is that of the formulas


@dataclass(frozen=True)
class Accuracy:
    """How good ranges were on projects that were not in their class. Shares and errors are None without enough cases."""

    figure: Figure
    basis: Basis
    cases: int
    coverage: float | None  # part of outcomes between P20 and P80; 0.6 is honest
    error: float | None  # median of |P50 - outcome| / outcome's duration or amount
    error_stated: float | None  # the same for the forecast as stated


def past_forecasts(history: pl.DataFrame, figure: Figure) -> tuple[Basis, pl.DataFrame]:
    """Every earlier forecast whose outcome is known: project_id, as_of, band, growth; one row a project and band.

    `history`: rows of `project_status` at every status date. Growth is outcome over forecast: of the duration from the
    project's start (actual, planned, baseline or first report, the first known) for a finish, of the amount for a cost.
    """
    told = _told(history)
    done = told.filter(pl.col("finished")).group_by("project_id").agg(
        pl.col(figure).sort_by("as_of").last().alias("outcome")
    )  # fmt: skip
    if done.drop_nulls("outcome").height >= FEWEST:
        return "finished", _growth(told.filter(~pl.col("finished")).join(done, on="project_id"), figure)
    later = told.select("project_id", pl.col("as_of").alias("seen"), pl.col(figure).alias("outcome")).drop_nulls(
        "outcome"
    )
    age = pl.col("seen") - pl.col("as_of")
    seen = told.join(later, on="project_id").filter(
        age.is_between(timedelta(days=REVISED_AFTER // 2), timedelta(days=REVISED_AFTER))
    )
    last = seen.sort("seen").group_by("project_id", "as_of", maintain_order=True).last()
    return "revisions", _growth(last, figure)


def _told(history: pl.DataFrame) -> pl.DataFrame:
    """Fresh reports with forecast, start, and share of life elapsed; amounts as plain numbers."""
    fresh = history.filter(
        (pl.col("reported_on") == pl.col("as_of")) & (pl.col("status").fill_null("") != "cancelled")
    ).sort("project_id", "as_of")
    start = pl.coalesce("actual_start", "start", "baseline_start", pl.col("as_of").min().over("project_id"))
    finished = (pl.col("status") == "complete") | (pl.col("actual_finish") <= pl.col("as_of"))
    return fresh.select(
        "project_id", "as_of", start.alias("began"), finished.fill_null(False).alias("finished"),
        pl.when(finished).then(pl.coalesce("actual_finish", "finish")).otherwise("finish").alias("finish"),
        pl.col("forecast_cost").cast(pl.Float64).alias("cost"),
    ).with_columns(_band().alias("band"))  # fmt: skip


def _band() -> pl.Expr:
    life = (pl.col("finish") - pl.col("began")).dt.total_days()
    elapsed = (pl.col("as_of") - pl.col("began")).dt.total_days()
    return pl.when(life > 0).then((elapsed / life * BANDS).floor().clip(0, BANDS - 1).cast(pl.Int64))


def _growth(known: pl.DataFrame, figure: Figure) -> pl.DataFrame:
    def size(column: str) -> pl.Expr:
        return (pl.col(column) - pl.col("began")).dt.total_days() if figure == "finish" else pl.col(column)

    cases = known.filter((size(figure) > 0) & pl.col("outcome").is_not_null() & pl.col("band").is_not_null())
    grown = cases.select(
        "project_id", "as_of", "band", size("outcome").cast(pl.Float64).alias("outcome"),
        size(figure).cast(pl.Float64).alias("forecast"), (size("outcome") / size(figure)).alias("growth"),
    )  # fmt: skip
    return grown.sort("as_of").group_by("project_id", "band", maintain_order=True).first().sort("project_id", "as_of")


def percentiles(growth: pl.Series) -> tuple[float, float, float] | None:
    """P20, P50 and P80 of a class; None when it is too small."""
    if len(growth) < FEWEST:
        return None
    low, middle, high = (float(growth.quantile(p, "linear") or 0.0) for p in PERCENTILES)
    return low, middle, high


Classes = Mapping[Figure, tuple[Basis, pl.DataFrame]]


def classes(history: pl.DataFrame) -> Classes:
    """The past forecasts that ranges are calibrated on, for each figure."""
    return {figure: past_forecasts(history, figure) for figure in FIGURES}


def ranges(own: pl.DataFrame, known: Classes) -> list[Range]:
    """Finish and cost of one project as ranges, by its last report; none once it is finished or cancelled.

    `own`: its rows of `project_status` at every status date. Its own past forecasts are in no class it is measured by.
    """
    told = _told(own).to_dicts()
    row = own.sort("as_of").row(-1, named=True) if told else {}
    if not told or told[-1]["finished"] or row["status"] == "cancelled":
        return []
    found = [_range(known[figure], told[-1], row, figure) for figure in FIGURES]
    return [r for r in found if r is not None]


def _range(
    known: tuple[Basis, pl.DataFrame], told: Mapping[str, Any], row: Mapping[str, Any], figure: Figure
) -> Range | None:
    stated = told[figure]
    if stated is None or told["band"] is None:
        return None
    basis, past = known
    growth = past.filter((pl.col("band") == told["band"]) & (pl.col("project_id") != told["project_id"]))["growth"]
    factors = percentiles(growth)
    if factors is None:
        low, middle, high = outturns(row) if figure == "cost" else finishes(row)
        return Range(figure, stated, low, middle, high, "formulas", len(growth))
    if figure == "cost":
        low, middle, high = (stated * f for f in factors)
    else:
        days = (stated - told["began"]).days
        low, middle, high = (told["began"] + timedelta(days=round(days * f)) for f in factors)
    return Range(figure, stated, low, middle, high, basis, len(growth))


def outturns(row: Mapping[str, Any]) -> tuple[float, float, float]:
    """Lowest, middle and highest of the project's own forecast and the EAC formulas (ISO 21508): no one is always best.

    Remaining work at budget, at the cost efficiency so far, and at cost times schedule efficiency so far.
    """
    found = [float(row["forecast_cost"])]
    bac, pv, ev, ac = (None if row[c] is None else float(row[c]) for c in ("bac", "pv", "ev", "ac"))
    if bac is not None and ev is not None and ac is not None and ev > 0 and ac > 0:
        left, cpi = bac - ev, ev / ac
        found += [ac + left, ac + left / cpi] + ([ac + left / (cpi * ev / pv)] if pv else [])
    return min(found), median(found), max(found)


def finishes(row: Mapping[str, Any]) -> tuple[date, date, date]:
    """Earliest, middle and latest of the stated finish and the baseline duration over SPI (PV and EV in money)."""
    found = [row["finish"]]
    start, finish = row["baseline_start"], row["baseline_finish"]
    if start and finish and row["ev"] and row["pv"]:
        found.append(start + timedelta(days=round((finish - start).days * float(row["pv"]) / float(row["ev"]))))
    middle = min(found) + (max(found) - min(found)) / 2
    return min(found), middle, max(found)


def accuracy(history: pl.DataFrame, figure: Figure) -> Accuracy:
    """How often outcomes fell between P20 and P80, each half of the projects measured with percentiles of the other."""
    basis, past = past_forecasts(history, figure)
    half = pl.Series("half", [held_out(i) for i in past["project_id"]], pl.Boolean)
    measured = [
        _against(classed.filter(pl.col("half") == own), classed.filter(pl.col("half") != own))
        for _, classed in past.with_columns(half).group_by("band")
        for own in (False, True)
    ]
    found = pl.concat(measured) if measured else pl.DataFrame()
    if found.height < FEWEST:
        return Accuracy(figure, basis, found.height, None, None, None)
    coverage, error, error_stated = found.select(
        pl.col("inside").mean(), pl.col("error").median(), pl.col("error_stated").median()
    ).row(0)
    return Accuracy(figure, basis, found.height, coverage, error, error_stated)


def _against(cases: pl.DataFrame, reference: pl.DataFrame) -> pl.DataFrame:
    """The cases measured with the percentiles of a class they are not in; none where the class is too small."""
    low, middle, high = percentiles(reference["growth"]) or (0.0, 0.0, 0.0)
    cases = cases if reference.height >= FEWEST else cases.clear()
    outcome, forecast, growth = pl.col("outcome"), pl.col("forecast"), pl.col("growth")
    return cases.select(
        growth.is_between(low, high).alias("inside"),
        ((forecast * middle - outcome).abs() / outcome).alias("error"),
        ((forecast - outcome).abs() / outcome).alias("error_stated"),
    )
