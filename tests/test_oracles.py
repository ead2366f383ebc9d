"""Published and derived worked examples, run through canonical rows, the marts and `evaluate`.

The figures are kept beside the repository; without them this module is skipped.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import test_oracles_cost
import test_oracles_risk
import test_oracles_schedule
import test_oracles_value
from worlds import world

from pmo_metrics.evaluate import evaluate

ORACLES = Path(__file__).resolve().parents[2] / "shared" / "oracles"
pytestmark = pytest.mark.skipif(not ORACLES.exists(), reason="no oracle files beside the repository")

# What no metric of the product computes, and so is not run here or in the other modules of published examples.
NOT_COVERED = {
    "efficiency": "needs standard hours, which no export states", "rated_capacity": "needs standard hours",
    "billable_utilization": "billable hours have no metric yet", "fte": "FTE totals have no metric yet",
    "fte_hours": "FTE totals have no metric yet",
    "optimism_bias_combined": "reference classes by type of work are not built",
    "optimism_bias_mitigated": "reference classes by type of work are not built",
    "sum_variance": "the spread of a simulated sum is compared (mc_sum_variance); the formula itself has no use",
    "pert_mean": "three-point costs are simulated; the formula itself has no use",
    "pert_sd": "three-point costs are simulated; the formula itself has no use",
    "normal_completion_probability": "three-point durations are not built",
    "rcf_uplift": "forecast ranges take the quantiles of the loaded history, not a published mean uplift",
    "npv": "appraisal of proposals is not built", "irr": "appraisal of proposals is not built",
    "mirr": "appraisal of proposals is not built",
    "cd3": "ranking of proposals is not built", "sequence_value": "ranking of proposals is not built",
    "wsjf": "ranking of proposals is not built",
    "statutory_working_days": "an average year; the product counts the days of a calendar",
    "statutory_working_days_month": "an average month; the product counts the days of a calendar",
    "pay_days_month": "paid days are payroll",
}  # fmt: skip
FILES_NOT_COVERED = {
    "ahp_expected.csv", "ahp_pairwise.csv", "knapsack01_items.csv", "knapsack01_optima.csv", "mkp_petersen_2_4.csv",
    "mkp_petersen_optima.csv", "optimism_bias_hmt2002.csv",
}  # fmt: skip


def _read(name: str) -> list[dict[str, str]]:
    path = ORACLES / name
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


def _evm(given: dict[str, Any]) -> dict[str, Any]:
    """The parts of earned value that an oracle's inputs state, under the names of a progress report."""
    if "planned_pct" in given:
        bac = given["bac"]
        return {
            "bac": bac,
            "pv": bac * given["planned_pct"],
            "ev": bac * given["actual_pct"],
            "ac": sum(given["period_costs"]),
        }
    return {name: given.get(name) for name in ("bac", "pv", "ev", "ac")}


def _value(metric: str, **figures: object) -> float | None:
    """The metric for one active project with these earned value figures."""
    progress = {"project_id": "A", **{k: figures[k] for k in ("pv", "ev", "ac") if figures.get(k) is not None}}
    project = {"project_id": "A", "status": "active", "budget": figures.get("bac")}
    return _number(evaluate(world(project=[project], progress=[progress]), metric)["value"][0])


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _by_evm(metric: str) -> Callable[[dict[str, Any]], float | None]:
    return lambda given: _value(metric, **_evm(given))


def _vac_of_eac_cpi(given: dict[str, Any]) -> float | None:
    figures = _evm(given)
    project = {
        "project_id": "A",
        "status": "active",
        "budget": figures["bac"],
        "forecast_cost": _value("eac_cpi", **figures),
    }
    return _number(evaluate(world(project=[project]), "variance_at_completion")["value"][0])


def _period_costs(given: dict[str, Any]) -> float | None:
    """Period amounts are cost lines: the product adds those up to the status date."""
    lines = [
        {"project_id": "A", "period": date(2026, n, 1), "kind": "actual", "category": "x", "amount": amount}
        for n, amount in enumerate(given["period_costs"], start=1)
    ]
    report = [{"project_id": "A", "as_of": date(2026, given["period"] + 1, 1) - timedelta(days=1)}]
    return _number(evaluate(world(project=report, cost=lines), "actual_cost")["value"][0])


def _variance(given: dict[str, Any]) -> float | None:
    project = {"project_id": "A", "status": "active", "budget": given["plan"], "forecast_cost": given["actual"]}
    value = _number(evaluate(world(project=[project]), "variance_at_completion_pct")["value"][0])
    revenue = given.get("kind") == "revenue"  # the same arithmetic with the sign of an income line
    return -value if revenue and value is not None else value


def _portfolio_cpi(given: dict[str, Any]) -> float | None:
    rows = [
        {"project_id": str(n), "ev": ev, "ac": ac}
        for n, (ev, ac) in enumerate(zip(given["ev"], given["ac"], strict=True))
    ]
    return _number(evaluate(world(progress=rows), "cpi")["value"][0])


def _hours(given: dict[str, Any], metric: str) -> float | None:
    """Available hours as calendar days of a file, worked hours as a timesheet, bookings as an assignment."""
    available = given.get("available", given.get("units", 1) * given.get("hours_per_day", 0) * given.get("days", 0))
    share = given.get("units", 1)
    days = [{"calendar_id": "DE", "date": date(2026, 6, d), "hours": 0} for d in range(1, 31)]
    days[0]["hours"] = available / share
    tables: dict[str, Any] = {
        "project": [{"project_id": "A"}],
        "person": [{"person_id": f"X{n}", "calendar_id": "DE"} for n in range(share)],
        "calendar_day": days,
        "timesheet": [{"person_id": "X0", "date": date(2026, 6, 1), "hours": given.get("worked", 0)}],
    }
    if "allocated" in given:
        tables["assignment"] = [
            {"project_id": "A", "person_id": "X0", "period": "2026-06-01", "hours": given["allocated"]}
        ]
    return _number(evaluate(world(**tables), metric)["value"][0])


def _milestone_status(given: dict[str, Any]) -> str:
    columns = {
        "baseline_date": given["baseline"],
        "forecast_date": given.get("forecast"),
        "actual_date": given["actual"],
    }
    db = world(milestone=[{"project_id": "A", "milestone_id": "M", "as_of": given["today"], **columns}])
    state = str(db.run("SELECT state FROM milestone_status")["state"][0])
    return "error" if state == "data_error" else state


def _milestone_slip(given: dict[str, Any]) -> float | None:
    columns = {"baseline_date": given["baseline"], "forecast_date": given["forecast"]}
    return _number(
        evaluate(world(milestone=[{"project_id": "A", "milestone_id": "M", **columns}]), "slip_days")["value"][0]
    )


def _risk(given: dict[str, Any]) -> object:
    risk = {"status": given.get("status", "open"), "probability": given["probability"], "cost_likely": given["impact"]}
    db = world(risk=[{"project_id": "A", "risk_id": "R", **risk}])
    emv, reason = db.run("SELECT emv, emv_reason FROM risk_status").row(0)
    return reason if emv is None else float(emv)


def _percent_complete(given: dict[str, Any]) -> object:
    """A share above 1 is a fault: it stays visible and the row says so."""
    db = world(project=[{"project_id": "A", "budget": given["bac"]}], progress=[{"project_id": "A", "ev": given["ev"]}])
    return "error" if db.run("SELECT ev_above_bac FROM project_status")["ev_above_bac"][0] else None


def _agreement(given: dict[str, Any]) -> float | None:
    rags = (
        [("red", "green")] * given["more_risk"]
        + [("red", "red")] * given["matched"]
        + [("green", "red")] * given["less_risk"]
    )
    projects = [
        {
            "project_id": str(n),
            "budget": 100,
            "forecast_cost": 200 if computed == "red" else 100,
            "reported_rag": reported,
        }
        for n, (computed, reported) in enumerate(rags)
    ]
    return _number(evaluate(world(project=projects), "rag_gap_rate")["value"][0])


COMPUTE: dict[str, Callable[[dict[str, Any]], object]] = {
    "pv": _by_evm("planned_value"), "ev": _by_evm("earned_value"), "sv": _by_evm("schedule_variance"),
    "cv": _by_evm("cost_variance"), "spi": _by_evm("spi"), "cpi": _by_evm("cpi"),
    "ac": lambda given: _period_costs(given) if "period" in given else _value("actual_cost_of_work", **_evm(given)),
    "eac_cpi": _by_evm("eac_cpi"), "eac_remaining_at_budget": _by_evm("eac_remaining"),
    "eac_cpi_spi": _by_evm("eac_cpi_spi"), "tcpi_bac": _by_evm("tcpi"), "vac_cpi": _vac_of_eac_cpi,
    "etc_cpi": lambda given: (_value("eac_cpi", **_evm(given)) or 0) - (_value("actual_cost_of_work", **_evm(given)) or 0),
    "vac_pct": lambda given: _variance({"plan": given["bac"], "actual": given["eac"]}),
    "variance_pct": _variance, "portfolio_cpi": _portfolio_cpi, "percent_complete": _percent_complete,
    "available_hours": lambda given: _hours(given, "available_hours"),
    "utilization": lambda given: _hours(given, "utilization"), "allocation": lambda given: _hours(given, "allocation"),
    "milestone_status": _milestone_status, "milestone_slip": _milestone_slip, "risk_emv": _risk,
    "rag_rollup": lambda given: _number(evaluate(world(project=[{"project_id": str(n), "reported_rag": r} for n, r in enumerate(given["rags"])]), "rag_gap_rate")["value"][0]),
    "rating_agreement": _agreement,
}  # fmt: skip

SCALARS = [row for row in _read("scalar_examples.csv") if row["metric"] in COMPUTE]
EDGES = [row for row in _read("edge_cases_proposed.csv") if row["metric"] in COMPUTE]


@pytest.mark.parametrize("row", SCALARS, ids=[row["id"] for row in SCALARS])
def test_published_example(row: dict[str, str]) -> None:
    found = COMPUTE[row["metric"]](json.loads(row["inputs_json"]))
    assert found == pytest.approx(float(row["expected"]), abs=max(float(row["abs_tol"]), 1e-9))


@pytest.mark.parametrize("row", EDGES, ids=[f"{n}-{row['metric']}" for n, row in enumerate(EDGES)])
def test_edge_case(row: dict[str, str]) -> None:
    given = json.loads(row["inputs_json"])
    found, expected = COMPUTE[row["metric"]](given), row["expected"]
    match expected:
        case "null":
            assert found is None
        case "decide":  # a negative plan is divided by its absolute value
            assert found == pytest.approx(-0.2)
        case "overdue" | "error" | "issue":
            assert found == expected
        case _:
            assert found == pytest.approx(float(expected), abs=5e-5)


def test_every_oracle_is_run_or_says_why_not() -> None:
    rows = [*_read("scalar_examples.csv"), *_read("edge_cases_proposed.csv")]
    modules = (test_oracles_cost, test_oracles_risk, test_oracles_schedule, test_oracles_value)
    run = COMPUTE.keys() | {name for module in modules for name in module.COMPUTE}
    named = {row["metric"] for row in rows}
    assert not named - run - NOT_COVERED.keys()
    assert not NOT_COVERED.keys() & run, "what is run is not left out"
    assert NOT_COVERED.keys() <= named


def test_the_documentation_names_every_file_and_all_that_is_left_out() -> None:
    text = (Path(__file__).parents[1] / "docs" / "oracles.md").read_text("utf-8")
    for path in ORACLES.glob("*.csv"):
        lines = len(_read(path.name))
        assert f"| `{path.name}` | {lines} |" in text, (path.name, lines)
    for name, why in NOT_COVERED.items():
        assert f"| `{name}` | {why} |" in text, name
    tests = {p.name: p.read_text("utf-8") for p in Path(__file__).parent.glob("test_*.py")}
    for path in ORACLES.glob("*.csv"):
        used = [name for name, source in tests.items() if f'"{path.name}"' in source and name != Path(__file__).name]
        used += [Path(__file__).name] if f'_read("{path.name}")' in tests[Path(__file__).name] else []
        assert bool(used) == (path.name not in FILES_NOT_COVERED), path.name


SERIES = _read("evm_es_series_13months.csv")


def test_a_real_series_of_thirteen_months() -> None:
    """Amounts in thousands with three decimals are loaded in full, so that no digit is lost to the cent."""
    bac = SERIES[-1]["pv"]
    whole = {name: [round(float(row[name]) * 1000) for row in SERIES] for name in ("pv", "ev", "ac")}
    days = [date(2025 + n // 12, n % 12 + 1, 28) for n in range(len(SERIES))]
    progress = [
        {"project_id": "A", "as_of": day, **{name: whole[name][n] for name in whole}} for n, day in enumerate(days)
    ]
    project = [{"project_id": "A", "as_of": days[0], "budget": round(float(bac) * 1000)}]
    db = world(project=project, progress=progress)
    for metric, column, scale in (
        ("planned_value", "pv", 1000), ("earned_value", "ev", 1000), ("actual_cost_of_work", "ac", 1000),
        ("cost_variance", "cv", 1000), ("schedule_variance", "sv", 1000), ("cpi", "cpi", 1), ("spi", "spi", 1),
        ("eac_cpi", "calc_eac_cpi", 1000), ("eac_remaining", "calc_eac_remaining_at_budget", 1000),
        ("eac_cpi_spi", "calc_eac_cpi_spi", 1000),
    ):  # fmt: skip
        found = evaluate(db, metric, by=["as_of"])
        assert found["as_of"].to_list() == days
        printed = [float(row[column]) * scale for row in SERIES]
        assert [float(v) for v in found["value"]] == pytest.approx(printed, abs=0.006 if scale == 1000 else 1e-6), (
            metric
        )
    tcpi = evaluate(db, "tcpi", by=["as_of"])["value"].to_list()
    assert tcpi[:12] == pytest.approx([float(row["calc_tcpi_bac"]) for row in SERIES[:12]], abs=1e-6)
    assert tcpi[12] is None  # no work left


DASHBOARD = _read("itdashboard_variance_cases.csv")


@pytest.mark.parametrize("case", DASHBOARD, ids=[case["id"] for case in DASHBOARD])
def test_it_dashboard_variance(case: dict[str, str]) -> None:
    """Cost and schedule variance by the rules of the US IT Dashboard; slip has the opposite sign.

    The ratio of slip to planned duration (sv_ratio) is compared in test_oracles_schedule.
    """
    columns = {
        "budget": "planned_total_cost", "forecast_cost": "projected_total_cost", "actual_cost": "actual_total_cost",
        "baseline_start": "planned_start", "baseline_finish": "planned_completion", "finish": "projected_completion",
        "actual_finish": "actual_completion",
    }  # fmt: skip
    report = {name: case[column] or None for name, column in columns.items()}
    db = world(project=[{"project_id": "A", "as_of": case["today"], **report}])
    amount = evaluate(db, "variance_at_completion")["value"][0]
    ratio = evaluate(db, "variance_at_completion_pct")["value"][0]
    slip = evaluate(db, "finish_slip_days")["value"][0]
    assert float(amount) == float(case["cv_amount"])
    assert ratio == (pytest.approx(float(case["cv_ratio"])) if case["cv_ratio"] else None)
    assert -slip == float(case["sv_days"])
