"""Money beside the budget: commitments, burn and run-out, revenue and margin, exchange, benefits; worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from worlds import world

from pmo_metrics.evaluate import Scope, evaluate, rows

PROJECTS = """
project_id | currency | budget | actual_cost | forecast_cost | status | finish
A | EUR | 1000 | | 1200 | active | 2027-03-31
B | EUR | 2000 | | | active | 2026-12-31
"""


def one(lines: str = "", project: str = "A", **tables: str) -> dict[str, Any]:
    head = "project_id | period | category | kind | amount | currency | capex\n"
    db = world(project=PROJECTS, cost=head + lines, **tables) if lines else world(project=PROJECTS, **tables)
    return rows(db, "project_finance", Scope({"project_id": (project,)})).row(0, named=True)


SPENT = """
A | 2026-04-01 | labour | actual | 90 | EUR | true
A | 2026-05-01 | labour | actual | 100 | EUR | true
A | 2026-06-01 | labour | actual | 110 | EUR | false
A | 2026-07-01 | labour | actual | 999 | EUR | false
A | 2026-08-01 | labour | commitment | 250 | EUR |
"""


def test_burn_is_the_mean_of_the_last_whole_months() -> None:
    found = one(SPENT)
    assert found["burn"] == 100  # (90 + 100 + 110) / 3; July lies after the status date
    assert found["unspent"] == 700
    # 700 / 100 months of 30.4375 days = 213.06 days after 30 June 2026
    assert found["runs_out_on"] == date(2027, 1, 29)
    assert found["committed"] == 250
    assert found["funds_left"] == 1000 - 300 - 250


def test_a_month_without_a_line_counts_as_one_in_which_nothing_was_spent() -> None:
    assert one("A | 2026-03-01 | x | actual | 300 | EUR |\nA | 2026-06-01 | x | actual | 300 | EUR |")["burn"] == 100
    assert one("A | 2026-06-01 | x | actual | 300 | EUR |")["burn"] == 300  # the project began in June


def test_money_that_is_gone_runs_out_today() -> None:
    assert one("A | 2026-06-01 | x | actual | 1500 | EUR |")["runs_out_on"] == date(2026, 6, 30)


def test_no_lines_no_burn() -> None:
    found = one()
    assert found["burn"] is None and found["runs_out_on"] is None and found["committed"] is None


def test_a_project_that_outlives_its_money_is_counted() -> None:
    db = world(project=PROJECTS, cost="project_id | period | category | kind | amount | currency | capex" + SPENT)
    assert evaluate(db, "money_runs_out_early")["value"].item() == 1
    assert evaluate(db, "burn_rate")["value"].item() == 100
    assert evaluate(db, "days_of_funding")["value"].item() == pytest.approx(7 * 30.4375)


def test_capital_share_leaves_out_what_states_neither() -> None:
    found = one(SPENT + "A | 2026-06-01 | travel | actual | 40 | EUR |")
    assert (found["capex"], found["capex_or_opex"]) == (190, 300)


def test_revenue_and_margin() -> None:
    lines = """
A | 2026-05-01 | fees | revenue | 400 | EUR |
A | 2026-06-01 | fees | revenue_budget | 900 | EUR |
A | 2026-09-01 | fees | revenue_budget | 600 | EUR |
A | 2026-06-01 | fees | revenue_forecast | 77 | EUR |
A | 2026-09-01 | fees | revenue_forecast | 1600 | EUR |
A | 2026-06-01 | labour | actual | 300 | EUR |
"""
    found = one(lines)
    assert (found["revenue"], found["margin"]) == (400, 100)
    assert found["revenue_forecast"] == 2000  # booked to date and what lies ahead, not the forecast of a closed month
    assert found["revenue_budget"] == 1500
    assert found["margin_forecast"] == 2000 - 1200


def test_a_fall_of_the_rate_is_told_from_a_fall_of_the_volume() -> None:
    rates = """
currency | period | kind | rate
USD | 2026-01-01 | budget | 1.10
USD | 2026-06-01 | actual | 1.20
"""
    lines = "A | 2026-06-01 | x | budget | 1000000 | USD |\nA | 2026-06-01 | x | actual | 1050000 | USD |"
    found = one(lines, fx_rate=rates)
    assert (found["volume_variance"], found["rate_variance"]) == (-55000, -105000)
    found = one(lines, fx_rate="currency | period | kind | rate\nUSD | 2026-01-01 | budget | 1.10")
    assert (found["volume_variance"], found["rate_variance"]) == (-55000, None)  # never a rate of 1


def test_without_a_budget_by_month_there_is_no_variance() -> None:
    assert one(SPENT)["volume_variance"] is None


def test_benefits_due_and_come() -> None:
    lines = """
project_id | benefit_name | period | kind | amount | currency
A | outages | 2026-05-01 | planned | 10 | EUR
A | outages | 2026-06-01 | planned | 10 | EUR
A | outages | 2026-05-01 | realised | 7 | EUR
A | outages | 2026-09-01 | planned | 30 | EUR
A | outages | 2026-09-01 | forecast | 25 | EUR
B | speed | 2026-06-01 | planned | 5 | EUR
"""
    found = one(benefit=lines)
    assert (found["benefit_planned"], found["benefit_due"], found["benefit_realised"], found["benefit_forecast"]) == (
        50,
        20,
        7,
        32,
    )
    assert one(benefit=lines, project="B")["benefit_realised"] == 0
    db = world(project=PROJECTS, benefit=lines)
    assert evaluate(db, "benefit_realisation")["value"].item() == pytest.approx(7 / 25)


def test_an_amount_without_a_rate_is_no_part_of_a_sum() -> None:
    found = one("A | 2026-06-01 | x | actual | 10 | EUR |\nA | 2026-06-01 | y | actual | 10 | CHF |")
    assert found["burn"] is None
    assert (
        one(benefit="project_id | period | kind | amount | currency\nA | 2026-06-01 | planned | 10 | CHF")[
            "benefit_planned"
        ]
        is None
    )


def test_spend_by_fiscal_quarter_and_capitalization() -> None:
    db = world(project=PROJECTS, cost="project_id | period | category | kind | amount | currency | capex" + SPENT)
    found = evaluate(db, "monthly_actual", by=["fiscal_quarter", "capitalization"])
    assert found.select("fiscal_quarter", "capitalization", "value").rows() == [
        ("FY2026 Q2", "capex", Decimal(190)), ("FY2026 Q2", "opex", Decimal(110)), ("FY2026 Q3", "opex", Decimal(999)),
    ]  # fmt: skip


@pytest.mark.parametrize(("forecast", "early"), [("1200", True), ("", True), ("1000", False)])
def test_the_projects_own_forecast_must_say_so_too(forecast: str, early: bool) -> None:
    project = f"project_id | currency | budget | forecast_cost | status | finish\nA | EUR | 1000 | {forecast} | active | 2027-03-31"
    db = world(project=project, cost="project_id | period | category | kind | amount | currency | capex" + SPENT)
    assert rows(db, "project_finance")["runs_out_early"].item() is early
