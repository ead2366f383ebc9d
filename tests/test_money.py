"""A second calculation of every money metric, in Polars and exact decimals, agrees to the cent."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest
from worlds import world

from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.evaluate import Scope, catalogue, evaluate
from pmo_metrics.settings import Settings

DATES = [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
RATES = {"EUR": Decimal(1), "USD": Decimal("0.912345"), "CNY": Decimal("0.127501")}  # GBP has none
MONEY = [m.id for m in catalogue().values() if m.unit == "money"]
Row = dict[str, object]


def cents(value: Fraction | Decimal | None) -> Decimal | None:
    """Half a cent goes away from zero."""
    if value is None:
        return None
    exact = value if isinstance(value, Fraction) else Fraction(value)
    scaled = abs(exact) * 100
    whole = (scaled + Fraction(1, 2)).__floor__()
    return (Decimal(whole) / 100 * (1 if exact >= 0 else -1)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _money(r: random.Random, top: int = 5_000_000) -> str:
    return f"{r.randint(0, top * 100) / 100:.2f}"


def _some(r: random.Random, value: object, share: float = 0.85) -> object:
    return value if r.random() < share else None


def portfolio(seed: int) -> dict[str, list[Row]]:
    """Reports of 30 projects on three dates with gaps, columns that some files lack, four currencies and cost lines."""
    r = random.Random(seed)
    projects: list[Row] = []
    for n in range(30):
        start = date(2026, 1, 1) + timedelta(days=r.randint(0, 200))
        fixed = {
            "project_id": f"P{n}",
            "portfolio": _some(r, r.choice(["North", "South"])),
            "currency": r.choice([*RATES, "GBP", "EUR"]),
            "baseline_start": _some(r, start),
            "baseline_finish": _some(r, start + timedelta(days=r.randint(0, 300))),
        }
        for number, day in enumerate(DATES):
            if r.random() < 0.25:
                continue
            figures: Row = {
                "status": r.choice(["active", "active", "complete", "cancelled", None]),
                "budget": _some(r, _money(r), 0.7),
                "forecast_cost": _some(r, _money(r), 0.6),
                "actual_cost": _some(r, _money(r), 0.6),
                "percent_complete": _some(r, f"{r.randint(0, 1100000) / 1000000:.6f}"),
            }
            brought = {k: v for k, v in figures.items() if r.random() < 0.8}
            projects.append({"as_of": day, "seq": number + 1, **fixed, **brought})
    ids = sorted({str(p["project_id"]) for p in projects})
    cost = [
        {"project_id": p, "period": date(2026, month, 1), "category": "x", "kind": kind, "amount": _money(r, 9000)}
        for p in ids for month in range(1, 9) for kind in ("budget", "actual", "forecast") if r.random() < 0.3
    ]  # fmt: skip
    progress: list[Row] = [
        {"project_id": p, "as_of": day, "pv": _some(r, _money(r)), "ev": _some(r, _money(r)), "ac": _some(r, _money(r))}
        for p in ids for day in DATES if r.random() < 0.15
    ]  # fmt: skip
    risk: list[Row] = [
        {
            "project_id": p, "risk_id": f"R{n}", "as_of": r.choice(DATES), "kind": r.choice(["threat", "opportunity", None]),
            "status": r.choice(["open", "closed", "occurred", None]), "probability": _some(r, r.choice(["0.1", "0.35", "1"])),
            "cost_likely": _some(r, _money(r, 9000)), "currency": r.choice([None, "USD", "GBP"]),
        }
        for p in ids for n in range(3)
    ]  # fmt: skip
    rates = [
        {"currency": c, "period": "2026-01-01", "kind": "budget", "rate": v} for c, v in RATES.items() if c != "EUR"
    ]
    return {"project": projects, "cost": cost, "progress": progress, "risk": risk, "fx_rate": rates}


def _latest(rows: list[Row], keys: list[str], day: date) -> dict[tuple[object, ...], Row]:
    """Each key's last report at or before the day."""
    frame = pl.DataFrame(
        {"place": range(len(rows)), "as_of": [r["as_of"] for r in rows], **{k: [r[k] for r in rows] for k in keys}}
    )
    last = frame.filter(pl.col("as_of") <= day).sort("as_of", "place").group_by(keys, maintain_order=True).last()
    return {tuple(r[k] for k in keys): rows[r["place"]] for r in last.iter_rows(named=True)}


def _merged(rows: list[Row], day: date) -> dict[str, Row]:
    """Column by column: the last report at or before the day whose file had the column."""
    merged: dict[str, Row] = {}
    for column in sorted({c for row in rows for c in row} - {"project_id", "as_of", "seq"}):
        having = [row for row in rows if column in row]
        for (project,), row in _latest(having, ["project_id"], day).items():
            merged.setdefault(str(project), {})[column] = row[column]
    return merged


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _total(values: list[Decimal | None]) -> Decimal | None:
    known = [v for v in values if v is not None]
    return sum(known, Decimal(0)) if known else None


def _lines(cost: list[Row], project: str, kind: str, keep: Callable[[date], bool], rate: Decimal) -> Decimal | None:
    return _total(
        [
            cents(Decimal(str(c["amount"])) * rate)
            for c in cost
            if c["project_id"] == project and c["kind"] == kind and keep(date.fromisoformat(str(c["period"])))
        ]
    )


def figures(tables: dict[str, list[Row]], day: date) -> dict[str, dict[str, Decimal | None]]:
    """Every project's money figures at a date, computed from the canonical rows."""
    progress = _latest(tables["progress"], ["project_id"], day)
    found = {}
    for project, p in _merged(tables["project"], day).items():
        rate = RATES.get(str(p["currency"]))
        report = progress.get((project,), {})
        found[project] = _project(project, p, report, tables["cost"], rate, day) if rate is not None else {}
    return found


def _project(project: str, p: Row, report: Row, cost: list[Row], rate: Decimal, day: date) -> dict[str, Decimal | None]:
    def own(name: str, source: Row = p) -> Decimal | None:
        value = _decimal(source.get(name))
        return None if value is None else cents(value * rate)

    def lines(kind: str, keep: Callable[[date], bool] = lambda _: True) -> Decimal | None:
        return _lines(cost, project, kind, keep, rate)

    budget_lines, spent = lines("budget"), lines("actual", lambda month: month <= day)
    rest = lines("forecast", lambda month: month > day)
    outturn = None if lines("forecast") is None else (spent or Decimal(0)) + (rest or Decimal(0))
    budget = own("budget") if p.get("budget") is not None else budget_lines
    actual = own("actual_cost") if p.get("actual_cost") is not None else spent
    forecast = own("forecast_cost") if p.get("forecast_cost") is not None else outturn
    if p.get("status") == "complete" and actual is not None:
        forecast = actual
    if p.get("status") == "cancelled":
        return {"budget": budget, "actual": actual}
    share = _decimal(p.get("percent_complete"))
    ev = own("ev", report) if report.get("ev") is not None else (cents(budget * share) if budget is not None and share is not None else None)  # fmt: skip
    ac = own("ac", report) if report.get("ac") is not None else actual
    pv = own("pv", report) if report.get("pv") is not None else _planned(p, budget, budget_lines, lines("budget", lambda m: m <= day), day)  # fmt: skip
    return {"budget": budget, "actual": actual, "forecast": forecast, "pv": pv, "ev": ev, "ac": ac}


def _planned(p: Row, bac: Decimal | None, lines: Decimal | None, to_date: Decimal | None, day: date) -> Decimal | None:
    if bac is None:
        return None
    if lines:
        return cents(Fraction(bac) * Fraction(to_date or 0) / Fraction(lines))
    start, finish = p.get("baseline_start"), p.get("baseline_finish")
    if start is None or finish is None:
        return None
    assert isinstance(start, date) and isinstance(finish, date)
    if day >= finish:
        return bac
    return cents(Fraction(bac) * max(0, (day - start).days) / (finish - start).days)


def _exposure(tables: dict[str, list[Row]], day: date) -> Decimal | None:
    currency = {project: str(p["currency"]) for project, p in _merged(tables["project"], date(2099, 1, 1)).items()}
    values: list[Decimal | None] = []
    for (project, _), r in _latest(tables["risk"], ["project_id", "risk_id"], day).items():
        chance, cost = _decimal(r["probability"]), _decimal(r["cost_likely"])
        rate = RATES.get(str(r["currency"] or currency[str(project)]))
        if r["status"] in ("closed", "occurred") or chance == 1 or None in (chance, cost, rate):
            continue
        assert chance is not None and cost is not None and rate is not None
        values.append(cents(chance * (cents(cost * rate) or Decimal(0)) * (1 if r["kind"] == "opportunity" else -1)))
    return _total(values)


def _each(
    found: dict[str, dict[str, Decimal | None]], names: str, value: Callable[..., Fraction | Decimal | None]
) -> Decimal | None:
    rows = [[f.get(n) for n in names.split()] for f in found.values()]
    return _total([cents(value(*row)) for row in rows if None not in row])


EXPECTED: dict[str, Callable[[dict[str, dict[str, Decimal | None]]], Decimal | None]] = {
    "budget": lambda f: _each(f, "budget", lambda b: b),
    "actual_cost": lambda f: _each(f, "actual", lambda a: a),
    "forecast_cost": lambda f: _each(f, "forecast", lambda e: e),
    "variance_at_completion": lambda f: _each(f, "budget forecast", lambda b, e: b - e),
    "planned_value": lambda f: _each(f, "pv", lambda v: v),
    "earned_value": lambda f: _each(f, "ev", lambda v: v),
    "actual_cost_of_work": lambda f: _each(f, "ac", lambda v: v),
    "cost_variance": lambda f: _each(f, "ev ac", lambda ev, ac: ev - ac),
    "schedule_variance": lambda f: _each(f, "ev pv", lambda ev, pv: ev - pv),
    "eac_remaining": lambda f: _each(f, "budget ev ac", lambda b, ev, ac: ac + b - ev),
    "eac_cpi": lambda f: _each(
        f, "budget ev ac", lambda b, ev, ac: Fraction(b) * Fraction(ac) / Fraction(ev) if ev > 0 and ac > 0 else None
    ),
    "eac_cpi_spi": lambda f: _each(
        f,
        "budget ev ac pv",
        lambda b, ev, ac, pv: (
            Fraction(ac) + Fraction(b - ev) * Fraction(ac) * Fraction(pv) / Fraction(ev) ** 2
            if min(ev, ac, pv) > 0
            else None
        ),
    ),
}


MONTHLY = {"monthly_actual": "actual", "monthly_budget": "budget", "monthly_forecast": "forecast"}


def _months(tables: dict[str, list[Row]], kind: str) -> dict[date, Decimal | None]:
    currency = {project: str(p["currency"]) for project, p in _merged(tables["project"], date(2099, 1, 1)).items()}
    found: dict[date, Decimal | None] = {}
    for line in (c for c in tables["cost"] if c["kind"] == kind):
        month, rate = date.fromisoformat(str(line["period"])), RATES.get(currency[str(line["project_id"])])
        amount = cents(Decimal(str(line["amount"])) * rate) if rate is not None else None
        found[month] = _total([found.get(month), amount])
    return found


def test_every_money_metric_has_a_second_calculation() -> None:
    assert set(MONEY) == {*EXPECTED, *MONTHLY, "risk_exposure"}


@pytest.mark.parametrize("seed", range(6))
def test_both_calculations_agree_to_the_cent(seed: int) -> None:
    tables = portfolio(seed)
    db: DuckEngine = world(Settings(currency="EUR"), **tables)
    for day in DATES:
        found = figures(tables, day)
        for metric, expected in EXPECTED.items():
            value = evaluate(db, metric, scope=Scope(as_of=day))["value"][0]
            assert value == expected(found), (metric, day)
        assert evaluate(db, "risk_exposure", scope=Scope(as_of=day))["value"][0] == _exposure(tables, day), day
    for metric, kind in MONTHLY.items():
        assert dict(evaluate(db, metric, by=["month"]).select("month", "value").rows()) == _months(tables, kind)
