"""Money by period: fiscal years, halves and quarters, funding forms, capital programmes, and what is none of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pmo_metrics.ingest.load import load
from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.periods import FiscalStart, Span, period_in, settled
from pmo_metrics.ingest.understand import understand
from pmo_metrics.store import Store

TODAY = date(2026, 7, 1)
APRIL = FiscalStart(4)


def read(text: str, name: str = "costs.csv", fiscal: FiscalStart = APRIL, as_of: date | None = None) -> FileResult:
    [file] = understand([Upload(name, text.encode())], as_of, TODAY, fiscal=fiscal)
    for table in file.tables:
        assert table.rows_read == table.rows_loaded + table.rows_quarantined + table.rows_not_data
        assert all(m.read == m.loaded + m.quarantined for m in table.money.values())
    return file


def costs(file: FileResult) -> TableResult:
    [table] = [t for t in file.tables if t.table == "cost"]
    return table


def by_kind(file: FileResult) -> dict[tuple[str, str], Decimal]:
    """What each project has of each kind in all."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for project, kind, amount in costs(file).rows.select("project_id", "kind", "amount").iter_rows():
        found[project, kind] += amount
    return dict(found)


def months(file: FileResult) -> dict[date, Decimal]:
    """What all projects have in each month."""
    found: dict[date, Decimal] = defaultdict(Decimal)
    for month, amount in costs(file).rows.select("period", "amount").iter_rows():
        found[month] += amount
    return dict(found)


def told(file: FileResult, words: str) -> bool:
    return any(words in f"{p.found} {p.expected} {p.action}" for p in file.problems)


# --- names of periods -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "first", "count", "rest"),
    [
        ("2031/32", (2031, 4), 12, ""), ("2031-32 budget", (2031, 4), 12, "budget"), ("FY32", (2031, 4), 12, ""),
        ("FY2031/32 Q3", (2031, 10), 3, ""), ("Fiscal year 2032 H2", (2031, 10), 6, ""),
        ("Financial year 2031 to 2032 (Jan to Mar) Forecast", (2032, 1), 3, "forecast"),
        ("2031/32 Jan", (2032, 1), 1, ""), ("2031", (2031, 1), 12, ""), ("2031 second half", (2031, 7), 6, ""),
        ("2031年预算", (2031, 1), 12, "预算"), ("2031年度", (2030, 4), 12, ""), ("2031年下半年", (2031, 7), 6, ""),
        ("Year ending 30 June 2032", (2031, 7), 12, ""), ("£000 2031/32 Outturn", (2031, 4), 12, "outturn"),
        ("Before 2031/32", (2031, 3), 1, ""), ("Beyond 31/32 (£s)", (2032, 4), 1, ""), ("2031/32+", (2031, 4), 1, ""),
        ("2031/32 and later years", (2031, 4), 1, ""), ("Up to and including Mar 2031", (2031, 3), 1, ""),
        ("Spend to 31 March 2031", (2031, 3), 1, "spend"), ("Spend to 31/03/2031", (2031, 3), 1, "spend"),
        ("2031年及以后", (2031, 1), 1, ""),
    ],
)  # fmt: skip
def test_a_period_as_it_is_named(name: str, first: tuple[int, int], count: int, rest: str) -> None:
    found = period_in(name)
    assert found is not None and found[1] == rest
    anchor = period_in("2031")
    assert anchor is not None
    [span, _], _, _ = settled([found[0], anchor[0]], APRIL)
    assert (span.first, span.months) == (date(*first, 1), count)


@pytest.mark.parametrize("name", ["Grand total", "Budget", "Priority", "Spend to date", "Phase 2"])
def test_what_names_no_period(name: str) -> None:
    assert period_in(name) is None


def test_the_start_of_a_fiscal_year_is_taken_from_the_names_then_the_settings() -> None:
    halves = [p[0] for name in ("2031/32 H1 (Jul-Dec)", "2031/32 H2 (Jan-Jun)", "2032/33") if (p := period_in(name))]
    spans, month, basis = settled(halves, APRIL)
    assert (month, basis) == (7, "names") and spans[2] == Span(date(2032, 7, 1), 12)
    year = [p[0] for name in ("2031/32", "FY2033") if (p := period_in(name))]
    assert settled(year, FiscalStart(10))[0] == [Span(date(2031, 10, 1), 12), Span(date(2032, 10, 1), 12)]
    assert settled(year, FiscalStart(10, "start"))[0][1] == Span(date(2033, 10, 1), 12)
    assert settled(year, FiscalStart(1))[2] == "assumed"  # no year begins in January and is named 2031/32


def test_what_lies_before_and_after_the_columns_is_beside_them() -> None:
    named = [p[0] for name in ("Prior years", "FY2031", "FY2032", "Future years") if (p := period_in(name))]
    spans, _, _ = settled(named, FiscalStart(7))
    assert [s.first for s in spans] == [date(2030, 6, 1), date(2030, 7, 1), date(2031, 7, 1), date(2032, 7, 1)]


# --- wide tables ------------------------------------------------------------------------------------------------------


def test_a_year_is_laid_evenly_over_its_months_and_no_cent_is_lost() -> None:
    file = read("Project ID,2031/32 budget,2032/33 budget\nK1,100,-0.05\n")
    found = months(file)
    assert found[date(2031, 4, 1)] == Decimal("8.33") and found[date(2032, 3, 1)] == Decimal("8.37")
    assert sum(found[date(2031, m, 1)] for m in range(4, 13)) + sum(found[date(2032, m, 1)] for m in (1, 2, 3)) == 100
    assert costs(file).money["amount"].loaded == Decimal("99.95") and len(found) == 24
    assert told(file, "laid evenly over the months")


def test_what_is_spent_of_a_running_year_lies_in_its_months_so_far() -> None:
    text = "Project ID,2031/32 actual,2031/32 budget,2032/33 budget\nK1,60,120,0\n"
    rows = costs(read(text, as_of=date(2031, 9, 30))).rows
    spent = rows.filter(rows["kind"] == "actual")
    assert spent["amount"].to_list() == [Decimal(10)] * 6 and spent["period"].max() == date(2031, 9, 1)
    assert rows.filter(rows["kind"] == "budget")["period"].max() == date(2033, 3, 1)


def test_years_over_kinds_in_two_rows_in_german_and_chinese() -> None:
    german = read("Projekt,2031,,2032,\n,Plan,Ist,Plan,Ist\nSteg,100,50,200,\nDeich,10,5,20,\n")
    assert by_kind(german) == {
        ("Steg", "budget"): 300, ("Steg", "actual"): 50, ("Deich", "budget"): 30, ("Deich", "actual"): 5,
    }  # fmt: skip
    chinese = read("项目编号,2031年预算(万元),2031年已支出(万元),2032年预算(万元)\nK1,100,40,200\n", "x.csv")
    assert by_kind(chinese) == {("K1", "budget"): 3_000_000, ("K1", "actual"): 400_000}


def test_months_below_a_fiscal_year() -> None:
    names = "Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec,Jan,Feb,Mar"
    file = read(f"Project ID,2031/32{',' * 12}Total\n,{names},\nK1,{'1,' * 9}2,2,2,15\n", "budget by month.csv")
    assert months(file)[date(2031, 12, 1)] == 1 and months(file)[date(2032, 1, 1)] == 2
    assert costs(file).money["amount"].loaded == 15 and told(file, "1 stated sums agree with their periods")


def test_a_revised_budget_goes_before_an_original_one_which_is_told() -> None:
    file = read(
        "Project,2031/32 Original Budget,2031/32 Revised Budget,2031/32 Forecast Outturn,2031/32 Variance,2032/33 Budget\n"
        "Depot,10,12,11,1,20\nPier,30,30,33,-3,40\n"
    )
    assert by_kind(file) == {
        ("Depot", "budget"): 32, ("Depot", "forecast"): 11, ("Pier", "budget"): 70, ("Pier", "forecast"): 33,
    }  # fmt: skip
    assert told(file, "2031/32 Original Budget, 2031/32 Variance")


def test_columns_of_sums_are_compared_and_not_read() -> None:
    head = "Project ID,H1 2031,H2 2031,2031 total,H1 2032,Total\n"
    right = read(f"{head}K1,10,20,30,5,35\nK2,1,2,3,4,7\n", "forecast.csv")
    assert costs(right).money["amount"].loaded == 42 and told(right, "2 stated sums agree with their periods")
    wrong = read(f"{head}K1,10,20,31,5,35\nK2,1,2,3,4,7\n", "forecast.csv")
    assert costs(wrong).money["amount"].loaded == 42 and told(wrong, "1 of 2 rows differ")


def test_periods_open_at_one_end_stand_at_their_known_end_and_are_told_with_their_sum() -> None:
    file = read("Project ID,Before 2031/32,2031/32,2032/33 and beyond\nK1,5,12,7\nK2,1,,\n", "funding forecast.csv")
    assert months(file)[date(2031, 3, 1)] == 6 and months(file)[date(2032, 4, 1)] == 7
    assert told(file, "6.00 in all") and told(file, "7.00 in all")
    assert costs(file).money["amount"].loaded == 25


def test_spending_to_date_is_actual_and_nothing_beyond_it_is() -> None:
    file = read("Project ID,Before 2031/32,2031/32 actual,Future years\nK1,5,12,7\n")
    assert by_kind(file) == {("K1", "actual"): 17}  # whether 7 is a budget or a forecast nothing says
    assert any(p.found == "7.00 in all" and p.action == "not loaded" for p in file.problems)


def test_amounts_that_nothing_says_the_kind_of_are_not_loaded() -> None:
    file = read("Project ID,Cost centre,2031,2032\nK1,A,3,4\nK2,B,5,6\n", "x.csv")
    assert costs(file).rows_loaded == 0 and told(file, "amounts by period without a kind")


def test_where_a_fiscal_year_begins_is_said_once() -> None:
    text = "Project ID,2031/32 budget,2032/33 budget\nK1,12,24\n"
    assert any("settings" in p.expected and p.severity == "info" for p in read(text).problems)
    assert any(
        "fiscal_start_month" in p.expected and p.severity == "warning"
        for p in read(text, fiscal=FiscalStart()).problems
    )


# --- parts of other rows ----------------------------------------------------------------------------------------------


def test_a_part_of_another_row_is_held_back_unless_a_total_adds_it_up() -> None:
    head = "Project ID,Cost category,2031/32,2032/33\nK1,Grant,100,200\nK1,of which retained,40,50\nK1,Loan,5,6\n"
    apart = read(head, "budget.csv")
    assert by_kind(apart) == {("K1", "budget"): 311} and costs(apart).money["amount"].quarantined == 90
    assert costs(read(f"{head},Total,105,206\n", "budget.csv")).money["amount"].loaded == 311
    assert costs(read(f"{head},Total,145,256\n", "budget.csv")).money["amount"].loaded == 401


# --- forms with a block a project -------------------------------------------------------------------------------------

FORM = """Return of the river fund,,,,,,
,,,,,,
Confirmed,yes,7,,,,
,,,,,,
Running of the fund,Before 2031/32,2031/32,,,Beyond 31/32,Grand total
,,H1 (Apr-Sep),H2 (Oct-Mar),Total,,
,,Actual,Forecast,,,
Office,,9,,9,,9
,,,,,,
Project 1: Lock,,,,,,
Please list the grants first.,,,,,,
Sources of the fund,Before 2031/32,2031/32,,,Beyond 31/32,Grand total
,,H1 (Apr-Sep),H2 (Oct-Mar),Total,,
,,Actual,Forecast,,,
Grant,5,60,30,90,,95
How much of your forecast is contractually committed?,,,20,20,,20
Total of the fund,5,60,30,90,,95
Other sources,Before 2031/32,2031/32,,,Beyond 31/32,Grand total
,,H1 (Apr-Sep),H2 (Oct-Mar),Total,,
,,Actual,Forecast,,,
Harbour dues,,6,6,12,4,16
,,,,0,,0
Totals,,6,6,12,4,16
,,,,,,
Project 2: Weir,,,,,,
Sources of the fund,Before 2031/32,2031/32,,,Beyond 31/32,Grand total
,,H1 (Apr-Sep),H2 (Oct-Mar),Total,,
,,Actual,Forecast,,,
Grant,,600,300,900,,900
Total of the fund,,600,300,900,,900
,,,,,,
END,END,END,END,END,END,END
Summary,Before 2031/32,2031/32,,,Beyond 31/32,Grand total
,,H1 (Apr-Sep),H2 (Oct-Mar),Total,,
,,Actual,Forecast,,,
All of it,5,666,336,1002,4,1011
"""


def test_a_form_with_blocks_under_the_names_of_projects() -> None:
    file = read(FORM, "river_fund.csv", FiscalStart())
    assert by_kind(file) == {
        ("Lock", "actual"): 71, ("Lock", "forecast"): 40, ("Lock", "commitment"): 20,
        ("Weir", "actual"): 600, ("Weir", "forecast"): 300,
    }  # fmt: skip
    table = costs(file)
    assert set(table.rows["category"]) == {
        "Grant", "Harbour dues", "How much of your forecast is contractually committed?",
    }  # fmt: skip
    assert {r: m for r, m, _ in table.quarantined.iter_rows()} == {8: "Project is missing or cannot be read"}
    assert table.money["amount"].quarantined == 9
    assert months(file)[date(2031, 3, 1)] == 5 and months(file)[date(2032, 4, 1)] == 4
    assert told(file, "4 blocks under the names of projects")
    assert not [p for p in file.problems if "as the sum of the" in p.expected]


def test_what_of_a_form_is_no_block_stays_beside_the_table() -> None:
    rest = [t for t in read(FORM, "river_fund.csv").tables if t.table is None]
    assert [r for t in rest for r in t.quarantined["row"] if r in (3, 33, 36)] == [3, 33, 36]


def test_spending_of_a_whole_fund_is_booked_to_no_project() -> None:
    head = "Type of spend,Financial year 2031 to 2032,,,\n,(Apr to Sep),(Oct to Mar),Total,\n,Actual,Forecast,,\n"
    file = read(f"{head}Staff,1,2,3,\nMatch funding,1,1,2,\n", "finances.csv")
    assert not any(t.rows_loaded for t in file.tables) and told(file, "on which project this is spent")


# --- long tables ------------------------------------------------------------------------------------------------------

LONG = "Project ID,Funding source,Start date,End date,Spend,Actual/Forecast\n"


def test_lines_between_two_days() -> None:
    file = read(
        f"{LONG}K1,Grant,2031-04-01,2031-09-30,60,Actual\nK1,Grant,2031-10-01,2032-03-31,12,Forecast\n"
        "K1,Grant,2032-04-01,2032-09-30,,Forecast\nK1,Dues,,2031-03-31,5,\nK1,Dues,2032-10-01,,4,\n"
        "K1,Dues,2031-10-01,2031-09-30,3,Actual\nK1,Dues,2031-10-01,2131-09-30,3,Actual\n"
    )
    assert costs(file).source == "funding_lines"
    assert by_kind(file) == {("K1", "actual"): 65, ("K1", "forecast"): 16}
    assert months(file)[date(2031, 9, 1)] == 10 and months(file)[date(2031, 3, 1)] == 5
    assert told(file, "actual or forecast in each row")
    assert costs(file).quarantined["reason"].to_list() == [
        "the period ends before it begins", "a period of more than ten years",
    ]  # fmt: skip
    assert costs(file).rows_not_data == 2  # the header, and the line of the form without an amount


def test_long_periods_by_name() -> None:
    file = read(
        "Project ID,Financial year,Kind,Amount\nK1,2031/32,Budget,1200\nK1,2031/32 Q2,Actual,30\nK1,2032-05,Budget,7\n"
    )
    assert by_kind(file) == {("K1", "budget"): 1207, ("K1", "actual"): 30}
    assert months(file)[date(2031, 8, 1)] == 110 and months(file)[date(2032, 5, 1)] == 7


def test_outputs_by_period_are_no_money() -> None:
    file = read("Project ID,Start date,End date,Output,Unit of measurement,Amount,Actual/Forecast\nK1,2031-04-01,2031-09-30,Trees,n,9,Actual\n")  # fmt: skip
    assert not any(t.rows_loaded for t in file.tables)


# --- lists of projects ------------------------------------------------------------------------------------------------


def test_a_capital_programme_is_a_list_of_projects_and_their_costs() -> None:
    file = read(
        "Scheme ref,Scheme,Directorate,Total budget £000,Prior years,2031/32,2032/33 and beyond\n"
        'K1,Quay wall,Places,"1,000",100,200,700\nK2,Roof,Schools,50,0,20,30\n,Total,,"1,050",100,220,730\n',
        "capital_programme.csv",
    )
    projects = next(t for t in file.tables if t.table == "project")
    assert dict(projects.rows.select("project_id", "budget").iter_rows()) == {"K1": 1_000_000, "K2": 50_000}
    assert by_kind(file) == {("K1", "budget"): 1_000_000, ("K2", "budget"): 50_000}
    assert told(file, "they add up to Total budget £000") and told(file, "taken in units of 1,000")


def test_one_year_of_a_list_is_not_what_its_projects_cost_in_all() -> None:
    file = read("Project ID,Project,Total cost,FY2031 budget,FY2031 forecast\nK1,A,30,10,11\nK2,B,3,1,1\n")
    assert [t.table for t in file.tables] == ["project"] and told(file, "FY2031 budget, FY2031 forecast")


def test_subtotals_of_a_list_are_no_costs() -> None:
    file = read(
        "Project ID,Project,Department,Budget,2031/32,2032/33\nK1,Quay,Places,30,10,20\nK2,Pier,Places,3,1,2\n"
        ",Places total,,33,11,22\nK3,Roof,Schools,5,2,3\n,Schools total,,5,2,3\n,Grand total,,38,13,25\n"
    )
    assert by_kind(file) == {("K1", "budget"): 30, ("K2", "budget"): 3, ("K3", "budget"): 5}


def test_contracts_say_why_they_are_no_commitments() -> None:
    file = read(
        "Investment ID,Contract number,Vendor,Obligation amount,Contract start\n"
        "K1,C7,Ann Ltd,10,2031-01-01\nK2,C7,Ann Ltd,10,2031-01-01\nK2,C8,Bo Ltd,4,2031-02-01\n"
    )
    assert not any(t.rows_loaded for t in file.tables)
    assert told(file, "1 contracts stand under several") and told(file, "Cost kind: commitment")


# --- settings ---------------------------------------------------------------------------------------------------------


def test_the_settings_say_when_a_fiscal_year_begins(tmp_path: Path) -> None:
    (tmp_path / "pmo.toml").write_text("fiscal_start_month = 7\n", "utf-8")
    text = b"Project ID,2031/32 budget,2032/33 budget\nK1,12,24\n"
    report = load(Store(tmp_path), [Upload("costs.csv", text)], today=TODAY)
    assert report.files[0].tables[0].rows["period"].min() == date(2031, 7, 1)


def test_what_a_status_calls_actual_or_forecast() -> None:
    text = "id,project_id,funding_source_name,start_date,end_date,spend_for_reporting_period,status\n"
    text += "1,P1,Fund,2025-04-01,2025-09-30,600,Actual\n2,P1,Fund,2025-10-01,2026-03-31,1200,Forecast\n"
    (file,) = understand([Upload("funding.csv", text.encode())], None, date(2026, 7, 1))
    (table,) = file.tables
    sums = table.rows.group_by("kind").agg(pl.col("amount").sum()).sort("kind").rows()
    assert sums == [("actual", Decimal(600)), ("forecast", Decimal(1200))]
    other = text.replace("Actual", "Approved").replace("Forecast", "Rejected")
    assert not understand([Upload("funding.csv", other.encode())], None, date(2026, 7, 1))[0].tables[0].rows_loaded


def test_periods_whose_ends_are_written_in_another_order_than_their_starts() -> None:
    """Starts 01/04 and 01/10 would all be days in January by the order of the ends: never taken so without a word."""
    text = "project_id,start_date,end_date,spend,kind\n"
    for start, end in (("01/04/2020", "09/30/2020"), ("01/10/2020", "03/31/2021"), ("01/04/2021", "09/30/2021")):
        text += f"P1,{start},{end},600,Actual\n"
    (file,) = understand([Upload("funding.csv", text.encode())], None, date(2026, 7, 1))
    assert {p.month for p in file.tables[0].rows["period"]} <= {9, 3}
    assert [p.action for p in file.problems if p.column == "start_date" and p.found == "01/04/2020"] == ["left empty"]
