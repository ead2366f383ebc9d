"""Several tables on a sheet, totals against rows, names twice, merged cells, and exports that were cut off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pmo_metrics.ingest.model import FileResult, Upload
from pmo_metrics.ingest.understand import understand

TODAY = date(2026, 7, 1)


def read(text: str, name: str = "x.csv") -> FileResult:
    [file] = understand([Upload(name, text.encode())], None, TODAY)
    for table in file.tables:
        assert table.rows_read == table.rows_loaded + table.rows_quarantined + table.rows_not_data
        assert all(m.read == m.loaded + m.quarantined for m in table.money.values())
    return file


PROJECTS = "Project ID,Project name,Budget,Start date\nP1,Bridge,100,2026-01-01\nP2,Road,200,2026-02-01\n"
RISKS = "Risk ID,Project ID,Risk title,Status\nR1,P1,Flood,Open\nR2,P2,Strike,Closed\n"


@pytest.mark.parametrize("between", ["\n", "\n\n,,,\n", "\nRisks of the portfolio\n\n"])
def test_tables_below_each_other(between: str) -> None:
    file = read("Status as of 31 May 2026\n\n" + PROJECTS + between + RISKS)
    assert [(t.table, t.rows_loaded, t.rows_quarantined) for t in file.tables] == [("project", 2, 0), ("risk", 2, 0)]
    assert {t.as_of for t in file.tables} == {date(2026, 5, 31)}
    assert sum(t.rows_read for t in file.tables) == 8 + between.count("\n")
    assert any(p.found == "2 tables on one sheet" for p in file.problems)


def test_a_table_with_blank_rows_stays_one() -> None:
    head, *rows = PROJECTS.splitlines()
    file = read("\n".join([head, rows[0], "", rows[1], "", head, "P3,Dam,1,2026-03-01"]))
    assert [(t.table, t.rows_loaded) for t in file.tables] == [("project", 3)]


def test_tables_side_by_side() -> None:
    left, right = PROJECTS.splitlines(), [*RISKS.splitlines(), "R3,P2,Late,Open"]
    lines = [f"{a},,{b}" for a, b in zip([*left, ",,,"], right, strict=True)]
    file = read("\n".join(lines))
    assert [(t.table, t.rows_loaded, t.rows_quarantined) for t in file.tables] == [("project", 2, 0), ("risk", 3, 0)]


def test_a_legend_beside_the_table_is_no_data() -> None:
    lines = ["Project ID,Project name,Budget,,Meaning,", "P1,A,1,,Red,late", "P2,B,2,,,", ",,,,Green,on time"]
    [table] = read("\n".join(lines)).tables
    assert (table.rows_loaded, table.rows_quarantined, table.rows_not_data) == (2, 0, 2)


def test_totals_are_checked_against_the_rows() -> None:
    rows = [
        "Project ID,Project name,Budget",
        "P1,A,100",
        "P2,B,200",
        "Subtotal,,300",
        "P3,C,50",
        "Subtotal,,50",
        "Total,,360",
    ]
    file = read("\n".join(rows))
    assert (file.tables[0].rows_loaded, file.tables[0].money["budget"].loaded) == (3, Decimal(350))
    [wrong] = [p for p in file.problems if p.found == "360.00"]
    assert "350" in wrong.expected and "+10.00" in wrong.expected and "row 7" in wrong.expected
    assert any(p.found.startswith("2 stated totals agree") for p in file.problems)


def test_a_total_on_top_and_rounding() -> None:
    rows = ["Project ID,Project name,Budget", "Total,,3001", "P1,A,1000.4", "P2,B,2000.4"]
    file = read("\n".join(rows))
    assert [p.severity for p in file.problems if "in the total of row" in p.expected] == ["info"]


def test_one_name_twice() -> None:
    file = read("Project ID,Project name,Budget,Budget\nP1,A,1,\nP2,B,,2\n")
    assert file.tables[0].rows["budget"].to_list() == [1, 2]
    file = read("Project ID,Project name,Start,Budget,Budget\nP1,A,2026-01-01,1,5\nP2,B,2026-01-01,2,2\n")
    assert "budget" not in file.tables[0].columns and "Budget" in file.tables[0].unmapped
    assert any(p.found == "Budget twice" and p.severity == "error" for p in file.problems)


def test_merged_cells_of_a_project() -> None:
    rows = ["Project,Milestone ID,Milestone,Baseline date", "Bridge,M1,Start,2026-01-01", ",M2,Build,2026-02-01", ",M3,Open,2026-03-01",
            "Road,M1,Start,2026-01-01", ",M2,Open,2026-05-01", "Total,,5,"]  # fmt: skip
    [table] = read("\n".join(rows)).tables
    assert table.rows["project_id"].to_list() == ["Bridge"] * 3 + ["Road"] * 2


@pytest.mark.parametrize(("rows", "told"), [(499, False), (500, True), (1000, True), (1001, False)])
def test_an_export_that_was_cut_off(rows: int, told: bool) -> None:
    text = "Project ID,Project name,Budget\n" + "".join(f"P{i},Name {i},{i}\n" for i in range(rows))
    assert any("rows may be missing" in p.expected for p in read(text).problems) is told


def test_operations_that_share_a_name() -> None:
    rows = [f"Name {i},Owner {i},2026-01-01,{i}" for i in range(20)]
    rows += ["Name 1,Other,2026-01-01,7", "Name 2,Owner 2,2026-01-01,8", "Name 3,Owner 3,2026-01-01,3"]
    file = read("Project name,Beneficiary,Start date,Budget\n" + "\n".join(rows))
    [table] = file.tables
    assert (table.rows_loaded, table.rows_quarantined) == (22, 0)
    assert {"Name 1 / Owner 1", "Name 1 / Other", "Name 2 / Owner 2", "Name 2 / Owner 2 (2)"} <= set(
        table.rows["project_id"]
    )
    assert any("operations share" in p.found for p in file.problems)


def test_reports_of_the_same_projects_are_not_separate() -> None:
    rows = [f"Name {i},2026-01-01,{i + n}" for i in range(5) for n in range(4)]
    [table] = read("Project name,Start date,Budget\n" + "\n".join(rows)).tables
    assert (table.rows_loaded, table.rows_quarantined) == (5, 15)


def test_unquoted_commas_are_joined_only_where_provable() -> None:
    rows = [f"P{i},Project {i},Unit {i % 3},2026-01-{i % 28 + 1:02},{i * 10}" for i in range(40)]
    rows += ["P90,Bridge, new,Unit 1,2026-02-01,900", "P91,Road,7,8,2026-02-01,5", "P92,Dam,Unit 2,x,y,2026-02-01,5"]
    file = read("Project ID,Project name,Department,Start date,Budget\n" + "\n".join(rows))
    [table] = file.tables
    names = dict(table.rows.select("project_id", "name").iter_rows())
    assert names["P90"] == "Bridge, new" and not {"P91", "P92"} & set(names)
    assert table.rows_quarantined == 2
    assert table.rows.row(-1, named=True)["budget"] == 900


def test_a_header_over_two_rows() -> None:
    rows = ["Project ID,Project name,Baseline,,Actual,", ",,Start,Finish,Start,Finish", "P1,A,2026-01-01,2026-02-01,2026-01-05,2026-02-07",
            "P2,B,2026-01-02,2026-02-02,2026-01-06,2026-02-08"]  # fmt: skip
    [table] = read("\n".join(rows)).tables
    assert {c: table.columns.get(c) for c in ("project_id", "baseline_start", "baseline_finish", "actual_start", "actual_finish")} == {
        "project_id": "Project ID", "baseline_start": "Baseline Start", "baseline_finish": "Baseline Finish",
        "actual_start": "Actual Start", "actual_finish": "Actual Finish",
    }  # fmt: skip
    assert table.rows["actual_finish"].to_list() == [date(2026, 2, 7), date(2026, 2, 8)]


def test_a_header_over_three_rows() -> None:
    rows = [
        "Costs,,2026,,,,2027,",
        ",,Q1,,Q2,,Q1,",
        "Project ID,Category,Actual,Forecast,Actual,Forecast,Actual,Forecast",
        "P1,IT,1,2,3,4,5,6",
        "P2,IT,,,,,7,8",
    ]
    [table] = read("\n".join(rows), "costs.csv").tables
    lines = set(table.rows.select("project_id", "period", "kind", "amount").iter_rows())
    assert ("P1", date(2026, 4, 1), "forecast", Decimal("1.33")) in lines  # a third of 4, the cents left over in June
    assert ("P1", date(2026, 6, 1), "forecast", Decimal("1.34")) in lines
    assert ("P2", date(2027, 2, 1), "actual", Decimal("2.33")) in lines
    assert table.rows.height == 8 * 3


LEGEND = [
    "No problems. On track.",
    "Minor issues",
    "Some issues",
    "Long delays",
    "Major issues causing significant delays",
]


@pytest.mark.parametrize("known", [True, False])
def test_ratings_in_steps_need_the_sheets_own_legend(known: bool) -> None:
    rows = ["Project ID,Project name,Budget,Overall RAG,,Guidance,Score"]
    rows += [f"P{i},N{i},{i},{i},,{LEGEND[i - 1] if known else ''},{i if known else ''}" for i in range(1, 6)]
    file = read("\n".join(rows))
    [table] = file.tables
    if known:
        assert table.rows["reported_rag"].to_list() == ["green", "amber_green", "amber", "amber_red", "red"]
        assert any(p.action == "read by the legend of the sheet" for p in file.problems)
    else:
        assert "reported_rag" not in table.rows.columns


def test_a_word_before_a_remark() -> None:
    rows = ["Project ID,Project name,Status,Overall RAG", "P1,A,2. Ongoing - on track,Amber (see note)", "P2,B,Project complete,Red: late",
            "P3,C,Not yet started,Green", "P4,D,Complete - cancelled,Green"]  # fmt: skip
    [table] = read("\n".join(rows)).tables
    assert table.rows["status"].to_list() == ["active", "complete", "proposed", None]
    assert table.rows["reported_rag"].to_list() == ["amber", "red", "green", "green"]


def test_sections_become_a_column() -> None:
    rows = [
        "Project ID,Project name,Budget",
        "Infrastructure,,",
        "P1,A,1",
        "P2,B,2",
        "Subtotal,,3",
        "",
        "IT programmes,,",
        "P3,C,5",
        "Total,,8",
    ]
    [table] = read("\n".join(rows)).tables
    assert table.rows["portfolio"].to_list() == ["Infrastructure", "Infrastructure", "IT programmes"]
    rows = ["Project ID,Project name,Budget", ",Department: IT,", "P1,A,1", ",Department: HR,", "P2,B,2"]
    assert read("\n".join(rows)).tables[0].rows["department"].to_list() == ["IT", "HR"]


def test_groups_with_their_sums_are_no_projects() -> None:
    rows = [
        "Project ID,Project name,Manager,Budget",
        ",Infrastructure,,3",
        "P1,A,Ann,1",
        "P2,B,Bob,2",
        ",IT,,9",
        "P3,C,Ann,4",
        "P4,D,Bob,5",
    ]
    [table] = read("\n".join(rows)).tables
    assert (table.rows_loaded, table.money["budget"].loaded) == (4, Decimal(12))


def test_rows_of_statistics_are_no_projects() -> None:
    rows = ["Project ID,Project name,Budget", "P1,A,1", "P2,B,2", "Average,,1.5", "Max,,2", "Total,,3"]
    [table] = read("\n".join(rows)).tables
    assert (table.rows_loaded, table.rows_not_data) == (2, 4)


def test_counts_below_a_list_of_projects_are_none_of_them() -> None:
    lists = "Project ID,Project name,Budget,Manager\nP1,Bridge,100,Ann\nP2,Road,200,Bo\nP3,Dam,300,Cy\n"
    counts = "\nApprovals,Number,Late\nBudgets,12,2\nChanges,4,0\nMean time,1.8 days,0.7 days\n"
    file = read(lists + counts)
    assert [(t.table, t.rows_loaded, t.rows_quarantined) for t in file.tables] == [("project", 3, 0), (None, 0, 4)]
    assert file.tables[0].money["budget"].loaded == 600


def test_a_record_without_figures_below_a_blank_row_stays_in_its_table() -> None:
    file = read(
        "Project ID,Project name,Budget,Manager\nP1,Bridge,100,Ann\nP2,Road,200,Bo\n\nP3,Dam,TBC,Cy\nP4,Pier,5,Di\n"
    )
    assert [(t.table, t.rows_loaded) for t in file.tables] == [("project", 4)]


def test_a_header_repeated_in_other_words_is_no_project_and_hides_no_rows_above_it() -> None:
    file = read(
        "Name of beneficiary,Project name,Year,Granted amount of the fund and the state,Paid to date\n"
        'A,Mill,2012,"1,000.00",\nB,Lock,2013,,"2,500.00"\nC,Weir,2013,"400.00",\n'
        "Name of beneficiary,Project name,Year of grant,Granted amount,Paid to date\n"
        'D,Quay,2014,"300.00",\nE,Mole,2014,,"90.00"\n'
    )
    [table] = file.tables
    assert table.rows["name"].to_list() == ["Mill", "Lock", "Weir", "Quay", "Mole"]
    assert any("repeated header" in p.found for p in file.problems)


def test_a_dashboard_is_not_read_sideways() -> None:
    file = read(
        "STEERING,Harbour,Offices,\nStatus,Open,Done,\nEnd,2026-05-01,2026-06-01,\nBudget,100,200,\nOwner,Ann,Bo,\nOpen points,3,0,\n",
        "steering.csv",
    )
    assert not any(t.rows_loaded for t in file.tables)


def test_a_block_that_shares_two_words_with_the_header_above_is_another_table() -> None:
    tasks = "WBS ID,Task Name,Duration (Days),Start,End,Assigned To,% Complete,Status,RAG\n"
    rows = "".join(f"2.{i},Task {i},5,2026-0{i}-01,2026-0{i}-06,Ann,10%,In progress,Green\n" for i in range(1, 5))
    orders = "Package,Description,RFP Date,Tender Close,Value,Vendor,Status,RAG\nPKG-1,Radar,2026-04-15,2026-05-30,280,Acme,Issued,Green\n"
    file = read(f"{tasks}{rows}\nPROCUREMENT TRACKER\n{orders}", "plan.csv")
    assert (file.tables[0].table, file.tables[0].rows_loaded) == ("task", 4)
    assert not any("PKG" in str(v) for v in file.tables[0].rows.row(-1))
