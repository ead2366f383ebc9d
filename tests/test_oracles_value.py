"""Published figures of earned value and earned schedule, run through canonical rows, the marts and the public functions.

The figures are kept beside the repository; without them this module is skipped.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from worlds import world

from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.evaluate import evaluate, rows

ORACLES = Path(__file__).resolve().parents[2] / "shared" / "oracles"
pytestmark = pytest.mark.skipif(not ORACLES.exists(), reason="no oracle files beside the repository")


def _read(name: str) -> list[dict[str, str]]:
    path = ORACLES / name
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


def month_end(number: int) -> date:
    """The last day of the n-th month from January 2025 on."""
    return date(2025 + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def evaluated(db: DuckEngine, metric: str) -> list[float | None]:
    """The metric at every status date."""
    return [None if v is None else float(v) for v in evaluate(db, metric, by=["as_of"])["value"]]


# --- a real project of thirteen months -------------------------------------------------------------------------

SERIES = _read("evm_es_series_13months.csv")
PLANNED = 9  # months


@cache
def thirteen_months(basis: str) -> DuckEngine:
    """The series with its plan as monthly budget lines ("phased") or as progress reports tell it ("stated").

    Amounts are in thousands with three decimals; they are loaded in full, so that no digit is lost to the cent.
    """
    whole = {name: [round(float(row[name]) * 1000) for row in SERIES] for name in ("pv", "ev", "ac")}
    told = ("pv", "ev", "ac") if basis == "stated" else ("ev", "ac")
    progress = [
        {"project_id": "A", "as_of": month_end(n), **{name: whole[name][n - 1] for name in told}}
        for n in range(1, len(SERIES) + 1)
    ]
    steps = [now - before for now, before in zip(whole["pv"], [0, *whole["pv"]], strict=False)]
    lines = [
        {"project_id": "A", "period": date(2025, n, 1), "kind": "budget", "category": "x", "amount": steps[n - 1]}
        for n in range(1, PLANNED + 1)
    ]
    plan = {"baseline_start": date(2025, 1, 1), "baseline_finish": month_end(PLANNED)} if basis == "stated" else {}
    project = [{"project_id": "A", "as_of": month_end(1), "budget": whole["pv"][-1], **plan}]
    return world(project=project, progress=progress, cost=lines if basis == "phased" else [])


def printed(column: str, scale: float = 1) -> list[float | None]:
    return [float(row[column]) * scale if row[column] else None for row in SERIES]


BOTH = pytest.mark.parametrize("basis", ["phased", "stated"])
METRICS = {
    "pv": "planned_value", "ev": "earned_value", "ac": "actual_cost_of_work", "sv": "schedule_variance", "cv": "cost_variance",
    "spi": "spi", "cpi": "cpi", "es": "earned_schedule", "sv_t": "schedule_variance_time", "spi_t": "spi_time",
    "eact_es1": "ieac_time_planned", "eact_es2": "ieac_time", "eact_es3": "ieac_time_cost",
    "calc_eac_remaining_at_budget": "eac_remaining", "calc_eac_cpi": "eac_cpi", "calc_eac_cpi_spi": "eac_cpi_spi",
    "calc_tcpi_bac": "tcpi",
}  # fmt: skip
MONEY = ("pv", "ev", "ac", "sv", "cv", "calc_eac_remaining_at_budget", "calc_eac_cpi", "calc_eac_cpi_spi")
FORECASTS = {
    "ed": "earned_duration", "eact_pv1_fixed": "pv_as_planned", "eact_pv2": "pv_at_pace", "eact_pv3": "pv_at_pace_and_cost",
    "eact_ed1": "ed_as_planned", "eact_ed2": "ed_at_pace", "eact_ed3": "ed_at_pace_and_cost",
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("column", METRICS)
def test_the_series_by_metric(basis: str, column: str) -> None:
    money = column in MONEY
    found = evaluated(thirteen_months(basis), METRICS[column])
    assert found == pytest.approx(printed(column, 1000 if money else 1), abs=0.006 if money else 1.1e-6)


@BOTH
@pytest.mark.parametrize("column", FORECASTS)
def test_the_series_by_other_duration_forecasts(basis: str, column: str) -> None:
    found = thirteen_months(basis).run(f"SELECT {FORECASTS[column]} AS v FROM duration_forecast ORDER BY as_of")["v"]
    assert [float(v) for v in found] == pytest.approx(printed(column), abs=1.1e-6)


@BOTH
def test_the_products_of_both_indices(basis: str) -> None:
    """The schedule cost index is CPI x SPI, or CPI x SPI(t); each is also what an estimate at completion divides by."""
    db = thirteen_months(basis)
    cpi, spi, pace = (evaluated(db, metric) for metric in ("cpi", "spi", "spi_time"))
    assert [c * s for c, s in zip(cpi, spi, strict=True)] == pytest.approx(printed("sci"), abs=2e-6)
    assert [c * s for c, s in zip(cpi, pace, strict=True)] == pytest.approx(printed("sci_t"), abs=2e-6)
    ev, ac = evaluated(db, "earned_value"), evaluated(db, "actual_cost_of_work")
    by_pace = [a + (360738 - e) / (c * s) for a, e, c, s in zip(ac, ev, cpi, pace, strict=True)]
    assert by_pace == pytest.approx(printed("calc_eac_cpi_spit", 1000), abs=0.05)


@BOTH
def test_the_lesson_of_the_last_row(basis: str) -> None:
    last = evaluate(thirteen_months(basis), "spi_time").row(0, named=True)
    assert (float(last["top"]), float(last["bottom"])) == (9.0, 13.0)
    assert evaluate(thirteen_months(basis), "spi")["value"][0] == 1.0


def test_every_column_of_the_series_is_checked() -> None:
    checked = {"month", *METRICS, *FORECASTS, "sci", "sci_t", "calc_eac_cpi_spit"}
    assert set(SERIES[0]) == checked


# --- single examples and edge cases ------------------------------------------------------------------------------


def project_of(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"project_id": "A", "status": "active", "budget": given.get("bac")}


def figures(given: Mapping[str, Any]) -> DuckEngine:
    """One active project with the stated parts of earned value."""
    parts = {name: given[name] for name in ("pv", "ev", "ac") if name in given}
    return world(project=[project_of(given)], progress=[{"project_id": "A", **parts}])


def pra(given: Mapping[str, Any], **more: float) -> DuckEngine:
    """The example of the PRA book: shares of the budget, and costs by period."""
    bac = given["bac"]
    parts = {"pv": bac * given["planned_pct"], "ev": bac * given["actual_pct"], "ac": sum(given["period_costs"])}
    return world(project=[{**project_of(given), **more}], progress=[{"project_id": "A", **parts}])


def one(db: DuckEngine, metric: str) -> float | None:
    return evaluated(db, metric)[-1]


def schedule(given: Mapping[str, Any]) -> DuckEngine:
    """A plan of cumulative monthly values, and what is earned at the end of a month (the last planned one by default)."""
    plan = given["pv"]
    steps = [now - before for now, before in zip(plan, [0, *plan], strict=False)]
    lines = [
        {"project_id": "A", "period": date(2025, n, 1), "kind": "budget", "category": "x", "amount": amount}
        for n, amount in enumerate(steps, start=1)
    ]
    told_on = month_end(given.get("at", len(plan)))
    return world(
        project=[{"project_id": "A", "as_of": told_on}],
        cost=lines,
        progress=[{"project_id": "A", "as_of": told_on, "ev": given["ev"]}],
    )


def pace(given: Mapping[str, Any]) -> DuckEngine:
    """A straight plan of ES months, all of it earned by month AT."""
    if given["at"] == 0:
        told_on = date(2024, 12, 31)
        project = {"baseline_start": date(2025, 1, 1), "baseline_finish": date(2025, 9, 30), "percent_complete": 0}
        return world(project=[{"project_id": "A", "as_of": told_on, "budget": 100, **project}])
    return schedule({"pv": [10 * (n + 1) for n in range(given["es"])], "ev": 10 * given["es"], "at": given["at"]})


COMPUTE: dict[str, Any] = {
    "cpi": lambda g: one(figures(g), "cpi") if "ev" in g else one(pra(g), "cpi"),
    "spi": lambda g: one(figures(g), "spi") if "ev" in g else one(pra(g), "spi"),
    "etc_cpi": lambda g: one(pra(g), "etc_cpi"),
    "vac_cpi": lambda g: one(pra(g), "vac_cpi"),
    "tcpi_bac": lambda g: one(figures(g), "tcpi") if "ev" in g else one(pra(g), "tcpi"),
    "tcpi_eac": lambda g: one(pra(g, forecast_cost=725000), "tcpi_eac"),
    "eac_cpi": lambda g: one(figures(g), "eac_cpi") if "ev" in g else one(pra(g), "eac_cpi"),
    "etc": lambda g: one(figures(g), "etc_cpi"),
    "cv_pct": lambda g: one(figures(g), "cost_variance_pct"),
    "es": lambda g: one(schedule(g), "earned_schedule"),
    "spi_t": lambda g: one(pace(g), "spi_time"),
}
CASES = [row for row in [*_read("scalar_examples.csv"), *_read("edge_cases_proposed.csv")] if row["metric"] in COMPUTE]


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{case['metric']}" for n, case in enumerate(CASES)])
def test_single_example(case: dict[str, str]) -> None:
    found = COMPUTE[case["metric"]](json.loads(case["inputs_json"]))
    if case["expected"] == "null":
        assert found is None
    else:
        assert found == pytest.approx(float(case["expected"]), abs=float(case.get("abs_tol") or 0) or 1e-4)


def test_a_finished_project_costs_what_it_cost_by_every_formula() -> None:
    """Edge case: BAC 100, EV 100, AC 130."""
    (row,) = rows(figures({"bac": 100, "pv": 100, "ev": 100, "ac": 130}), "value_series").to_dicts()
    names = ("eac_remaining", "eac_cpi", "eac_cpi_spi", "eac_weighted", "eac_recent", "eac_low", "eac_high")
    assert {float(row[name]) for name in names} == {130.0}


@pytest.mark.parametrize(("spent", "reason"), [(100, "budget_spent"), (120, "budget_spent"), (90, None)])
def test_a_spent_budget_is_a_flag(spent: int, reason: str | None) -> None:
    answer = evaluate(figures({"bac": 100, "ev": 60, "ac": spent}), "tcpi").row(0, named=True)
    assert answer["reason"] == reason
    assert evaluate(figures({"bac": 100, "ev": 60, "ac": spent}), "budgets_spent")["value"][0] == (reason is not None)
