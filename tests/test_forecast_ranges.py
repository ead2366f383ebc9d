"""Finish and outturn as ranges: percentiles of what became of earlier forecasts, and the formulas where these are few."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from pmo_metrics.analysis.forecast import (
    Range,
    accuracy,
    classes,
    finishes,
    outturns,
    past_forecasts,
    percentiles,
    ranges,
)

SCHEMA: Mapping[str, Any] = {
    "project_id": pl.String, "as_of": pl.Date, "reported_on": pl.Date, "status": pl.String, "actual_start": pl.Date,
    "start": pl.Date, "baseline_start": pl.Date, "baseline_finish": pl.Date, "actual_finish": pl.Date, "finish": pl.Date,
    "forecast_cost": pl.Decimal(24, 2), "bac": pl.Decimal(24, 2), "pv": pl.Decimal(24, 2), "ev": pl.Decimal(24, 2),
    "ac": pl.Decimal(24, 2),
}  # fmt: skip
BEGAN, NOW = date(2024, 1, 1), date(2024, 3, 1)


def report(name: str, on: date, finish: date, cost: float, **more: object) -> dict[str, object]:
    told = {"project_id": name, "as_of": on, "reported_on": on, "status": "active", "start": BEGAN, "finish": finish,
            "forecast_cost": cost, **more}  # fmt: skip
    return {c: told.get(c) for c in SCHEMA}


def frame(*reports: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(reports, schema=SCHEMA)


def of(history: pl.DataFrame, project_id: str) -> list[Range]:
    return ranges(history.filter(pl.col("project_id") == project_id), classes(history))


def finished(count: int) -> list[dict[str, object]]:
    """Projects of 400 planned days at cost 100, in their first quarter of life in March; the nth took 4 n days and n more."""
    told = []
    for n in range(1, count + 1):
        plan, end = BEGAN + timedelta(days=400), BEGAN + timedelta(days=400 + 4 * n)
        told.append(report(f"P{n:02}", NOW, plan, 100))
        told.append(report(f"P{n:02}", date(2026, 6, 30), end, 100 + n, status="complete", actual_finish=end))
    return told


RUNNING = report("X", date(2026, 6, 30), date(2028, 6, 18), 1000, start=date(2026, 4, 1))  # 809 days, 11 % of them gone


def test_a_range_is_the_forecast_times_the_growth_of_finished_projects_at_the_same_share_of_life() -> None:
    """21 projects grew by 1 … 21 % (1.01 … 1.21): P20, P50, P80 by linear interpolation are 1.05, 1.11 and 1.17."""
    finish, cost = of(frame(*finished(21), RUNNING), "X")
    assert [float(cost.low), float(cost.middle), float(cost.high)] == pytest.approx([1050, 1110, 1170])  # type: ignore[arg-type]
    assert [finish.low, finish.middle, finish.high] == [
        date(2026, 4, 1) + timedelta(days=round(809 * factor)) for factor in (1.05, 1.11, 1.17)
    ]
    assert (finish.basis, finish.cases, finish.stated) == ("finished", 21, date(2028, 6, 18))


def test_below_twenty_projects_there_is_no_percentile_and_the_range_is_that_of_the_formulas() -> None:
    assert percentiles(pl.Series([1.0] * 19)) is None
    row = report("X", NOW, date(2025, 2, 1), 130, bac=100, pv=60, ev=50, ac=60)
    finish, cost = of(frame(row), "X")
    assert finish.basis == "formulas" and (cost.basis, cost.cases) == ("formulas", 0)
    # remaining at budget 110, at CPI 120, at CPI x SPI 60 + 50 / (50/60 * 50/60) = 132, stated 130
    assert (cost.low, cost.middle, cost.high) == pytest.approx((110, 125, 132))


def test_the_formulas_leave_out_what_is_not_known() -> None:
    assert outturns(report("X", NOW, NOW, 130)) == (130, 130, 130)
    assert finishes(report("X", NOW, date(2025, 2, 1), 0)) == (date(2025, 2, 1),) * 3


def test_a_finish_by_the_formulas_lies_between_the_stated_one_and_the_baseline_duration_over_spi() -> None:
    """100 days at SPI 0.8 are 125 days: 5 May; the project says 15 April."""
    row = report("X", NOW, date(2024, 4, 15), 0, baseline_start=BEGAN, baseline_finish=date(2024, 4, 10), pv=50, ev=40)
    assert finishes(row) == (date(2024, 4, 15), date(2024, 4, 25), date(2024, 5, 5))


def test_where_few_have_finished_revisions_within_a_year_are_the_class() -> None:
    later = NOW + timedelta(days=300)
    told = [
        r
        for n in range(25)
        for r in (report(f"P{n}", NOW, date(2026, 1, 1), 100), report(f"P{n}", later, date(2026, 1, 1), 110))
    ]
    basis, past = past_forecasts(frame(*told), "cost")
    assert (basis, past["growth"].to_list()) == ("revisions", [1.1] * 25)


def test_a_cancelled_project_and_a_carried_report_are_in_no_class() -> None:
    later = NOW + timedelta(days=300)
    cancelled = [report("A", NOW, later, 100, status="cancelled"), report("A", later, later, 900, status="cancelled")]
    carried = {**report("B", later, date(2026, 1, 1), 900), "reported_on": NOW}
    assert past_forecasts(frame(*cancelled, report("B", NOW, date(2026, 1, 1), 100), carried), "cost")[1].is_empty()


def test_a_finished_project_needs_no_forecast() -> None:
    assert of(frame(report("X", NOW, NOW, 100, status="complete")), "X") == []
    assert of(frame(report("X", NOW, date(2025, 1, 1), 100)), "not there") == []


def test_accuracy_is_measured_on_projects_that_are_not_in_the_class() -> None:
    """80 projects that all grow by a tenth: every outcome lies on every percentile; the stated forecast is 1/11 off."""
    told = []
    for n in range(80):
        told += [report(f"P{n}", NOW, BEGAN + timedelta(days=400), 100),
                 report(f"P{n}", date(2026, 6, 30), NOW, 110, status="complete")]  # fmt: skip
    found = accuracy(frame(*told), "cost")
    assert (found.cases, found.coverage) == (80, 1.0)
    assert (found.error, found.error_stated) == pytest.approx((0, 10 / 110))


def test_accuracy_with_too_few_cases_says_nothing() -> None:
    assert accuracy(frame(*finished(21)), "cost").coverage is None


def test_a_life_without_a_stated_start_began_with_the_first_report() -> None:
    """Of 21 finished projects all cases lie in the first quarter; 300 of 400 days after its first report X is in the last."""
    first, later = NOW, NOW + timedelta(days=300)
    told = [report("X", on, NOW + timedelta(days=400), 100, start=None) for on in (first, later)]
    finish, _ = of(frame(*finished(21), *told), "X")
    assert (finish.basis, finish.cases) == ("formulas", 0)


def test_a_project_is_not_measured_by_its_own_past() -> None:
    history = frame(*finished(20), report("P20", date(2026, 7, 31), date(2028, 1, 1), 100))
    assert {r.cases for r in of(history, "P20")} == {0}
