"""Totals and counts that publishers or others print come out of the store, through views, marts and metrics."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pmo_metrics.evaluate import Scope, evaluate, rows
from pmo_metrics.ingest.load import load
from pmo_metrics.ingest.model import Upload
from pmo_metrics.store import Snapshot, open_store

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared folder of real exports is absent")
Loaded = Callable[[str], Snapshot]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    kept: dict[str, Snapshot] = {}

    def get(name: str) -> Snapshot:
        if name not in kept:
            path, store = DATA / name, open_store(tmp_path_factory.mktemp("store"))
            load(store, [Upload(path.name, path.read_bytes())])
            kept[name] = store.snapshot()
        return kept[name]

    return get


def by_rag(db: Snapshot) -> dict[str, int]:
    return dict(evaluate(db, "projects", ["rag"]).select("rag", "value").iter_rows())


def test_gmpp_ratings_and_their_shares(loaded: Loaded) -> None:
    found = by_rag(loaded("gmpp/uk_2021.csv"))
    assert sum(found.values()) == 184
    assert (found["red"], found["amber_red"], found["amber"]) == (7, 44, 84)
    assert (
        round(100 * (7 + 44 + 84) / 184)
        == 73
        == round(100 * sum(found[x] for x in ("red", "amber_red", "amber")) / 184)
    )


def test_gmpp_whole_life_cost(loaded: Loaded) -> None:
    found = evaluate(loaded("gmpp/uk_2018.csv"), "budget").row(0, named=True)
    assert (found["rows"], found["left_out"]) == (119, 14)
    assert found["value"] == Decimal("422739.43")  # as written: nothing in the file says it is in millions


def test_us_dashboard_cost_variance_of_every_project(loaded: Loaded) -> None:
    """Planned - actual, favourable positive, is what the source prints in 2,449 of 2,450 rows; the other is its own slip."""
    db = loaded("us-itdb/d.csv")
    ours = {(r["sheet"], r["row"]): r for r in rows(db, "project_status").to_dicts()}
    with (DATA / "us-itdb" / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        printed = dict(enumerate(csv.DictReader(file), start=2))
    compared = agreed = under = over = 0
    for number, row in printed.items():
        mine = ours.get(("", number))
        if not row["Cost Variance ($ M)"] or mine is None or mine["budget"] is None or mine["forecast_cost"] is None:
            continue
        variance = float(mine["budget"] - mine["forecast_cost"]) / 1e6
        compared += 1
        agreed += abs(variance - float(row["Cost Variance ($ M)"])) < 0.0006
        under, over = under + (variance > 5e-7), over + (variance < -5e-7)
    assert (compared, agreed) == (2450, 2449)
    assert (under, over) == (741, 462)


def test_nyc_latest_forecast_and_what_went_up_and_late(loaded: Loaded) -> None:
    db = loaded("nyc-capital/NYC_capital_projects_20190901.csv")
    found = evaluate(db, "forecast_cost").row(0, named=True)
    assert found["value"] == Decimal("31974750591.36")
    # What the agency prints as the change in all gives the first baseline; finished projects have no forecast any more,
    # so each project counts as it was last known.
    reports = rows(db, "project").sort("as_of")
    assert (reports["project_id"].n_unique(), reports["as_of"].n_unique()) == (378, 15)
    for now, first, count in (("forecast_cost", "original_budget", 202), ("finish", "original_baseline_finish", 211)):
        last = reports.drop_nulls([now, first]).group_by("project_id", maintain_order=True).last()
        assert last.filter(pl.col(now) > pl.col(first)).height == count


@pytest.mark.parametrize(("year", "rows_", "ten", "hundred"), [(2016, 398, 130, 26), (2019, 463, 127, 12)])
def test_canada_large_projects(loaded: Loaded, year: int, rows_: int, ten: int, hundred: int) -> None:
    found = rows(loaded(f"canada-it/gc-it-projects-{year}.csv"), "project_status")
    assert found.height == rows_
    budget = found["budget"]
    assert ((budget > 10_000_000).sum(), (budget > 100_000_000).sum()) == (ten, hundred)


def test_canada_between_the_two_returns(tmp_path: Path) -> None:
    """The 100 projects that stand in both returns, and how far their budgets moved, straight from the two files."""
    store = open_store(tmp_path)
    files = [DATA / "canada-it" / f"gc-it-projects-{year}.csv" for year in (2016, 2019)]
    load(store, [Upload(p.name, p.read_bytes()) for p in files])
    held: list[dict[str, Decimal | None]] = []
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            texts = {
                r["uniqueId"]: r["totalBudget"].replace("$", "").replace(",", "").strip() for r in csv.DictReader(file)
            }
        held.append({name: Decimal(t) if t else None for name, t in texts.items()})
    both = held[0].keys() & held[1].keys()
    assert len(both) == 100
    moved = sum(
        (held[1][p] - held[0][p] for p in both if held[0][p] is not None and held[1][p] is not None), Decimal(0)
    )  # type: ignore[operator]
    db = store.snapshot()
    dates = db.run("SELECT as_of FROM status_date ORDER BY as_of")["as_of"].to_list()
    before, after = (rows(db, "project", Scope(as_of=d)).filter(as_of=d).select("project_id", "budget") for d in dates)
    ours = before.join(after, on="project_id", suffix="_after").drop_nulls()
    assert before.join(after, on="project_id").height == 100
    assert (ours["budget_after"] - ours["budget"]).sum() == moved


def test_cesaw_hours(loaded: Loaded) -> None:
    """133,265.32 h worked: what was loaded and what is held back for want of a date come to the published sum."""
    db = loaded("cesaw/2018_005_tf.csv")
    worked = db.run("SELECT sum(hours) AS hours FROM timesheet")["hours"].item()
    with (DATA / "cesaw" / "2018_005_tf.csv").open(encoding="utf-8-sig", newline="") as file:
        minutes = [float(r["task_actual_time_minutes"]) for r in csv.DictReader(file)]
    held = set(db.run('SELECT "row" FROM quarantine')["row"].to_list())
    missing = sum(m for number, m in enumerate(minutes, start=2) if number in held) / 60
    assert sum(minutes) / 60 == pytest.approx(133_265.32, abs=0.01)
    assert float(worked) + missing == pytest.approx(133_265.32, abs=len(minutes) * 0.005)


def test_towns_fund_and_copilot_risk_scores(loaded: Loaded) -> None:
    """34 scores are probability times impact; the Pathfinders workbook sums to 35 before and 45 after mitigation."""
    found = rows(loaded("pmo-copilot/risks.csv"), "risk_status")
    assert found.height == 34
    assert ((found["probability"] * found["impact_score"] - found["score"]).abs() < Decimal("0.0051")).all()
    towns = loaded("towns-fund/TF_Round_3_Success.xlsx").run("SELECT score, residual_score FROM risk")
    assert (towns.height, towns["score"].sum(), towns["residual_score"].sum()) == (4, 36, 22)
    paths = loaded("towns-fund/PF_Round_2_Success.xlsx").run("SELECT score, residual_score FROM risk")
    assert (paths.height, paths["score"].sum(), paths["residual_score"].sum()) == (5, 35, 45)
