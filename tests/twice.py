"""What the second calculations of the money metrics share: exact cents, what was known on a day, and the comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl

from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.evaluate import EVERYTHING, Scope, evaluate, rows

Row = dict[str, object]
Tables = dict[str, list[Row]]
Key = tuple[object, ...]

TOLERANCE = "none below a million millions, where money is equal to the cent; fourteen digits above"
_LAST = 2026 * 12 + 5  # the last status date is the end of May 2026


def month_number(day: date) -> int:
    """Months since the year 0, January of which is 1."""
    return 12 * day.year + day.month


def month_start(number: int) -> date:
    """The first day of the month of that number."""
    return date((number - 1) // 12, (number - 1) % 12 + 1, 1)


def status_dates(count: int) -> list[date]:
    """The ends of that many months, the last of them May 2026."""
    return [month_start(n + 1) - timedelta(days=1) for n in range(_LAST - count + 1, _LAST + 1)]


def decimal(value: object) -> Decimal | None:
    """The number that a cell holds."""
    return None if value is None else Decimal(str(value))


def a_day(value: object) -> date:
    """The day that a cell holds."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def cents(value: Fraction | Decimal | None) -> Decimal | None:
    """Rounded to cents; half a cent goes away from zero."""
    if value is None:
        return None
    exact = Fraction(value)
    whole = (abs(exact) * 100 + Fraction(1, 2)).__floor__()
    return Decimal(whole if exact >= 0 else -whole).scaleb(-2)


def total(values: Sequence[Decimal | None]) -> Decimal | None:
    """The sum of what is known; None where nothing is."""
    known = [v for v in values if v is not None]
    return sum(known, Decimal(0)) if known else None


def latest(reports: list[Row], keys: list[str], day: date) -> dict[Key, Row]:
    """Each key's last report at or before the day."""
    columns = {name: [row[name] for row in reports] for name in ("as_of", *keys)}
    frame = pl.DataFrame({"place": range(len(reports)), **columns})
    last = frame.filter(pl.col("as_of") <= day).sort("as_of", "place").group_by(keys, maintain_order=True).last()
    return {tuple(r[k] for k in keys): reports[r["place"]] for r in last.iter_rows(named=True)}


def merged(reports: list[Row], day: date) -> dict[str, Row]:
    """Each project column by column: the last report at or before the day whose file had the column."""
    found: dict[str, Row] = {}
    for column in sorted({c for row in reports for c in row} - {"project_id", "as_of", "seq"}):
        having = [row for row in reports if column in row]
        for (project,), row in latest(having, ["project_id"], day).items():
            found.setdefault(str(project), {})[column] = row[column]
    return found


def under_way(p: Row, day: date) -> bool:
    """Active, on hold, or without a status and not finished."""
    finish = p.get("actual_finish")
    unfinished = not (finish and a_day(finish) <= day)
    return p.get("status") in ("active", "on_hold") or (p.get("status") is None and unfinished)


def currencies(tables: Tables) -> dict[str, object]:
    """The currency of each project (no project here ever changes it)."""
    return {str(row["project_id"]): row["currency"] for row in tables["project"] if row.get("currency")}


def canonical(db: DuckEngine, *names: str) -> Tables:
    """The canonical rows of a release, each with the columns that its file had."""
    return {name: [_brought(row) for row in rows(db, name).iter_rows(named=True)] for name in names}


_ALWAYS = ("project_id", "risk_id", "entry_id", "as_of", "period", "kind", "amount")


def _brought(row: Row) -> Row:
    return {name: row[name] for name in row if name in _ALWAYS or f",{name}," in str(row["brought"])}


@dataclass
class Rates:
    """What currencies are worth in the reporting currency, from the rows of `fx_rate`."""

    rates: list[Row]
    reporting: str
    _known: dict[Key, Decimal | None] = field(default_factory=dict)

    def on(self, day: date, currency: object) -> Decimal | None:
        """The rate that amounts of a day are converted with: budget before actual before closing."""
        key = (day, currency)
        if key not in self._known:
            self._known[key] = self._find(day, currency)
        return self._known[key]

    def of(self, kind: str, day: date, currency: object) -> Decimal | None:
        """The latest rate of that kind, as the list has it."""
        if currency == self.reporting:
            return Decimal(1)
        return self._latest((kind,), day, currency)

    def _find(self, day: date, currency: object) -> Decimal | None:
        if currency == self.reporting:
            return Decimal(1)
        order = ("budget", "actual", "closing", None)
        rate, own = (self._latest(order, day, c) for c in (currency, self.reporting))
        return None if rate is None else (rate / (own or 1)).quantize(Decimal("0.000001"), ROUND_HALF_UP)

    def _latest(self, kinds: Sequence[object], day: date, currency: object) -> Decimal | None:
        for kind in kinds:
            fits = [r for r in self.rates if r["currency"] == currency and r["kind"] == kind]
            dated = [(a_day(r["period"]), decimal(r["rate"])) for r in fits if a_day(r["period"]) <= day]
            if dated:
                return max(dated)[1]
        return None


@dataclass
class Comparison:
    """How many figures of a metric both calculations give and agree on, how many neither can give, and which differ."""

    equal: Counter[str] = field(default_factory=Counter)
    undefined: Counter[str] = field(default_factory=Counter)
    different: list[Key] = field(default_factory=list)

    def of(
        self, db: DuckEngine, metric: str, expected: Mapping[Key, Decimal | None], by: Sequence[str] = ("project_id",),
        scope: Scope = EVERYTHING,
    ) -> None:  # fmt: skip
        """The metric of each group, and of all of them together."""
        grouped = evaluate(db, metric, by=by, scope=scope).select(*by, "value").rows()
        found = {key: value for *names, value in grouped if (key := tuple(names))}
        for key in found.keys() | expected.keys():
            self._add(metric, (scope.as_of, *key), found.get(key), expected.get(key))
        whole = evaluate(db, metric, scope=scope)["value"].item()
        self._add(metric, (scope.as_of,), whole, total(list(expected.values())))

    def _add(self, metric: str, place: Key, found: Decimal | None, expected: Decimal | None) -> None:
        if found is None and expected is None:
            self.undefined[metric] += 1
        elif found is not None and expected is not None and abs(found - expected) <= abs(expected) / 10**14:
            self.equal[metric] += 1
        else:
            self.different.append((metric, *place, found, expected))
