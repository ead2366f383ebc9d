"""Lists that people keep by hand: budgets by category, change requests, statuses as lights, what is left of risks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.understand import understand


def read(name: str, text: str) -> FileResult:
    [file] = understand([Upload(name, text.encode())], None, date(2026, 7, 1))
    return file


def table(name: str, text: str) -> TableResult:
    [found] = read(name, text).tables
    return found


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


def test_what_is_left_of_a_risk_is_its_likelihood_times_its_impact() -> None:
    head = "Risk ID,Title,Likelihood,Impact,Residual likelihood,Residual impact,Owner,Status\n"
    file = read("risk.csv", head + "R1,Flood,4,5,2,3,Ann,Open\nR2,Loss,2,2,1,2,Bob,Open\nR3,Loss,2,2,,2,Bob,Open\n")
    [found] = file.tables
    assert found.rows["residual_score"].to_list() == [Decimal(6), Decimal(2), None]
    assert found.columns["residual_score"] == "Residual impact, Residual likelihood"
    alone = read("risk.csv", head.replace("Residual likelihood", "Notes") + "R1,Flood,4,5,a,3,Ann,Open\n")
    assert "residual_score" not in alone.tables[0].rows.columns
    assert [p.severity for p in alone.problems if p.column == "Residual impact" and p.action == "not loaded"] == [
        "warning"
    ]
