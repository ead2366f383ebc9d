"""Months and quarters without a year are of the one year that stands above them, or in the name of the sheet or file."""

from __future__ import annotations

from datetime import date

import pytest

from pmo_metrics.ingest.model import FileResult, Upload
from pmo_metrics.ingest.understand import understand


def read(text: str, name: str = "costs.csv") -> FileResult:
    (file,) = understand([Upload(name, text.encode())], None, date(2026, 6, 30))
    return file


ROWS = "Project ID,Cost kind,Jan,Feb,Mar\nP1,Budget,100,200,300\nP1,Actual,90,,310\n"


@pytest.mark.parametrize(
    ("title", "name"),
    [("Budget 2025", "costs.csv"), ("Budget FY2025", "costs.csv"), ("Portfolio costs", "costs_2025.csv")],
)
def test_the_year_of_the_title_or_the_file(title: str, name: str) -> None:
    file = read(f"{title},,,,\n{ROWS}", name)
    (table,) = file.tables
    months = table.rows.filter(kind="actual").select("period", "amount").rows()
    assert months == [(date(2025, 1, 1), 90), (date(2025, 3, 1), 310)]
    assert [p.severity for p in file.problems if p.found == "months or quarters without a year"] == ["warning"]


@pytest.mark.parametrize("title", ["Costs", "Budget 2024 and 2025"])
def test_no_year_or_two_are_no_answer(title: str) -> None:
    assert not sum(t.rows_loaded for t in read(f"{title},,,,\n{ROWS}").tables)


def test_months_from_april_on_need_a_year_of_two() -> None:
    rows = "Project ID,Cost kind,Apr,Dec,Jan,Mar\nP1,Budget,1,2,3,4\n"
    (table,) = read(f"Spend 2024/25,,,,,\n{rows}").tables
    assert table.rows["period"].to_list() == [date(2024, 4, 1), date(2024, 12, 1), date(2025, 1, 1), date(2025, 3, 1)]
    assert not sum(t.rows_loaded for t in read(f"Spend 2024,,,,,\n{rows}").tables)


def test_dates_of_a_milestone_are_no_months() -> None:
    text = "Milestone,Planned date,Forecast date,Owner,Status\nDesign,2026-05-14,2026-06-02,Ann,Complete\n"
    text += "Build,2026-07-15,2026-08-30,Actual,Planned\nTest,2026-09-01,2026-09-20,Bo,Planned\n"
    (table,) = read(text, "milestones.csv").tables
    assert (table.table, table.rows_loaded) == ("milestone", 3)


@pytest.mark.parametrize(
    "header",
    [
        ",Budget,,Actual,\nProject ID,2026-01,2026-02,2026-01,2026-02",
        "Project ID,Budget 2026-01,Budget 2026-02,Actual 2026-01,Actual 2026-02",
        "Project ID,Budget Jan-26,Budget Feb-26,Actual Jan-26,Actual Feb-26",
    ],
)
def test_kinds_of_cost_beside_or_above_months(header: str) -> None:
    (table,) = read(f"{header}\nP1,10,20,11,21\n").tables
    found = table.rows.sort("kind", "period").select("kind", "period", "amount").rows()
    assert found == [
        ("actual", date(2026, 1, 1), 11), ("actual", date(2026, 2, 1), 21),
        ("budget", date(2026, 1, 1), 10), ("budget", date(2026, 2, 1), 20),
    ]  # fmt: skip
