"""A second calculation, in Polars, of commitments, burn, revenue, margin, exchange and benefits agrees to the cent."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from worlds import world

from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.evaluate import Scope, catalogue, evaluate, rows
from pmo_metrics.settings import Settings
from pmo_metrics.store import Store

Row = dict[str, object]
DATES = [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 15)]
MONTHS = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(9, 21)]
BUDGET_RATE = {"EUR": Decimal(1), "USD": Decimal("0.9"), "CHF": Decimal("1.05")}  # GBP has none
ACTUAL_RATE = {"EUR": Decimal(1), "USD": Decimal("0.95")}  # CHF and GBP have none
KINDS = ("budget", "forecast", "actual", "commitment", "revenue", "revenue_budget", "revenue_forecast")
TOTALS = {
    "committed_cost": "committed", "funds_left": "funds_left", "burn_rate": "burn", "revenue": "revenue", "margin": "margin",
    "revenue_variance": "revenue_variance", "volume_variance": "volume", "rate_variance": "rate",
    "benefit_planned": "benefit_planned", "benefit_realised": "benefit_realised",
}  # fmt: skip


def ledger(seed: int, size: int = 40) -> dict[str, list[Row]]:
    r = random.Random(seed)
    amount = lambda: f"{r.randint(-2000, 90000) / 100:.2f}"  # noqa: E731
    projects = [
        {
            "project_id": f"P{n}", "as_of": DATES[0], "currency": r.choice(["EUR", "EUR", "USD", "CHF", "GBP"]), "budget": f"{r.randint(1000, 9000)}",
            "status": r.choice(["active", "active", "on_hold", "complete", "cancelled"]), "forecast_cost": f"{r.randint(1000, 9000)}",
        }
        for n in range(size)
    ]  # fmt: skip
    cost = [
        {"project_id": f"P{n}", "period": month, "category": c, "kind": kind, "amount": amount(), "capex": r.choice([True, False, None])}
        for n in range(size) for month in MONTHS for kind in KINDS for c in ("x", "y") if r.random() < 0.15
    ]  # fmt: skip
    benefit = [
        {"project_id": f"P{n}", "benefit_name": b, "period": month, "kind": kind, "amount": amount()}
        for n in range(size) for month in MONTHS for kind in ("planned", "forecast", "realised") for b in ("p", "q") if r.random() < 0.1
    ]  # fmt: skip
    rates = [
        {"currency": c, "period": MONTHS[0], "kind": kind, "rate": v}
        for kind, book in (("budget", BUDGET_RATE), ("actual", ACTUAL_RATE)) for c, v in book.items() if c != "EUR"
    ]  # fmt: skip
    later = [{"project_id": p["project_id"], "as_of": day} for p in projects for day in DATES[1:]]
    return {"project": [*projects, *later], "cost": cost, "benefit": benefit, "fx_rate": rates}


def cent(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def total(lines: pl.DataFrame, rate: Decimal | None, **where: object) -> Decimal | None:
    """The sum of the lines that fit, each project's, kind's, category's and capitalization's month converted; None where there is none."""
    fitting = lines.filter(**where) if where else lines
    if fitting.is_empty() or rate is None:
        return None
    return sum((cent(Decimal(a) * rate) for a in fitting["amount"].to_list()), Decimal(0))


def month_end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def figures(p: Row, cost: pl.DataFrame, benefit: pl.DataFrame, day: date) -> dict[str, Decimal | None]:
    """One project's figures at a date. All its lines are in one currency, so a missing rate leaves all of them unknown."""
    currency = str(p["currency"])
    rate, active = BUDGET_RATE.get(currency), p["status"] in ("active", "on_hold")
    past = cost.filter(pl.col("period") <= day)
    actual, revenue = total(past, rate, kind="actual"), total(past, rate, kind="revenue")
    ahead = cost.filter(pl.col("period") > day)
    expected = [total(past, rate, kind="revenue"), total(ahead, rate, kind="revenue_forecast")]
    forecasts = not cost.filter(kind="revenue_forecast").is_empty() and any(x is not None for x in expected)
    revenue_forecast = sum((x for x in expected if x is not None), Decimal(0)) if forecasts else None
    revenue_budget, committed = total(cost, rate, kind="revenue_budget"), total(cost, rate, kind="commitment")
    budget = cent(Decimal(str(p["budget"])) * rate) if rate else None
    found = {
        "committed": committed, "revenue": revenue, "burn": burn(cost, rate, day) if active else None,
        "funds_left": budget - actual - (committed or 0) if budget is not None and actual is not None else None,
        "margin": revenue - actual if revenue is not None and actual is not None else None,
        "revenue_variance": revenue_forecast - revenue_budget if revenue_forecast is not None and revenue_budget is not None else None,
    }  # fmt: skip
    if p["status"] in ("complete", "cancelled"):
        found["funds_left"] = None
    return found | effects(cost, currency, day) | gains(benefit, rate, day)


def burn(cost: pl.DataFrame, rate: Decimal | None, day: date) -> Decimal | None:
    """Mean of the last three whole months, or of as many as have passed since the first one with an actual."""
    last = day if day == month_end(day) else day.replace(day=1) - timedelta(days=1)
    months = [m for m in MONTHS if month_end(m) <= last]
    spent = [m for m in months if not cost.filter(kind="actual", period=m).is_empty()]
    if not spent or rate is None:
        return None
    count = min(3, len([m for m in months if m >= spent[0]]))
    sums = [total(cost, rate, kind="actual", period=m) for m in months[-3:]]
    known = [s for s in sums if s is not None]
    return cent(sum(known, Decimal(0)) / count) if known else None


def effects(cost: pl.DataFrame, currency: str, day: date) -> dict[str, Decimal | None]:
    whole = [m for m in MONTHS if month_end(m) <= day]
    lines = cost.filter(pl.col("period").is_in(whole) & pl.col("kind").is_in(["budget", "actual"]))
    if lines.is_empty() or sum(abs(x) for x in _by_month(lines, "budget").values()) == 0:
        return {"volume": None, "rate": None}
    budget_rate, actual_rate = BUDGET_RATE.get(currency), ACTUAL_RATE.get(currency)
    planned, spent = _by_month(lines, "budget"), _by_month(lines, "actual")
    months = lines["period"].unique().to_list()
    volume = rate = None
    if budget_rate is not None:
        volume = sum(
            (cent((planned.get(m, Decimal(0)) - spent.get(m, Decimal(0))) * budget_rate) for m in months), Decimal(0)
        )
        if actual_rate is not None:
            rate = sum((cent(spent.get(m, Decimal(0)) * (budget_rate - actual_rate)) for m in months), Decimal(0))
    return {"volume": volume, "rate": rate}


def _by_month(lines: pl.DataFrame, kind: str) -> dict[date, Decimal]:
    sums: dict[date, Decimal] = {}
    for month, amount in lines.filter(kind=kind).select("period", "amount").iter_rows():
        sums[month] = sums.get(month, Decimal(0)) + Decimal(amount)
    return sums


def gains(benefit: pl.DataFrame, rate: Decimal | None, day: date) -> dict[str, Decimal | None]:
    due = benefit.filter(pl.col("period") <= day)
    realised = total(due, rate, kind="realised")
    if realised is None and total(due, rate, kind="planned") is not None:
        realised = Decimal(0)
    return {"benefit_planned": total(benefit, rate, kind="planned"), "benefit_realised": realised}


def frame(lines: list[Row]) -> pl.DataFrame:
    columns = ("project_id", "period", "kind", "amount")
    kinds = {"project_id": pl.String, "period": pl.Date, "kind": pl.String, "amount": pl.String}
    return pl.DataFrame([{c: x.get(c) for c in columns} for x in lines], schema=kinds)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_generated_portfolios(seed: int) -> None:
    tables = ledger(seed)
    db = world(Settings(currency="EUR"), **tables)
    cost, benefit = frame(tables["cost"]), frame(tables["benefit"])
    projects = [p for p in tables["project"] if "currency" in p]
    compared = 0
    for day in DATES:
        expected = {
            str(p["project_id"]): figures(p, cost.filter(project_id=p["project_id"]), benefit.filter(project_id=p["project_id"]), day)
            for p in projects
        }  # fmt: skip
        for metric, name in TOTALS.items():
            known = [f[name] for f in expected.values() if f[name] is not None]
            found = evaluate(db, metric, scope=Scope(as_of=day)).row(0, named=True)
            assert found["value"] == (sum(known, Decimal(0)) if known else None), (day, metric)
            assert found["rows"] == len(known), (day, metric)
            compared += len(known)
    assert compared > 300


def test_the_sample_data(sample_store: Store) -> None:
    """Burn and exchange of the sample, from its canonical cost rows alone."""
    db: DuckEngine = sample_store.snapshot()
    day = db.run("SELECT max(as_of) AS d FROM status_date")["d"].item()
    finance = {r["project_id"]: r for r in rows(db, "project_finance").to_dicts()}
    lines = db.run("SELECT project_id, period, kind, amount, currency FROM cost WHERE kind = 'actual'")
    own = dict(db.run("SELECT project_id, max(currency) AS c FROM project GROUP BY project_id").iter_rows())
    reporting = db.run("SELECT currency FROM reporting_currency")["currency"].item()
    months = sorted(m for m in lines["period"].unique().to_list() if month_end(m) <= day)[-3:]
    compared = 0
    for project, row in finance.items():
        if not row["is_active"] or own[project] != reporting:
            continue
        spent = lines.filter(pl.col("project_id") == project)
        first = spent["period"].min()
        if spent.is_empty() or first is None or first > months[0]:
            continue
        recent = spent.filter(pl.col("period").is_in(months))["amount"].sum()
        assert row["burn"] == cent(Decimal(recent) / 3), project
        compared += 1
    assert compared >= 20


def test_every_money_metric_of_this_mart_is_calculated_twice() -> None:
    money = {m.id for m in catalogue().values() if m.table == "project_finance" and m.unit == "money"}
    assert money == set(TOTALS)
