"""Issues, decisions, actions and changes at a status date."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from conftest import SAMPLE
from worlds import world

from pmo_metrics.evaluate import Scope, evaluate, rows
from pmo_metrics.store import Store
from pmo_metrics.ui import answers


def test_the_latest_report_of_an_entry_holds_until_the_next() -> None:
    db = world(
        register="""project_id | entry_id | as_of | kind | status | due
        A | 1 | 2026-04-30 | issue | open | 2026-05-15
        A | 2 | 2026-05-31 | issue | open |
        A | 1 | 2026-06-30 | issue | closed | 2026-05-15""",
    )
    found = evaluate(db, "open_issues", by=["as_of"])
    assert found["as_of"].to_list() == [date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30)]
    assert found["value"].to_list() == [1, 2, 1]
    overdue = evaluate(db, "overdue_issues", by=["as_of"])
    assert overdue["value"].to_list() == [0, 1, 0]
    june = (
        rows(db, "register_status", Scope(as_of=date(2026, 6, 30))).filter(pl.col("entry_id") == "2").row(0, named=True)
    )
    assert (june["reported_on"], june["file"], june["row"]) == (date(2026, 5, 31), "register.csv", 2)


def test_due_today_is_not_overdue_and_closed_entries_never_are() -> None:
    db = world(
        register="""project_id | entry_id | status | due | raised_on | closed_on
        A | 1 | open | 2026-06-30 | 2026-06-01 |
        A | 2 | open | 2026-06-29 | 2026-05-01 |
        A | 3 | closed | 2026-01-01 | 2026-01-01 | 2026-02-10
        A | 4 | | 2026-01-01 | 2026-01-01 | 2026-03-01
        A | 5 | | | |"""
    )
    found = rows(db, "register_status").sort("entry_id")
    assert found["is_overdue"].to_list() == [False, True, False, False, False]
    assert found["overdue_days"].to_list() == [None, 1, None, None, None]
    assert found["entry_status"].to_list() == ["open", "open", "closed", "closed", "open"]  # by the closing date
    assert found["age_days"].to_list() == [29, 60, None, None, None]
    assert found["days_to_close"].to_list() == [None, None, 40, 59, None]
    assert set(found["kind"]) == {"issue"}


def test_changes_are_pending_approved_or_rejected_and_in_one_currency() -> None:
    db = world(
        project="project_id | currency\nA | EUR\nB | USD",
        fx_rate="currency | period | kind | rate\nUSD | 2026-01-01 | budget | 0.5",
        register="""project_id | entry_id | kind | status | cost_impact | currency | days_impact
        A | 1 | change | open | 100 | | 10
        B | 2 | change | open | 100 | | -5
        A | 3 | change | closed | 400 | EUR | 20
        A | 4 | change | rejected | 900 | EUR | 90
        A | 5 | change | open | 7 | GBP |
        A | 6 | issue | open | 50 | EUR | 5""",
    )
    found = rows(db, "register_status").sort("entry_id")
    assert found["change_state"].to_list() == ["pending", "pending", "approved", "rejected", "pending", None]
    assert found["fx_missing"].to_list() == [False, False, False, False, True, False]
    pending = evaluate(db, "changes_pending_cost").row(0, named=True)
    assert (pending["value"], pending["rows"], pending["left_out"]) == (Decimal(150), 2, 1)  # 100 + 100 USD at 0.5
    assert float(evaluate(db, "changes_pending_days")["value"][0]) == 5
    assert evaluate(db, "approved_changes_cost")["value"][0] == Decimal(400)


def test_a_register_alone_gives_a_status_date_and_a_currency() -> None:
    db = world(
        register="project_id | entry_id | kind | status | cost_impact | currency\nA | 1 | change | open | 10 | CHF"
    )
    assert evaluate(db, "changes_pending_cost")["value"][0] == Decimal(10)
    assert db.run("SELECT currency FROM reporting_currency")["currency"][0] == "CHF"


def test_the_most_pressing_entries_come_first() -> None:
    db = world(
        register="""project_id | entry_id | status | due | raised_on
        A | old | open | | 2025-01-01
        A | soon | open | 2026-07-01 | 2026-06-01
        A | late | open | 2026-06-20 | 2026-06-01
        A | later | open | 2026-05-20 | 2026-05-01
        A | done | closed | 2026-01-01 | 2025-01-01"""
    )
    assert answers.pressing(rows(db, "register_status"))["entry_id"].to_list() == [
        "later",
        "late",
        "soon",
        "old",
        "done",
    ]


def test_entries_can_be_filtered_like_projects() -> None:
    db = world(
        project="project_id | portfolio | manager\nA | North | Ana\nB | South | Bo",
        register="project_id | entry_id | status\nA | 1 | open\nB | 1 | open\nC | 1 | open",
    )
    chosen = evaluate(db, "open_issues", scope=Scope({"portfolio": ("North",)}))
    assert chosen["value"][0] == 1
    assert dict(evaluate(db, "open_issues", by=["manager"]).select("manager", "value").iter_rows()) == {
        "Ana": 1,
        "Bo": 1,
        None: 1,
    }


EXPECTED: dict[str, Any] = tomllib.loads((SAMPLE / "expected.toml").read_text("utf-8"))["registers"]
METRICS = {
    "open_issues", "overdue_issues", "issue_age_days", "open_decisions", "overdue_decisions", "decision_age_days",
    "open_actions", "overdue_actions", "changes_pending", "changes_pending_cost", "changes_pending_days",
    "changes_approved", "approved_changes_cost", "approved_changes_days",
}  # fmt: skip


@pytest.mark.parametrize("metric", sorted(METRICS))
def test_sample_registers(sample_store: Store, metric: str) -> None:
    value = evaluate(sample_store.snapshot(), metric, scope=Scope(as_of=date(2026, 6, 30)))["value"].item()
    assert float(value) == EXPECTED[metric]


def test_sample_overdue_issues_lead_to_their_rows(sample_store: Store) -> None:
    found = rows(sample_store.snapshot(), "register_status", Scope(as_of=date(2026, 6, 30)))
    late = found.filter(pl.col("is_overdue") & (pl.col("kind") == "issue"))
    assert sorted(late["entry_id"]) == EXPECTED["overdue_issue_ids"]
    assert set(late["file"]) == {"issues_and_changes.csv"} and late["row"].null_count() == 0
