"""The sample portfolio, loaded as it is, gives the numbers that were worked out from its files by hand."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest
from conftest import SAMPLE

from pmo_metrics.engines import Engine
from pmo_metrics.evaluate import Scope, evaluate
from pmo_metrics.store import Store

KNOWN: dict[str, Any] = tomllib.loads((SAMPLE / "expected.toml").read_text("utf-8"), parse_float=Decimal)
METRICS = {
    "projects": ("projects", "total"), "active_projects": ("projects", "active"), "budget": ("budget", "total"),
    "forecast_cost": ("forecast_cost", "without_cancelled"), "actual_cost": ("actual_cost", "total"),
    "monthly_budget": ("cost_lines", "budget"), "monthly_actual": ("actual_cost", "erp_to_june"),
    "milestones": ("milestones", "not_cancelled"), "milestones_overdue": ("milestones", "overdue"),
    "milestones_late": ("milestones", "forecast_late"), "open_risks": ("risks", "open"),
    "risk_exposure": ("risks", "exposure"), "responses_overdue": ("risks", "responses_overdue"),
}  # fmt: skip


@pytest.fixture(scope="module")
def db(sample_store: Store) -> Engine:
    return sample_store.snapshot()


@pytest.mark.parametrize("metric", METRICS)
def test_totals(db: Engine, metric: str) -> None:
    section, key = METRICS[metric]
    assert evaluate(db, metric)["value"][0] == KNOWN[section][key]


@pytest.mark.parametrize(("section", "metric"), [("projects", "projects"), ("budget", "budget")])
def test_totals_by_portfolio(db: Engine, section: str, metric: str) -> None:
    for portfolio, value in evaluate(db, metric, by=["portfolio"]).select("portfolio", "value").iter_rows():
        assert value == KNOWN[section][portfolio]


def test_on_time_rate(db: Engine) -> None:
    row = evaluate(db, "on_time_rate").row(0, named=True)
    assert (row["top"], row["bottom"]) == (KNOWN["milestones"]["achieved_on_time"], KNOWN["milestones"]["achieved"])


def test_earned_value_of_a_project(db: Engine) -> None:
    known, only = KNOWN["earned_value_004"], Scope({"project_id": ("004",)})
    for metric, key in (("earned_value", "ev"), ("planned_value", "pv"), ("actual_cost_of_work", "ac")):
        assert evaluate(db, metric, scope=only)["value"][0] == known[key]
    for metric in ("cpi", "spi"):
        assert evaluate(db, metric, scope=only)["value"][0] == pytest.approx(float(known[metric]), abs=5e-4)
    assert evaluate(db, "watermelons", by=["project_id"]).filter(value=1)["project_id"].to_list() == ["004"]


def test_hours_of_a_role(db: Engine) -> None:
    known = {k: v for k, v in KNOWN["commissioning_engineers"].items() if k.startswith("2026-")}
    only = Scope({"role": ("Commissioning engineer",)})
    rows = evaluate(db, "allocation", by=["month"], scope=only).select("month", "top", "bottom").iter_rows()
    assert {f"{month:%Y-%m}": [top, bottom] for month, top, bottom in rows} == known
