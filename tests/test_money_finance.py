"""A second calculation, in Polars, of commitments, burn, revenue, margin, exchange and benefits agrees to the cent."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from twice import (
    Comparison,
    Rates,
    Row,
    Tables,
    a_day,
    canonical,
    cents,
    currencies,
    decimal,
    merged,
    month_number,
    month_start,
    total,
    under_way,
)
from worlds import world

from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.evaluate import Scope
from pmo_metrics.settings import Settings
from pmo_metrics.store import Store
from pmo_metrics.tables import BENEFIT_KINDS, COST_KINDS

DATES = [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 15)]
BUDGET_RATE = {"USD": "0.9", "CHF": "1.05"}  # GBP has none
ACTUAL_RATE = {"USD": "0.95"}  # nor has CHF here
TOTALS = {
    "committed_cost": "committed", "funds_left": "funds_left", "burn_rate": "burn", "revenue": "revenue", "margin": "margin",
    "revenue_variance": "revenue_variance", "volume_variance": "volume", "rate_variance": "rate",
    "benefit_planned": "benefit_planned", "benefit_realised": "benefit_realised",
    "benefit_forecast": "benefit_forecast", "benefit_variance": "benefit_variance",
}  # fmt: skip
NOT_IN_THE_SAMPLE = {"revenue", "margin", "revenue_variance"}


def ledger(seed: int, size: int, days: list[date]) -> Tables:
    """Cost and benefit lines of some projects over a year and more; some lines are in another currency than the project."""
    r = random.Random(seed)
    months = [month_start(n) for n in range(month_number(days[0]) - 5, month_number(days[-1]) + 5)]
    amount = lambda: f"{r.randint(-2000, 90000) / 100:.2f}"  # noqa: E731
    projects: list[Row] = [
        {
            "project_id": f"P{n}", "as_of": days[0], "currency": r.choice(["EUR", "EUR", "USD", "CHF", "GBP", None]),
            "status": r.choice(["active", "active", "on_hold", "complete", "cancelled", None]),
            "budget": r.choice([f"{r.randint(1000, 9000)}", None]), "actual_cost": r.choice([f"{r.randint(100, 9000)}", None]),
        }
        for n in range(size)
    ]  # fmt: skip
    other = {f"P{n}": r.choice([None, None, None, "EUR", "USD", "GBP"]) for n in range(size)}
    cost: list[Row] = [
        {
            "project_id": p, "period": month, "category": c, "kind": kind, "amount": amount(),
            "capex": r.choice(["true", "false", None]), "currency": r.choice([None, None, other[p]]),
        }
        for p in other for month in months for kind in COST_KINDS for c in ("x", "y") if r.random() < 0.15
    ]  # fmt: skip
    benefit: list[Row] = [
        {"project_id": p, "benefit_name": b, "period": month, "kind": kind, "amount": amount()}
        for p in other for month in months for kind in BENEFIT_KINDS for b in ("p", "q") if r.random() < 0.1
    ]  # fmt: skip
    rates: list[Row] = [
        {"currency": c, "period": months[0], "kind": kind, "rate": v}
        for kind, book in (("budget", BUDGET_RATE), ("actual", ACTUAL_RATE)) for c, v in book.items()
    ]  # fmt: skip
    later: list[Row] = [{"project_id": p, "as_of": day} for p in other for day in days[1:]]
    return {"project": [*projects, *later], "cost": cost, "benefit": benefit, "fx_rate": rates}


SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "project_id": pl.String, "period": pl.Date, "kind": pl.String, "category": pl.String, "capex": pl.String,
    "currency": pl.String, "amount": pl.Decimal(24, 2), "converted": pl.Decimal(24, 2),
}  # fmt: skip


def frames(lines: list[Row], own: dict[str, object], rates: Rates) -> dict[str, pl.DataFrame]:
    """The lines of each project: amounts in the line's currency, or the project's, and converted (null without a rate)."""
    found: list[Row] = []
    for line in lines:
        month, amount = a_day(line["period"]), decimal(line["amount"]) or Decimal(0)
        currency = line.get("currency") or own.get(str(line["project_id"]))
        rate = rates.on(month, currency)
        known = {"period": month, "currency": currency, "amount": amount, "converted": rate and cents(amount * rate)}
        found.append({name: (line | known).get(name) for name in SCHEMA})
    everything = pl.DataFrame(found, schema=SCHEMA, strict=False)
    return {str(key[0]): frame for key, frame in everything.partition_by("project_id", as_dict=True).items()}


NO_LINES = pl.DataFrame(schema=SCHEMA)


def added(lines: pl.DataFrame, **where: object) -> Decimal | None:
    """The sum of the lines that fit; None where there is none, or one cannot be converted."""
    fitting = lines.filter(**where) if where else lines
    return None if None in (amounts := fitting["converted"].to_list()) else total(amounts)


def figures(p: Row, cost: pl.DataFrame, benefit: pl.DataFrame, day: date, rates: Rates) -> dict[str, Decimal | None]:
    """One project's figures at a date. A line that cannot be converted leaves what its lines add up to unknown."""
    rate = rates.on(day, p.get("currency"))
    stated = {name: decimal(p.get(name)) for name in ("budget", "actual_cost")}
    budget, actual = (None if value is None or rate is None else cents(value * rate) for value in stated.values())
    if stated["budget"] is None:
        budget = added(cost, kind="budget")
    if stated["actual_cost"] is None:
        actual = added(cost.filter(pl.col("period") <= day), kind="actual")
    whole = cost["converted"].null_count() == 0
    known = cost if whole else NO_LINES
    past, ahead = known.filter(pl.col("period") <= day), known.filter(pl.col("period") > day)
    revenue, committed = added(past, kind="revenue"), added(known, kind="commitment")
    to_come = added(ahead, kind="revenue_forecast")
    forecasts = not known.filter(kind="revenue_forecast").is_empty() and not (revenue is None and to_come is None)
    return {
        "committed": committed,
        "revenue": revenue,
        "burn": burn(known, day) if under_way(p, day) else None,
        "funds_left": less(less(budget, actual), committed or Decimal(0)) if whole and p.get("status") not in ("complete", "cancelled") else None,
        "margin": less(revenue, actual),
        "revenue_variance": less((revenue or 0) + (to_come or Decimal(0)), added(known, kind="revenue_budget")) if forecasts else None,
        **effects(cost, day, rates),
        **gains(benefit, day),
    }  # fmt: skip


def less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def burn(cost: pl.DataFrame, day: date) -> Decimal | None:
    """Mean of the last three whole months, or of as many as have passed since the first one with an actual."""
    now = month_number(day + timedelta(days=1)) - 1  # the last month that is over
    spent = cost.filter(pl.col("kind") == "actual", pl.col("period") <= month_start(now))
    if spent.is_empty():
        return None
    count = min(3, now - month_number(min(spent["period"])) + 1)
    recent = added(spent.filter(pl.col("period") > month_start(now - 3)))
    return None if recent is None else cents(recent / count)


def effects(cost: pl.DataFrame, day: date, rates: Rates) -> dict[str, Decimal | None]:
    """What more or less was bought at the budget rate, and what the same cost at another rate, over the whole months."""
    unknown: dict[str, Decimal | None] = {"volume": None, "rate": None}
    over = pl.col("period") <= month_start(month_number(day + timedelta(days=1)) - 1)
    lines = cost.filter(over, pl.col("kind").is_in(["budget", "actual"]))
    mixed = (
        lines.group_by("period", "kind", "category", "capex")
        .agg(n=pl.col("currency").n_unique())
        .filter(pl.col("n") > 1)
    )
    planned, spent = (pl.col("amount").filter(pl.col("kind") == kind).sum() for kind in ("budget", "actual"))
    sums = lines.group_by("period", "currency").agg(planned=planned, spent=spent)
    if not mixed.is_empty() or not any(sums["planned"]):
        return unknown
    volume: list[Decimal | None] = []
    rate: list[Decimal | None] = []
    for month, currency, plan, actual in sums.iter_rows():
        before, after = (rates.of(kind, month, currency) for kind in ("budget", "actual"))
        volume.append(None if before is None else cents((plan - actual) * before))
        rate.append(None if before is None or after is None else cents(actual * (before - after)))
    return {"volume": None if None in volume else total(volume), "rate": None if None in rate else total(rate)}


def gains(benefit: pl.DataFrame, day: date) -> dict[str, Decimal | None]:
    known = NO_LINES if benefit["converted"].null_count() else benefit
    due = known.filter(pl.col("period") <= day)
    realised = added(due, kind="realised")
    if realised is None and added(due, kind="planned") is not None:
        realised = Decimal(0)
    planned, ahead = added(known, kind="planned"), added(known.filter(pl.col("period") > day), kind="forecast")
    come = added(due, kind="realised")
    expected = None if come is None and ahead is None else (come or Decimal(0)) + (ahead or Decimal(0))
    return {
        "benefit_planned": planned, "benefit_realised": realised, "benefit_forecast": expected,
        "benefit_variance": less(expected, planned),
    }  # fmt: skip


def compare(db: DuckEngine, tables: Tables, days: list[date]) -> Comparison:
    """Both calculations of every project at every date, and of all projects together."""
    compared, rates, own = Comparison(), Rates(tables["fx_rate"], "EUR"), currencies(tables)
    cost, benefit = (frames(tables[name], own, rates) for name in ("cost", "benefit"))
    for day in days:
        found = {
            project: figures(p, cost.get(project, NO_LINES), benefit.get(project, NO_LINES), day, rates)
            for project, p in merged(tables["project"], day).items()
        }
        for metric, name in TOTALS.items():
            compared.of(db, metric, {(p,): f[name] for p, f in found.items()}, scope=Scope(as_of=day))
    return compared


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_generated_portfolios(seed: int) -> None:
    tables = ledger(seed, 40, DATES)
    compared = compare(world(Settings(currency="EUR"), **tables), tables, DATES)
    assert not compared.different
    assert all(compared.equal[m] for m in TOTALS)


def test_the_sample_data(sample_store: Store) -> None:
    db = sample_store.snapshot()
    compared = compare(db, canonical(db, "project", "cost", "benefit", "fx_rate"), list(db.dates()))
    assert not compared.different
    assert {m for m in TOTALS if not compared.equal[m]} <= NOT_IN_THE_SAMPLE
