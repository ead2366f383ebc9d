"""How good warnings were: scores counted by hand, and New York's capital projects counted again without the product."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from conftest import ROOT

from pmo_metrics.analysis.backtest import NAIVE, Question, Score, backtest, best, held_out, split
from pmo_metrics.evaluate import Scope, rows
from pmo_metrics.ingest.files import read_files
from pmo_metrics.ingest.load import load
from pmo_metrics.store import open_store

MONTHS = [date(2026, m, 1) for m in range(1, 7)]
SCHEMA: Mapping[str, Any] = {
    "project_id": pl.String, "as_of": pl.Date, "reported_on": pl.Date, "is_active": pl.Boolean, "finish": pl.Date,
    "forecast_cost": pl.Decimal(24, 2), "rag": pl.String,
}  # fmt: skip
QUARTER = Question(horizon_days=92)


def history(*projects: tuple[str, list[int], list[int], str]) -> pl.DataFrame:
    """Monthly reports from January 2026: id, days the finish had moved by then, cost, initials of the reported status."""
    told = [
        {"project_id": name, "as_of": on, "reported_on": on, "is_active": True, "forecast_cost": cost,
         "finish": date(2027, 1, 1) + timedelta(days=moved), "rag": {"g": "green", "r": "red"}[rag]}
        for name, moves, costs, rags in projects
        for on, moved, cost, rag in zip(MONTHS, moves, costs, rags, strict=False)
    ]  # fmt: skip
    return pl.DataFrame(told, schema=SCHEMA)


def warnings(*said: tuple[str, str, date]) -> pl.DataFrame:
    return pl.DataFrame(said, schema={"rule": pl.String, "project_id": pl.String, "as_of": pl.Date}, orient="row")


def of(scores: Iterable[Score], rule: str, event: str) -> Score:
    return next(s for s in scores if (s.rule, s.event) == (rule, event))


FLAT, GREEN = [100] * 6, "gggggg"
SLIPPER = ("slip", [0, 0, 0, 40, 40, 40], FLAT, GREEN)


def test_a_case_needs_a_report_before_it_and_its_whole_horizon_in_the_history() -> None:
    """Of six reports January has none before it; of 1 April and later 92 days do not fit before 1 June."""
    score = of(backtest(history(SLIPPER), warnings(), QUARTER), NAIVE, "slip")
    assert (score.cases, score.events) == (2, 2)  # February and March both see the move of April


def test_what_is_a_hit_and_what_a_false_alarm() -> None:
    """22 projects warned of in February, 12 of which slip in April; 10 more slip unwarned, 8 neither."""
    names = [f"{n:02}" for n in range(40)]
    slips = {*names[:12], *names[22:32]}
    told = [(n, [0, 0, 0, 40, 40, 40] if n in slips else [0] * 6, FLAT, GREEN) for n in names]
    said = warnings(*(("rule", n, MONTHS[1]) for n in names[:22]))
    score = of(backtest(history(*told), said, Question(horizon_days=92)), "rule", "slip")
    assert (score.cases, score.events, score.warnings, score.right, score.false_alarms) == (80, 44, 22, 12, 10)
    assert (score.base_rate, score.precision, score.recall) == (44 / 80, 12 / 22, 12 / 44)
    assert score.lead_days == (MONTHS[3] - MONTHS[1]).days == 59


def test_too_few_warnings_or_events_are_said_and_not_measured() -> None:
    score = of(backtest(history(SLIPPER), warnings(("rule", "slip", MONTHS[1])), QUARTER), "rule", "slip")
    assert (score.warnings, score.right, score.precision, score.recall, score.base_rate) == (1, 1, None, None, None)
    assert not score.enough and best([score], "rule") is None


def test_the_naive_rule_warns_of_who_slipped_or_rose_at_the_last_report() -> None:
    moves = ("again", [0, 40, 80, 80, 80, 80], [100, 120, 120, 140, 140, 140], GREEN)
    scores = backtest(history(moves), warnings(), QUARTER)
    # February: slipped since January, and slips again in March. March: slipped since February, and rests from then on.
    assert [(s.event, s.warnings, s.right) for s in scores] == [("slip", 2, 1), ("cost", 1, 1)]


def test_cost_grows_by_more_than_a_tenth_and_exactly_a_tenth_is_not_more() -> None:
    exactly = ("a", [0] * 6, [100, 100, 100, 110, 110, 110], GREEN)
    more = ("b", [0] * 6, [100, 100, 100, 111, 111, 111], GREEN)
    assert of(backtest(history(exactly, more), warnings(), QUARTER), NAIVE, "cost").events == 2


def test_only_what_is_not_red_can_turn_red() -> None:
    scores = backtest(history(("a", [0] * 6, FLAT, "ggrrgg"), ("b", [0] * 6, FLAT, "gggggr")), warnings(), QUARTER)
    score = of(scores, NAIVE, "red")
    # a in February turns in March; of b, February sees nothing, March sees 1 June on its 92nd day
    assert (score.cases, score.events) == (3, 2)


def test_a_report_carried_forward_is_no_case() -> None:
    carried = history(SLIPPER).with_columns(pl.lit(MONTHS[0]).alias("reported_on"))
    assert backtest(carried, warnings(), QUARTER) == []


def test_the_halves_are_by_the_hash_of_the_id_and_nothing_else() -> None:
    # sha256sum of "A" ends in …fd, of "B" in …5c: odd is held out
    assert [held_out("A"), held_out("B")] == [True, False]
    both = history(("A", [0] * 6, FLAT, GREEN), ("B", [0] * 6, FLAT, GREEN))
    assert {*split(both, "tune")["project_id"]} == {"B"} and {*split(both, "held_out")["project_id"]} == {"A"}


# New York's capital projects: 378 projects, 15 report dates

NYC = ROOT.parent / "shared" / "data" / "nyc-capital" / "NYC_capital_projects_20190901.csv"


@pytest.fixture(scope="module")
def nyc(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, pl.DataFrame]:
    if not NYC.exists():
        pytest.skip("New York's capital projects are not here")
    store = open_store(tmp_path_factory.mktemp("nyc"))
    load(store, read_files([NYC]))
    db = store.snapshot()
    dates = rows(db, "status_date")["as_of"].to_list()
    found = [pl.concat([rows(db, m, Scope(as_of=d)) for d in dates]) for m in ("project_status", "warning")]
    return found[0], found[1]


def counted_again(horizon: int, held: bool) -> dict[str, tuple[int, int, int, int]]:
    """Cases, events, naive warnings and hits, from the file by plain loops."""
    reports: dict[str, dict[date, tuple[date | None, float | None]]] = {}
    with NYC.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            on, finish = _american(row["Date Reported As Of"]), row["Forecast Completion"]
            cost = round(float(row["Budget Forecast"]), 2) if row["Budget Forecast"] else None
            reports.setdefault(row["PID"], {})[on] = (_american(finish) if finish else None, cost)
    last = max(on for own in reports.values() for on in own)
    tally = {"slip": [0, 0, 0, 0], "cost": [0, 0, 0, 0]}
    for pid, own in reports.items():
        if held_out(pid) != held:
            continue
        for before, now in pairwise(sorted(own)):
            if now + timedelta(days=horizon) > last:
                continue
            ahead = [own[d] for d in own if now < d <= now + timedelta(days=horizon)]
            for place, event in enumerate(tally):
                was, is_, later = own[before][place], own[now][place], [x[place] for x in ahead if x[place] is not None]
                if was is None or is_ is None or not later:
                    continue
                happened = any(_worse(event, is_, then) for then in later)
                naive = _worse(event, was, is_)
                for n, counts in enumerate((True, happened, naive, naive and happened)):
                    tally[event][n] += counts
    return {event: (a, b, c, d) for event, (a, b, c, d) in tally.items()}


def _american(text: str) -> date:
    month, day, year = text[:10].split("/")
    return date(int(year), int(month), int(day))


def _worse(event: str, before: object, after: object) -> bool:
    if isinstance(before, date) and isinstance(after, date):
        return (after - before).days > 30
    assert isinstance(before, float) and isinstance(after, float)
    return 0 < before * 1.1 < after


@pytest.mark.parametrize(("horizon", "part"), [(180, "held_out"), (365, "held_out"), (180, "tune")])
def test_new_york_counted_again_gives_the_same_cases(
    nyc: tuple[pl.DataFrame, pl.DataFrame], horizon: int, part: str
) -> None:
    scores = backtest(*nyc, Question(horizon), "tune" if part == "tune" else "held_out")
    found = {s.event: (s.cases, s.events, s.warnings, s.right) for s in scores if s.rule == NAIVE}
    assert found == counted_again(horizon, part == "held_out")


@pytest.mark.parametrize(("rule", "event"), [("slip_repeated", "slip"), ("forecast_cut", "cost")])
@pytest.mark.parametrize("horizon", [180, 365])
def test_a_rule_earns_its_place_on_projects_it_was_not_tuned_on(
    nyc: tuple[pl.DataFrame, pl.DataFrame], rule: str, event: str, horizon: int
) -> None:
    scores = backtest(*nyc, Question(horizon), "held_out")
    own, naive = of(scores, rule, event), of(scores, NAIVE, event)
    assert own.precision and naive.precision and own.base_rate and own.recall
    assert own.precision > naive.precision and own.precision > own.base_rate
