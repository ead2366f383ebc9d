"""The standards as data, the verdicts of `conformity`, and the sample portfolio against what its files say by hand."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECTS, SAMPLE, put
from worlds import mart_columns, world

from pmo_metrics.errors import BadRequest
from pmo_metrics.evaluate import Scope, evaluate, rows
from pmo_metrics.settings import Settings, read_settings
from pmo_metrics.standards import NOT_APPLICABLE, NOT_LOADED, STANDARDS, Standard
from pmo_metrics.store import Store
from pmo_metrics.tables import TABLES

EXPECTED: dict[str, Any] = tomllib.loads((SAMPLE / "expected.toml").read_text("utf-8"))["standards"]
JUNE = date(2026, 6, 30)
ACTIVE = "project_id | status\nA | active"


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS.keys())
def test_a_standard_says_what_why_and_what_to_do_in_both_languages(standard: Standard) -> None:
    texts = (standard.name, standard.why, standard.todo, standard.name_zh, standard.why_zh, standard.todo_zh)
    assert all(texts) and standard.source
    assert all(any("\u4e00" <= c <= "\u9fff" for c in text) for text in texts[3:])
    for asked in standard.asks:
        table, column = asked.split(".")
        assert TABLES[table].column(column)


def verdict(standard: str, **tables: str) -> tuple[bool | None, str | None]:
    """What project A gets for a standard in a small world, and why it gets nothing."""
    found = rows(world(**tables), "conformity", Scope({"project_id": ("A",), "standard": (standard,)}, JUNE))
    return found.select("met", "not_assessed").row(0)


MET, MISSED, NO_MATTER, UNKNOWN = (True, None), (False, None), (None, NOT_APPLICABLE), (None, NOT_LOADED)
MILESTONE = "project_id | milestone_id | baseline_date | forecast_date | owner\nA | M | {} | {} | {}"
RISK = "project_id | risk_id | owner | response | reviewed_on\nA | R | {} | {} | {}"
COST = "project_id | period | kind | amount\n{} | {} | actual | 10"
RUNNING = "project_id | status | start\nA | {} | {}"
ISSUE = "project_id | entry_id | kind | status | due | owner\nA | I | issue | open | {} | {}"


@pytest.mark.parametrize(
    ("standard", "tables", "expected"),
    [
        ("baseline", {"project": "project_id | baseline_start | baseline_finish\nA | 2026-01-01 | 2026-12-31"}, MET),
        ("baseline", {"project": "project_id | baseline_start | baseline_finish\nA | 2026-01-01 |"}, MISSED),
        ("baseline", {"project": ACTIVE}, UNKNOWN),
        ("budget", {"project": "project_id | budget\nA |"}, MISSED),
        ("budget", {"project": "project_id | budget\nA |", "cost": "project_id | period | kind | amount\nA | 2026-05-01 | budget | 5"}, MET),
        ("manager", {"project": "project_id | manager\nA | Ana"}, MET),
        ("manager", {"project": "project_id | manager\nA |"}, MISSED),
        ("sponsor", {"project": ACTIVE}, UNKNOWN),
        ("fresh_report", {"project": "project_id | as_of | status\nA | 2026-05-23 | active\nB | 2026-06-30 | active"}, MET),  # 38 days
        ("fresh_report", {"project": "project_id | as_of | status\nA | 2026-05-22 | active\nB | 2026-06-30 | active"}, MISSED),
        ("percent_complete", {"project": "project_id | percent_complete\nA | 0"}, MET),
        ("risk_owners", {"project": ACTIVE}, NO_MATTER),
        ("risk_owners", {"project": ACTIVE, "risk": RISK.format("", "Act", "")}, MISSED),
        ("risk_responses", {"project": ACTIVE, "risk": RISK.format("Ana", "Act", "")}, MET),
        ("risk_responses", {"project": ACTIVE, "risk": "project_id | risk_id | owner\nA | R | Ana"}, UNKNOWN),
        ("risk_reviews", {"project": ACTIVE, "risk": RISK.format("Ana", "Act", "2026-03-30")}, MET),  # 92 days
        ("risk_reviews", {"project": ACTIVE, "risk": RISK.format("Ana", "Act", "2026-03-29")}, MISSED),
        ("milestone_ahead", {"project": ACTIVE}, UNKNOWN),
        ("milestone_ahead", {"project": ACTIVE, "milestone": MILESTONE.format("2026-09-28", "2026-09-28", "")}, MET),  # 90 days
        ("milestone_ahead", {"project": ACTIVE, "milestone": MILESTONE.format("2026-09-29", "2026-09-29", "")}, MISSED),
        # A missed milestone that nobody planned again counts as today: that is nothing in sight.
        ("milestone_ahead", {"project": ACTIVE, "milestone": MILESTONE.format("2026-05-01", "2026-05-01", "")}, MISSED),
        ("milestone_ahead", {"project": "project_id | status\nA | on_hold"}, NO_MATTER),
        ("milestone_owners", {"project": ACTIVE, "milestone": MILESTONE.format("2026-08-01", "2026-08-01", "")}, MISSED),
        ("milestone_owners", {"project": ACTIVE, "milestone": MILESTONE.format("2026-12-01", "2026-12-01", "")}, NO_MATTER),
        ("overdue_replanned", {"project": ACTIVE, "milestone": MILESTONE.format("2026-05-01", "2026-07-15", "")}, MET),
        ("overdue_replanned", {"project": ACTIVE, "milestone": MILESTONE.format("2026-05-01", "2026-05-20", "")}, MISSED),
        ("issue_owners", {"project": ACTIVE, "register": ISSUE.format("2026-06-29", "")}, MISSED),
        ("issue_owners", {"project": ACTIVE, "register": ISSUE.format("2026-06-30", "")}, NO_MATTER),
        ("actuals_booked", {"project": RUNNING.format("active", "2026-01-01"), "cost": COST.format("A", "2026-05-01")}, MET),
        ("actuals_booked", {"project": RUNNING.format("active", "2026-01-01"), "cost": COST.format("B", "2026-05-01")}, MISSED),
        ("actuals_booked", {"project": RUNNING.format("active", "2026-01-01"), "cost": COST.format("A", "2026-04-01")}, UNKNOWN),
        ("actuals_booked", {"project": RUNNING.format("active", "2026-06-01"), "cost": COST.format("B", "2026-05-01")}, NO_MATTER),
    ],
)  # fmt: skip
def test_a_verdict_or_the_reason_why_there_is_none(
    standard: str, tables: dict[str, str], expected: tuple[bool | None, str | None]
) -> None:
    assert verdict(standard, **tables) == expected


def test_finished_projects_are_not_held_to_standards() -> None:
    db = world(project="project_id | status\nA | active\nB | complete\nC | cancelled\nD | proposed")
    assert set(rows(db, "conformity")["project_id"]) == {"A"}


def test_what_does_not_apply_has_no_rate() -> None:
    db = world(project=ACTIVE)
    whole = evaluate(db, "conformity_rate", scope=Scope({"standard": ("risk_owners",)}, JUNE)).row(0, named=True)
    assert (whole["value"], whole["reason"], whole["left_out"]) == (None, "not_known", 1)


def test_columns_that_come_later_do_not_blame_earlier_dates() -> None:
    first = {"project_id": "A", "as_of": "2026-05-31", "status": "active"}
    later = {"project_id": "A", "as_of": "2026-06-30", "status": "active", "sponsor": None}
    db = world(project=[first, later])
    at = {
        day: rows(db, "conformity", Scope({"standard": ("sponsor",)}, day)).select("met", "not_assessed").row(0)
        for day in (date(2026, 5, 31), JUNE)
    }
    assert at == {date(2026, 5, 31): UNKNOWN, JUNE: MISSED}


def test_thresholds_are_settings() -> None:
    tables = {"project": ACTIVE, "risk": RISK.format("Ana", "Act", "2026-05-01")}
    strict = world(Settings(risk_review_days=30), **tables)
    found = rows(strict, "conformity", Scope({"standard": ("risk_reviews",)}, JUNE))
    assert found["met"].to_list() == [False]


SHORT_OF_TWO = {"project": "project_id | status | manager | sponsor\nA | active | |"}


def test_a_standard_that_is_switched_off_is_left_out() -> None:
    everything, less = world(**SHORT_OF_TWO), world(Settings(standards_off="sponsor risk_owners"), **SHORT_OF_TWO)
    assert set(rows(less, "conformity")["standard"]) == STANDARDS.keys() - {"sponsor", "risk_owners"}
    gaps = [evaluate(db, "practice_gaps")["value"].item() for db in (everything, less)]
    assert gaps[0] - gaps[1] == 1  # nobody named a sponsor; there are no risks to have owners


def test_an_organisation_switches_standards_off_in_its_settings(tmp_path: Path) -> None:
    (tmp_path / "pmo.toml").write_text('standards_off = ["sponsor", "risk_owners"]\nrisk_review_days = 30\n', "utf-8")
    found = read_settings(tmp_path)
    assert (found.standards_off, found.risk_review_days) == ("sponsor risk_owners", 30)
    assert Settings.from_inputs(found.as_inputs()) == found, "a release keeps it"
    (tmp_path / "pmo.toml").write_text('standards_off = "risk_response"', "utf-8")
    with pytest.raises(
        BadRequest, match="standards_off names 'risk_response', which is no standard; known are baseline, "
    ):
        read_settings(tmp_path)


def test_a_release_keeps_what_was_switched_off_when_it_was_made(store: Store) -> None:
    store.root.mkdir(parents=True)
    (store.root / "pmo.toml").write_text('standards_off = ["sponsor"]', "utf-8")
    put(store, a_csv=PROJECTS)
    (store.root / "pmo.toml").unlink()
    assert "sponsor" not in set(rows(store.snapshot(), "conformity")["standard"])
    kept = dict(store.snapshot().run("SELECT name, value FROM setting").iter_rows())
    assert Settings.from_inputs(kept).standards_off == "sponsor"


def test_it_can_be_filtered_like_every_mart() -> None:
    columns = {
        "as_of",
        "project_id",
        "project",
        "portfolio",
        "program",
        "department",
        "manager",
        "status",
        "rag",
        "standard",
    }
    assert columns | {"load_id", "file", "sheet", "row"} <= set(mart_columns()["conformity"])


def test_the_sample_misses_what_its_files_leave_out(sample_store: Store) -> None:
    found = rows(sample_store.snapshot(), "conformity", Scope(as_of=JUNE))
    missed = found.filter(found["met"].not_())
    by_standard: dict[str, list[str]] = {}
    for standard, project in missed.select("standard", "project_id").iter_rows():
        by_standard.setdefault(standard, []).append(project)
    named = {name: sorted(ids) for name, ids in EXPECTED.items() if isinstance(ids, list)}
    assert {name: sorted(ids) for name, ids in by_standard.items()} == named
    assessed = {name: found.filter(found["standard"] == name)["met"].count() for name in EXPECTED["assessed"]}
    assert assessed == EXPECTED["assessed"]


def test_the_rate_by_manager_adds_up_and_has_a_trend(sample_store: Store) -> None:
    db = sample_store.snapshot()
    whole = evaluate(db, "conformity_rate", scope=Scope(as_of=JUNE)).row(0, named=True)
    parts = evaluate(db, "conformity_rate", ("manager",), Scope(as_of=JUNE))
    assert (parts["top"].sum(), parts["bottom"].sum()) == (whole["top"], whole["bottom"])
    assert whole["bottom"] - whole["top"] == evaluate(db, "practice_gaps", scope=Scope(as_of=JUNE))["value"].item()
    assert evaluate(db, "conformity_rate", ("as_of",)).height == 6


# How forecasts move and slips are announced.


def test_forecasts_are_compared_from_report_to_report_and_not_over_a_new_baseline() -> None:
    db = world(
        project="""
        project_id | as_of | status | budget | baseline_finish | finish | forecast_cost
        A | 2026-04-30 | active | 100 | 2026-10-01 | 2026-10-01 | 100
        A | 2026-06-30 | active | 100 | 2026-10-01 | 2026-10-31 | 110
        B | 2026-05-31 | active | 100 | 2026-10-01 | 2026-10-01 | 100
        B | 2026-06-30 | active | 150 | 2026-12-01 | 2026-12-01 | 150
        """
    )
    found = rows(db, "forecast_move", Scope(as_of=JUNE))
    moves = {
        r["project_id"]: (r["finish_moved_days"], r["cost_moved_share"], r["rebaselined"]) for r in found.to_dicts()
    }
    assert moves == {"A": (30, pytest.approx(0.1), False), "B": (None, None, True)}
    assert evaluate(db, "finish_forecast_move", scope=Scope(as_of=JUNE))["value"].item() == 30


def test_notice_is_the_time_left_when_a_slip_is_heard_of() -> None:
    db = world(
        milestone="""
        project_id | milestone_id | as_of | baseline_date | forecast_date | actual_date
        A | ahead | 2026-05-31 | 2026-08-29 | 2026-08-29 |
        A | ahead | 2026-06-30 | 2026-08-29 | 2026-09-30 |
        A | after | 2026-05-31 | 2026-06-10 | 2026-06-10 |
        A | after | 2026-06-30 | 2026-06-10 | 2026-06-10 | 2026-06-24
        A | earlier | 2026-05-31 | 2026-08-29 | 2026-08-29 |
        A | earlier | 2026-06-30 | 2026-08-29 | 2026-08-01 |
        """
    )
    found = rows(db, "milestone_notice", Scope(as_of=JUNE))
    heard = {r["milestone_id"]: (r["moved_days"], r["notice_days"]) for r in found.to_dicts()}
    assert heard == {"ahead": (32, 60), "after": (14, -20)}
    assert evaluate(db, "slip_notice", scope=Scope(as_of=JUNE))["value"].item() == 20
