"""Published and derived examples of risk analysis through the public functions, and published registers through the store.

The figures are kept beside the repository; without them the tests are skipped.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import TODAY
from worlds import world

from pmo_metrics.analysis.contingency import (
    Distribution,
    Floats,
    Risk,
    contingency,
    luck_of,
    priced,
    triangular_at,
)
from pmo_metrics.evaluate import evaluate, rows
from pmo_metrics.ingest.load import load
from pmo_metrics.ingest.model import Upload
from pmo_metrics.store import Store

SHARED = Path(__file__).resolve().parents[2] / "shared"
ORACLES, DATA = SHARED / "oracles", SHARED / "data"
needs_oracles = pytest.mark.skipif(not ORACLES.exists(), reason="no oracle files beside the repository")
needs_data = pytest.mark.skipif(not DATA.exists(), reason="no published data beside the repository")


def _read(name: str) -> list[dict[str, str]]:
    path = ORACLES / name
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


# --- five risks, all 32 outcomes ---------------------------------------------------------------------------------

REGISTER = [row for row in _read("risk_exact_register.csv") if row["probability"]]
STATED = {row["risk"]: float(row["emv"]) for row in _read("risk_exact_register.csv") if not row["probability"]}
PERCENTILES = [name for name in STATED if name.startswith("P")]
FIVE = [Risk(float(row["probability"]), float(row["impact"])) for row in REGISTER]


@needs_oracles
def test_the_exact_distribution_is_found_outcome_by_outcome() -> None:
    expected = _read("risk_exact_distribution.csv")
    found = contingency(FIVE)
    assert found.method == "exact"
    assert found.outcomes.tolist() == [float(row["total_impact"]) for row in expected]
    assert found.cumulative.tolist() == pytest.approx([float(row["cumulative"]) for row in expected], abs=1e-9)
    assert found.mean == pytest.approx(STATED["TOTAL"]) and found.sd == pytest.approx(STATED["SD"], abs=1e-6)
    assert [found.percentile(int(p[1:]) / 100) for p in PERCENTILES] == [STATED[p] for p in PERCENTILES]


@needs_oracles
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_simulation_is_within_one_percent_of_the_exact_distribution(seed: int) -> None:
    """A correlation too small to matter makes it simulate what it would otherwise enumerate."""
    found = contingency(FIVE, draws=200_000, seed=seed, correlation=1e-12)
    assert found.method == "simulated"
    assert found.mean == pytest.approx(STATED["TOTAL"], rel=0.01)
    assert found.sd == pytest.approx(STATED["SD"], rel=0.01)
    shares = [
        int(p[1:]) / 100 for p in PERCENTILES if p != "P95"
    ]  # P(at most 1700) is 0.95 to the digit: either side of it
    assert [found.percentile(s) for s in shares] == pytest.approx([STATED[f"P{s:.0%}"[:-1]] for s in shares], rel=0.01)
    assert found.covered(STATED["P95"]) == pytest.approx(0.95, abs=0.002)


@needs_oracles
def test_the_register_gives_the_same_through_the_store() -> None:
    drawn = [
        {"project_id": "A", "risk_id": r["risk"], "probability": r["probability"], "cost_likely": r["impact"]}
        for r in REGISTER
    ]
    db = world(project="project_id | currency\nA | EUR", risk=drawn)
    assert float(evaluate(db, "risk_exposure")["value"][0]) == -STATED["TOTAL"]
    found = rows(db, "risk_status").sort("risk_id")
    assert [-float(v) for v in found["emv"]] == [float(r["emv"]) for r in REGISTER]
    risks, left_out = priced(found)
    assert (contingency(risks).percentile(0.8), left_out) == (STATED["P80"], 0)


MATRIX = _read("risk_pi_matrix_pmbok5.csv")


@needs_oracles
def test_the_matrix_of_the_pmbok_guide_comes_out_cell_by_cell() -> None:
    """A risk in the middle of each step: the default scales give the printed scores."""
    share = {"0.05": 0.01, "0.1": 0.07, "0.2": 0.15, "0.4": 0.3, "0.8": 0.6}
    drawn = [
        {
            "project_id": "A",
            "risk_id": f"R{n:02}",
            "probability": cell["probability"],
            "cost_likely": share[cell["impact"]] * 100_000,
        }
        for n, cell in enumerate(MATRIX)
    ]
    db = world(project="project_id | currency | budget\nA | EUR | 100000", risk=drawn)
    found = rows(db, "risk_status").sort("risk_id")
    assert [float(v) for v in found["pi_score"]] == [float(cell["exact_score"]) for cell in MATRIX]


# --- scalar examples ---------------------------------------------------------------------------------------------

DRAWS = 200_000


def _sum_of(given: dict[str, Any]) -> Floats:
    """Draws of the sum of an oracle's distributions, correlated as it says."""
    rho: float | Floats = np.array(given["rho"]) if "rho" in given else 0.0
    items = zip(given["dists"], luck_of(len(given["dists"]), DRAWS, 11, rho), strict=True)
    parts = [_drawn(name, terms, luck) for (name, *terms), luck in items]
    return np.asarray(np.sum(parts, axis=0))


def _drawn(name: str, terms: Sequence[float], luck: Floats) -> Floats:
    if name == "triangular":
        return triangular_at(*terms, luck)  # type: ignore[call-arg, arg-type]
    if name == "uniform":
        return terms[0] + (terms[1] - terms[0]) * luck
    normal = np.sort(np.random.default_rng(2).standard_normal(DRAWS))
    return terms[0] + terms[1] * np.interp(luck, (np.arange(DRAWS) + 0.5) / DRAWS, normal)


def _decision(given: dict[str, Any]) -> float:
    """The expected payoff of a decision's branches less what it costs: its branches are risks that save money."""
    return sum(contingency([Risk(p, payoff)]).mean for p, payoff in given["branches"]) - float(given["invest"])


COMPUTE: dict[str, Callable[[dict[str, Any]], float]] = {
    "sum_mean": lambda given: sum(contingency([Risk(1.0, m)]).mean for m in given["means"]),
    "mc_sum_mean": lambda given: float(_sum_of(given).mean()),
    "mc_sum_variance": lambda given: float(_sum_of(given).var()),
    "emv_decision": _decision,
}
SCALARS = [row for row in _read("scalar_examples.csv") if row["metric"] in COMPUTE]


@pytest.mark.parametrize("row", SCALARS, ids=[row["id"] for row in SCALARS])
def test_published_example(row: dict[str, str]) -> None:
    found = COMPUTE[row["metric"]](json.loads(row["inputs_json"]))
    assert found == pytest.approx(float(row["expected"]), abs=max(float(row["abs_tol"]), 1e-9))


def test_every_kind_of_example_is_there() -> None:
    assert not SCALARS or {row["metric"] for row in SCALARS} == COMPUTE.keys()


# --- published registers -----------------------------------------------------------------------------------------


def _loaded(store: Store, *names: str) -> Store:
    load(store, [Upload(Path(name).name, (DATA / name).read_bytes()) for name in names], today=TODAY)
    return store


@needs_data
@pytest.mark.parametrize(
    ("name", "sheet", "count", "before", "after"),
    [("TF_Round_3_Success.xlsx", "7 - Risk Register", 4, 36, 22), ("PF_Round_2_Success.xlsx", "Risks", 5, 35, 45)],
)
def test_towns_fund_scores(store: Store, name: str, sheet: str, count: int, before: int, after: int) -> None:
    """The workbook's own formulas: scores before and after mitigation. They are ranks and give no money."""
    found = rows(_loaded(store, f"towns-fund/{name}").snapshot(), "risk_status")
    found = found.filter(found["sheet"] == sheet)
    assert (found.height, found["score"].sum(), found["residual_score"].sum()) == (count, before, after)
    assert found["emv"].null_count() == found["residual_emv"].null_count() == count


@needs_data
def test_pmo_copilot_scores(store: Store) -> None:
    """34 risks whose score is probability x impact on a scale from 0 to 1: no steps of ours, and no money either."""
    found = rows(_loaded(store, "pmo-copilot/projects.csv", "pmo-copilot/risks.csv").snapshot(), "risk_status")
    assert found.height == 34
    products = (found["probability"] * found["impact_score"]).cast(float)
    assert (products - found["score"].cast(float)).abs().max() < 0.0051
    assert found["impact_step"].null_count() == 34 and found["probability_step"].null_count() == 0
    assert found["emv"].null_count() == found.filter(found["is_open"]).height


def test_two_runs_agree_to_the_last_digit() -> None:
    def run() -> Distribution:
        return contingency([Risk(0.4, 10.0, 5.0, 30.0), Risk(0.2, -8.0)], seed=20260101, correlation=0.3, shape="pert")

    first, again = run(), run()
    assert first.outcomes.tobytes() == again.outcomes.tobytes()
