"""Earned value and earned schedule from canonical rows: bases of PV, the clock, periods, ranges, both baselines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from worlds import drawn, world

from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.evaluate import Scope, catalogue, evaluate, rows
from pmo_metrics.metric import Example, Metric

JAN, FEB, MAR, APR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)


def series(db: DuckEngine, project: str = "A", as_of: date | None = None) -> dict[str, Any]:
    """The project's row of the series at a date."""
    (row,) = rows(db, "value_series", Scope({"project_id": (project,)}, as_of)).to_dicts()
    return row


def value(db: DuckEngine, metric: str, as_of: date | None = None, **where: str) -> Any:
    return evaluate(db, metric, scope=Scope({k: (v,) for k, v in where.items()}, as_of))["value"][0]


def lines(project: str, **amounts: int) -> list[dict[str, object]]:
    """Budget lines of 2026 by month: jan=10, apr=5."""
    names = ("jan", "feb", "mar", "apr", "may", "jun")
    return [
        {
            "project_id": project,
            "period": date(2026, names.index(m) + 1, 1),
            "kind": "budget",
            "category": "x",
            "amount": a,
        }
        for m, a in amounts.items()
    ]


# --- what PV stands on -------------------------------------------------------------------------------------------


def test_a_budget_without_phases_is_spread_over_working_days() -> None:
    """May 2026 in Germany has 18 working days; from the 15th on are left 10 (Whit Monday is the 25th)."""
    plan = "project_id | as_of | budget | baseline_start | baseline_finish | percent_complete\n"
    db = world(project=plan + "A | 2026-05-14 | 1800 | 2026-05-01 | 2026-05-31 | 0.5")
    row = series(db)
    assert (row["pv_basis"], row["pv"]) == ("spread", 800)
    assert (row["planned_months"], row["actual_months"]) == (1, pytest.approx(Decimal(8) / 18))
    assert (float(row["earned_months"]), value(db, "spi_time")) == (0.5, pytest.approx(900 / 800))


def test_the_calendar_of_the_project_counts() -> None:
    """China's labour day holiday runs from 1 to 5 May 2026, with 9 May worked instead: 19 working days, 10 of them by the 15th."""
    days = [
        {"calendar_id": "CN", "date": date(2026, 5, d), "hours": 0 if d <= 5 or _weekend(d) else 8}
        for d in range(1, 32)
    ]
    project = {
        "project_id": "A", "as_of": "2026-05-15", "budget": 1900, "calendar_id": "CN",
        "baseline_start": "2026-05-01", "baseline_finish": "2026-05-31",
    }  # fmt: skip
    assert series(world(project=[project], calendar_day=days))["pv"] == 900


def _weekend(day: int) -> bool:
    return date(2026, 5, day).weekday() >= 5 and day != 9


@pytest.mark.parametrize(
    ("as_of", "pv"), [("2026-05-31", 0), ("2026-06-06", 0), ("2026-06-07", 100), ("2026-07-01", 100)]
)
def test_a_baseline_of_one_weekend_is_done_when_it_ends(as_of: str, pv: int) -> None:
    plan = "project_id | as_of | budget | baseline_start | baseline_finish\n"
    assert series(world(project=plan + f"A | {as_of} | 100 | 2026-06-06 | 2026-06-07"))["pv"] == pv


def test_what_a_report_states_goes_before_lines_and_lines_before_dates() -> None:
    plan = "project_id | budget | baseline_start | baseline_finish\n"
    dated = "{} | 200 | 2026-01-01 | 2026-12-31\n"
    db = world(
        project=plan + dated.format("A") + dated.format("B") + dated.format("C") + "D | 200 | |",
        cost=[*lines("A", jan=60, feb=40), *lines("B", jan=60, feb=40)],
        progress="project_id | pv\nA | 123",
    )
    assert [series(db, p)["pv_basis"] for p in "ABCD"] == ["stated", "phased", "spread", None]
    assert [series(db, p)["pv"] for p in "AB"] == [123, 200]  # lines are scaled to the budget
    assert series(db, "D")["planned_months"] is None


# --- earned schedule ---------------------------------------------------------------------------------------------


def test_part_of_a_month_counts_by_its_days() -> None:
    """Half of April's budget is earned on 20 April: 3.5 months are earned, 3 2/3 have passed."""
    db = world(
        project="project_id | as_of | percent_complete\nA | 2026-04-20 | 0.875",
        cost=lines("A", jan=10, feb=10, mar=10, apr=10),
    )
    row = series(db)
    assert (float(row["earned_months"]), float(row["actual_months"])) == (3.5, pytest.approx(3 + 2 / 3))


def test_months_without_money_at_the_ends_are_not_part_of_the_plan() -> None:
    db = world(project="project_id | as_of\nA | 2026-03-31", cost=lines("A", jan=0, feb=10, mar=10, apr=10, may=0))
    row = series(db)
    assert (row["plan_start"], row["plan_finish"]) == (date(2026, 2, 1), APR)
    assert (row["planned_months"], row["actual_months"]) == (3, 2)


@pytest.mark.parametrize(("as_of", "earned"), [(JAN, 1), (FEB, 2), (MAR, 3), (APR, 3)])
def test_work_on_plan_in_planned_down_time_is_not_late(as_of: date, earned: int) -> None:
    """Nothing is planned in February and March: who has January's work done is on plan until April."""
    db = world(
        project=[{"project_id": "A", "as_of": as_of, "percent_complete": "0.5"}], cost=lines("A", jan=10, apr=10)
    )
    assert series(db)["earned_months"] == earned


def test_time_ends_with_the_project() -> None:
    plan = "project_id | as_of | status | budget | percent_complete | actual_cost | baseline_start | baseline_finish | actual_finish\n"
    late = "A | 2026-04-30 | complete | 100 | 1 | 130 | 2025-01-01 | 2025-09-30 | 2026-01-31"
    db = world(
        project=plan + late,
        cost=[{**line, "period": date(2025, 1 + n, 1)} for n, line in enumerate(lines("A", jan=50, feb=50))],
    )
    assert [series(db)[n] for n in ("planned_months", "actual_months", "earned_months")] == [2, 13, 2]
    assert (value(db, "spi"), value(db, "spi_time")) == (1.0, pytest.approx(2 / 13))


def test_a_plan_that_has_not_started_has_no_pace() -> None:
    db = world(project="project_id | as_of | percent_complete\nA | 2025-12-31 | 0.25", cost=lines("A", jan=10, feb=10))
    answer = evaluate(db, "spi_time").row(0, named=True)
    assert (answer["value"], answer["reason"]) == (None, "not_started")
    assert float(value(db, "schedule_variance_time")) == 0.5  # the head start is known


def test_a_stale_report_of_pv_is_measured_at_its_own_date() -> None:
    db = world(
        project="project_id | as_of | budget | baseline_start | baseline_finish\nA | 2026-01-31 | 40 | 2026-01-01 | 2026-04-30\n"
        "B | 2026-03-31 | | |",
        progress="project_id | as_of | pv | ev\nA | 2026-01-31 | 10 | 10",
    )
    assert [float(series(db, as_of=MAR)[n]) for n in ("actual_months", "earned_months")] == [1, 1]


def test_after_the_last_report_pv_runs_straight_to_the_budget() -> None:
    """Ahead: 25 earned at the end of January, 10 planned; the other 30 are planned for three months."""
    db = world(
        project="project_id | as_of | budget | baseline_start | baseline_finish\nA | 2026-01-31 | 40 | 2026-01-01 | 2026-04-30",
        progress="project_id | as_of | pv | ev\nA | 2026-01-31 | 10 | 25",
    )
    assert float(series(db)["earned_months"]) == 2.5


def test_a_group_adds_up_months_before_it_divides() -> None:
    db = world(
        project="project_id | as_of | portfolio | percent_complete\nA | 2026-02-28 | North | 0.25\nB | 2026-02-28 | North | 1\n"
        "C | 2026-02-28 | South |",
        cost=[*lines("A", jan=10, feb=10), *lines("B", jan=10, feb=10, mar=10, apr=10), *lines("C", jan=10)],
    )
    row = evaluate(db, "spi_time", by=["portfolio"]).row(0, named=True)
    assert (float(row["top"]), float(row["bottom"]), row["value"]) == (4.5, 4.0, 1.125)
    south = evaluate(db, "spi_time", by=["portfolio"]).row(1, named=True)
    assert (south["value"], south["left_out"]) == (None, 1)


# --- periods, and the range of estimates ---------------------------------------------------------------------------

FOUR = "project_id | as_of | budget | percent_complete | actual_cost\n" + "\n".join(
    f"A | {day} | 100 | {done} | {spent}"
    for day, done, spent in (
        ("2026-01-31", 0.1, 10),
        ("2026-02-28", 0.2, 30),
        ("2026-03-31", 0.3, 60),
        ("2026-04-30", 0.5, 90),
    )
)


def test_periods_run_from_one_status_date_to_the_next() -> None:
    db = world(project=FOUR)
    found = evaluate(db, "earned_value_period", by=["as_of"])["value"].to_list()
    assert found == [None, 10, 10, 20]
    assert evaluate(db, "cpi_period", by=["as_of"])["value"].to_list() == [
        None,
        0.5,
        pytest.approx(1 / 3),
        pytest.approx(2 / 3),
    ]


def test_three_periods_need_four_reports() -> None:
    """(50 - 10) / (90 - 10) = 0.5 over the three periods; the rest costs 50 / 0.5."""
    db = world(project=FOUR)
    assert evaluate(db, "cpi_recent", by=["as_of"])["value"].to_list() == [None, None, None, 0.5]
    assert evaluate(db, "eac_recent", by=["as_of"])["value"].to_list() == [None, None, None, 190]


def test_a_date_without_a_report_of_its_own_is_no_period() -> None:
    """Another project's report on 15 April does not shorten the three periods."""
    db = world(project=FOUR + "\nB | 2026-04-15 | | |")
    assert value(db, "cpi_recent", project_id="A") == 0.5
    assert value(db, "earned_value_period", as_of=date(2026, 4, 15), project_id="A") == 0


def test_the_range_holds_every_formula_and_the_official_forecast_stands_beside_it() -> None:
    """AC 90, 50 of 100 done: at budget 140; by CPI 5/9: 180; by the last three periods' 0.5: 190."""
    row = series(
        world(project=FOUR.replace("actual_cost", "actual_cost | forecast_cost").replace("| 90", "| 90 | 150"))
    )
    assert [row[n] for n in ("eac_remaining", "eac_cpi", "eac_recent", "eac_cpi_spi")] == [140, 180, 190, None]
    assert (row["eac_low"], row["eac_high"], row["forecast_cost"]) == (140, 190, 150)


def test_a_spent_forecast_is_a_flag_too() -> None:
    db = world(
        project="project_id | budget | percent_complete | actual_cost | forecast_cost\nA | 100 | 0.6 | 120 | 110"
    )
    assert evaluate(db, "tcpi_eac").row(0, named=True)["reason"] == "forecast_spent"
    assert evaluate(db, "tcpi").row(0, named=True)["reason"] == "budget_spent"
    assert value(db, "budgets_spent") == 1


def test_used_up_time_is_a_flag() -> None:
    db = world(project="project_id | as_of | percent_complete\nA | 2026-02-28 | 0.5", cost=lines("A", jan=10, feb=10))
    assert evaluate(db, "tspi").row(0, named=True)["reason"] == "time_spent"


# --- both baselines ----------------------------------------------------------------------------------------------

GROWN = (
    "project_id | as_of | budget | baseline_start | baseline_finish | percent_complete | actual_cost | forecast_cost | reported_rag\n"
    "A | 2026-01-31 | 100 | 2026-01-01 | 2026-02-28 | 0.25 | 50 | 100 | green\n"
    "A | 2026-02-28 | 200 | 2026-01-01 | 2026-04-30 | 0.5 | 100 | 200 | reset\n"
    "A | 2026-03-31 | 200 | 2026-01-01 | 2026-04-30 | 0.5 | 100 | 200 | green"
)


def test_a_new_baseline_does_not_hide_growth() -> None:
    """Budget and duration were doubled in February: CPI is 1 against the new baseline and a half against the first."""
    db = world(project=GROWN)
    assert (value(db, "cpi", FEB), value(db, "variance_at_completion", FEB)) == (1.0, 0)
    assert (value(db, "cpi_original", FEB), value(db, "spi_original", FEB)) == (0.5, 0.5)
    assert (value(db, "vac_original", FEB), value(db, "vac_original_pct", FEB)) == (-100, -1.0)


def test_a_change_of_the_baseline_stays_visible() -> None:
    db = world(project=GROWN)
    found = [series(db, as_of=day) for day in (JAN, FEB, MAR)]
    assert [r["baseline_changes"] for r in found] == [0, 1, 1]
    assert [r["rebaselined_on"] for r in found] == [None, FEB, FEB]
    assert [r["reset_on"] for r in found] == [None, FEB, FEB]
    assert [value(db, "rebaselined_projects", day) for day in (JAN, FEB, MAR)] == [0, 1, 1]
    assert found[0]["original_basis"] == "first_report"


def test_a_stated_original_goes_before_the_first_report() -> None:
    db = world(project="project_id | budget | original_budget | forecast_cost\nA | 150 | 100 | 150")
    assert (series(db)["original_basis"], value(db, "vac_original")) == ("stated", -50)


def test_a_budget_left_blank_for_a_while_is_no_change() -> None:
    db = world(project="project_id | as_of | budget\nA | 2026-01-31 | 100\nA | 2026-02-28 |\nA | 2026-03-31 | 100")
    assert series(db, as_of=MAR)["baseline_changes"] == 0


def test_cancelled_projects_have_no_forecast_and_no_index() -> None:
    db = world(project="project_id | status | budget | percent_complete | actual_cost\nA | cancelled | 100 | 0.5 | 60")
    assert {evaluate(db, m)["reason"][0] for m in ("cpi", "eac_low", "spi_time", "vac_original")} == {"no_rows"}
    assert series(db)["eac_low"] is None


# --- the worked examples are true of canonical rows too -----------------------------------------------------------

PARTS = {"bac", "pv", "ev", "ac"}
FORMULAS = [
    pytest.param(m, e, id=f"{m.id}-{n}")
    for m in catalogue().values()
    if m.table == "value_series" and m.id in ("eac_remaining", "eac_cpi", "eac_cpi_spi", "eac_weighted")
    for n, e in enumerate(m.examples)
    if set(drawn(e.rows)[0]) >= PARTS
]


@pytest.mark.parametrize(("metric", "example"), FORMULAS)
def test_the_mart_computes_what_the_example_says(metric: Metric, example: Example) -> None:
    given = drawn(example.rows)
    db = world(
        project=[{"project_id": r["project_id"], "status": r["status"], "budget": r["bac"]} for r in given],
        progress=[{"project_id": r["project_id"], **{n: r[n] for n in ("pv", "ev", "ac")}} for r in given],
    )
    found = value(db, metric.id)
    assert found is None if example.value is None else float(found) == pytest.approx(example.value)
