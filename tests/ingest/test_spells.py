"""Hours of weeks, months and spells are laid over weekdays without a cent lost."""

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
from pmo_metrics.tables import TABLES


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


def test_the_sheet_of_the_next_week_leaves_this_week_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for week in ("2026-W06", "2026-W07", "2026-W07"):
        sheet = f"Employee,Project,Week,Hours\nAnn,P1,{week},40\nBob,P1,{week},20\n"
        load(store, [Upload(f"timesheet_{week}.csv", sheet.encode())], today=date(2026, 7, 1))
    release = max(tmp_path.glob("releases/*.duckdb"))
    with duckdb.connect(str(release), read_only=True) as connection:
        assert connection.execute("SELECT sum(hours), count(*) FROM timesheet").fetchone() == (Decimal(120), 20)


def test_the_report_names_the_headers_that_spells_were_read_from() -> None:
    found = table(
        "plan.csv",
        "Resource,Project,Allocation %,From,To\nAnn,P1,50,2026-02-02,2026-02-06\nBob,P1,9,2026-02-02,2026-02-06\n",
    )
    assert (found.columns["period"], found.columns["hours"]) == ("From, To", "Allocation %")
    assert set(found.columns) <= set(TABLES["assignment"].names)


def test_shares_by_month_are_hours_of_its_weekdays() -> None:
    file = read("Resource Plan.csv", "Resource,Project,Jan-26,Feb-26,Mar-26\nAnn,P1,100%,50%,50%\nBob,P1,50%,,0%\n")
    rows = file.tables[0].rows.sort("person_id", "period")
    assert rows["hours"].to_list() == [Decimal(h) for h in (176, 80, 88, 88, 0)]
    assert [p.action for p in file.problems if "full time" in p.found] == ["taken as shares of 8 hours a weekday"]


def test_fte_by_month_are_hours_where_a_name_says_fte() -> None:
    text = "Role,Project,Jan-26,Feb-26\nDeveloper,P1,2,0.5\nTester,P1,1,1\n"
    assert table("FTE plan.csv", text).rows["hours"].sum() == Decimal(176 * 3 + 80 + 160)
    asked = [p for p in read("plan of resources.csv", text).problems if p.severity == "error"]
    assert [p.found for p in asked] == ["numbers by month without a unit"]


def test_whether_work_is_billed_is_no_type_of_work() -> None:
    head = "employee_id,date,project_id,hours,work_type\n"
    rows = table("time.csv", head + "E1,2026-01-05,P1,8,Billable\nE1,2026-01-06,P1,8,Non-billable\n").rows
    assert rows["billable"].to_list() == [True, False]
    assert "work_type" not in rows.columns


def test_a_team_by_names_and_roles_is_a_roster() -> None:
    assert table("team.csv", "Name,Role,Allocation %\nAnn,Developer,100%\nBob,Tester,50%\n").table == "person"
    assert table("scores.csv", "Name,Role,Points\nAnn,Developer,100\nBob,Tester,50\n").table is None


def test_people_and_their_tasks_below_each_other_are_not_one_roster() -> None:
    text = "姓名,角色,职责\n王淦,组长,统筹\n朱豪,开发,后端\n秦洋,测试,文档\n\n姓名,负责任务数,完成任务数\n王淦,7,7\n朱豪,8,8\n"
    found = table("人员分配.csv", text)
    assert (found.rows["name"].to_list(), found.rows_quarantined) == (["王淦", "朱豪", "秦洋"], 3)


def test_hours_a_day_of_a_booking() -> None:
    text = "Resource Name,Project Name,Booking Start,Booking End,Hours Per Day\nAnn,P1,2026-01-05,2026-01-16,4\nBob,P1,2026-01-05,2026-01-09,8\n"
    assert table("bookings.csv", text).rows["hours"].to_list() == [Decimal(40), Decimal(40)]


def test_a_timesheet_is_no_plan_whatever_its_columns() -> None:
    text = (
        "Resource,Project,Start Date,End Date,Hours\nAnn,P1,2026-01-05,2026-01-05,8\nBob,P1,2026-01-05,2026-01-05,7\n"
    )
    assert table("timesheet.csv", text).table == "timesheet"
    assert table("resource plan.csv", text).table == "assignment"


@pytest.mark.parametrize(
    ("name", "text", "column", "values"),
    [
        ("costs.csv", "project_id,year,month,budget,actual\nP1,2026,1,10,9\nP1,2026,12,10,11\n", "period", [date(2026, 1, 1), date(2026, 12, 1)] * 2),
        ("costs.csv", "Project,Year,Month,Cost Type,Amount\nP1,2026,January,Actual,9\nP1,2026,Feb,Budget,11\n", "period", [date(2026, 1, 1), date(2026, 2, 1)]),
        ("alloc.csv", "Resource,Project,Year,Quarter,Planned Hours\nAnn,P1,2026,Q2,30\nBob,P1,2026,Q2,30\n", "period", [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)] * 2),
        ("timesheet.csv", "Employee,Project,Year,Week,Hours worked\nAnn,P1,2026,5,40\nBob,P1,2026,5,40\n", "date", [date(2026, 1, 26) + timedelta(n) for n in range(5)] * 2),
    ],
)  # fmt: skip
def test_a_year_in_a_column_of_its_own(name: str, text: str, column: str, values: list[date]) -> None:
    file = read(name, text)
    assert sorted(file.tables[0].rows[column].to_list()) == sorted(values)
    assert [p.action for p in file.problems if "in columns of their own" in p.found] == ["read together"]


def test_a_month_that_is_none_leaves_the_columns_alone() -> None:
    file = read("costs.csv", "project_id,year,month,budget\nP1,2026,13,10\nP1,2026,2,10\n")
    assert not [p for p in file.problems if "in columns of their own" in p.found]
