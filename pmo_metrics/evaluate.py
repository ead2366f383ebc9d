"""Metric + scope + grouping -> rows: the only place where the SQL of a metric is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

import polars as pl

from pmo_metrics.derive import ADMIN_TABLES, definitions
from pmo_metrics.engines import Engine
from pmo_metrics.errors import BadRequest
from pmo_metrics.metric import Aggregate, Metric, Ratio, Sum
from pmo_metrics.metrics import METRICS
from pmo_metrics.tables import TABLES

Filters = tuple[tuple[str, tuple[str, ...]], ...]

# Why a value is null, where the metric has no sentence of its own (Metric.null_reason).
NO_ROWS = "no_rows"  # nothing in scope
NOT_KNOWN = "not_known"  # rows in scope, but what is needed is not known for any of them
NOTHING_TO_DIVIDE_BY = "nothing_to_divide_by"  # the denominator is zero
REASONS = (NO_ROWS, NOT_KNOWN, NOTHING_TO_DIVIDE_BY)

_ROW_ORDER = (
    "as_of", "rule", "project_id", "milestone_id", "risk_id", "person_id", "role", "month", "period", "date", "kind", "category",
    "load_id", "file", "sheet", "row",
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Which rows count: a choice of values for some dimensions, and the status date. `""` in a choice is "not stated"."""

    filters: Mapping[str, Sequence[str]] | Filters = ()
    as_of: date | None = None

    def __post_init__(self) -> None:
        pairs = self.filters.items() if isinstance(self.filters, Mapping) else self.filters
        normal = tuple(sorted((name, tuple(sorted(set(values)))) for name, values in pairs))
        object.__setattr__(self, "filters", normal)

    @property
    def pairs(self) -> Filters:
        """The filters as sorted pairs."""
        return self.filters  # type: ignore[return-value]  # made so above


EVERYTHING = Scope()


def catalogue() -> dict[str, Metric]:
    """Every metric by its id, in the order of themes and ids."""
    return dict(METRICS)


def find(metric: Metric | str) -> Metric:
    """The metric of that id; BadRequest with a suggestion where there is none."""
    if isinstance(metric, Metric):
        return metric
    if metric not in METRICS:
        raise BadRequest(f"There is no metric {metric!r}{_suggest(metric, METRICS)}; `pmo catalogue` lists them.")
    return METRICS[metric]


def evaluate(db: Engine, metric: Metric | str, by: Sequence[str] = (), scope: Scope = EVERYTHING) -> pl.DataFrame:
    """One row for each group in `by`: the group, the status date, the parts of the value, the value, why it is null.

    Columns: `by` …, `as_of` (where the metric's table has one), `top` and `bottom` (Ratio only), `value`, `rows` (rows
    that count), `left_out` (rows in scope whose figure is not known), `reason` (a code; null where there is a value).
    The status date is the latest one not after `scope.as_of`; `by=["as_of"]` gives every date up to it. BadRequest
    names an unknown metric or dimension.
    """
    metric = find(metric)
    _check_no_date(scope)
    columns = db.columns(metric.table)
    for name in (*by, *(name for name, _ in scope.pairs)):
        _check_dimension(name, metric.table, columns)
    has_as_of = "as_of" in columns
    if has_as_of and "as_of" not in by:
        scope = _at_a_status_date(db, scope)
    sql, params = to_sql(metric, tuple(dict.fromkeys(by)), scope, has_as_of)
    return _explain(db.run(sql, params), metric)


def to_sql(metric: Metric, by: Sequence[str], scope: Scope, has_as_of: bool) -> tuple[str, dict[str, object]]:
    """The SELECT of a metric and its parameters; names come from definitions, choices travel as parameters.

    The scope's `as_of` is a status date here; without one no row counts, unless `by` has every date.
    """
    shown = [f'"{name}"' for name in by]
    dates = ['max("as_of") AS "as_of"'] if has_as_of and "as_of" not in by else []
    conditions, params = _conditions(scope, has_as_of, every_date="as_of" in by)
    kept = [f"({metric.keep})"] if metric.keep != "true" else []
    where = "\n    AND ".join([*kept, *conditions]) or "true"
    select = ",\n    ".join([*shown, *dates, *_value_sql(metric)])
    source = _source_sql(metric, [*shown, *(['"as_of"'] if dates else [])], where)
    group = f"\nGROUP BY {', '.join(shown)}\nORDER BY {', '.join(f'{n} NULLS LAST' for n in shown)}" if shown else ""
    return f"SELECT\n    {select}\n{source}{group}", params


def rows(db: Engine, view: str, scope: Scope = EVERYTHING) -> pl.DataFrame:
    """The rows of a derived or canonical table in scope, with their file, sheet and row, in a fixed order.

    A derived table answers for one status date; of a canonical one these are the reports up to `scope.as_of`.
    BadRequest names an unknown table or column.
    """
    known = {*definitions(), *TABLES, *ADMIN_TABLES}
    if view not in known:
        raise BadRequest(f"There is no table {view!r}{_suggest(view, known)}; known are {', '.join(sorted(known))}.")
    columns = db.columns(view)
    for name, _ in scope.pairs:
        if name not in columns:
            raise BadRequest(f"{view} has no column {name!r}{_suggest(name, columns)}.")
    derived = "as_of" in columns and view in definitions() and view not in ("status_date", "project_merged")
    if derived:
        _check_no_date(scope)
    conditions, params = _conditions(_at_a_status_date(db, scope) if derived else scope, derived, every_date=False)
    if view in _REPORTS and scope.as_of:  # what was reported later was not known then
        conditions.append("as_of <= $as_of")
        params["as_of"] = scope.as_of
    order = [f'"{name}" NULLS LAST' for name in _ROW_ORDER if name in columns] or ["1"]
    where = " AND ".join(conditions) or "true"
    return db.run(f'SELECT * FROM "{view}" WHERE {where} ORDER BY {", ".join(order)}', params or None)  # noqa: S608 (names come from definitions)


def tables(db: Engine) -> frozenset[str]:
    """The tables a release has; one made by an earlier version may lack some that `definitions` knows."""
    names = "SELECT table_name FROM information_schema.tables WHERE table_catalog = current_database()"
    return frozenset(db.run(names)["table_name"])


def _check_no_date(scope: Scope) -> None:
    if any(name == "as_of" for name, _ in scope.pairs):
        raise BadRequest("The status date is not a filter: it is chosen as the scope's as_of (`--as-of`).")


def _check_dimension(name: str, table: str, columns: Mapping[str, pl.DataType]) -> None:
    usable = [c for c, kind in columns.items() if kind in (pl.String, pl.Date, pl.Boolean) and c not in _PLACE]
    if name not in usable:
        known = ", ".join(c for c in usable if not c.endswith("_date"))
        raise BadRequest(
            f"{name!r} is not a dimension of {table}{_suggest(name, usable)}. It can be grouped by {known}."
        )


_REPORTS = ("project", "milestone", "task", "risk", "register", "dependency", "progress")
_PLACE = ("load_id", "file", "sheet", "narrative", "ask")


def _suggest(name: str, known: Mapping[str, object] | Sequence[str] | set[str]) -> str:
    near = get_close_matches(name.lower(), sorted(known), n=1, cutoff=0.5)
    return f", did you mean {near[0]!r}?" if near else ""


def _conditions(scope: Scope, has_as_of: bool, every_date: bool) -> tuple[list[str], dict[str, object]]:
    conditions: list[str] = []
    params: dict[str, object] = {}
    for n, (name, values) in enumerate(scope.pairs):
        choices = []
        for m, value in enumerate(v for v in values if v != ""):
            params[f"f{n}_{m}"] = value
            choices.append(f"$f{n}_{m}")
        options = [f'CAST("{name}" AS VARCHAR) IN ({", ".join(choices)})'] if choices else []
        options += [f'"{name}" IS NULL'] if "" in values else []
        conditions.append(f"({' OR '.join(options) or 'false'})")
    if has_as_of and (scope.as_of or not every_date):  # every row of a mart stands at a status date
        conditions.append("as_of <= $as_of" if every_date else "as_of = $as_of")
        params["as_of"] = scope.as_of
    return conditions, params


def _at_a_status_date(db: Engine, scope: Scope) -> Scope:
    """The scope at the latest status date not after its `as_of`: a date in the query, not a look-up in each."""
    dates = [d for d in db.dates() if scope.as_of is None or d <= scope.as_of]
    return Scope(scope.filters, dates[-1] if dates else None)


def _value_sql(metric: Metric) -> list[str]:
    match metric.value:
        case Sum():
            counted, values = "count(figure)", ["sum(figure) AS value"]
        case Ratio():
            quotient = "CAST(sum(top) AS DOUBLE) / nullif(CAST(sum(bottom) AS DOUBLE), 0)"
            counted, values = "count(top)", ["sum(top) AS top", "sum(bottom) AS bottom", f"{quotient} AS value"]
        case Aggregate(sql, of):
            counted, values = f"count({of})", [f"{sql} AS value"]
    return [*values, f'{counted} AS "rows"', f"count(*) - {counted} AS left_out"]


def _source_sql(metric: Metric, names: Sequence[str], where: str) -> str:
    """FROM and WHERE. What a sum adds up is written once, row by row: repeated, it would cost more to plan than to compute."""
    table = f"FROM {metric.table}\nWHERE {where}"
    match metric.value:
        case Sum(of):
            parts = {"figure": of}
        case Ratio(top=top, bottom=bottom):  # only rows that know both
            parts = {
                "top": f"CASE WHEN ({bottom}) IS NOT NULL THEN {top} END",
                "bottom": f"CASE WHEN ({top}) IS NOT NULL THEN {bottom} END",
            }
        case Aggregate():
            return table
    select = ", ".join([*names, *(f"{sql} AS {name}" for name, sql in parts.items())])
    return f"FROM (SELECT {select}\n{table}) AS known"


def _explain(frame: pl.DataFrame, metric: Metric) -> pl.DataFrame:
    """Whole numbers as integers, and a reason beside each value that is null."""
    for place, (name, kind) in enumerate(frame.schema.items()):
        if isinstance(kind, pl.Decimal) and kind.scale == 0:
            frame.replace_column(place, frame[name].cast(pl.Int64))
    # Most of the time every value is known, and an expression would cost more than the query of a small mart.
    if not frame["value"].null_count():
        return frame.with_columns(pl.Series("reason", [None] * frame.height, pl.String))
    reason = (
        pl.when(pl.col("value").is_not_null())
        .then(pl.lit(None, dtype=pl.String))
        .when((pl.col("rows") == 0) & (pl.col("left_out") == 0))
        .then(pl.lit(NO_ROWS))
        .when(pl.col("rows") == 0)
        .then(pl.lit(NOT_KNOWN))
        .otherwise(pl.lit(metric.null_reason or NOTHING_TO_DIVIDE_BY))
    )
    return frame.with_columns(reason.alias("reason"))
