"""A second calculation, in Polars and exact decimals, of monthly amounts, risk exposures, contingency and changes."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import test_money
import test_money_finance
from twice import (
    Comparison,
    Key,
    Rates,
    Row,
    Tables,
    a_day,
    canonical,
    cents,
    currencies,
    decimal,
    latest,
    merged,
    month_number,
    month_start,
    status_dates,
    total,
    under_way,
)
from worlds import world

from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.evaluate import Scope, catalogue
from pmo_metrics.settings import Settings
from pmo_metrics.store import Store
from pmo_metrics.tables import COST_KINDS

Convert = Callable[[object, object, object], Decimal | None]  # an amount, the row's currency and project: in cents
Sums = dict[Key, Decimal | None]


def registers(seed: int, size: int, days: list[date]) -> Tables:
    """Risks and changes reported again and again, reserves, cost lines: in their own currency, their project's or none.

    Some projects have no currency, one is never described, and a currency has no rate until the second date; every
    other seed has rates into a currency that is not the reporting one.
    """
    r = random.Random(seed)
    some = lambda value, share=0.7: value if r.random() < share else None  # noqa: E731
    money = lambda low=0, high=900_000: f"{r.randint(low * 100, high * 100) / 100:.2f}"  # noqa: E731
    share = lambda: some(f"{r.choice([0, 0.05, 0.125, 0.35, 0.8, 1, r.random()]):.6f}")  # noqa: E731
    currency = lambda: r.choice([None, None, None, "EUR", "USD", "CNY", "GBP"])  # noqa: E731
    near = lambda day: some(day + timedelta(days=r.randint(-40, 40)), 0.3)  # noqa: E731
    projects: list[Row] = []
    for n in range(size - 1):
        own = r.choice(["EUR", "EUR", "USD", "CNY", "GBP", None])
        for day in r.sample(days, r.randint(1, len(days))):
            figures: Row = {
                "status": r.choice(["active", "active", "on_hold", "proposed", "complete", "cancelled", None]),
                "contingency": some(money()), "contingency_left": some(money()), "actual_finish": near(day),
            }  # fmt: skip
            brought = {name: value for name, value in figures.items() if r.random() < 0.8}
            projects.append({"project_id": f"P{n}", "as_of": day, "currency": own, **brought})
    reported = [(f"P{n}", f"{e}", day) for n in range(size) for e in range(3) for day in days if r.random() < 0.4]
    risk: list[Row] = [
        {
            "project_id": p, "risk_id": f"R{e}", "as_of": day, "kind": r.choice(["threat", "threat", "opportunity", None]),
            "status": r.choice(["open", "open", "closed", "occurred", None]), "closed_on": near(day), "probability": share(),
            "cost_likely": some(money(-100_000)), "residual_probability": share(), "residual_cost": some(money()),
            "target_probability": share(), "target_cost": some(money()), "currency": currency(),
        }
        for p, e, day in reported
    ]  # fmt: skip
    register: list[Row] = [
        {
            "project_id": p, "entry_id": f"C{e}", "as_of": day, "kind": r.choice(["change", "change", "issue", "decision", None]),
            "status": r.choice(["open", "closed", "rejected", None]), "closed_on": near(day),
            "cost_impact": some(money(-200_000)), "currency": currency(),
        }
        for p, e, day in reported
    ]  # fmt: skip
    first, last = month_number(days[0]) - 3, month_number(days[-1]) + 3
    cost: list[Row] = [
        {
            "project_id": f"P{n}", "period": month_start(r.randint(first, last)), "kind": r.choice(COST_KINDS),
            "category": r.choice("xyz"), "amount": money(-5_000, 90_000), "capex": some("true"), "currency": currency(),
        }
        for n in range(size) for _ in range(r.randint(0, 40))
    ]  # fmt: skip
    rate = lambda code, month, kind: {  # noqa: E731
        "currency": code, "period": month_start(month), "kind": kind, "rate": f"{r.randint(100_000, 2_000_000) / 1_000_000:.6f}",
    }  # fmt: skip
    fx_rate: list[Row] = [
        *(rate(c, m, k) for c, k in (("USD", "budget"), ("USD", "actual"), ("CNY", "closing")) for m in (first, first + 4)),
        rate("CNY", first + 3, "actual"), rate("GBP", first + 4, None),
        *(rate("EUR", m, "budget") for m in (first, first + 5) if seed % 2),
    ]  # fmt: skip
    return {"project": projects, "risk": risk, "register": register, "cost": cost, "fx_rate": fx_rate}


def is_open(row: Row, day: date) -> bool:
    """By its status; without one, a row that was closed by the day is closed."""
    closed = row.get("closed_on")
    return row["status"] == "open" if row.get("status") else not (closed and a_day(closed) <= day)


def exposures(tables: Tables, day: date, convert: Convert) -> dict[str, Sums]:
    """Probability times cost of the open risks that have not happened: threats below 0, opportunities above.

    What is left after the response, or aimed at, is told by a probability, a cost or both; the other stays as it is.
    """
    found: dict[str, dict[Key, list[Decimal | None]]] = defaultdict(lambda: defaultdict(list))
    for (project, _), row in latest(tables["risk"], ["project_id", "risk_id"], day).items():
        if not is_open(row, day) or (decimal(row.get("probability")) or 0) >= 1:
            continue
        side = "opportunity" if row.get("kind") == "opportunity" else "threat"
        now = row.get("probability"), row.get("cost_likely")
        for metric in ("risk_exposure", f"{side}_exposure"):
            found[metric][project,].append(expected(row, *now, convert))
        for when in ("residual", "target"):
            told = row.get(f"{when}_probability"), row.get(f"{when}_cost")
            then = (told[0] if told[0] is not None else now[0]), (told[1] if told[1] is not None else now[1])
            found[f"{when}_exposure"][project,].append(expected(row, *then, convert) if told != (None, None) else None)
    return {m: {project: total(values) for project, values in found[m].items()} for m in EXPOSURES}


def expected(row: Row, chance: object, cost: object, convert: Convert) -> Decimal | None:
    share, amount = decimal(chance), convert(cost, row.get("currency"), row["project_id"])
    if share is None or amount is None:
        return None
    return cents(share * abs(amount) * (1 if row.get("kind") == "opportunity" else -1))


def changes(tables: Tables, day: date, convert: Convert) -> dict[str, Sums]:
    """The cost of changes: pending while they are open, approved once they are closed, and nowhere where rejected."""
    found: dict[str, dict[Key, list[Decimal | None]]] = {m: defaultdict(list) for m in CHANGES}
    for (project, _), row in latest(tables["register"], ["project_id", "entry_id"], day).items():
        if row.get("kind") != "change" or row.get("status") == "rejected":
            continue
        metric = "changes_pending_cost" if is_open(row, day) else "approved_changes_cost"
        found[metric][project,].append(convert(row.get("cost_impact"), row.get("currency"), project))
    return {m: {project: total(values) for project, values in sums.items()} for m, sums in found.items()}


def reserves(tables: Tables, day: date, convert: Convert) -> dict[str, Sums]:
    """The contingency of projects under way."""
    found: dict[str, Sums] = {m: {} for m in RESERVES}
    for project, p in merged(tables["project"], day).items():
        if under_way(p, day):
            for metric in RESERVES:
                found[metric][project,] = convert(p.get(metric), None, project)
    return found


def months(tables: Tables, kind: str, rates: Rates) -> Sums:
    """Each project's amounts of a month. Lines of one category and capitalization are known together or not at all."""
    own = currencies(tables)
    lines: dict[Key, list[Decimal | None]] = defaultdict(list)
    for line in (c for c in tables["cost"] if c["kind"] == kind):
        project, month = line["project_id"], a_day(line["period"])
        rate, amount = rates.on(month, line.get("currency") or own.get(str(project))), decimal(line["amount"])
        known = cents(amount * rate) if amount is not None and rate is not None else None
        lines[project, month, line.get("category"), line.get("capex")].append(known)
    found: dict[Key, list[Decimal | None]] = defaultdict(list)
    for (project, month, *_), amounts in lines.items():
        found[project, month].append(None if None in amounts else total(amounts))
    return {key: total(amounts) for key, amounts in found.items()}


EXPOSURES = ("risk_exposure", "threat_exposure", "opportunity_exposure", "residual_exposure", "target_exposure")
CHANGES = ("approved_changes_cost", "changes_pending_cost")
RESERVES = ("contingency", "contingency_left")
MONTHLY = {f"monthly_{kind}": kind for kind in ("actual", "budget", "commitment", "forecast", "revenue")}
METRICS = (*EXPOSURES, *CHANGES, *RESERVES, *MONTHLY)
NOT_IN_THE_SAMPLE = {"target_exposure", "monthly_revenue"}


def converter(rates: Rates, own: dict[str, object], day: date) -> Convert:
    """Converts at the rate of a day, from a row's own currency or its project's."""

    def convert(amount: object, currency: object, project: object) -> Decimal | None:
        value, rate = decimal(amount), rates.on(day, currency or own.get(str(project)))
        return None if value is None or rate is None else cents(value * rate)

    return convert


def compare(db: DuckEngine, tables: Tables, days: list[date]) -> Comparison:
    """Both calculations of every project at every date and in every month, and of all of them together."""
    compared, rates, own = Comparison(), Rates(tables["fx_rate"], "EUR"), currencies(tables)
    for day in days:
        convert = converter(rates, own, day)
        for part in (exposures, changes, reserves):
            for metric, sums in part(tables, day, convert).items():
                compared.of(db, metric, sums, scope=Scope(as_of=day))
    for metric, kind in MONTHLY.items():
        compared.of(db, metric, months(tables, kind, rates), by=("project_id", "month"))
    return compared


@pytest.mark.parametrize(("seed", "size", "dates"), [(1, 40, 3), (2, 40, 3), (3, 40, 3), (4, 80, 12)])
def test_both_calculations_agree_to_the_cent(seed: int, size: int, dates: int) -> None:
    days = status_dates(dates)
    tables = registers(seed, size, days)
    compared = compare(world(Settings(currency="EUR"), **tables), tables, days)
    assert not compared.different
    assert all(compared.equal[m] for m in METRICS)


def test_both_calculations_agree_over_the_sample(sample_store: Store) -> None:
    db = sample_store.snapshot()
    compared = compare(db, canonical(db, "project", "risk", "register", "cost", "fx_rate"), list(db.dates()))
    assert not compared.different
    assert {m for m in METRICS if not compared.equal[m]} <= NOT_IN_THE_SAMPLE


def test_every_money_metric_is_calculated_twice() -> None:
    """By one of the three modules, and by no two of them."""
    twice = [*test_money.EXPECTED, *test_money_finance.TOTALS, *METRICS]
    assert sorted(twice) == sorted(m.id for m in catalogue().values() if m.unit == "money")
