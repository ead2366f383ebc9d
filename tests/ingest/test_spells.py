"""Hours of weeks, months and spells are laid over weekdays without a cent lost; lists of parts are no lists of projects."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo_metrics.ingest.dates import read_date, read_month, settle
from pmo_metrics.ingest.load import load
from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.understand import understand
from pmo_metrics.store import Store


def read(name: str, text: str) -> FileResult:
    [file] = understand([Upload(name, text.encode())], None, date(2026, 7, 1))
    return file


def table(name: str, text: str) -> TableResult:
    [found] = read(name, text).tables
    return found


@given(
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.integers(0, 900),
    hours=st.decimals(0, 5_000, places=2),
)
def test_planned_hours_of_a_spell_come_to_what_is_stated(first: date, days: int, hours: Decimal) -> None:
    last = first + timedelta(days)
    rows = table(
        "allocations.csv",
        f"Employee,Project,Allocated hours,Start date,End date\nAnn,P1,{hours},{first},{last}\nBob,P2,10,2026-01-05,2026-01-09\n",
    ).rows
    own = rows.filter(pl.col("person_id") == "Ann")
    assert own["hours"].sum() == hours
    months = own["period"].to_list()
    assert all(m.day == 1 and first.replace(day=1) <= m <= last for m in months)


@given(monday=st.dates(date(2020, 1, 1), date(2030, 1, 1)), hours=st.decimals(0, 100, places=2))
def test_worked_hours_of_a_week_lie_on_its_weekdays(monday: date, hours: Decimal) -> None:
    monday -= timedelta(monday.weekday())
    found = {}
    for header, day in (("Week starting", monday), ("Week ending", monday + timedelta(6))):
        rows = table("timesheet.csv", f"Employee,Project,{header},Hours\nAnn,P1,{day},{hours}\nBob,P1,{day},40\n").rows
        own = rows.filter(pl.col("person_id") == "Ann")
        assert own["hours"].sum() == hours
        found[header] = own["date"].to_list()
    assert found["Week starting"] == found["Week ending"] == [monday + timedelta(n) for n in range(5)]


def test_a_share_of_full_time_says_what_it_was_taken_for() -> None:
    file = read("plan.csv", "Resource,Project,Allocation %,Month\nAnn,P1,50,2026-02\nBob,P1,100,2026-02\n")
    assert file.tables[0].rows["hours"].to_list() == [Decimal("80.00"), Decimal("160.00")]
    assert [p.action for p in file.problems if p.column == "Allocation %"] == ["taken as shares of 8 hours a weekday"]


@pytest.mark.parametrize("text", ["2026-W05", "2026W05", "KW 5/2026", "2026 KW 5", "2026年第5周"])
def test_a_week_is_its_monday_and_its_sunday(text: str) -> None:
    found = read_date(text)
    assert found is not None
    assert settle(found, "unknown", "start") == date(2026, 1, 26)
    assert settle(found, "unknown", "end") == date(2026, 2, 1)


def test_a_week_belongs_to_the_month_of_its_thursday() -> None:
    assert read_month("2025-W40", "unknown") == (date(2025, 10, 1), False)  # 29 September to 5 October
    assert read_month("2026-W05", "unknown") == (date(2026, 1, 1), False)
    assert read_date("2026-W54") is None


def test_change_requests_of_projects_are_no_projects() -> None:
    found = table(
        "change_requests.csv",
        "cr_id,work_item_name,project,requested_by,date_raised,status,impact_days,impact_cost\n"
        "CR1,Add SSO,Alpha,Ann,2026-02-01,Approved,5,10000\nCR2,Drop report,Alpha,Bob,2026-02-10,Rejected,0,0\n",
    )
    assert (found.table, found.rows["title"].to_list()) == ("register", ["Add SSO", "Drop report"])
    assert found.rows["kind"].to_list() == ["change", "change"]


@pytest.mark.parametrize("project", ["Project", "Project ID"])
def test_the_categories_of_a_budget_add_up_to_the_project(project: str) -> None:
    file = read(
        "costs.csv",
        f"{project},Category,Budget,Actual\nApollo,Labour,1000,900\nApollo,Travel,100,120\nZeus,Labour,500,450\n",
    )
    [found] = file.tables
    assert found.rows.select("project_id", "budget", "actual_cost").rows() == [
        ("Apollo", Decimal(1100), Decimal(1020)),
        ("Zeus", Decimal(500), Decimal(450)),
    ]
    assert "their amounts are added up" in [p.action for p in file.problems]
    assert found.money["budget"].read == found.money["budget"].loaded == Decimal(1600)


def test_people_on_projects_without_days_are_no_projects() -> None:
    assert (
        table("team.csv", "Resource,Project,Allocation %,Budget\nAnn,P1,50%,1\nAnn,P2,50%,2\nBob,P2,100%,3\n").table
        is None
    )


def test_amounts_by_month_in_the_words_of_many_books() -> None:
    found = table(
        "budget.csv",
        "project_id,month,planned_budget,actual_spend,forecast\nP1,2026-01,1000,900,1000\nP1,2026-02,1000,1100,1000\n",
    ).rows
    assert sorted(found.group_by("kind").agg(pl.col("amount").sum()).rows()) == [
        ("actual", Decimal(2000)),
        ("budget", Decimal(2000)),
        ("forecast", Decimal(2000)),
    ]


def test_a_kind_of_cost_nobody_reads_is_a_warning() -> None:
    file = read("budget.csv", "project_id,month,budget,actual money used\nP1,2026-01,1000,900\nP1,2026-02,1000,1100\n")
    assert [(p.severity, p.found) for p in file.problems if p.column == "actual money used"] == [
        ("warning", "2 amounts, 2,000.00 in all")
    ]


def test_benefits_by_the_day_of_their_measurement() -> None:
    found = table(
        "benefits.csv",
        "benefit_id,project_id,benefit_type,target_value,realized_value,measurement_date\n"
        "B1,P1,Saving,1000,400,2026-06-30\nB2,P1,Revenue,500,0,2026-06-30\n",
    )
    assert (found.table, found.rows["amount"].sum()) == ("benefit", Decimal(1900))


def test_lights_of_parts_may_be_called_statuses_and_words_of_work_are_no_lights() -> None:
    head = "project_id,report_date,overall_status,schedule_status,budget_status\n"
    lights = table("status_reports.csv", head + "P1,2026-01-31,Green,Amber,Red\nP2,2026-01-31,Red,Green,Green\n").rows
    assert lights["reported_schedule_rag"].to_list() == ["amber", "green"]
    assert lights["reported_cost_rag"].to_list() == ["red", "green"]
    words = table("status_reports.csv", head + "P1,2026-01-31,Green,Done,Approved\nP2,2026-01-31,Red,Open,Closed\n")
    assert not {"reported_schedule_rag", "reported_cost_rag"} & set(words.rows.columns)


def test_a_delay_may_carry_its_unit() -> None:
    found = table(
        "change_log.csv",
        "Change ID,Project,Description,Schedule Impact,Status\nC1,P1,Add,5 days,Approved\nC2,P1,Drop,-3,Pending\nC3,P1,Cut,None,Pending\n",
    )
    assert found.rows["days_impact"].to_list() == [Decimal(5), Decimal(-3), None]


def test_the_sheet_of_the_next_week_leaves_this_week_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for week in ("2026-W06", "2026-W07", "2026-W07"):
        sheet = f"Employee,Project,Week,Hours\nAnn,P1,{week},40\nBob,P1,{week},20\n"
        load(store, [Upload(f"timesheet_{week}.csv", sheet.encode())], today=date(2026, 7, 1))
    release = max(tmp_path.glob("releases/*.duckdb"))
    with duckdb.connect(str(release), read_only=True) as connection:
        assert connection.execute("SELECT sum(hours), count(*) FROM timesheet").fetchone() == (Decimal(120), 20)
