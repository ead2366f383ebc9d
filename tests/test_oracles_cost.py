"""Published examples of cost variances, run through canonical rows, the marts and `evaluate`. Skipped without the figures."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from worlds import world

from pmo_metrics.evaluate import evaluate
from pmo_metrics.settings import Settings

ORACLES = Path(__file__).resolve().parents[2] / "shared" / "oracles"
pytestmark = pytest.mark.skipif(not ORACLES.exists(), reason="no oracle files beside the repository")


def _read(name: str) -> list[dict[str, str]]:
    path = ORACLES / name
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


def _exchange(given: dict[str, Any], metric: str) -> float:
    """Budget and actual lines in a foreign currency, with a budget rate and the rate of the month."""
    month = {"project_id": "A", "period": "2026-06-01", "category": "x", "currency": "USD"}
    rate = {"currency": "USD", "period": "2026-06-01"}
    db = world(
        Settings(currency="EUR"),
        project=[{"project_id": "A", "currency": "EUR"}],
        cost=[{**month, "kind": "budget", "amount": given["budget_fc"]}, {**month, "kind": "actual", "amount": given["actual_fc"]}],
        fx_rate=[{**rate, "kind": "budget", "rate": given["budget_rate"]}, {**rate, "kind": "actual", "rate": given["actual_rate"]}],
    )  # fmt: skip
    return float(evaluate(db, metric)["value"].item())


def _total(given: dict[str, Any]) -> float:
    return _exchange(given, "volume_variance") + _exchange(given, "rate_variance")


def _by_kind(given: dict[str, Any]) -> float | None:
    """Cost at completion for a cost, booked and planned revenue for a revenue."""
    if given.get("kind") == "revenue":
        line = {"project_id": "A", "period": "2026-06-01", "category": "x", "currency": "EUR"}
        lines = [
            {**line, "kind": "revenue_budget", "amount": given["plan"]},
            {**line, "kind": "revenue", "amount": given["actual"]},
        ]
        later = {**line, "period": "2026-07-01", "kind": "revenue_forecast", "amount": 0}
        db = world(project=[{"project_id": "A", "currency": "EUR"}], cost=[*lines, later])
        return float(evaluate(db, "revenue_variance_pct")["value"].item())
    project = {"project_id": "A", "status": "active", "budget": given["plan"], "forecast_cost": given["actual"]}
    value = evaluate(world(project=[project]), "variance_at_completion_pct")["value"].item()
    return None if value is None else float(value)


COMPUTE: dict[str, Callable[[dict[str, Any]], float | None]] = {
    "fx_volume_variance": lambda given: _exchange(given, "volume_variance"),
    "fx_rate_variance": lambda given: _exchange(given, "rate_variance"),
    "cost_variance_base": _total,
    "variance_pct": _by_kind,
}
CASES = [row for row in [*_read("scalar_examples.csv"), *_read("edge_cases_proposed.csv")] if row["metric"] in COMPUTE]


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{row['metric']}" for n, row in enumerate(CASES)])
def test_published_example(case: dict[str, str]) -> None:
    found = COMPUTE[case["metric"]](json.loads(case["inputs_json"]))
    if case["expected"] == "null":
        assert found is None
    elif case["expected"] == "decide":  # a negative plan: the product divides by its size
        assert found == pytest.approx(-0.2)
    else:
        assert found == pytest.approx(float(case["expected"]), abs=float(case.get("abs_tol") or 1e-9))


def test_every_kind_of_example_is_there() -> None:
    assert {row["metric"] for row in CASES} == COMPUTE.keys()
