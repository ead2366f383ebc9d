"""Every metric: its worked examples, and the laws that hold for all of them."""

from __future__ import annotations

import random
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, example, find, given, settings
from hypothesis import strategies as st
from worlds import example_world, mart_columns, mart_world, world

from pmo_metrics.errors import BadRequest
from pmo_metrics.evaluate import NO_ROWS, REASONS, Scope, catalogue, evaluate, rows
from pmo_metrics.metric import Aggregate, Example, Metric, Ratio, Sum
from pmo_metrics.tables import COST_KINDS, REGISTER_KINDS, RISK_KINDS, STATUSES

METRICS = catalogue()
ALL = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS.keys())
EXAMPLES = [pytest.param(m, e, id=f"{m.id}-{n}") for m in METRICS.values() for n, e in enumerate(m.examples)]
PROMISED = [
    "projects",
    "active_projects",
    "watermelons",
    "rag_gap_rate",
    "stale_reports",
    "report_age_days",
    "milestones",
    "milestones_overdue",
    "milestones_late",
    "on_time_rate",
    "slip_days",
    "milestone_slip_median",
    "finish_slip_days",
    "budget",
    "actual_cost",
    "forecast_cost",
    "variance_at_completion",
    "variance_at_completion_pct",
    "planned_value",
    "earned_value",
    "actual_cost_of_work",
    "cost_variance",
    "schedule_variance",
    "cpi",
    "spi",
    "percent_complete",
    "open_risks",
    "risk_exposure",
    "responses_overdue",
    "available_hours",
    "worked_hours",
    "allocated_hours",
    "utilization",
    "allocation",
    "over_allocated_hours",
]


@pytest.mark.parametrize(("metric", "example"), EXAMPLES)
def test_the_worked_example_is_true(metric: Metric, example: Example) -> None:
    row = evaluate(example_world(metric, example), metric).row(0, named=True)
    if example.value is None:
        assert row["value"] is None
        assert row["reason"] == example.reason
    else:
        assert float(row["value"]) == pytest.approx(example.value, abs=example.tolerance)
        assert row["reason"] is None


def test_every_promised_metric_exists() -> None:
    assert set(PROMISED) <= set(METRICS)


@ALL
def test_a_metric_says_what_it_is(metric: Metric) -> None:
    words = (metric.name, metric.name_zh, metric.asks, metric.asks_zh, metric.formula, metric.basis)
    assert all(words) and metric.id and metric.theme
    assert any(e.value is not None for e in metric.examples), "a worked example with a value"
    assert bool(metric.caveat) == bool(metric.caveat_zh), "a caveat in both languages or in none"
    assert (metric.keep == "true") == (metric.keep_words == "")
    assert metric.null_reason == "" or isinstance(metric.value, Ratio | Aggregate)
    assert metric.latest_only == ("as_of" in mart_columns()[metric.table])
    assert not {"top", "bottom", "value", "rows", "left_out", "reason"} & set(mart_columns()[metric.table])


@ALL
def test_nothing_is_null_with_a_reason(metric: Metric) -> None:
    row = evaluate(mart_world(metric.table, []), metric).row(0, named=True)
    assert (row["value"], row["rows"], row["left_out"], row["reason"]) == (None, 0, 0, NO_ROWS)
    assert evaluate(
        mart_world(metric.table, []), metric, by=["role"] if metric.theme == "people" else ["portfolio"]
    ).is_empty()


_MONEY = st.one_of(
    st.none(), *(st.decimals(low, high, places=2) for low, high in ((-1_000_000, 0), (0, 1_000), (0, 10_000_000)))
)
_DAYS = st.one_of(st.none(), st.integers(-400, 0), st.integers(0, 400))
_DATE = st.sampled_from(["2026-01-01", "2026-02-01", "2026-03-01", None])
# The words that a text column may hold; a metric that reads another one says them here.
_WORDS: dict[str, dict[str, tuple[str | None, ...]]] = {
    "cost_month": {"kind": COST_KINDS},
    "dependency_status": {"state": ("late", "at_risk", "ok", "met", "unknown", "cancelled")},
    "milestone_commitment": {"outcome": ("added", "removed", "pulled_in", "pushed_out", "unchanged")},
    "milestone_status": {
        "state": ("cancelled", "data_error", "achieved_on_time", "achieved_late", "unbaselined", "overdue", "forecast_late", "on_track")
    },
    "milestone_trend": {"refused": ("few_reports", "recedes", None)},
    "register_status": {"kind": REGISTER_KINDS, "change_state": ("pending", "approved", "rejected", None)},
    "risk_status": {
        "kind": RISK_KINDS, "pi_level": ("low", "moderate", "high", None), "proximity_state": ("past", "within_30", "within_90", "later", None)
    },
    "schedule_check": {"check_code": ("missing_logic", "negative_float", "invalid_dates", "missed_tasks", "bei", "cpli")},
}  # fmt: skip
_GROUPS = st.sampled_from(["North", "South", None])


def _cell(metric: Metric, column: str, kind: str) -> st.SearchStrategy[object]:
    if kind == "VARCHAR":
        words = (*STATUSES, None) if column == "status" else _WORDS[metric.table][column]
        named = [
            w for w in words if f"'{w}'" in _used(metric)
        ]  # drawn more often: what the metric counts, or leaves out
        return st.sampled_from([*named, *named, *words])
    if kind == "DATE":
        return _DATE
    if column == "probability":
        return st.one_of(st.none(), st.decimals(0, 1, places=2))
    if kind.startswith("DECIMAL"):
        return _MONEY
    if kind in ("BIGINT", "INTEGER", "DOUBLE"):
        return _DAYS
    if kind == "BOOLEAN":
        return st.sampled_from(["true", "false"])
    raise AssertionError(f"no cells for {metric.table}.{column}, {kind}")


def _used(metric: Metric) -> str:
    match metric.value:
        case Sum(of):
            return f"{of} {metric.keep}"
        case Ratio(top=top, bottom=bottom):
            return f"{top} {bottom} {metric.keep}"
        case Aggregate(sql, of):
            return f"{sql} {of} {metric.keep}"


def _table_rows(metric: Metric) -> st.SearchStrategy[list[dict[str, object]]]:
    group = _group(metric)
    columns = mart_columns()[metric.table]
    used = set(re.findall(r"\w+", re.sub(r"'\w*'", "", _used(metric))))
    cells = {c: _cell(metric, c, k) for c, k in columns.items() if c in used - {"as_of"}}
    cells |= {group: _GROUPS}
    cells |= {"as_of": st.sampled_from(["2026-06-30", "2026-03-31", "2026-06-30"])} if metric.latest_only else {}
    return st.lists(st.fixed_dictionaries(cells), max_size=12)


def _group(metric: Metric) -> str:
    return "role" if metric.table == "person_month" else "portfolio"


_QUICK = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@ALL
def test_groups_add_up_to_the_whole(metric: Metric) -> None:
    @settings(_QUICK, max_examples=3)
    @example(table=_rows_that_count(metric))
    @given(table=_table_rows(metric))
    def adds_up(table: list[dict[str, object]]) -> None:
        db = mart_world(metric.table, table)
        whole = evaluate(db, metric).row(0, named=True)
        parts = evaluate(db, metric, by=[_group(metric)])
        for column in ("rows", "left_out"):
            assert parts[column].sum() == whole[column]
        for column in _that_add_up(metric):
            known = [v for v in parts[column] if v is not None]
            assert whole[column] == (sum(known) if known else None)

    adds_up()


def _rows_that_count(metric: Metric) -> list[dict[str, object]]:
    """Generated rows that the metric counts any of: a law tried on none says nothing. NoSuchExample where it never does."""
    tries = settings(_QUICK, max_examples=100, phases=[Phase.generate])
    return find(
        _table_rows(metric), lambda t: evaluate(mart_world(metric.table, t), metric)["rows"][0] > 0, settings=tries
    )


def _that_add_up(metric: Metric) -> tuple[str, ...]:
    match metric.value:
        case Sum():
            return ("value",)
        case Ratio():
            return ("top", "bottom")
        case Aggregate():
            return ()


@ALL
@_QUICK
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(metric: Metric, data: st.DataObject) -> None:
    table = data.draw(_table_rows(metric))
    shuffled = random.Random(7).sample(table, len(table))
    by = [_group(metric)]
    assert evaluate(mart_world(metric.table, table), metric, by).equals(
        evaluate(mart_world(metric.table, shuffled), metric, by)
    )


@pytest.mark.parametrize("metric", [m for m in METRICS.values() if m.latest_only], ids=lambda m: m.id)
@_QUICK
@given(data=st.data())
def test_only_one_status_date_is_ever_summed(metric: Metric, data: st.DataObject) -> None:
    table = data.draw(_table_rows(metric))
    latest = max((str(row["as_of"]) for row in table), default="")
    alone = [row for row in table if row["as_of"] == latest]
    both, one = (evaluate(mart_world(metric.table, t), metric) for t in (table, alone))
    assert both.equals(one)
    trend = evaluate(mart_world(metric.table, table), metric, by=["as_of"])
    assert trend["as_of"].n_unique() == trend.height


@ALL
def test_a_null_value_always_has_a_known_reason(metric: Metric) -> None:
    reasons = {*REASONS, metric.null_reason}
    for worked in metric.examples:
        assert worked.value is not None or worked.reason in reasons


def test_a_date_in_between_means_the_latest_date_before_it() -> None:
    db = world(project="project_id | as_of | budget\nA | 2026-01-31 | 10\nA | 2026-02-28 | 20")
    at = {day: evaluate(db, "budget", scope=Scope(as_of=day)) for day in (date(2026, 2, 15), date(2026, 3, 1))}
    assert [(f["as_of"][0], f["value"][0]) for f in at.values()] == [
        (date(2026, 1, 31), Decimal(10)),
        (date(2026, 2, 28), Decimal(20)),
    ]
    before = evaluate(db, "budget", scope=Scope(as_of=date(2025, 12, 31))).row(0, named=True)
    assert (before["as_of"], before["value"], before["reason"]) == (None, None, NO_ROWS)
    trend = evaluate(db, "budget", by=["as_of"], scope=Scope(as_of=date(2026, 2, 15)))
    assert trend["value"].to_list() == [Decimal(10)]


def test_a_filter_chooses_values_and_an_empty_one_is_not_stated() -> None:
    db = world(project="project_id | portfolio | budget\nA | North | 1\nB | South | 2\nC | | 4")
    chosen = {
        v: evaluate(db, "budget", scope=Scope({"portfolio": v}))["value"][0] for v in [("North",), ("",), ("", "South")]
    }
    assert [int(v) for v in chosen.values()] == [1, 4, 6]
    hostile = evaluate(db, "budget", scope=Scope({"portfolio": ("North') OR ('1' = '1",)}))
    assert hostile["reason"].to_list() == [NO_ROWS]
    assert rows(db, "project_status", Scope({"portfolio": ("",)}))["project_id"].to_list() == ["C"]


def test_a_scope_is_the_same_however_it_is_written() -> None:
    written = Scope({"portfolio": ["b", "a"], "manager": ("x",)}), Scope({"manager": ("x",), "portfolio": ("a", "b")})
    assert len(set(written)) == 1


@pytest.mark.parametrize(
    ("ask", "suggestion"),
    [
        (lambda db: evaluate(db, "cp1"), "cpi"),
        (lambda db: evaluate(db, "cpi", by=["portfolo"]), "portfolio"),
        (lambda db: evaluate(db, "cpi", scope=Scope({"manger": ("x",)})), "manager"),
        (lambda db: evaluate(db, "cpi", by=["budget"]), "not a dimension"),
        (lambda db: evaluate(db, "cpi", by=["1; DROP TABLE project"]), "not a dimension"),
        (lambda db: rows(db, "projet_status"), "project_status"),
        (lambda db: rows(db, "project_status", Scope({"portfolo": ("x",)})), "portfolio"),
    ],
)
def test_a_wrong_name_is_answered_with_a_suggestion(ask, suggestion) -> None:
    with pytest.raises(BadRequest, match=suggestion):
        ask(world())
