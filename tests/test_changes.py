"""What changed between two states: every difference once, sums that agree with the metrics, the most important first."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import PROJECTS, PROJECTS_LATER, SAMPLE, put
from test_pages import open_page, shown, texts
from worlds import world

from pmo_metrics.analysis.changes import FACTS, SCHEMA, State, changes, fact, sentences
from pmo_metrics.cli import main
from pmo_metrics.engines import Engine
from pmo_metrics.evaluate import Scope, evaluate, rows, tables
from pmo_metrics.store import Store
from pmo_metrics.ui import answers

EXPECTED: dict[str, Any] = tomllib.loads((SAMPLE / "expected.toml").read_text("utf-8"))["changes_june"]
MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)


def at(db: Engine, as_of: date) -> State:
    return State.read(lambda table: rows(db, table, Scope(as_of=as_of)), tables(db).__contains__)


def moved(**drawn: str) -> pl.DataFrame:
    """Changes from May to June in a small world."""
    db = world(**drawn)
    return changes(at(db, MAY), at(db, JUNE))


def seen(found: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return found.select(columns).rows()


PROJECT = """
project_id | as_of | status | reported_rag | budget | forecast_cost | finish
A | 2026-05-31 | active | green | 1000 | 1000 | 2026-12-01
A | 2026-06-30 | active | red | 1000 | 1100 | 2026-12-31
B | 2026-05-31 | active | amber | 1000 | 1000 | 2026-12-01
B | 2026-06-30 | active | green | 1000 | 900 | 2026-12-01
"""


def test_status_money_and_dates_of_projects() -> None:
    found = moved(project=PROJECT)
    told = {
        (r["project_id"], r["what"]): r for r in found.filter(~pl.col("what").is_in(["computed", "warned"])).to_dicts()
    }
    assert {k: (r["before"], r["after"], r["change"], r["favourable"]) for k, r in told.items()} == {
        ("A", "reported"): ("green", "red", 2, False),
        ("A", "forecast_cost"): ("1000.00", "1100.00", 100, False),
        ("A", "finish"): ("2026-12-01", "2026-12-31", 30, False),
        ("B", "reported"): ("amber", "green", -1, True),
        ("B", "forecast_cost"): ("1000.00", "900.00", -100, True),
    }


def test_weights_are_steps_thirty_days_and_per_cent_of_the_portfolio() -> None:
    found = moved(project=PROJECT)
    weights = {(r["project_id"], r["what"]): r["weight"] for r in found.to_dicts()}
    assert weights["A", "reported"] == 2  # two steps
    assert weights["A", "finish"] == 1  # thirty days
    assert weights["A", "forecast_cost"] == 5  # 100 of 2000
    assert weights["B", "forecast_cost"] == 2.5  # as much, but good news
    assert weights["B", "reported"] == 0.5
    assert found["weight"].is_sorted(descending=True)


def test_projects_come_go_and_change_their_state() -> None:
    found = moved(
        project="""
        project_id | as_of | status | budget | forecast_cost
        old | 2026-05-31 | active | 100 | 100
        old | 2026-06-30 | cancelled | 100 | 100
        new | 2026-06-30 | active | 50 | 60
        """
    )
    projects = found.filter(kind="project")
    assert set(seen(projects, "project_id", "what", "before", "after", "favourable")) == {
        ("new", "new", None, "active", None), ("old", "lifecycle", "active", "cancelled", False),
    }  # fmt: skip
    # Their money counts in the sums, and only the project is the news.
    assert dict(seen(found.filter(what="forecast_cost"), "project_id", "change")) == {"new": 60, "old": -100}
    assert found.filter(~pl.col("kind").is_in(["project", "warning"]))["weight"].sum() == 0
    assert found.filter(what="computed").is_empty()  # a project that ends has no level to move from


def test_milestones_reached_moved_added_dropped_and_waiting() -> None:
    found = moved(
        project="project_id | as_of\nA | 2026-05-31",
        milestone="""
        project_id | milestone_id | as_of | baseline_date | forecast_date | actual_date | status
        A | on time | 2026-05-31 | 2026-06-20 | 2026-06-20 | |
        A | on time | 2026-06-30 | 2026-06-20 | 2026-06-20 | 2026-06-18 |
        A | late | 2026-05-31 | 2026-06-01 | 2026-06-20 | |
        A | late | 2026-06-30 | 2026-06-01 | 2026-06-20 | 2026-06-21 |
        A | later | 2026-05-31 | 2026-09-01 | 2026-09-01 | |
        A | later | 2026-06-30 | 2026-09-01 | 2026-10-31 | |
        A | earlier | 2026-05-31 | 2026-09-01 | 2026-09-01 | |
        A | earlier | 2026-06-30 | 2026-09-01 | 2026-08-02 | |
        A | dropped | 2026-05-31 | 2026-09-01 | 2026-09-01 | |
        A | dropped | 2026-06-30 | 2026-09-01 | 2026-09-01 | | cancelled
        A | added | 2026-06-30 | 2026-09-01 | 2026-09-01 | |
        A | forgotten | 2026-05-31 | 2026-05-01 | 2026-05-01 | |
        A | forgotten | 2026-06-30 | 2026-05-01 | 2026-05-01 | |
        A | the same | 2026-05-31 | 2026-09-01 | 2026-09-01 | |
        A | the same | 2026-06-30 | 2026-09-01 | 2026-09-01 | |
        """,
    )
    told = {item: (what, change, good) for item, what, change, good in seen(found.filter(kind="milestone"), "item", "what", "change", "favourable")}  # fmt: skip
    assert told == {
        "on time": ("reached", -2, True), "late": ("reached_late", 20, False), "later": ("later", 60, False),
        "earlier": ("earlier", -30, True), "dropped": ("dropped", 0, None), "added": ("added", None, None),
        "forgotten": ("waiting", 30, False),
    }  # fmt: skip


def test_risks_raised_closed_and_changed_add_up_to_the_exposure() -> None:
    db = world(
        project="project_id | as_of | currency\nA | 2026-05-31 | EUR",
        risk="""
        project_id | risk_id | as_of | status | probability | cost_likely
        A | grows | 2026-05-31 | open | 0.1 | 1000
        A | grows | 2026-06-30 | open | 0.5 | 1000
        A | closed | 2026-05-31 | open | 0.5 | 400
        A | closed | 2026-06-30 | closed | 0.5 | 400
        A | raised | 2026-06-30 | open | 0.2 | 500
        A | happened | 2026-05-31 | open | 0.5 | 100
        A | happened | 2026-06-30 | occurred | 0.5 | 100
        A | vague | 2026-06-30 | open | |
        """,
    )
    found = changes(at(db, MAY), at(db, JUNE)).filter(kind="risk")
    told = {item: (what, change, good) for item, what, change, good in seen(found, "item", "what", "change", "favourable")}  # fmt: skip
    assert told == {
        "grows": ("exposure", -400, False), "closed": ("closed", 200, True), "raised": ("raised", -100, False),
        "happened": ("occurred", 50, False), "vague": ("raised", 0, None),
    }  # fmt: skip
    exposure = [evaluate(db, "risk_exposure", scope=Scope(as_of=day))["value"].item() for day in (MAY, JUNE)]
    assert found["change"].sum() == exposure[1] - exposure[0] == -250


def test_issues_raised_and_closed() -> None:
    found = moved(
        project="project_id | as_of\nA | 2026-05-31",
        register="""
        project_id | entry_id | as_of | kind | status
        A | old | 2026-05-31 | issue | open
        A | old | 2026-06-30 | issue | closed
        A | new | 2026-06-30 | issue | open
        A | decision | 2026-06-30 | decision | open
        """,
    )
    assert set(seen(found, "item", "what", "favourable")) == {("new", "raised", False), ("old", "closed", True)}


def warnings(*given: tuple[str, str | None, str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(rule, pid, pid, subject, severity) for rule, pid, subject, severity in given],
        schema=dict.fromkeys(("rule", "project_id", "project", "subject", "severity"), pl.String), orient="row",
    )  # fmt: skip


def test_warnings_new_and_gone() -> None:
    db = world(project="project_id | as_of\nA | 2026-05-31\nA | 2026-06-30")
    then, now = at(db, MAY), at(db, JUNE)
    before = State(then.projects, then.milestones, then.risks, then.entries, warnings(("burn_ahead", "A", "A", "high"), ("late_news", "A", "M1", "low")))  # fmt: skip
    after = State(now.projects, now.milestones, now.risks, now.entries, warnings(("burn_ahead", "A", "A", "high"), ("role_overbooked", None, "Welder", "medium")))  # fmt: skip
    found = changes(before, after)
    assert seen(found, "project", "item", "what", "before", "after", "weight") == [
        ("Welder", None, "warned", None, "role_overbooked", 0.5), ("A", "M1", "cleared", "late_news", None, 0.125),
    ]  # fmt: skip
    assert [s.project_id for s in sentences(found)] == [None, "A"]


def test_nothing_changed_is_no_rows_and_no_sentence(sample_store: Store) -> None:
    db = sample_store.snapshot()
    nothing = changes(at(db, JUNE), at(db, JUNE))
    assert nothing.is_empty() and dict(nothing.schema) == dict(SCHEMA)
    assert sentences(nothing) == []


# The sample portfolio.


@pytest.mark.parametrize("metric", ["budget", "forecast_cost", "actual_cost", "risk_exposure"])
def test_sums_agree_with_the_metrics_at_every_pair_of_dates(sample_store: Store, metric: str) -> None:
    db = sample_store.snapshot()
    dates = rows(db, "status_date")["as_of"].sort().to_list()
    keep = pl.col("kind") == "risk" if metric == "risk_exposure" else pl.col("what") == metric
    for before, after in pairwise(dates):
        then, now = (evaluate(db, metric, scope=Scope(as_of=day))["value"].item() for day in (before, after))
        assert changes(at(db, before), at(db, after)).filter(keep)["change"].sum() == now - then


def test_the_sample_changed_as_its_lists_say(sample_store: Store) -> None:
    db = sample_store.snapshot()
    found = changes(at(db, MAY), at(db, JUNE))
    cost = found.filter(what="forecast_cost")
    assert cost["change"].sum() == Decimal(str(EXPECTED["forecast_cost"]))
    assert cost.filter(project_id="004")["change"].item() == Decimal(str(EXPECTED["forecast_cost_004"]))
    reported = {
        pid: [before, after]
        for pid, before, after in seen(found.filter(what="reported"), "project_id", "before", "after")
    }
    assert reported == EXPECTED["reported_status"]
    finish = found.filter(what="finish")
    assert sorted(finish.filter(favourable=False)["project_id"]) == EXPECTED["finish_later"]
    assert sorted(finish.filter(favourable=True)["project_id"]) == EXPECTED["finish_earlier"]


def test_the_overview_tells_the_same_moves(sample_store: Store) -> None:
    db = sample_store.snapshot()
    before, after = at(db, MAY), at(db, JUNE)
    short = answers.what_changed(after.projects, before.projects)
    whole = changes(before, after)
    names = {"status": "reported", "finish": "finish", "cost": "forecast_cost", "new": "new"}
    both_known = whole.filter(
        pl.col("before").is_not_null() & pl.col("after").is_not_null() | (pl.col("what") == "new")
    )
    for kind, what in names.items():
        assert set(short.filter(kind=kind)["project_id"]) == set(both_known.filter(what=what)["project_id"])
    amounts = dict(seen(short.filter(kind="cost"), "project_id", "amount"))
    assert amounts == {
        pid: float(x) for pid, x in seen(both_known.filter(what="forecast_cost"), "project_id", "change")
    }


def test_ten_sentences_say_the_planted_troubles_first(sample_store: Store) -> None:
    db = sample_store.snapshot()
    told = sentences(changes(at(db, MAY), at(db, JUNE)), "en", "EUR")
    assert len(told) == 10 and [s.weight for s in told] == sorted((s.weight for s in told), reverse=True)
    first = told[0]
    assert first.project_id == "014"  # green for five reports, then red with three months of delay
    assert "finish 92 d later, on 31 Dec 2026" in first.text and "reported On track → Off track" in first.text
    assert all(s.text.count("; ") < FACTS for s in told)
    chinese = sentences(changes(at(db, MAY), at(db, JUNE)), "zh", "EUR")
    assert [s.project_id for s in chinese] == [s.project_id for s in told]
    assert "完成日期推后 92 天" in chinese[0].text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_change_of_the_sample_has_its_words(sample_store: Store, lang: str) -> None:
    db = sample_store.snapshot()
    dates = rows(db, "status_date")["as_of"].sort().to_list()
    for before, after in pairwise(dates):
        assert all(fact(row, lang, "EUR") for row in changes(at(db, before), at(db, after)).iter_rows(named=True))


def test_the_order_of_rows_does_not_matter(sample_store: Store) -> None:
    db = sample_store.snapshot()
    before, after = at(db, MAY), at(db, JUNE)
    turned = State(*(None if f is None else f.reverse() for f in (after.projects, after.milestones, after.risks, after.entries, after.warnings)))  # fmt: skip
    assert changes(before, turned).equals(changes(before, after))


# Releases, the command line and the page.

CORRECTED = PROJECTS.replace("1200.00", "1500.00")


@pytest.fixture
def corrected(store: Store) -> Store:
    put(store, a_csv=PROJECTS)
    put(store, a_csv=CORRECTED)
    return store


def test_two_releases_of_one_date_show_what_a_load_corrected(corrected: Store) -> None:
    old, new = (at(corrected.snapshot(corrected.release(n)), MAY) for n in (1, 2))
    found = changes(old, new)
    assert seen(found.filter(what="forecast_cost"), "project_id", "before", "after", "change") == [
        ("P-1", "1200.00", "1500.00", 300)
    ]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_command_compares_dates_and_releases(corrected: Store, capsys: pytest.CaptureFixture[str]) -> None:
    put(corrected, b_csv=PROJECTS_LATER)
    place = ("--store", corrected.root)
    status, out, _ = run(capsys, "changes", "--json", *place)
    told = json.loads(out)
    assert status == 0 and set(told) == {"from", "to", "sentences", "changes"}
    assert (told["from"], told["to"]) == ({"release": 3, "as_of": "2026-05-31"}, {"release": 3, "as_of": "2026-06-30"})
    assert set(told["changes"][0]) == set(SCHEMA)
    assert set(told["sentences"][0]) == {"project_id", "project", "text", "weight"}
    status, out, _ = run(capsys, "changes", "--from-release", 1, "--to-release", 2, "--json", *place)
    told = json.loads(out)
    assert told["from"] == {"release": 1, "as_of": "2026-05-31"} and told["to"]["release"] == 2
    assert {c["change"] for c in told["changes"] if c["what"] == "forecast_cost"} == {300}
    status, out, _ = run(capsys, "changes", "--language", "zh", *place)
    assert status == 0 and " 1. " in out


def test_a_side_that_does_not_exist_is_one_sentence(corrected: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for wrong in (("--from", "2020-01-01"), ("--from-release", "9"), ()):  # one status date: nothing before it
        status, out, err = run(capsys, "changes", *wrong, "--store", corrected.root)
        assert status == 1 and not out and err.startswith("pmo: ")


def test_the_page_compares_with_the_status_before(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(sample_store, monkeypatch, "17_changes")
    assert not app.exception
    assert "Billing platform migration" in texts(app)
    assert any("from 31 May 2026" in c.value for c in app.caption)


def test_a_link_chooses_the_earlier_side(corrected: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(corrected, monkeypatch, "17_changes")
    app.query_params["from_release"] = "1"
    app.run()
    assert not app.exception
    assert any("corrections of data between release 1 and 2" in c.value for c in app.caption)
    assert shown(app).startswith("1 projects changed")


@pytest.mark.parametrize(("key", "value"), [("from", "1999-01-01"), ("from", "<b>"), ("from_release", "77")])
def test_a_link_to_a_side_that_is_gone_says_so(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    app = open_page(sample_store, monkeypatch, "17_changes")
    app.query_params[key] = value
    app.run()
    assert not app.exception
    assert "not in this store" in app.warning[0].value
    assert not app.dataframe


def test_filters_choose_projects_by_how_they_stand_now(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(sample_store, monkeypatch, "17_changes", rag="red", department="IT")
    said = texts(app)
    assert "Billing platform migration" in said and "listed for the first time" not in said  # it was green in May
    assert "Sea cable" not in said


def test_a_store_with_one_date_says_what_to_do(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(store, a_csv=PROJECTS)
    app = open_page(store, monkeypatch, "17_changes")
    assert not app.exception
    assert "no earlier status date" in app.info[0].value
