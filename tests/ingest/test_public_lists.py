"""Lists that public bodies publish: their words, units, encodings, totals, and rows that share a name or a project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_metrics.ingest.delimited import decode
from pmo_metrics.ingest.header_units import unit_in_title, without_unit
from pmo_metrics.ingest.headers import matches
from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.understand import understand


def load(text: str | bytes, name: str = "projects.csv") -> FileResult:
    content = text if isinstance(text, bytes) else text.encode()
    [file] = understand([Upload(name, content)], None, date(2026, 7, 1))
    return file


def table(text: str | bytes, name: str = "projects.csv") -> TableResult:
    """The one table of a text whose books balance."""
    [found] = load(text, name).tables
    assert found.rows_read == found.rows_loaded + found.rows_quarantined + found.rows_not_data
    assert all(m.read == m.loaded + m.quarantined for m in found.money.values())
    return found


def loaded(found: TableResult, column: str) -> Decimal:
    return found.money[column].loaded


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Projekta nosaukums", "name"),
        ("Project Name (Beneficiary)", "name"),
        ("Naam Project                      Project Name", "name"),
        ("latestProjectName", "name"),
        ("Thema", "name"),
        ("Unique code number of the operation", "project_id"),
        ("Award Number", "project_id"),
        ("Beginn des Vor-habens", "start"),
        ("Startdatum project           Project start date", "start"),
        ("Planned Dates:End Date", "baseline_finish"),
        ("GESAMTBETRAG 1)", "budget"),
        ("Total Eligible Costs¹", "budget"),
        ("TOTAL Baseline Whole Life Costs £m (including Non-Government Costs)", "budget"),
        ("Ukupno prihvatljivi troškovi", "budget"),
        ("Kopējais finansējums", "budget"),
        ("Επιλέξιμη Δημόσια Δαπάνη Ενταγμένων Έργων (€)", "budget"),
        ("AwardedAmountToDate", "budget"),
        ("项目总投资（万元）", "budget"),
        ("Datum van laatste bijwerking", "as_of"),
        ("建设起止年限", "span"),
    ],
)
def test_words_of_public_lists(header: str, column: str) -> None:
    assert matches(header, "project")[0].column == column


@pytest.mark.parametrize(
    "header",
    ["Financial Year Baseline (£m)", "2016/2017 TOTAL Forecast £m", "EU-subsidie in Euro's", "Dofinansowanie z EU",
     "Union co-financing rate", "Total", "Total Public Eligible Expenditure", "Baseline\nBudget comment", "2024年计划投资"],
)  # fmt: skip
def test_a_part_or_a_year_is_not_the_budget(header: str) -> None:
    assert not {"budget", "forecast_cost", "actual_cost"} & {m.column for m in matches(header, "project")}


def test_what_a_project_costs_goes_before_what_is_granted() -> None:
    found = table(
        "Project ID,Project Name,Project Status,Total Cost,Grant Amount\nP1,Depot,Active,100,60\nP2,Quay,Closed,50,5\n"
    )
    assert (found.columns["budget"], loaded(found, "budget")) == ("Total Cost", Decimal(150))


# --- units ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "scale", "currency"),
    [
        ("Budget $000s", 1_000, ""),
        ("Budget £'000", 1_000, "GBP"),
        ("Cost in Mio. EUR", 1_000_000, "EUR"),
        ("Coût total en milliers d'euros", 1_000, "EUR"),
        ("Wartość projektu w tys. zł", 1_000, "PLN"),
        ("Cost (Rs. in Crore)", 10_000_000, "INR"),
        ("Budget in millions of dollars", 1_000_000, ""),
        ("Cost (Rs. Cr.)", 10_000_000, "INR"),
        ("Cost (INR Cr)", 10_000_000, "INR"),
        ("Cost (CR)", 1, None),
        ("Cost (NZ$ million)", 1_000_000, "NZD"),
        ("Cost (R million)", 1_000_000, "ZAR"),
        ("Cost (Rp juta)", 1_000_000, "IDR"),
        ("事業費（億円）", 100_000_000, "JPY"),
        ("총사업비(억원)", 100_000_000, "KRW"),
        ("Coût (M€ HT)", 1_000_000, "EUR"),
        ("合同额（万元，不含税）", 10_000, "CNY"),
        ("Related CR", 1, None),
        ("Gross", 1, None),
        ("Total cost", 1, None),
        ("Area (m²)", 1, None),
    ],
)
def test_units_of_headers(header: str, scale: int, currency: str | None) -> None:
    unit = without_unit(header)[1]
    assert (unit.scale, unit.currency) == (scale, currency)


@pytest.mark.parametrize(
    ("title", "scale"),
    [
        ("FY 2026 capital plan (dollars in thousands)", 1_000),
        ("Angaben in Tsd. EUR", 1_000),
        ("Importes en miles de euros", 1_000),
        ("Montants en M€", 1_000_000),
        ("Amounts in thousands of US dollars", 1_000),
    ],
)
def test_units_of_titles(title: str, scale: int) -> None:
    found = unit_in_title(title)
    assert found is not None and found.scale == scale


@pytest.mark.parametrize("title", ["Unit costs of the programme", "Project budget in detail", "Costs in 2024 prices"])
def test_titles_without_a_unit(title: str) -> None:
    assert unit_in_title(title) is None


def test_a_row_of_units_below_the_header() -> None:
    found = table(
        "Project ID,Project,Budget,Actual cost,Complete\n,,(£m),(£m),%\nP1,A,1.5,0.5,10\nP2,B,2.25,£950k,20\n"
    )
    assert (loaded(found, "budget"), loaded(found, "actual_cost")) == (Decimal(3_750_000), Decimal(1_450_000))
    assert found.rows["percent_complete"].to_list() == [Decimal("0.1"), Decimal("0.2")]


def test_thousands_above_hold_for_headers_that_name_a_currency_only() -> None:
    found = table(
        "Amounts in thousands\n\nProject ID,Project,Budget (EUR),Actual cost (EUR m)\nP1,A,1500,0.5\nP2,B,2250,1\n"
    )
    assert (loaded(found, "budget"), loaded(found, "actual_cost")) == (Decimal(3_750_000), Decimal(1_500_000))
    assert found.rows["currency"].to_list() == ["EUR", "EUR"]


def test_an_amount_without_a_unit_beside_one_in_millions_is_told() -> None:
    file = load("Project ID,Project,Whole life cost,Total benefit (£m)\nP1,A,34,60\nP2,B,26,11\n")
    assert loaded(file.tables[0], "budget") == Decimal(60)
    assert [(p.column, p.severity) for p in file.problems if p.action == "loaded as written"] == [
        ("Whole life cost", "warning")
    ]


# --- encodings --------------------------------------------------------------------------------------------------------

_TEXTS = {
    "cp1250": "Tytuł projektu;Wartość\nBudowa drogi w ciągu ulicy Łódzkiej, węzeł wschodni;5\nRozwój usług;7\n",
    "iso8859-2": "Tytuł projektu;Wartość\nBudowa drogi w ciągu ulicy Łódzkiej, węzeł wschodni;5\nRozwój usług;7\n",
    "cp1251": "Наименование на проекта;Обща стойност\nИзграждане на път;5\n",
    "cp1253": "Τίτλος έργου;Συνολική επιλέξιμη δαπάνη\nΚατασκευή σχολείου;5\n",
    "mac_roman": "Libellé;Coût\nRénovation énergétique du collège;5\nÉtudes à réaliser;6\n",
    "cp1252": "Libellé;Coût\nRénovation énergétique de l’école à Évreux;5\nSão João, Hørsholm, Größe, città, ¿qué?;6\n",
}


@pytest.mark.parametrize("encoding", _TEXTS)
def test_encodings(encoding: str) -> None:
    assert decode(Upload("x.csv", _TEXTS[encoding].encode(encoding)))[0] == _TEXTS[encoding]


def test_text_kept_from_excel_by_a_formula() -> None:
    found = table('="Project ID";="Project name";Budget\n="0012";"Depot";5\n="0013";"Quay";7\n')
    assert found.rows["project_id"].to_list() == ["0012", "0013"]


# --- rows that share a name or a project ------------------------------------------------------------------------------


def test_operations_of_one_name_are_told_apart_by_their_beneficiary() -> None:
    lines = "".join(f"Weiterbildung,Firma {x},1{i}\n" for i, x in enumerate("ABCDEF"))
    found = table("Bezeichnung des Vorhabens,Begünstigter,Gesamtkosten\nDepot,Stadt,5\n" + lines)
    assert (found.rows_loaded, loaded(found, "budget")) == (7, Decimal(80))
    assert "Weiterbildung / Firma A" in found.rows["project_id"].to_list()


def test_reports_of_one_project_are_not_taken_for_several() -> None:
    lines = "".join(f"Depot,Firma {x},{x}2,1{i}\n" for i, x in enumerate("ABCDEF"))
    found = table("Project name,Author,Reporting round,Budget\n" + lines)
    assert (found.rows_loaded, found.rows_quarantined) == (1, 5)


def test_parts_of_one_project_are_added_up() -> None:
    file = load(
        "Project Number,Project Title,Participant,Project Start Date,Total Costs (£)\n"
        "10,Drone,Alpha Ltd,2024-04-30,100\n10,Drone,Beta University,2024-04-30,50\n11,Sensor,Gamma Ltd,2024-05-31,75\n"
    )
    [found] = file.tables
    assert found.rows.select("project_id", "budget").rows() == [("10", Decimal(150)), ("11", Decimal(75))]
    assert (found.rows_loaded, loaded(found, "budget")) == (3, Decimal(225))
    assert "their amounts are added up" in [p.action for p in file.problems]


def test_rows_of_one_project_that_contradict_each_other_are_not_added_up() -> None:
    found = table(
        "Project Number,Project Title,Participant,Project Start Date,Total Costs (£)\n"
        "10,Drone,Alpha Ltd,2024-04-30,100\n10,Drone,Beta University,2024-06-30,50\n11,Sensor,Gamma Ltd,2024-05-31,75\n"
    )
    assert (found.rows_quarantined, loaded(found, "budget")) == (1, Decimal(175))


# --- totals -----------------------------------------------------------------------------------------------------------


def test_a_total_named_in_the_column_of_names() -> None:
    found = table(
        "Nr,Programme,Beneficiary,Project,Year,Total cost\n1,Growth,Town,Depot,2008,10\n2,Growth,Town,Quay,2009,20\n"
        ",Growth,,Total group 1.1,,30\n3,Growth,Port,Crane,2010,5\n,Growth,,Total group 1.2,,\n"
    )
    assert found.rows["name"].to_list() == ["Depot", "Quay", "Crane"] and loaded(found, "budget") == Decimal(35)


def test_a_project_whose_name_says_total_stays() -> None:
    found = table(
        "Project ID,Project,Manager,Total cost\n1,Depot,Ann,10\n2,Total Rewards,Bo,25\n3,Summer school,Cy,5\n"
    )
    assert (found.rows_loaded, loaded(found, "budget")) == (3, Decimal(40))


def test_totals_in_other_languages() -> None:
    found = table(
        "Nr.;Projekt;Projektleiter;Budget\n1;Leitung Nord;Huber;1200\n2;Umspannwerk;Maier;8500\nSumme Netze;;;9700\n"
        "3;Einführung;Schmidt;2300\nSumme IT;;;2300\nGesamtsumme;;;12000\n"
    )
    assert (found.rows_loaded, loaded(found, "budget")) == (3, Decimal(12_000))


_GROUPS = (
    "序号,项目名称,建设起止年限,总投资（万元）,责任单位\n一,交通类（2项）,,300,\n1,快速路,2021-2025,200,交通局\n2,客运枢纽,2023-2026,100,交通局\n"
    "二,水利类（1项）,,45,\n3,河道整治,2022-2024,45,水利局\n合计,,,345,\n"
)


def test_numbered_groups_and_their_sums_are_no_projects() -> None:
    found = table(_GROUPS)
    assert found.rows["name"].to_list() == ["快速路", "客运枢纽", "河道整治"]
    assert loaded(found, "budget") == Decimal(3_450_000)


def test_a_period_of_years() -> None:
    found = table(_GROUPS)
    assert found.rows.select("start", "finish").row(0) == (date(2021, 1, 1), date(2025, 12, 31))


def test_numbered_groups_of_a_long_list() -> None:
    lines = "".join(f"{i},Project {i},2026-01-{i % 28 + 1:02},{i}\n" for i in range(1, 3001))
    found = table("No.,Project name,Start date,Budget\nA,Roads 2026,2026-01-01,4501500\n" + lines)
    assert (found.rows_loaded, loaded(found, "budget")) == (3000, Decimal(4_501_500))


# --- what a list is ---------------------------------------------------------------------------------------------------


def test_grants_are_projects_and_no_tasks() -> None:
    found = table(
        "Identifier,Title,Description,Currency,Amount Awarded,Award Date,Planned Dates:Start Date,Recipient Org:Name,Last modified\n"
        "G-1,Youth club,x,GBP,10000,2021-03-15,2021-04-30,Youth Org,2022-01-01T00:00:00Z\n"
        "G-2,Food bank,y,GBP,25000.50,2021-05-15,2021-06-30,Food Org,2022-01-01T00:00:00Z\n",
        "grants.csv",
    )
    assert (found.table, loaded(found, "budget")) == ("project", Decimal("35000.50"))


def test_projects_with_a_story_are_no_stories() -> None:
    found = table(
        "project_id,project_name,priority,planned_start,planned_finish,story\nP1,Depot,High,2026-06-01,2026-10-05,stable\n"
        "P2,Quay,Low,2026-06-01,2026-10-05,late\nP3,Crane,Low,2026-06-01,2026-08-31,done\n"
    )
    assert (found.table, found.rows["name"].to_list()) == ("project", ["Depot", "Quay", "Crane"])


def test_fiscal_years_are_no_months() -> None:
    file = load(
        "Project ID,Project,Budget type,2009/10,2010/11,2011/12\nP1,A,Budget,10,20,30\nP2,B,Budget,1,2,3\n", "cost.csv"
    )
    assert not file.tables[0].rows.height
    found = table("Project ID,2011/10,2011/11,2011/12\nP1,10,20,30\nP2,1,2,3\n", "actual cost.csv")
    assert loaded(found, "amount") == Decimal(66)


def test_the_amounts_of_a_single_fiscal_year_are_said_to_be_left_out() -> None:
    file = load("Project ID,Project,Total cost,FY 2025 budget,FY 2025 forecast\nP1,A,30,10,20\nP2,B,3,1,2\n")
    assert [p.found for p in file.problems if p.action == "not loaded"] == ["FY 2025 budget, FY 2025 forecast"]


def test_a_list_of_something_else_says_what_it_is_nearest_to() -> None:
    file = load(
        "Project ID,Start date,End date,Output,Unit of measurement\nP1,2026-01-31,2026-06-30,Trees,n\n", "outputs.csv"
    )
    [said] = [p.expected for p in file.problems if p.severity == "error"]
    assert "Nearest: Project list" in said and "Output says that the rows are something else" in said


def test_a_status_date_in_a_title_with_slashes() -> None:
    text = "Cartera de proyectos\nFecha de corte: 30/04/2026\n\nProyecto,Responsable,Presupuesto\nPortal,Ana,10\nFlota,Bea,5\n"
    assert table(text).as_of == date(2026, 4, 30)


def test_a_project_repeated_for_each_of_its_places_counts_once() -> None:
    text = "TrackerID,Title,ProjectLiaison,TotalFunding,name,ParkID\n"
    text += "".join(f"50{i},Project {i},Ann,${i}00000,Park {i},X{i}\n" for i in range(1, 5))
    text += "509,Greenway,Bo,$4806000,North Park,X8\n509,Greenway,Bo,$4806000,South Park,X9\n"
    found = load(text, "capital_tracker.csv")
    rows = found.tables[0].rows
    assert (rows.height, rows["budget"].sum()) == (5, Decimal(5_806_000))
    assert rows.filter(pl.col("project_id") == "509")["name"].to_list() == ["Greenway"]  # not the name of the park
    assert [p.action for p in found.problems if "with the same amounts" in p.found] == ["counted once"]


def test_who_takes_part_is_no_project() -> None:
    text = "projectID;organisationID;name;role;totalCost\n101;1;Acme Research;coordinator;100\n102;2;Beta Lab;coordinator;90\n"  # fmt: skip
    assert not load(text, "organization.csv").tables[0].rows_loaded
    other = (
        "id,client_id,name,status,budget\n1,7,Portal,Active,100\n2,8,Website,Complete,90\n"  # here the row has its own
    )
    assert load(other).tables[0].rows["name"].to_list() == ["Portal", "Website"]


def test_the_index_of_a_data_frame_names_the_projects() -> None:
    text = ",Department,rating,date_start,date_end\nFE Capital,BIS,Amber,2012-01-01,2016-01-01\nCrick,BIS,Green,2010-01-01,2015-01-01\nVerify,CO,Red,2011-01-01,2014-01-01\n"
    found = load(text, "major_projects.csv")
    assert found.tables[0].rows["name"].to_list() == ["FE Capital", "Crick", "Verify"]
    assert "names without a header in the first column" in [p.found for p in found.problems]
    numbered = text.replace("FE Capital", "0").replace("Crick", "1").replace("Verify", "2")
    assert not load(numbered, "major_projects.csv").tables[0].rows_loaded


def test_what_has_happened_after_the_status_date_is_told() -> None:
    text = "Project ID,Project name,Budget,Actual finish\nP1,Dam,500,2027-02-21\nP2,Road,700,2026-02-21\n"
    found = load(text)
    told = [(p.row, p.found, p.action) for p in found.problems if p.column == "actual_finish"]
    assert told == [(2, "2027-02-21", "noted")]


def test_millions_are_no_share() -> None:
    text = "Project ID,Project name,Costo totale (mln),Avanzamento (mln)\nP1,Dam,500,11.63\nP2,Road,700,0.43\n"
    assert "percent_complete" not in load(text).tables[0].rows.columns
