"""Published and derived worked examples of schedule metrics, run through canonical rows, the marts and `evaluate`.

The figures are kept beside the repository; without them this module is skipped.
"""

from __future__ import annotations

import csv
import json
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from worlds import world

from pmo_metrics.evaluate import evaluate

ORACLES = Path(__file__).resolve().parents[2] / "shared" / "oracles"
pytestmark = pytest.mark.skipif(not ORACLES.exists(), reason="no oracle files beside the repository")

MONDAY_TO_FRIDAY = "XX"  # a calendar nobody knows: five working days a week, no holidays
PLAN_DATE = date(2026, 6, 30)


def _read(name: str) -> list[dict[str, str]]:
    path = ORACLES / name
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


def _cpli(given: dict[str, Any]) -> float | None:
    """One open task that finishes as many working days after the plan's date, five to a week, with that float."""
    weeks, rest = divmod(given["critical_path_length"], 5)
    assert rest == 0
    finish = PLAN_DATE + timedelta(weeks=weeks)
    db = world(
        project=[{"project_id": "A", "calendar_id": MONDAY_TO_FRIDAY}],
        task=[{"project_id": "A", "task_id": "1", "finish": finish, "total_float_days": given["total_float"]}],
    )
    value: float | None = evaluate(db, "cpli")["value"][0]
    return value


def _bei(given: dict[str, Any]) -> float | None:
    """Finished tasks first take the baselines that were due; a task planned for later gives the plan a baseline."""
    due = ["2026-05-29"] * given["baselined_to_finish"] + [None] * given["missing_baseline"]
    tasks = [
        {
            "project_id": "A",
            "task_id": str(n),
            "baseline_finish": day,
            "status": "done" if n < given["finished"] else None,
        }
        for n, day in enumerate(due)
    ]
    later = {"project_id": "A", "task_id": "later", "baseline_finish": "2026-12-31", "finish": "2026-12-31"}
    value: float | None = evaluate(world(task=[*tasks, later]), "bei")["value"][0]
    return value


def _hit_rate(given: dict[str, Any]) -> float | None:
    assert given == {"due_in_period": 0}
    db = world(milestone="project_id | milestone_id | baseline_date\nA | M | 2026-12-01")
    value: float | None = evaluate(db, "hit_rate")["value"][0]
    return value


COMPUTE: dict[str, Callable[[dict[str, Any]], float | None]] = {"cpli": _cpli, "bei": _bei, "hit_rate": _hit_rate}
SCALARS = [row for row in _read("scalar_examples.csv") if row["metric"] in COMPUTE]
EDGES = [row for row in _read("edge_cases_proposed.csv") if row["metric"] in COMPUTE]


@pytest.mark.parametrize("row", SCALARS, ids=[row["id"] for row in SCALARS])
def test_published_example(row: dict[str, str]) -> None:
    found = COMPUTE[row["metric"]](json.loads(row["inputs_json"]))
    assert found == pytest.approx(float(row["expected"]), abs=max(float(row["abs_tol"]), 1e-9))


@pytest.mark.parametrize("row", EDGES, ids=[f"{n}-{row['metric']}" for n, row in enumerate(EDGES)])
def test_edge_case(row: dict[str, str]) -> None:
    found = COMPUTE[row["metric"]](json.loads(row["inputs_json"]))
    assert found == (None if row["expected"] == "null" else pytest.approx(float(row["expected"])))


# --- milestone trend analysis ---------------------------------------------------------------------------------------

REPORTS, TRENDS = _read("mta_reports_derived.csv"), _read("mta_expected_derived.csv")


@pytest.fixture(scope="module")
def trends() -> dict[str, dict[str, Any]]:
    rows = [
        {"project_id": "A", "milestone_id": r["milestone"], "as_of": r["report_date"], "baseline_date": r["baseline"],
         "forecast_date": r["forecast"]}
        for r in REPORTS
    ]  # fmt: skip
    found = world(milestone=rows).run("SELECT * FROM milestone_trend WHERE as_of = DATE '2025-04-28'")
    return {row["milestone_id"]: row for row in found.iter_rows(named=True)}


@pytest.mark.parametrize("row", TRENDS, ids=[row["milestone"] for row in TRENDS])
def test_milestone_trend(row: dict[str, str], trends: dict[str, dict[str, Any]]) -> None:
    found = trends[row["milestone"]]
    assert found["total_slip_days"] == int(row["total_slip_days"])
    assert found["last_slip_days"] == int(row["last_slip_days"])
    assert found["slope"] == pytest.approx(float(row["ols_slope_day_per_day"]), abs=5e-7)
    assert found["changes"] == int(row["changes"])
    assert found["range_days"] == int(row["range_days"])
    assert found["remaining_days"] == int(row["days_to_last_forecast"])
    expected = row["extrapolated_arrival_if_slope_persists"]
    assert found["arrival_to"] == (date.fromisoformat(expected) if expected else None)
    assert found["refused"] == (None if expected else "recedes")


def test_only_the_zigzag_is_called_one(trends: dict[str, dict[str, Any]]) -> None:
    assert [name for name, row in trends.items() if row["is_zigzag"]] == ["zigzag"]


# --- the US IT Dashboard ----------------------------------------------------------------------------------------------

DASHBOARD = _read("itdashboard_variance_cases.csv")


@pytest.mark.parametrize("case", DASHBOARD, ids=[case["id"] for case in DASHBOARD])
def test_it_dashboard_schedule_variance(case: dict[str, str]) -> None:
    dates = {
        "baseline_start": "planned_start", "baseline_finish": "planned_completion", "finish": "projected_completion",
        "actual_finish": "actual_completion",
    }  # fmt: skip
    report = {name: case[column] or None for name, column in dates.items()}
    db = world(project=[{"project_id": "A", "as_of": case["today"], **report}])
    ratio = evaluate(db, "finish_variance_pct").row(0, named=True)
    assert ratio["top"] == int(case["sv_days"])
    assert ratio["value"] == (pytest.approx(float(case["sv_ratio"]), abs=5e-7) if case["sv_ratio"] else None)


# --- Chinese working days ---------------------------------------------------------------------------------------------


def test_chinese_working_days_of_every_published_month() -> None:
    months = _read("cn_workdays_2023_2026.csv")
    db = world(
        project="project_id | calendar_id\nA | CN",
        milestone="project_id | milestone_id | baseline_date | forecast_date\nA | M | 2022-12-31 | 2026-12-31",
    )
    counts = db.run("SELECT day, working_days FROM working_count WHERE calendar_id = 'CN'")
    by = dict(counts.iter_rows())
    for row in months:
        whole = row["month"] == "year"
        first = date(int(row["year"]), 1 if whole else int(row["month"]), 1)
        month = 12 if whole else first.month
        last = date(first.year, month, monthrange(first.year, month)[1])
        assert by[last] - by[first - timedelta(days=1)] == int(row["true_working_days"]), row
    total = sum(int(row["true_working_days"]) for row in months if row["month"] == "year")
    assert db.run("SELECT slip_working_days FROM milestone_status").item() == total
