"""A second calculation, in Polars and exact decimals, of budget, cost, forecast and earned value agrees to the cent."""

from __future__ import annotations

import random
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise

import pytest
from twice import (
    Comparison,
    Row,
    Tables,
    canonical,
    cents,
    decimal,
    latest,
    merged,
    month_number,
    month_start,
    status_dates,
    total,
)
from worlds import world

from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.evaluate import Scope, evaluate
from pmo_metrics.settings import Settings
from pmo_metrics.store import Store

RATES = {"EUR": Decimal(1), "USD": Decimal("0.912345"), "CNY": Decimal("0.127501")}  # GBP has none


def _money(r: random.Random, top: int = 5_000_000) -> str:
    return f"{r.randint(0, top * 100) / 100:.2f}"


def _some(r: random.Random, value: object, share: float = 0.85) -> object:
    return value if r.random() < share else None


def portfolio(seed: int, size: int, days: list[date]) -> Tables:
    """Monthly reports of some projects with gaps, columns that some files lack, four currencies, re-baselining and cost lines."""
    r = random.Random(seed)
    projects: list[Row] = []
    for n in range(size):
        start = days[0] + timedelta(days=r.randint(-89, 111))
        fixed = {
            "project_id": f"P{n}",
            "portfolio": _some(r, r.choice(["North", "South"])),
            "currency": r.choice([*RATES, "GBP", "EUR"]),
        }
        for number, day in enumerate(days):
            if r.random() < 0.25:
                continue
            figures: Row = {
                "status": r.choice(["active", "active", "complete", "cancelled", None]),
                "budget": _some(r, _money(r), 0.7),
                "original_budget": _some(r, _money(r), 0.5),
                "baseline_start": _some(r, start),
                "baseline_finish": _some(r, start + timedelta(days=r.randint(0, 300))),
                "original_baseline_finish": _some(r, start + timedelta(days=r.randint(0, 300)), 0.3),
                "forecast_cost": _some(r, _money(r), 0.6),
                "actual_cost": _some(r, _money(r), 0.6),
                "percent_complete": _some(r, f"{r.randint(0, 1100000) / 1000000:.6f}"),
            }
            brought = {k: v for k, v in figures.items() if r.random() < 0.8}
            projects.append({"as_of": day, "seq": number + 1, **fixed, **brought})
    ids = sorted({str(p["project_id"]) for p in projects})
    first = month_number(days[0]) - 2
    cost = [
        {"project_id": p, "period": month_start(month), "category": "x", "kind": kind, "amount": _money(r, 9000)}
        for p in ids for month in range(first, month_number(days[-1]) + 4) for kind in ("budget", "actual", "forecast") if r.random() < 0.3
    ]  # fmt: skip
    progress: list[Row] = [
        {"project_id": p, "as_of": day, "pv": _some(r, _money(r)), "ev": _some(r, _money(r)), "ac": _some(r, _money(r))}
        for p in ids for day in days if r.random() < 0.15
    ]  # fmt: skip
    rates = [
        {"currency": c, "period": month_start(first), "kind": "budget", "rate": v}
        for c, v in RATES.items()
        if c != "EUR"
    ]
    return {"project": projects, "cost": cost, "progress": progress, "fx_rate": rates}


Figures = dict[str, Decimal | Fraction | None]


def history(tables: Tables, dates: list[date], rates: Mapping[str, Decimal] = RATES) -> dict[date, dict[str, Figures]]:
    """Every project's figures at each date, computed from the canonical rows: money as decimals, months as fractions."""
    cost: dict[str, list[Row]] = {}
    for line in tables["cost"]:
        cost.setdefault(str(line["project_id"]), []).append(line)
    progress_of: dict[str, list[Row]] = {}
    for row in tables["progress"]:
        progress_of.setdefault(str(row["project_id"]), []).append(row)
    reported = {(str(row["project_id"]), row["as_of"]) for name in ("project", "progress") for row in tables[name]}
    found: dict[date, dict[str, Figures]] = {}
    first: dict[str, Row] = {}
    reports: dict[str, list[Figures]] = {}
    for before, day in zip([None, *dates], dates, strict=False):
        found[day] = {}
        progress = latest(tables["progress"], ["project_id"], day)
        for project, p in merged(tables["project"], day).items():
            known = first.setdefault(project, {})
            for name in ("budget", "baseline_start", "baseline_finish"):
                if p.get(name) is not None:
                    known.setdefault(name, p[name])
            rate = rates.get(str(p.get("currency")))
            own = Project(p, progress.get((project,), {}), cost.get(project, []), known, rate, day)
            now = own.figures(progress_of.get(project, []))
            earlier = reports.setdefault(project, [])
            base = earlier[-3] if len(earlier) >= 3 else {}
            if (project, day) in reported:
                earlier.append(now)
            else:  # a date without a report of its own is compared as that report was
                base = earlier[-4] if len(earlier) >= 4 else {}
            last = found[before].get(project, {}) if before else {}
            now |= {f"{n}_period": _less(now.get(n), last.get(n)) for n in ("pv", "ev", "ac")}
            now |= {f"{n}_recent": _less(now.get(n), base.get(n)) for n in ("ev", "ac")}
            found[day][project] = now
    return found


def _less(now: object, before: object) -> Decimal | None:
    return now - before if isinstance(now, Decimal) and isinstance(before, Decimal) else None


@dataclass
class Project:
    """One project at a date: its merged report, its latest progress report, its cost lines and what was known first."""

    p: Row
    report: Row
    cost: list[Row]
    first: Row
    rate: Decimal | None
    day: date

    def own(self, name: str, source: Row | None = None) -> Decimal | None:
        value = decimal((self.p if source is None else source).get(name))
        return None if value is None or self.rate is None else cents(value * self.rate)

    def lines(self, kind: str, keep: Callable[[date], bool] = lambda _: True) -> Decimal | None:
        if self.rate is None:
            return None
        own = [c for c in self.cost if c["kind"] == kind and keep(_day(c["period"]))]
        return total([cents(Decimal(str(c["amount"])) * self.rate) for c in own])

    def figures(self, reports: list[Row]) -> Figures:
        if self.rate is None:
            return {}
        p, report, day = self.p, self.report, self.day
        spent = self.lines("actual", lambda month: month <= day)
        rest = self.lines("forecast", lambda month: month > day)
        outturn = None if self.lines("forecast") is None else (spent or Decimal(0)) + (rest or Decimal(0))
        budget = self.own("budget") if p.get("budget") is not None else self.lines("budget")
        actual = self.own("actual_cost") if p.get("actual_cost") is not None else spent
        forecast = self.own("forecast_cost") if p.get("forecast_cost") is not None else outturn
        if p.get("status") == "complete" and actual is not None:
            forecast = actual
        if p.get("status") == "cancelled":
            return {"budget": budget, "actual": actual}
        share = decimal(p.get("percent_complete"))
        done = cents(budget * share) if budget is not None and share is not None else None
        ev = self.own("ev", report) if report.get("ev") is not None else done
        ac = self.own("ac", report) if report.get("ac") is not None else actual
        original = (
            self.own("original_budget") if p.get("original_budget") is not None else self.own("budget", self.first)
        )
        first_finish = p.get("original_baseline_finish") or self.first.get("baseline_finish")
        passed = _passed(self.first.get("baseline_start"), first_finish, day)
        plan = self.plan(budget, reports)
        return {
            "budget": budget, "actual": actual, "forecast": forecast, "ev": ev, "ac": ac, "pv": plan.at(day), "original": original,
            "original_pv": cents(Fraction(original) * passed) if original is not None and passed is not None else None,
            "original_ev": Fraction(original) * Fraction(ev) / Fraction(budget) if None not in (original, ev) and budget else None,
            **plan.times(ev, self.until(plan)),
        }  # fmt: skip

    def until(self, plan: Plan) -> date:
        """The day that a plan's figures speak for: the report's where it states PV, and no later than a finished project's end."""
        day, p = plan.until or self.day, self.p
        ended = p.get("actual_finish")
        if isinstance(ended, date) and ended <= self.day:
            return min(day, ended)
        planned = p.get("finish") or p.get("baseline_finish")
        return min(day, planned) if p.get("status") == "complete" and isinstance(planned, date) else day

    def plan(self, bac: Decimal | None, reports: list[Row]) -> Plan:
        """The planned value as points in time: (month, value), with straight lines between them."""
        start, finish = self.p.get("baseline_start"), self.p.get("baseline_finish")
        if self.report.get("pv") is not None:
            return self._stated(bac, start, finish, reports)
        months: dict[date, Decimal] = {}
        for line in self.cost:
            if line["kind"] == "budget":
                month = _day(line["period"])
                months[month] = months.get(month, Decimal(0)) + (cents(Decimal(str(line["amount"])) * self.rate) or 0)
        if bac is None:
            return Plan()
        if months:
            total, so_far, points = sum(months.values()), Decimal(0), []
            for month in sorted(months):
                begin = _clock(month - timedelta(days=1))
                points.append((begin, cents(Fraction(bac) * Fraction(so_far) / Fraction(total))))
                so_far += months[month]
                points.append((begin + 1, cents(Fraction(bac) * Fraction(so_far) / Fraction(total))))
            return Plan(points, bac)
        share = _passed(start, finish, self.day)
        if share is None:
            return Plan()
        assert isinstance(start, date) and isinstance(finish, date)
        ends = (_clock(start - timedelta(days=1)), _clock(finish))
        elapsed = Fraction(_working_days(start, self.day), max(1, _working_days(start, finish)))
        return Plan([(ends[0], Decimal(0)), (ends[1], bac)], bac, share, elapsed)

    def _stated(self, bac: Decimal | None, start: object, finish: object, reports: list[Row]) -> Plan:
        told = [r for r in reports if _day(r["as_of"]) <= _day(self.report["as_of"])]
        points = [(_clock(_day(r["as_of"])), self.own("pv", r)) for r in told if r.get("pv") is not None]
        points.sort(key=lambda point: point[0])
        pv, until = points[-1][1], _day(self.report["as_of"])
        if not isinstance(start, date) or not isinstance(finish, date):
            return Plan([], bac, now=pv)
        ends = _clock(finish)
        tail = [(ends, bac)] if bac is not None and ends > points[-1][0] else []
        begin = _clock(start - timedelta(days=1))
        return Plan([(begin, Decimal(0)), *points, *tail], bac, now=pv, until=until, finish=ends, tail=len(tail))


@dataclass
class Plan:
    """A planned value over time, and what can be read off it."""

    points: list[tuple[Fraction, Decimal | None]] = field(default_factory=list)
    bac: Decimal | None = None
    share: Fraction | None = None  # of the working days, where the budget is spread over them
    elapsed: Fraction | None = None
    now: Decimal | None = None  # as a report states it
    until: date | None = None
    finish: Fraction | None = None
    tail: int = 0

    def at(self, day: date) -> Decimal | None:
        if self.now is not None:
            return self.now
        if self.share is not None:
            return cents(Fraction(self.bac or 0) * self.share)
        if not self.points:
            return None
        time = _clock(day)
        return next((v for t, v in reversed(self.points) if t <= time), Decimal(0))  # dates are ends of months

    def times(self, ev: Decimal | None, day: date) -> dict[str, Fraction | None]:
        """Planned duration, actual time and earned schedule in months."""
        if not self.points:
            return {"planned_months": None, "actual_months": None, "earned_months": None}
        start, finish = self.points[0][0], self.finish or self.points[-1][0]
        length, now = finish - start, _clock(day)
        spent = length * self.elapsed if self.elapsed is not None else max(now - start, Fraction(0))
        found: dict[str, Fraction | None] = {"planned_months": length, "actual_months": spent, "earned_months": None}
        if ev is None or (self.bac is not None and self.bac <= 0):
            return found
        if self.bac is not None and ev >= self.bac:
            found["earned_months"] = length
        elif ev == 0:
            found["earned_months"] = Fraction(0)
        elif self.share is not None:
            found["earned_months"] = length * Fraction(ev) / Fraction(self.bac or 1)
        else:
            crossed = [x for two in pairwise(self.points) for x in _crossings(*two, ev)]
            found["earned_months"] = min(max(now, min(crossed)), max(crossed)) - start if crossed else None
        return found


def _crossings(
    one: tuple[Fraction, Decimal | None], two: tuple[Fraction, Decimal | None], ev: Decimal
) -> list[Fraction]:
    """When the straight line between two points has that value: nowhere, once, or all the time between both."""
    (t0, v0), (t1, v1) = one, two
    if v0 is None or v1 is None or not min(v0, v1) <= ev <= max(v0, v1):
        return []
    return [t0, t1] if v0 == v1 else [t0 + (t1 - t0) * Fraction(ev - v0) / Fraction(v1 - v0)]


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _clock(day: date) -> Fraction:
    """Months since the year 0 at the end of a day; a part of a month counts by its days."""
    return 12 * day.year + day.month - 1 + Fraction(day.day, monthrange(day.year, day.month)[1])


EASTER = {2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16)}


@cache
def _free(year: int) -> set[date]:
    """The national holidays of Germany."""
    easter = date(year, *EASTER[year])
    moving = {easter + timedelta(days=n) for n in (-2, 1, 39, 50)}
    return moving | {date(year, m, d) for m, d in ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))}


@cache
def _working_days(start: date, finish: date) -> int:
    """Working days from one day to another, both included."""
    days = (start + timedelta(days=n) for n in range((finish - start).days + 1))
    return sum(day.weekday() < 5 and day not in _free(day.year) for day in days)


def _passed(start: object, finish: object, day: date) -> Fraction | None:
    """The share of a baseline's working days that have passed."""
    if not isinstance(start, date) or not isinstance(finish, date):
        return None
    if day >= finish:
        return Fraction(1)
    return Fraction(_working_days(start, day), max(1, _working_days(start, finish)))


def _of(names: str, value: Callable[..., Fraction | Decimal | None]) -> Callable[[Figures], Decimal | None]:
    """A figure made of others, where all of them are known."""

    def figure(f: Figures) -> Decimal | None:
        needed = [f.get(n) for n in names.split()]
        return None if None in needed else cents(value(*needed))

    return figure


def _eac(form: str, f: Figures) -> Decimal | None:
    """An estimate at completion: what is spent, and the rest at a performance."""
    names = {"cpi_spi": "pv", "weighted": "pv", "recent": "ev_recent ac_recent"}.get(form, "")
    needed = [f.get(n) for n in ("budget ev ac " + names).split()]
    if None in needed:
        if form == "recent" and None not in needed[:3] and needed[0] == needed[1] and needed[2] > 0:
            return needed[2]  # nothing is left to do
        return None
    bac, ev, ac, *more = (Fraction(x) for x in needed if x is not None)
    left = bac - ev
    if form == "remaining":
        return cents(ac + left)
    if form == "recent":
        if left == 0 and ac > 0:
            return cents(ac)
        return cents(ac + left * more[1] / more[0]) if min(more) > 0 else None
    if min(ev, ac, *more) <= 0:
        return None
    cpi, spi = ev / ac, ev / more[0] if more else Fraction(1)
    return cents(
        ac + left / {"cpi": cpi, "cpi_spi": cpi * spi, "weighted": Fraction(4, 5) * cpi + Fraction(1, 5) * spi}[form]
    )


FORMS = ("remaining", "cpi", "cpi_spi", "weighted", "recent")


def _range(choose: Callable[[list[Decimal]], Decimal]) -> Callable[[Figures], Decimal | None]:
    return lambda f: choose(known) if (known := [x for form in FORMS if (x := _eac(form, f)) is not None]) else None


EXPECTED: dict[str, Callable[[Figures], Decimal | None]] = {
    "budget": _of("budget", lambda b: b),
    "actual_cost": _of("actual", lambda a: a),
    "forecast_cost": _of("forecast", lambda e: e),
    "variance_at_completion": _of("budget forecast", lambda b, e: b - e),
    "planned_value": _of("pv", lambda v: v),
    "earned_value": _of("ev", lambda v: v),
    "actual_cost_of_work": _of("ac", lambda v: v),
    "cost_variance": _of("ev ac", lambda ev, ac: ev - ac),
    "schedule_variance": _of("ev pv", lambda ev, pv: ev - pv),
    "planned_value_period": _of("pv_period", lambda v: v),
    "earned_value_period": _of("ev_period", lambda v: v),
    "actual_cost_period": _of("ac_period", lambda v: v),
    "eac_low": _range(min),
    "eac_high": _range(max),
    "estimate_to_complete": _of("forecast ac", lambda e, ac: e - ac),
    "etc_cpi": lambda f: _less(_eac("cpi", f), f.get("ac")),
    "vac_cpi": lambda f: _less(f.get("budget"), _eac("cpi", f)),
    "vac_original": _of("original forecast", lambda b, e: b - e),
} | {f"eac_{form}": partial(_eac, form) for form in FORMS}
NOT_IN_THE_SAMPLE: set[str] = set()

# Months and indices of the same figures: not money, so compared as closely as a decimal fraction allows.
PARTS = {
    "planned_duration": ("planned_months", ""), "actual_time": ("actual_months", ""), "earned_schedule": ("earned_months", ""),
    "spi_time": ("earned_months", "actual_months"), "cpi_recent": ("ev_recent", "ac_recent"),
    "cpi_original": ("original_ev", "ac"), "spi_original": ("original_ev", "original_pv"),
}  # fmt: skip


def _part(found: dict[str, Figures], top: str, bottom: str) -> float | None:
    known = [(f[top], f[bottom] if bottom else 1) for f in found.values() if f.get(top) is not None]
    both = [(Fraction(a), Fraction(b)) for a, b in known if a is not None and b is not None]
    over = sum(b for _, b in both) if bottom else 1
    return float(sum(a for a, _ in both) / over) if both and over else None


def compare(db: DuckEngine, tables: Tables, dates: list[date], rates: Mapping[str, Decimal] = RATES) -> Comparison:
    """Both calculations of every project at every date, and of all projects together."""
    compared = Comparison()
    for day, found in history(tables, dates, rates).items():
        for metric, expected in EXPECTED.items():
            compared.of(db, metric, {(p,): expected(f) for p, f in found.items()}, scope=Scope(as_of=day))
    return compared


def compare_parts(db: DuckEngine, tables: Tables, dates: list[date], rates: Mapping[str, Decimal] = RATES) -> None:
    """Both calculations of the months and indices of all projects together agree at every date."""
    for day, found in history(tables, dates, rates).items():
        for metric, (top, bottom) in PARTS.items():
            value = evaluate(db, metric, scope=Scope(as_of=day))["value"][0]
            part = _part(found, top, bottom)
            assert (value is None) == (part is None), (metric, day)
            assert part is None or float(value) == pytest.approx(part, rel=1e-7, abs=1e-6), (metric, day)


@pytest.mark.parametrize(("seed", "size", "dates"), [*((n, 30, 3) for n in range(6)), (6, 60, 8)])
def test_both_calculations_agree_to_the_cent(seed: int, size: int, dates: int) -> None:
    days = status_dates(dates)
    tables = portfolio(seed, size, days)
    db = world(Settings(currency="EUR"), **tables)
    compared = compare(db, tables, days)
    assert not compared.different
    assert dates < 4 or all(compared.equal[m] for m in EXPECTED)  # some look back at the third report before
    compare_parts(db, tables, days)


def test_both_calculations_agree_over_the_sample(sample_store: Store) -> None:
    db = sample_store.snapshot()
    tables = canonical(db, "project", "cost", "progress")
    rates = {"EUR": Decimal(1), "CNY": Decimal("0.128"), "USD": Decimal("0.92")}  # sample_data/expected.toml
    compared = compare(db, tables, list(db.dates()), rates)
    assert not compared.different
    assert {m for m in EXPECTED if not compared.equal[m]} <= NOT_IN_THE_SAMPLE
    compare_parts(db, tables, list(db.dates()), rates)
