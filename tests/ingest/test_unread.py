"""What no column of ours is read from is told, where it is money; what is nearly said is read, where the cells agree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pmo_metrics.ingest.cells import step_of
from pmo_metrics.ingest.header_units import Unit, without_unit
from pmo_metrics.ingest.misspelt import corrected
from pmo_metrics.ingest.model import TableResult, Upload
from pmo_metrics.ingest.understand import understand

DAY = date(2026, 5, 31)


def load(text: str, name: str = "list.csv") -> tuple[TableResult, dict[str, tuple[str, str]]]:
    """The only table of a file, and of each column that a problem names the severity and what was found."""
    (file,) = understand([Upload(name, text.encode())], None, DAY)
    (table,) = file.tables
    return table, {p.column: (p.severity, p.found) for p in file.problems}


def test_money_under_an_unknown_header_is_a_warning_where_no_other_money_is_read() -> None:
    _, told = load('Project ID,Project name,Manager,Mittel der Stiftung\nP1,Dam,Ann,"1,200.50"\nP2,Road,Bo,800\n')
    assert told["Mittel der Stiftung"] == ("warning", "2 amounts, 2,000.50 in all")


def test_beside_other_money_it_is_for_information() -> None:
    _, told = load("Project ID,Project name,Budget,Yearly grant part\nP1,Dam,500,120\nP2,Road,900,80\n")
    assert told["Yearly grant part"] == ("info", "2 amounts, 200.00 in all")


def test_no_sum_is_stated_where_the_decimal_mark_is_open() -> None:
    _, told = load("Project ID,Project name,Manager,Foundation fund\nP1,Dam,Ann,12.306 €\nP2,Road,Bo,40.000 €\n")
    assert told["Foundation fund"] == ("warning", "2 amounts, such as 12.306 €")


@pytest.mark.parametrize("header", ["Cost code", "Grant year", "Funding rate", "Budget hours", "Headcount"])
def test_figures_that_are_no_money_are_no_news(header: str) -> None:
    _, told = load(f"Project ID,Project name,Manager,{header}\nP1,Dam,Ann,12\nP2,Road,Bo,8\n")
    assert header not in told


@pytest.mark.parametrize(
    ("header", "meant"),
    [("Gesammtbetrag", "gesamtbetrag"), ("Finnish date", None), ("Departmennt", "department"), ("Bugdet", None)],
)
def test_only_long_words_are_corrected(header: str, meant: str | None) -> None:
    assert corrected(header, "project") == meant


def test_a_misspelt_header_is_read_and_told() -> None:
    table, told = load(
        "Project ID,Project name,Manager,Departement,Gesammtbetrag\nP1,Dam,Ann,IT,500\nP2,Road,Bo,HR,900\nP3,Pier,Cy,IT,70\n"
    )
    assert table.rows["budget"].to_list() == [500, 900, 70]
    assert table.rows["department"].to_list() == ["IT", "HR", "IT"]
    assert told["Gesammtbetrag"][0] == "info"


def test_a_misspelt_header_over_other_cells_is_left_alone() -> None:
    table, _ = load(
        "Project ID,Project name,Manager,Gesammtbetrag\nP1,Dam,Ann,many\nP2,Road,Bo,few\nP3,Pier,Cy,none yet\n"
    )
    assert "budget" not in table.rows.columns


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("4", 4), ("4 - Likely", 4), ("Likely (4)", 4), ("3: Moderate", 3), ("High", 4), ("very low", 1), ("Almost certain", 5), ("很高", 5), ("Mittel", 3),
        ("2.5", Decimal("2.5")), ("40%", None), ("Delays the launch", None), ("12 May 2026", None), ("£4,000", None),
    ],
)  # fmt: skip
def test_steps_of_a_scale(text: str, step: Decimal | int | None) -> None:
    assert step_of(text) == step


def test_a_likelihood_in_words_or_steps_is_a_score_and_no_probability() -> None:
    table, told = load("Risk ID,Risk,Likelihood,Impact,Owner\nR1,Flood,Likely,High,Ann\nR2,Strike,Rare,Very high,Bo\n")
    assert table.rows["likelihood_score"].to_list() == [4, 1]
    assert table.rows["impact_score"].to_list() == [4, 5]
    assert "probability" not in table.rows.columns
    assert told["Likelihood"] == ("info", "Rare is 1, Likely is 4")


def test_an_impact_in_amounts_is_the_cost() -> None:
    table, _ = load(
        'Risk ID,Risk,Probability,Impact,Owner\nR1,Flood,40%,"25,000",Ann\nR2,Strike,10%,"9,500",Bo\nR3,Fire,5%,"80,000",Cy\n'
    )
    assert table.rows["cost_likely"].to_list() == [25_000, 9_500, 80_000]
    assert table.rows["probability"].to_list() == [Decimal("0.4"), Decimal("0.1"), Decimal("0.05")]


def test_a_year_is_its_first_or_last_day_and_told() -> None:
    table, told = load("Project ID,Project name,Start date,End date\nP1,Dam,2024,2026\nP2,Road,2025-02-01,2027\n")
    assert table.rows["start"].to_list() == [date(2024, 1, 1), date(2025, 2, 1)]
    assert table.rows["finish"].to_list() == [date(2026, 12, 31), date(2027, 12, 31)]
    assert told["Start date"] == ("warning", "2024")


def test_a_list_of_beneficiaries_needs_no_more_than_the_names_of_operations() -> None:
    table, told = load(
        'Name des Begünstigten,Bezeichnung des Vorhabens,Stiftungsgelder\nHof,Dam,"1.200,50 €"\nAue,Road,"800,00 €"\n'
    )
    assert table.rows["name"].to_list() == ["Dam", "Road"]
    assert told["Stiftungsgelder"] == ("warning", "2 amounts, 2,000.50 in all")


def test_a_budget_in_hours_is_no_money() -> None:
    table, told = load(
        "Project,Manager,Start Date,Budget By,Budget,Total Costs\nDam,Ann,2026-01-05,Hours,50,0\nRoad,Bo,2026-02-01,Hours,80,7\n"
    )
    assert "budget" not in table.rows.columns
    assert told["Total Costs"][0] == "warning"


def test_breaks_are_no_worked_time() -> None:
    table, _ = load(
        "User,Project,Date,Hours,Type\nAnn,Dam,2026-05-04,7.5,work\nAnn,Dam,2026-05-04,0.5,break\nBo,Dam,2026-05-04,8,work\n",
        "timesheet.csv",
    )
    assert (table.rows["hours"].sum(), table.rows_not_data) == (Decimal("15.5"), 2)


@pytest.mark.parametrize(
    ("line", "scale", "currency"),
    [
        ("Whole life cost in £m", 1_000_000, "GBP"), ("Budgets in R$ thousand", 1_000, "BRL"), ("Valores em R$ mil", 1_000, "BRL"),
        ("Montants en k€", 1_000, "EUR"), ("Alle Werte in T€", 1_000, "EUR"),
    ],
)  # fmt: skip
def test_a_line_above_the_table_that_ends_in_its_unit(line: str, scale: int, currency: str) -> None:
    table, _ = load(f"{line},,,\nProject ID,Project name,Manager,Budget\nP1,Dam,Ann,2\nP2,Road,Bo,3.5\n")
    assert table.rows["budget"].to_list() == [2 * scale, Decimal("3.5") * scale]
    assert table.rows["currency"].to_list() == [currency, currency]


def test_a_line_that_may_state_a_unit_and_was_not_read_is_told() -> None:
    table, _ = load("Our £ millions at work,,,\nProject ID,Project name,Manager,Budget\nP1,Dam,Ann,2\nP2,Road,Bo,3\n")
    assert table.rows["budget"].to_list() == [2, 3]
    (file,) = understand(
        [Upload("a.csv", "Our £ millions at work,,,\nProject ID,Project name,Manager,Budget\nP1,Dam,Ann,2\n".encode())],
        None,
        DAY,
    )
    assert [p.severity for p in file.problems if p.found == "Our £ millions at work"] == ["warning"]


def test_amounts_are_no_score_of_a_risk() -> None:
    text = "Risk ID,Risk,Probability,Residual risk,Owner\n"
    text += "".join(f'R{n},Flood {n},{n}0%,"{n}00,000 CHF",Ann\n' for n in range(1, 4))
    table, _ = load(text)
    assert "residual_score" not in table.rows.columns
    assert table.rows["residual_cost"].to_list() == [100_000, 200_000, 300_000]
    assert table.rows["currency"].unique().to_list() == ["CHF"]


def test_one_column_of_lights_is_the_reported_status_whatever_its_name() -> None:
    rows = "P1,Dam,Ann,RED\nP2,Road,Bo,GREEN\nP3,Pier,Cy,AMBER\n"
    table, told = load("Project ID,Project name,Manager,Rating\n" + rows)
    assert table.rows["reported_rag"].to_list() == ["red", "green", "amber"]
    assert told["Rating"][0] == "info"
    other, _ = load("Project ID,Project name,Manager,Cost rating\n" + rows)
    assert "reported_rag" not in other.rows.columns


def test_a_contradiction_empties_its_cell_only() -> None:
    text = "Milestone ID,Project ID,Milestone,Planned date,Actual date,Status\n"
    text += "M1,P1,Start,2026-01-10,2026-01-12,Completed\nM2,P1,Half,2026-02-10,2026-02-12,Not started\nM3,P1,End,2026-03-10,,Not started\n"
    text += "M4,P1,Test,2026-02-10,2026-02-12,Completed\n"
    table, _ = load(text, "milestones.csv")
    assert table.rows["status"].to_list() == ["done", None, "planned", "done"]


def test_when_somebody_asked_goes_before_when_the_record_was_made() -> None:
    text = "change_id,project_id,change_title,status,request_date,requested_by,approval_date,created_date\n"
    text += "C1,P1,More steel,Approved,2026-03-01,Ann,2026-04-02,2026-05-20\nC2,P1,Less sand,Submitted,2026-03-04,Bo,,2026-05-20\n"
    table, _ = load(text, "changes.csv")
    assert table.rows["raised_on"].to_list() == [date(2026, 3, 1), date(2026, 3, 4)]
    assert table.rows["closed_on"].to_list() == [date(2026, 4, 2), None]


def test_a_date_that_the_column_beside_it_calls_actual() -> None:
    text = "Milestone,Project,Baseline date,Current date,Date type\nDesign,P1,2026-01-10,2026-01-12,Actual\nBuild,P1,2026-05-10,2026-06-12,Forecast\n"
    text += "Test,P1,2026-07-10,2026-07-30,Forecast\n"
    table, _ = load(text, "milestones.csv")
    assert table.rows["actual_date"].to_list() == [date(2026, 1, 12), None, None]
    assert table.rows["forecast_date"].to_list() == [None, date(2026, 6, 12), date(2026, 7, 30)]


def test_a_header_that_says_hours_goes_before_the_usual_unit_of_a_tool() -> None:
    text = "time_entry_id,Username,Date,Project,Hours\n1,Ann,2026-05-04,Dam,7.5\n2,Bo,2026-05-05,Dam,8\n3,Bo,2026-05-06,Dam,6\n"
    table, _ = load(text, "time_entries.csv")
    assert table.rows["hours"].to_list() == [Decimal("7.5"), 8, 6]


def test_what_programs_write_for_nothing_is_nothing() -> None:
    table, _ = load("Risk ID,Risk,Owner,Probability,Impact\nR1,Flood,nan,20%,3\nR2,Fire,null,10%,4\nR3,NaN,NaT,10%,4\n")
    assert table.rows["owner"].to_list() == [None, None, None]
    assert table.rows["title"].to_list() == ["Flood", "Fire", None]


def test_a_legend_below_a_blank_row_is_no_data() -> None:
    rows = "".join(f"C{n},More steel {n},Ann,Open,2026-0{n}-01,High\n" for n in range(1, 6))
    table, _ = load(
        "Change ID,Change title,Owner,Status,Raised on,Priority\n" + rows + ",,,,,\nOpen,5,,,,\nClosed,0,,,,\n",
        "changes.csv",
    )
    assert (table.rows_loaded, table.rows_quarantined) == (5, 2)
    assert set(table.quarantined["reason"]) == {"something else begins in row 8: it fills few columns of the table"}


def test_groups_that_a_blank_row_divides_are_data() -> None:
    rows = "".join(f"C{n},More steel {n},Ann,Open,2026-0{n}-01,High\n" + ",,,,,\n" * (n == 3) for n in range(1, 6))
    table, _ = load("Change ID,Change title,Owner,Status,Raised on,Priority\n" + rows, "changes.csv")
    assert (table.rows_loaded, table.rows_quarantined) == (5, 0)


def test_operations_of_one_name_with_dates_of_their_own_are_projects() -> None:
    rows = "".join(f"Training,2026-0{n}-01,2026-0{n}-28,{n}00\n" for n in range(1, 5))
    table, told = load(
        "Operation name,Start date,End date,Total eligible cost\n" + rows + "Dam,2026-01-01,2027-01-01,900\n"
    )
    assert table.rows_loaded == 5 and table.rows["project_id"].n_unique() == 5
    assert told["project_id"][0] in ("warning", "info")


def test_a_number_far_from_the_name_is_no_id_of_a_project() -> None:
    table, told = load(
        "Project,Owner,Units,Num,Street\nDam,Ann,30,345,Main\nRoad,Bo,40,0,Side\nPier,Cy,12,80,Quay\n",
        "project list.csv",
    )
    assert table.rows["project_id"].to_list() == ["Dam", "Road", "Pier"]
    assert told["Num"][0] == "warning"


def test_section_rows_over_milestones_name_their_projects() -> None:
    text = "No.,Milestone,Owner,Baseline date,Forecast date,Status\nHamburg,,,,,\n1,Design,Ann,2026-01-10,2026-01-12,Complete\n"
    text += "2,Build,Bo,2026-05-10,2026-06-12,Planned\nBremen,,,,,\n1,Design,Cy,2026-02-10,2026-02-12,Planned\n2,Build,Cy,2026-06-10,2026-06-12,Planned\n"
    table, _ = load(text, "milestones.csv")
    assert table.rows["project_id"].to_list() == ["Hamburg", "Hamburg", "Bremen", "Bremen"]
    assert table.rows_quarantined == 0


def test_a_column_that_nobody_fills_gives_way_to_one_that_says_the_same() -> None:
    text = "employee_id,user_id,project,date,hours\n,ann,Dam,2026-05-04,8\n,bo,Dam,2026-05-05,7\n,bo,Dam,2026-05-06,7\n"
    table, _ = load(text, "timesheet.csv")
    assert table.rows["person_id"].to_list() == ["ann", "bo", "bo"]


def test_rows_left_out_as_repeated_tell_their_money() -> None:
    text = "Beneficiary,Operation name,Total eligible cost\n" + "Hof,Training,14400\n" * 2 + "Aue,Dam,900\n"
    _, told = load(text)
    assert told[""] == ("warning", "1 rows, budget 14,400.00 in all")


def test_numbers_brackets_and_footnotes_around_a_header_are_no_part_of_it() -> None:
    text = "1. Name des Begünstigten;2. Bezeichnung des Vorhabens;3. Gesamtbetrag der förderfähigen Ausgaben1) (in EUR)\nHof;Dam;1.200,50\nAue;Weg;800,00\n"
    table, _ = load(text)
    assert table.rows["budget"].to_list() == [Decimal("1200.50"), 800]
    other, _ = load("(Beneficiary name),(Operation name),(Total eligible expenditure)\nHof,Dam,1200.50\nAue,Weg,800\n")
    assert other.rows["budget"].to_list() == [Decimal("1200.50"), 800]


def test_rows_with_other_names_under_one_project_are_no_projects() -> None:
    rows = "".join(f"M{n},P{n // 3},Step {n},2026-0{n + 1}-01,2026-0{n + 1}-20,Done\n" for n in range(6))
    table, _ = load("id,project_id,name,planned_start_date,planned_end_date,status\n" + rows, "milestones.csv")
    assert (table.table, table.rows_loaded) == ("milestone", 6)
    assert table.rows["baseline_date"].to_list()[0] == date(2026, 1, 20)


def test_rows_without_a_name_are_no_projects() -> None:
    text = "id,programme_id,payment_type,spend,state,start_date,end_date\n" + "".join(
        f"u{n},X,Payment,11{n},Actual,2020-0{n}-01,2020-0{n}-28\n" for n in range(1, 5)
    )
    table, _ = load(text, "programme_funding.csv")
    assert table.table != "project"


def test_dates_of_two_digit_years_decide_no_order() -> None:
    text = "Project ID,Project name,Manager,Start date,Odd date\nP1,Dam,Ann,01/02/2022,12/13/14\nP2,Road,Bo,03/04/2022,12/13/16\n"
    table, told = load(text)
    assert "start" not in table.rows.columns or table.rows["start"].null_count() == 2
    assert told["Start date"][0] == "warning"


def test_a_list_without_names_or_dates_says_which_columns_may_be_them() -> None:
    _, told = load(
        "Task ID,Klus,Ooggewenst,Status,Assignee\n1,Dig,2026-03-06,Done,Ann\n2,Pour,2026-03-13,Open,Bo\n", "tasks.csv"
    )
    assert (told["name"][0], told["finish"][0]) == ("warning", "warning")
    assert "Klus" in told["name"][1] and "Ooggewenst" in told["finish"][1]


def test_dates_of_the_record_are_no_dates_of_the_work() -> None:
    _, told = load(
        "Task ID,Task name,Last viewed,Status,Assignee\n1,Dig,2026-03-06,Done,Ann\n2,Pour,2026-03-13,Open,Bo\n",
        "tasks.csv",
    )
    assert "finish" not in told


def test_rows_in_quarantine_say_what_they_come_to() -> None:
    (file,) = understand(
        [Upload("costs.csv", b"Project ID,Period,Cost kind,Amount\nP1,2026-01,Actual,10\n,2026-02,Actual,32.5\n")],
        None,
        DAY,
    )
    assert any(p.found == "Amount 32.50 in rows that are quarantined" for p in file.problems)


def test_days_that_stand_for_none_are_none() -> None:
    table, told = load(
        "Project ID,Project name,Budget,Finish\nP1,Dam,5,1900-01-01\nP2,Road,6,9999-12-31 00:00:00\nP3,Pier,7,2026-03-01\n"
    )
    assert table.rows["finish"].to_list() == [None, None, date(2026, 3, 1)]
    assert told.get("Finish", ("info", ""))[0] == "info"


def test_a_text_of_megabytes_is_no_header() -> None:
    """A cell with hundreds of thousands of brackets used to take minutes."""
    long = "Budget " + "(x) " * 300_000
    assert without_unit(long) == (long, Unit())


def test_what_was_paid_is_missed_beside_a_budget_in_german_too() -> None:
    _, told = load("Vorhaben ID,Projektname,Budget,Ausgezahlter Betrag am Schluss\nP1,Damm,500,120\nP2,Weg,900,80\n")
    assert told["Ausgezahlter Betrag am Schluss"] == ("warning", "2 amounts, 200.00 in all")


def test_a_column_of_currencies_beside_amounts_in_dollars_is_that_of_the_local_ones() -> None:
    rows = "1,Dam,GBP,781.85,402.77\n2,Road,EUR,472.05,404.38\n3,Bridge,USD,328.97,275.01\n"
    result, told = load("Project ID,Project Name,Currency,Initial Budget (Local),Budget (USD)\n" + rows, "projects.csv")
    assert result.rows["currency"].to_list() == ["USD"] * 3
    assert told["Currency"][0] == "warning"


def test_a_row_in_two_currencies_is_held_back_where_nothing_else_explains_them() -> None:
    result, _ = load(
        "Project ID,Project Name,Currency,Budget (USD)\n1,Dam,GBP,781.85\n2,Road,USD,472.05\n", "projects.csv"
    )
    assert (result.rows_loaded, result.rows_quarantined) == (1, 1)


def test_money_that_many_rows_have_in_an_unread_column_only_is_missed() -> None:
    rows = "".join(f"P{i},Dam {i},{'' if i > 2 else 100 * i},{50 * i} €\n" for i in range(1, 7))
    _, told = load("Project ID,Project Name,Budget,Outturn by region\n" + rows, "projects.csv")
    assert told["Outturn by region"][0] == "warning"
    assert "in 4 rows the only ones" in told["Outturn by region"][1]


def test_days_of_one_column_decide_those_of_another_though_it_holds_years_too() -> None:
    rows = "P1,Dam,01/08/2012,31/12/2014\nP2,Road,2010,2013\nP3,Bridge,2011,2015\nP4,Port,2009,2012\n"
    result, _ = load("Project ID,Project Name,Start date,End date\n" + rows, "projects.csv")
    assert result.rows["start"][0] == date(2012, 8, 1)


def test_a_fiscal_year_in_a_column_is_the_day_it_ends() -> None:
    rows = "P1,Dam,DfT,2024-25,Amber\nP1,Dam,DfT,2023-24,Green\nP2,Road,DfT,2024-25,Red\n"
    result, told = load("project_id,project,department,year,rating\n" + rows, "projects.csv")
    assert result.rows["as_of"].to_list() == [date(2025, 3, 31), date(2024, 3, 31), date(2025, 3, 31)]
    assert told["year"][0] == "warning"


def test_how_a_project_goes_among_states_of_work_says_that_it_is_under_way() -> None:
    rows = "Apollo,Complete,10\nMercury,In Progress,20\nGemini,Delayed,30\nOrion,Complete,40\n"
    result, told = load("Project,Status,Budget\n" + rows, "projects.csv")
    assert result.rows["status"].to_list() == ["complete", "active", "active", "complete"]
    assert told["Status"][0] == "info"


def test_amounts_to_date_of_tasks_are_read() -> None:
    rows = "1,Permits,2025-10-01,2025-10-06,8000,100,90,7900\n2,Shutdown,2025-10-07,2025-10-11,12000,100,90,12500\n"
    header = "TaskID,TaskName,StartDate,FinishDate,BAC,PlannedPctComplete,ActualPctComplete,ActualCostToDate\n"
    result, _ = load(header + rows, "project_data.csv")
    assert result.rows["baseline_cost"].sum() == 20_000 and result.rows["actual_cost"].sum() == 20_400
    assert result.rows["percent_complete"].to_list() == [Decimal("0.9"), Decimal("0.9")]


def test_a_custom_field_is_no_cost() -> None:
    _, told = load(
        "Task ID,Task Name,Status,Start,Custom field (Rank)\n1,Dig,Done,2026-01-02,5\n2,Pour,Open,2026-01-03,8\n",
        "tasks.csv",
    )
    assert "Custom field (Rank)" not in told


BILLED = "Date,Client,Project,Minutes,Rounded minutes,Hours,Rate (EUR/h),Amount (EUR),Description,Billable{0}\n"
ENTRIES = "2026-07-07,Acme,Retainer,30,30,0.50,95.00,47.50,Call,yes{0}\n2026-07-07,North,Relaunch,94,96,1.60,120.00,192.00,Grid,yes{0}\n"


def test_entries_of_a_time_tool_are_no_projects() -> None:
    (file,) = understand([Upload("time-export.csv", (BILLED + ENTRIES).format("").encode())], None, date(2026, 7, 20))
    assert file.tables[0].table is None
    result, _ = load(BILLED.format(",User") + ENTRIES.format(",Ann"), "time-export.csv")
    assert (result.table, result.rows["hours"].to_list()) == ("timesheet", [Decimal("0.50"), Decimal("1.60")])


def test_a_person_by_address_is_one_however_it_is_written() -> None:
    rows = "ANN@acme.com,P1,2026-07-01,2\nann@acme.com,P1,2026-07-02,3\nBo,P1,2026-07-02,1\n"
    result, _ = load("Employee,Project ID,Date,Hours\n" + rows, "timesheet.csv")
    assert result.rows["person_id"].to_list() == ["ann@acme.com", "ann@acme.com", "Bo"]


def test_a_column_without_a_header_is_told() -> None:
    _, told = load(
        "Project ID,Project Name,Status\nP1,Dam,Active,7\nP2,Road,Active,8\nP3,Port,Closed,9\n", "projects.csv"
    )
    assert told["column 4"] == ("warning", "3 cells without a header, such as 7")


@pytest.mark.parametrize("header", ["ContractValue", "Contract sum", "Order value", "Gross revenue"])
def test_what_is_contracted_is_money_too(header: str) -> None:
    _, told = load(f"Project ID,Project name,Manager,{header}\nP1,Dam,Ann,2480000\nP2,Road,Bo,3195000\n")
    assert told[header] == ("warning", "2 amounts, 5,675,000.00 in all")


def test_postings_that_were_taken_back_are_told() -> None:
    text = "project_id,cost_date,cost_type,amount,voucher_no,is_reversed\n"
    text += "P1,2026-01-17,Hire,600,V1,false\nP1,2026-01-20,Sand,400,V2,true\nP2,2026-02-02,Sand,150,V3,false\n"
    table, told = load(text, "project_costs.csv")
    assert told["is_reversed"] == ("warning", "1 rows, amount 400.00")
    assert table.rows["kind"].unique().to_list() == ["actual"]  # what has a voucher has been booked
    assert told["kind"] == ("warning", "no column for the kind of cost")


@pytest.mark.parametrize("beside", ["Purchase order", "Client", "Planned invoice"])
def test_an_order_or_what_a_client_owes_is_not_spent(beside: str) -> None:
    table, told = load(f"project_id,cost_date,amount,Invoice,{beside}\nP1,2026-01-17,600,V1,x\nP1,2026-01-20,400,V2,y\n", "money.csv")  # fmt: skip
    assert table.rows_loaded == 0
    assert told[""][0] == "warning"


def test_rows_that_all_lack_the_same_are_told_once() -> None:
    (file,) = understand(
        [Upload("costs.csv", b"project_id,period,amount\nP1,2026-01,600\nP1,2026-02,400\n")], None, DAY
    )
    [told] = [p for p in file.problems if p.severity == "error"]
    assert told.found == "Cost kind is missing or cannot be read: all 2 rows"
    assert "one of these words in the name of the sheet or file" in told.expected


def test_what_is_granted_is_told_where_it_stands_for_the_budget() -> None:
    table, told = load(
        "Projekt;Förderbetrag;Beginn\nDamm;1.200,50 €;01.02.2025\nStraße;800,00 €;13.03.2025\n", "projekte.csv"
    )
    assert table.columns["budget"] == "Förderbetrag"
    assert told["Förderbetrag"] == ("warning", "an amount granted")
    table, told = load("Projekt;Förderfähige Gesamtkosten;Beginn\nDamm;1.200,50 €;01.02.2025\nStraße;800,00 €;13.03.2025\n", "projekte.csv")  # fmt: skip
    assert "Förderfähige Gesamtkosten" not in told


def test_the_amounts_of_a_fund_are_told_by_its_name_or_by_their_signs() -> None:
    _, told = load("Project ID,Project name,Budget,EU,Union cofinancing (max 50%)\nP1,Dam,500,120,€ 120\nP2,Road,900,80,€ 80\n")  # fmt: skip
    assert told["EU"] == ("info", "2 amounts, 200.00 in all")
    assert told["Union cofinancing (max 50%)"] == ("info", "2 amounts, 200.00 in all")


def test_a_start_that_nobody_reads_is_told_beside_a_finish() -> None:
    _, told = load("Project ID,Project name,Abc dato,Finish\nP1,Dam,2025-01-01,2026-01-01\nP2,Road,2025-02-01,2026-02-01\n")  # fmt: skip
    assert told["start"] == ("warning", "no column for Start; nobody read Abc dato")


def test_single_letters_of_a_status_are_told_when_read_as_lights() -> None:
    _, told = load("Project ID,Project name,Budget,Status\nP1,Dam,500,G\nP2,Road,900,A\nP3,Port,900,A\n")
    assert told["Status"] == ("warning", "A, G")
    _, told = load("Project ID,Project name,Budget,RAG\nP1,Dam,500,G\nP2,Road,900,A\nP3,Port,900,A\n")
    assert "RAG" not in told


def test_money_of_a_year_is_told_by_its_currency() -> None:
    _, told = load("Project ID,Project name,Whole life cost (£m),Financial year forecast (£m)\nP1,Dam,500,120\nP2,Road,900,80\n")  # fmt: skip
    assert told["Financial year forecast (£m)"] == ("warning", "2 amounts, 200.00 in all, in units of 1,000,000")


def test_a_finished_project_that_goes_on_is_told() -> None:
    _, told = load(
        "Project ID,Project name,Status,Actual finish\nP1,Dam,Active,2026-01-01\nP2,Road,Complete,2026-02-01\n"
    )
    assert told["status"] == ("warning", "active")


def test_a_training_that_is_not_completed_has_no_day_of_completion() -> None:
    table, told = load("emp_id,CourseName,TrainingDate,Completed\nE1,Heights,2025-04-21,Yes\nE2,Heights,2025-04-22,No\nE3,Heights,2025-04-21,Yes\n", "training_records.csv")  # fmt: skip
    assert table.rows["completed_on"].to_list() == [date(2025, 4, 21), None, date(2025, 4, 21)]
    assert told["completed_on"] == ("warning", "2025-04-22")


def test_nothing_but_0_and_1_may_be_per_cent() -> None:
    _, told = load("Task ID,Task name,Finish,% complete\nT1,Dig,2026-01-09,0\nT2,Pour,2026-01-16,1\n", "plan.csv")
    assert told["% complete"] == ("warning", "nothing but 0 and 1")


def test_lights_that_nobody_reads_are_told() -> None:
    _, told = load(
        "Project ID,Project name,Budget,RAG,SRO view\nP1,Dam,500,Green,\nP2,Road,900,,Amber\nP3,Port,900,,Red\n"
    )
    assert told["SRO view"] == ("warning", "lights that no column is read from")


def test_how_high_a_risk_is_is_not_its_title() -> None:
    table, _ = load(
        "Risk ID,Risk description,Risk,Likelihood,Impact\n"
        "R1,Flood,High,4,5\nR2,Loss of staff,Low,1,2\nR3,Late steel,Moderate,3,3\n"
    )
    assert table.rows["title"].to_list() == ["Flood", "Loss of staff", "Late steel"]


def test_sales_opportunities_are_no_risks() -> None:
    text = "Opportunity,Account,Stage,Probability,Owner\nPumps,Acme,Proposal,50%,Ann\nValves,Beta,Won,100%,Bob\n"
    (file,) = understand([Upload("list.csv", text.encode())], None, DAY)
    assert [t.table for t in file.tables if t.rows.height] == []
