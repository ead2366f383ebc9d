"""The views and marts: how reports are merged, carried forward, converted and judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from worlds import world

from pmo_metrics.derive import country_holidays, fill_calendars, in_order
from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.errors import BadDefinition
from pmo_metrics.evaluate import Scope, catalogue, evaluate, rows
from pmo_metrics.settings import Settings

JAN, FEB, MAR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


def one(db: DuckEngine, table: str, **where: object) -> dict[str, Any]:
    """The only row of a table with those values."""
    conditions = " AND ".join(f"CAST({name} AS VARCHAR) = ${name}" for name in where) or "true"
    found = db.run(f"SELECT * FROM {table} WHERE {conditions}", {n: str(v) for n, v in where.items()} or None)
    assert found.height == 1, found
    return found.row(0, named=True)


# --- merging project reports -------------------------------------------------------------------------------------


def test_a_column_that_a_later_file_lacks_keeps_its_value() -> None:
    db = world(
        project=[
            {"project_id": "A", "as_of": JAN, "name": "Bridge", "budget": "100.10"},
            {"project_id": "A", "as_of": FEB, "reported_rag": "red", "seq": 2},
        ]
    )
    assert one(db, "project_status", as_of=FEB)["budget"] == Decimal("100.10")
    assert one(db, "project_status", as_of=FEB)["project"] == "Bridge"
    assert one(db, "project_status", as_of=JAN)["rag"] == "not_reported"


def test_a_blank_cell_clears_the_value() -> None:
    db = world(
        project=[
            {"project_id": "A", "as_of": JAN, "budget": "100", "manager": "Ana"},
            {"project_id": "A", "as_of": FEB, "budget": None, "manager": None},
        ]
    )
    later = one(db, "project_status", as_of=FEB)
    assert (later["budget"], later["manager"]) == (None, None)


def test_descriptions_known_only_later_describe_early_dates_too() -> None:
    db = world(
        project=[
            {"project_id": "A", "as_of": JAN, "budget": "100"},
            {"project_id": "A", "as_of": FEB, "name": "Bridge", "portfolio": "Roads", "forecast_cost": "120"},
        ]
    )
    early = one(db, "project_status", as_of=JAN)
    assert (early["project"], early["portfolio"], early["forecast_cost"]) == ("Bridge", "Roads", None)


def test_of_two_reports_for_one_date_the_later_load_wins_column_by_column() -> None:
    db = world(
        project=[
            {"project_id": "A", "as_of": JAN, "budget": "100", "actual_cost": "10", "seq": 1, "row": 9},
            {"project_id": "A", "as_of": JAN, "budget": "200", "seq": 2, "row": 1, "file": "b.csv"},
        ]
    )
    row = one(db, "project_status")
    assert (row["budget"], row["actual_cost"], row["file"], row["row"]) == (200, 10, "b.csv", 1)


def test_reports_are_carried_forward_with_their_age() -> None:
    db = world(project="project_id | as_of | status\nA | 2026-01-31 | active\nB | 2026-03-31 | active")
    assert db.run("SELECT * FROM project_status WHERE project_id = 'B'")["as_of"].to_list() == [MAR]
    row = one(db, "project_status", project_id="A", as_of=MAR)
    assert (row["reported_on"], row["report_age_days"], row["is_stale"]) == (JAN, 59, True)
    assert one(db, "project_status", project_id="A", as_of=JAN)["is_stale"] is False


def test_status_dates_come_from_the_portfolio_not_from_people() -> None:
    both = world(project="project_id | as_of\nA | 2026-01-31", person="person_id | as_of\nX | 2026-02-28")
    assert both.run("SELECT as_of FROM status_date")["as_of"].to_list() == [JAN]
    people = world(person="person_id | as_of\nX | 2026-02-28")
    assert people.run("SELECT as_of FROM status_date")["as_of"].to_list() == [FEB]


def test_a_project_that_only_a_progress_report_mentions_is_there() -> None:
    db = world(progress="project_id | pv | ev | ac\nA | 250 | 200 | 290")
    assert evaluate(db, "cpi")["value"][0] == pytest.approx(200 / 290)
    assert one(db, "project_status")["computed_reason"] == "cpi_low"


# --- money -------------------------------------------------------------------------------------------------------

RATES = "currency | period | kind | rate\nUSD | 2026-01-01 | actual | 0.5\nUSD | 2026-01-01 | budget | 0.9\nUSD | 2026-06-01 | actual | 0.7"


def test_money_is_converted_at_the_budget_rate_and_never_at_one() -> None:
    db = world(
        settings=Settings(currency="EUR"),
        project="project_id | currency | budget\nA | EUR | 100\nB | USD | 100\nC | GBP | 100",
        fx_rate=RATES,
    )
    budgets = {r["project_id"]: r["budget"] for r in db.run("SELECT * FROM project_status").iter_rows(named=True)}
    assert budgets == {"A": 100, "B": 90, "C": None}
    assert one(db, "project_status", project_id="C")["fx_missing"] is True
    answer = evaluate(db, "budget").row(0, named=True)
    assert (answer["value"], answer["rows"], answer["left_out"]) == (190, 2, 1)


def test_a_rate_holds_from_its_period_on() -> None:
    lines = "project_id | period | category | kind | amount\n" + "\n".join(
        f"A | 2026-{month:02}-01 | x | actual | 100" for month in (5, 6, 7)
    )
    rates = "currency | period | kind | rate\nUSD | 2026-06-01 | actual | 0.7\nUSD | 2026-07-01 | closing | 0.8"
    db = world(settings=Settings(currency="EUR"), project="project_id | currency\nA | USD", cost=lines, fx_rate=rates)
    assert db.run("SELECT amount FROM cost_month ORDER BY month")["amount"].to_list() == [None, 70, 70]


def test_the_reporting_currency_is_what_most_projects_state() -> None:
    db = world(project="project_id | currency\nA | USD\nB | CNY\nC | CNY\nD |")
    assert one(db, "reporting_currency")["currency"] == "CNY"
    tie = world(project="project_id | currency\nA | USD\nB | CNY")
    assert one(tie, "reporting_currency")["currency"] == "CNY"


def test_amounts_without_currency_count_only_where_nobody_states_one() -> None:
    silent = world(settings=Settings(currency="EUR"), project="project_id | budget\nA | 100")
    assert one(silent, "project_status")["budget"] == 100
    mixed = world(project="project_id | currency | budget\nA | EUR | 100\nB | | 100")
    assert one(mixed, "project_status", project_id="B")["budget"] is None
    assert one(mixed, "project_status", project_id="B")["fx_missing"] is True


def test_a_cost_month_with_one_line_without_rate_is_not_a_part_of_the_sum() -> None:
    db = world(
        project="project_id | currency\nA | EUR",
        cost="project_id | period | category | kind | amount | currency\n"
        "A | 2026-01-01 | x | actual | 10 | EUR\nA | 2026-01-01 | x | actual | 20 | GBP\nA | 2026-02-01 | x | actual | 5 |",
    )
    january = one(db, "cost_month", month="2026-01-01")
    assert (january["amount"], january["fx_missing"], january["lines"]) == (None, True, 2)
    assert one(db, "cost_month", month="2026-02-01")["amount"] == 5
    assert one(db, "project_status")["actual_cost"] is None


def test_cost_lines_stand_in_for_figures_a_project_does_not_state() -> None:
    db = world(
        project="project_id | as_of\nA | 2026-02-28",
        cost="project_id | period | category | kind | amount\n"
        "A | 2026-01-01 | x | budget | 100.10\nA | 2026-03-01 | x | budget | 200\nA | 2026-01-01 | x | actual | 90.05\n"
        "A | 2026-02-01 | x | forecast | 70\nA | 2026-03-01 | x | forecast | 150\nA | 2026-03-01 | x | actual | 7",
    )
    row = one(db, "project_status")
    assert (row["budget"], row["actual_cost"], row["forecast_cost"]) == (
        Decimal("300.10"),
        Decimal("90.05"),
        Decimal("240.05"),
    )
    assert (row["budget_basis"], row["pv_basis"], row["pv"]) == ("cost_lines", "phased", Decimal("100.10"))


def test_complete_projects_cost_what_they_cost_and_cancelled_ones_have_no_forecast() -> None:
    db = world(
        project="project_id | status | budget | forecast_cost | actual_cost | actual_finish\n"
        "A | complete | 1000 | 1100 | 1250 |\nB | complete | 1000 | 1100 | |\nC | cancelled | 1000 | 1100 | 400 |\n"
        "D | | 1000 | 1100 | 1250 | 2026-04-10"
    )
    forecast = dict(db.run("SELECT project_id, forecast_cost FROM project_status").iter_rows())
    assert forecast == {"A": 1250, "B": 1100, "C": None, "D": 1250}
    assert evaluate(db, "actual_cost")["value"][0] == 2900
    assert evaluate(db, "variance_at_completion")["rows"][0] == 3


def test_planned_value_says_what_it_stands_on() -> None:
    db = world(
        project="project_id | as_of | budget | baseline_start | baseline_finish | percent_complete\n"
        "A | 2026-06-30 | 1000 | 2026-06-20 | 2026-07-10 | 0.4\nB | 2026-06-30 | 1000 | | | 0.4\n"
        "C | 2026-06-30 | 1000 | 2026-07-01 | 2026-08-01 | 1.05",
        progress="project_id | pv\nB | 123.45",
    )
    found = {r["project_id"]: r for r in db.run("SELECT * FROM project_status").iter_rows(named=True)}
    assert [(found[p]["pv_basis"], found[p]["pv"]) for p in "ABC"] == [
        ("spread", Decimal("466.67")),  # 7 of 15 working days
        ("stated", Decimal("123.45")),
        ("spread", 0),
    ]
    assert (found["C"]["ev"], found["C"]["ev_above_bac"], found["A"]["ev_above_bac"]) == (1050, True, False)


# --- computed status ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"budget": 100, "forecast_cost": 110}, ("green", "within_limits", None)),
        *(
            ({"budget": f"{b / 100}", "forecast_cost": f"{b * 11 / 1000}"}, ("green", "within_limits", None))
            for b in (10, 70, 1130, 30130)
        ),
        ({"budget": 100, "forecast_cost": 111}, ("amber", "cost_over", 0.11)),
        ({"budget": 100, "forecast_cost": 131}, ("red", "cost_over", 0.31)),
        ({"baseline_finish": "2026-08-01", "finish": "2026-08-31"}, ("amber", "finish_late", 30)),
        ({"baseline_finish": "2026-08-01", "finish": "2026-09-01"}, ("red", "finish_late", 31)),
        ({"baseline_finish": "2026-06-01", "finish": "2026-06-01"}, ("amber", "finish_late", 29)),
        ({"name": "Bridge"}, ("not_assessable", "nothing_to_assess", None)),
        ({"budget": 100, "forecast_cost": 200, "status": "complete"}, ("not_assessable", "nothing_to_assess", None)),
        ({"budget": 100, "forecast_cost": 200, "status": "cancelled"}, ("not_assessable", "nothing_to_assess", None)),
        ({"budget": 0, "forecast_cost": 200}, ("not_assessable", "nothing_to_assess", None)),
        ({"budget": 100, "actual_cost": 50, "percent_complete": 0.4}, ("amber", "cpi_low", 0.8)),
        ({"budget": 100, "actual_cost": 51, "percent_complete": 0.4}, ("red", "cpi_low", round(40 / 51, 9))),
    ],
)
def test_the_worst_open_rule_decides(facts: dict[str, object], verdict: tuple[str, str, float | None]) -> None:
    row = one(world(project=[{"project_id": "A", "status": "active", **facts}]), "project_status")
    assert (row["computed_rag"], row["computed_reason"]) == verdict[:2]
    assert row["computed_figure"] == (pytest.approx(verdict[2]) if verdict[2] is not None else None)


def test_milestones_decide_too_and_a_red_rule_beats_an_amber_one() -> None:
    db = world(
        project="project_id | status | budget | forecast_cost\nA | active | 100 | 115\nB | active | 100 | 100",
        milestone="project_id | milestone_id | baseline_date | forecast_date\n"
        "A | M1 | 2026-05-01 |\nB | M1 | 2026-08-01 | 2026-08-11\nB | M2 | 2026-09-01 | 2026-09-03",
    )
    verdict = {r["project_id"]: r for r in db.run("SELECT * FROM project_status").iter_rows(named=True)}
    assert [
        (verdict[p]["computed_rag"], verdict[p]["computed_reason"], verdict[p]["computed_figure"]) for p in "AB"
    ] == [
        ("red", "milestone_overdue", 60.0),
        ("amber", "milestone_late", 10.0),
    ]
    assert (verdict["A"]["milestones_overdue"], verdict["B"]["milestones_late"]) == (1, 2)


def test_the_gap_counts_steps_by_which_the_report_is_better() -> None:
    reported = ("green", "amber_green", "amber", "amber_red", "red", "reset", None)
    db = world(
        project=[
            {"project_id": str(n), "status": "active", "budget": 100, "forecast_cost": 200, "reported_rag": rag}
            for n, rag in enumerate(reported)
        ]
    )
    gaps = db.run("SELECT rag_gap FROM project_status ORDER BY project_id")["rag_gap"].to_list()
    assert gaps == [2, 2, 1, 1, 0, None, None]
    better = world(project="project_id | status | budget | forecast_cost | reported_rag\nA | active | 100 | 100 | red")
    assert one(better, "project_status")["rag_gap"] == -2
    assert evaluate(db, "watermelons").row(0, named=True)["value"] == 2


def test_thresholds_are_settings() -> None:
    tolerant = Settings(amber_over=0.5, red_over=0.9)
    row = one(world(tolerant, project="project_id | budget | forecast_cost\nA | 100 | 140"), "project_status")
    assert row["computed_rag"] == "green"


# --- milestones --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("milestone", "state", "slip"),
    [
        ({"baseline_date": "2026-06-01", "actual_date": "2026-05-30"}, "achieved_on_time", -2),
        ({"baseline_date": "2026-06-01", "actual_date": "2026-06-01"}, "achieved_on_time", 0),
        ({"baseline_date": "2026-06-01", "actual_date": "2026-06-02"}, "achieved_late", 1),
        ({"baseline_date": "2026-03-01", "actual_date": "2026-09-01"}, "data_error", None),
        ({"baseline_date": "2026-06-30"}, "on_track", 0),
        ({"baseline_date": "2026-06-29"}, "overdue", 1),
        ({"baseline_date": "2026-06-01", "forecast_date": "2026-05-01"}, "overdue", 29),
        ({"baseline_date": "2026-06-01", "forecast_date": "2026-07-15"}, "overdue", 44),
        ({"baseline_date": "2026-07-10", "forecast_date": "2026-07-15"}, "forecast_late", 5),
        ({"baseline_date": "2026-07-10", "forecast_date": "2026-06-15"}, "on_track", -10),
        ({"forecast_date": "2026-07-15"}, "unbaselined", None),
        ({"actual_date": "2026-05-15"}, "unbaselined", None),
        ({"baseline_date": "2026-06-01", "status": "cancelled"}, "cancelled", None),
        ({"baseline_date": "2026-06-01", "status": "done"}, "data_error", None),
        ({"baseline_date": "2026-06-01", "forecast_date": "2026-06-03", "status": "done"}, "achieved_late", 2),
        ({"baseline_date": "2026-06-01", "actual_date": "2026-05-30", "status": "planned"}, "achieved_on_time", -2),
    ],
)
def test_a_milestone_is_in_the_first_state_that_fits(milestone: dict[str, str], state: str, slip: int | None) -> None:
    row = one(world(milestone=[{"project_id": "A", "milestone_id": "M", **milestone}]), "milestone_status")
    assert (row["state"], row["slip_days"]) == (state, slip)
    assert row["is_open"] == (
        state in ("overdue", "forecast_late", "on_track") or milestone == {"forecast_date": "2026-07-15"}
    )


def test_an_open_milestone_is_never_expected_in_the_past() -> None:
    db = world(
        milestone="project_id | milestone_id | as_of | baseline_date | forecast_date\n"
        "A | M | 2026-01-31 | 2026-02-10 | 2026-02-15\nA | N | 2026-03-31 | 2026-05-01 |"
    )
    late = db.run("SELECT as_of, effective_date, previous_effective_date, reported_on FROM milestone_status "
                  "WHERE milestone_id = 'M' ORDER BY as_of").rows()  # fmt: skip
    assert late == [(JAN, date(2026, 2, 15), None, JAN), (MAR, MAR, date(2026, 2, 15), JAN)]
    other = one(db, "milestone_status", milestone_id="N")
    assert (other["effective_date"], other["forecast_missing"]) == (date(2026, 5, 1), True)


def test_a_milestone_has_its_projects_dimensions_even_before_the_project_reports() -> None:
    db = world(
        project="project_id | as_of | name | portfolio\nA | 2026-03-31 | Bridge | Roads",
        milestone="project_id | milestone_id | as_of\nA | M | 2026-01-31\nZ | M | 2026-01-31",
    )
    early = one(db, "milestone_status", project_id="A", as_of=JAN)
    assert (early["project"], early["portfolio"], early["rag"]) == ("Bridge", "Roads", "not_reported")
    assert one(db, "milestone_status", project_id="Z", as_of=JAN)["project"] == "Z"
    assert one(db, "project_status")["as_of"] == MAR


def test_the_project_finish_follows_the_same_rule() -> None:
    db = world(
        project="project_id | status | baseline_finish | finish | actual_finish\n"
        "A | active | 2026-03-31 | 2026-05-31 |\nB | active | 2026-06-30 | 2026-09-28 |\n"
        "C | complete | 2026-03-31 | 2026-04-30 | 2026-04-10\nD | cancelled | 2026-03-31 | 2026-05-31 |\nE | active | | |"
    )
    slips = dict(db.run("SELECT project_id, finish_slip_days FROM project_status").iter_rows())
    assert slips == {"A": 91, "B": 90, "C": 10, "D": None, "E": None}


# --- risks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("risk", "emv", "reason"),
    [
        ({"kind": "threat", "probability": 0.5, "cost_likely": 100}, -50, None),
        ({"kind": "opportunity", "probability": 0.2, "cost_likely": 100}, 20, None),
        ({"probability": 0.5, "cost_likely": 100}, -50, None),
        ({"probability": 1, "cost_likely": 100}, None, "issue"),
        ({"status": "occurred", "probability": 0.5, "cost_likely": 100}, None, "issue"),
        ({"status": "closed", "probability": 0.5, "cost_likely": 100}, 0, None),
        ({"cost_likely": 100}, None, "not_known"),
        ({"probability": 0.5, "cost_likely": 100, "currency": "GBP"}, None, "no_rate"),
        ({"probability": 0, "cost_likely": 100}, 0, None),
    ],
)
def test_expected_value_of_a_risk(risk: dict[str, object], emv: int | None, reason: str | None) -> None:
    db = world(project="project_id | currency\nA | EUR", risk=[{"project_id": "A", "risk_id": "R", **risk}])
    row = one(db, "risk_status")
    assert (row["emv"], row["emv_reason"]) == (emv, reason)


def test_a_response_due_today_is_not_overdue() -> None:
    db = world(
        risk="project_id | risk_id | status | response_due | reviewed_on\n"
        "A | 1 | open | 2026-06-30 | 2026-06-20\nA | 2 | open | 2026-06-29 |\nA | 3 | closed | 2026-01-01 |"
    )
    found = db.run("SELECT risk_id, response_overdue, review_age_days FROM risk_status ORDER BY risk_id").rows()
    assert found == [("1", False, 10), ("2", True, None), ("3", False, None)]


# --- people ------------------------------------------------------------------------------------------------------


def hours(db: DuckEngine, person: str, month: str = "2026-02-01") -> dict[str, Any]:
    return one(db, "person_month", person_id=person, month=month)


def test_chinese_make_up_days_are_working_days() -> None:
    db = world(
        project="project_id | as_of\nA | 2026-02-28",
        person="person_id | calendar_id\nX | CN\nY | DE\nZ | XX",
        timesheet="person_id | date | project_id | hours\nX | 2026-02-02 | A | 8",
    )
    days = dict(db.run("SELECT day, hours FROM working_day WHERE calendar_id = 'CN'").iter_rows())
    assert days[date(2026, 2, 14)] == 8 and days[date(2026, 2, 28)] == 8  # Saturdays made up for Spring Festival
    assert days[date(2026, 2, 16)] == 0 and days[date(2026, 2, 23)] == 0
    assert (hours(db, "X")["gross_hours"], hours(db, "Y")["gross_hours"]) == (128, 160)
    unknown = db.run('SELECT found, "column", action FROM problem').rows()
    assert unknown == [("XX", "calendar_id", "Monday to Friday assumed")]
    assert hours(db, "Z")["gross_hours"] == 160


@pytest.mark.parametrize(("year", "working"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_chinese_years_have_their_published_working_days(year: int, working: int) -> None:
    db = world(
        settings=Settings(calendar="CN"),
        project=f"project_id | as_of\nA | {year}-12-31",
        timesheet=f"person_id | date | hours\nX | {year}-01-04 | 1\nX | {year}-12-30 | 1",
    )
    assert db.run("SELECT sum(CASE WHEN hours > 0 THEN 1 ELSE 0 END) AS days FROM working_day")["days"][0] == working


def test_days_from_a_file_win_and_filling_again_changes_nothing() -> None:
    db = world(
        project="project_id | as_of\nA | 2026-02-28",
        person="person_id\nX",
        calendar_day="calendar_id | date | hours | name\nDE | 2026-02-02 | 4 | Half day",
        timesheet="person_id | date | hours\nX | 2026-02-02 | 8",
    )
    assert hours(db, "X")["gross_hours"] == 156
    before = db.run("SELECT * FROM calendar_day ORDER BY calendar_id, date")
    fill_calendars(db.connection)
    assert db.run("SELECT * FROM calendar_day ORDER BY calendar_id, date").equals(before)


def test_capacity_follows_share_joining_leaving_and_absence() -> None:
    db = world(
        project="project_id | as_of\nA | 2026-02-28",
        person="person_id | fte | start | finish\nX | 0.5 | |\nJ | 1 | 2026-02-16 |\nL | 1 | | 2026-02-06\nZ | | |",
        absence="person_id | start | finish | hours\nX | 2026-02-02 | 2026-02-03 |\nJ | 2026-02-16 | 2026-02-22 | 10\n"
        "Z | 2026-01-26 | 2026-02-03 |\nZ | 2026-02-03 | 2026-02-04 |",
        timesheet="person_id | date | hours | work_type\nX | 2026-02-05 | 30 | project\nZ | 2026-02-04 | 8 | leave\n"
        "Z | 2026-02-06 | 8 | leave\nZ | 2026-02-09 | 5 | run",
    )
    found = {p: (hours(db, p)["gross_hours"], hours(db, p)["absence_hours"]) for p in "XJLZ"}
    assert found == {"X": (80, 8), "J": (80, 10), "L": (40, 0), "Z": (160, 32)}
    worked = {p: (hours(db, p)["worked_hours"], hours(db, p)["project_hours"]) for p in "XJZ"}
    assert worked == {"X": (30, 0), "J": (None, None), "Z": (5, 0)}


def test_bookings_are_hard_unless_they_say_soft_and_nobody_is_netted() -> None:
    db = world(
        project="project_id | as_of | name\nA | 2026-02-28 | Bridge",
        person="person_id | role\nX | Engineer\nY | Engineer",
        assignment="project_id | person_id | role | period | hours | booking\nA | X | | 2026-02-01 | 170 | hard\n"
        "B | X | | 2026-02-01 | 20 |\nA | X | | 2026-02-01 | 11 | soft\nA | | Architect | 2026-02-01 | 40 | soft",
    )
    x, y = hours(db, "X"), hours(db, "Y")
    assert (x["allocated_hours"], x["soft_hours"], x["over_hours"]) == (190, 11, 30)
    assert (y["allocated_hours"], y["over_hours"]) == (0, 0)
    assert evaluate(db, "over_allocated_hours", by=["role"])["value"].to_list() == [30]
    demand = one(db, "role_demand")
    assert (demand["role"], demand["project"], demand["hours"], demand["booking"]) == (
        "Architect",
        "Bridge",
        40,
        "soft",
    )


def test_a_plan_is_replaced_by_a_later_one_and_the_first_holds_before_its_date() -> None:
    db = world(
        project="project_id | as_of\nA | 2026-01-31\nA | 2026-02-28\nA | 2026-03-31",
        assignment="project_id | person_id | period | as_of | hours\nA | X | 2026-03-01 | 2026-02-15 | 100\n"
        "A | X | 2026-03-01 | 2026-03-15 | 60",
    )
    found = db.run("SELECT as_of, allocated_hours FROM person_month ORDER BY as_of").rows()
    assert found == [(JAN, 100), (FEB, 100), (MAR, 60)]


def test_in_the_month_of_the_status_date_hours_count_up_to_it() -> None:
    db = world(
        project="project_id | as_of\nA | 2026-02-13",
        person="person_id\nX",
        timesheet="person_id | date | hours\nX | 2026-02-03 | 40\nX | 2026-02-20 | 40",
    )
    row = hours(db, "X")
    assert (row["worked_hours"], row["available_to_date"], row["available_hours"]) == (40, 80, 160)
    assert evaluate(db, "utilization")["value"][0] == 0.5


def test_someone_outside_the_roster_has_no_known_capacity() -> None:
    db = world(
        project="project_id | as_of\nA | 2026-02-28",
        person="person_id\nX",
        timesheet="person_id | date | hours\nX | 2026-02-03 | 80\nGhost | 2026-02-03 | 80",
    )
    answer = evaluate(db, "utilization").row(0, named=True)
    assert (answer["value"], answer["rows"], answer["left_out"]) == (0.5, 1, 1)


def test_a_mistyped_year_does_not_make_centuries_of_calendar() -> None:
    db = world(
        project="project_id | as_of\nA | 2026-02-28",
        person="person_id\nX",
        timesheet="person_id | date | hours\nX | 2026-02-03 | 8\nX | 9026-02-03 | 8",
    )
    assert db.run("SELECT count(*) AS n FROM calendar_day")["n"][0] == 28


# --- order -------------------------------------------------------------------------------------------------------


def test_views_that_read_each_other_are_named() -> None:
    with pytest.raises(BadDefinition, match="circle"):
        in_order({"a": "SELECT * FROM b", "b": "SELECT * FROM a"})


def test_a_calendar_may_name_a_part_of_a_country() -> None:
    bavaria = country_holidays("DE-BY", [2026])
    assert bavaria is not None and date(2026, 1, 6) in bavaria
    assert country_holidays("nowhere", [2026]) is None


def test_everything_derives_from_nothing() -> None:
    assert world().run("SELECT * FROM project_status").is_empty()


# --- data nobody would believe ------------------------------------------------------------------------------------


def test_absurd_figures_make_absurd_answers_and_no_crash() -> None:
    most = "9999999999999999.99"
    db = world(
        settings=Settings(currency="EUR"),
        project=[
            {"project_id": "A", "status": "active", "currency": "USD", "budget": most, "forecast_cost": f"-{most}",
             "actual_cost": most, "percent_complete": "1.000000", "baseline_start": "0001-01-01", "baseline_finish": "9999-12-31"},
            {"project_id": "B", "status": "active", "currency": "GBP", "budget": most, "percent_complete": "999.999999"},
            {"project_id": "C", "status": "active", "currency": "EUR", "budget": most},
        ],
        cost=[{"project_id": "A", "period": p, "category": "x", "kind": "actual", "amount": most} for p in ("0001-01-01", "9999-12-01")],
        fx_rate="currency | period | kind | rate\nUSD | 2026-01-01 | budget | 999999.5\nGBP | 2026-01-01 | budget | 999999999999",
        progress=[{"project_id": "C", "pv": most, "ev": "0.01", "ac": most}],
        risk=[{"project_id": "A", "risk_id": "R", "probability": "0.999999", "cost_likely": most}],
        milestone=[{"project_id": "A", "milestone_id": "M", "baseline_date": "0001-01-01", "forecast_date": "9999-12-31"}],
        person="person_id | fte | start | finish\nX | 999999999999 | 0001-01-01 | 9999-12-31",
        absence="person_id | start | finish\nX | 0001-01-01 | 9999-12-31\nX | 2026-06-09 | 2026-06-01",
        timesheet="person_id | date | hours\nX | 2026-06-01 | 9999999999.99\nX | 2026-06-02 | -9999999999.99",
        assignment="project_id | person_id | period | hours\nA | X | 9999-12-01 | 9999999999.99\nA | X | 2026-06-01 | 9999999999.99",
    )  # fmt: skip
    for metric in catalogue().values():
        row = evaluate(db, metric).row(0, named=True)
        assert (row["value"] is None) == (row["reason"] is not None), metric.id
    assert one(db, "project_status", project_id="B")["fx_missing"] is True


def test_rates_into_another_currency_are_divided() -> None:
    db = world(
        project="project_id | currency | budget\nA | CNY | 100\nB | CNY | 100\nC | USD | 100\nD | EUR | 100",
        fx_rate="currency | period | kind | rate\nUSD | 2026-01-01 | budget | 0.92\nCNY | 2026-01-01 | budget | 0.128\n"
        "EUR | 2026-01-01 | budget | 1",
    )
    budgets = dict(db.run("SELECT project_id, budget FROM project_status").iter_rows())
    assert budgets == {"A": 100, "B": 100, "C": Decimal("718.75"), "D": Decimal("781.25")}


def test_reports_of_later_dates_are_not_rows_of_an_earlier_view() -> None:
    db = world(project="project_id | as_of | budget\nA | 2026-01-31 | 1\nA | 2026-03-31 | 2")
    assert rows(db, "project", Scope(as_of=FEB))["as_of"].to_list() == [JAN]
    assert rows(db, "project")["as_of"].to_list() == [JAN, MAR]
