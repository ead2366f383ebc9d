"""A table ends at the last header that somebody wrote, and letters explained by the header are no colours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pmo_metrics.ingest.model import TableResult, Upload
from pmo_metrics.ingest.samples import named_width
from pmo_metrics.ingest.understand import understand


def table(text: str) -> TableResult:
    [file] = understand([Upload("projects.csv", text.encode())], None, date(2026, 7, 1))
    [found] = file.tables
    return found


@pytest.mark.parametrize("filler", ["Column 7,Column 8", "Unnamed: 6,Unnamed: 7", ","])
def test_a_shifted_record_never_gives_its_neighbours_amount(filler: str) -> None:
    """An unquoted comma moves the budget into the cost: 300 is the budget of P2 and 200 its cost, whoever named the columns."""
    found = table(
        "Project ID,Project name,Start,Finish,Budget,Actual cost," + filler + "\n"
        "P1,Harbour,2026-01-01,2026-12-31,100,50,,\n"
        "P2,Mill, northern part,2026-01-01,2026-12-31,300,200,\n"
        "P3,Bridge,2026-01-01,2026-12-31,400,70,,\n"
    )
    money = {k: v.loaded for k, v in found.money.items()}
    assert money["budget"] + money["actual_cost"] in (Decimal(1120), Decimal(620))  # put right, or P2 held back whole
    assert money["budget"] in (Decimal(800), Decimal(500))


def test_the_width_of_a_table_ends_with_the_last_name_that_somebody_wrote() -> None:
    assert named_width(["ID", "Name", "Column 3", "Column 4"]) == 2
    assert named_width(["Unnamed: 0", "Name", ""]) == 2
    assert named_width(["Column A", "Column of trees"]) == 2


def test_letters_that_the_header_explains_are_no_traffic_lights() -> None:
    text = "Project ID,Project name,{},Budget\nP1,Harbour,A,100\nP2,Mill,G,200\nP3,Bridge,A,300\n"
    assert "reported_rag" not in table(text.format("Status - G genehmigt - A ausbezahlt")).columns
    assert "reported_rag" in table(text.format("Status")).columns
    assert "reported_rag" in table(text.format("Status - G green - A amber")).columns


@pytest.mark.parametrize("mark", [",", ";"])
def test_an_empty_header_at_the_end_is_a_column_without_a_name(mark: str) -> None:
    """Every record has as many cells as the header: none of them is cut by a delimiter too many."""
    text = "Project ID,Project Name,Budget,Status,Manager,\nP1,Alpha,1000,Active,Ann,on hold since May\nP2,Beta,2000,Active,Bob,\nP3,Gamma,500,Active,Cy,\n"
    (file,) = understand([Upload("projects.csv", text.replace(",", mark).encode())], None, date(2026, 7, 1))
    assert file.tables[0].rows["manager"].to_list() == ["Ann", "Bob", "Cy"]
    assert "1 cells without a header, such as on hold since May" in [p.found for p in file.problems]


def test_a_value_cut_by_a_comma_is_still_seen_beside_an_empty_header() -> None:
    text = "Project ID,Project Name,Budget,Status,Manager,\n" + "".join(
        f"P{i},Alpha {i},1000,Active,Ann\n" for i in range(9)
    )
    text += "P9,Beta, the second,2000,Active,Bob\n"
    (file,) = understand([Upload("projects.csv", text.encode())], None, date(2026, 7, 1))
    assert [m for t in file.tables for m in t.rows["manager"]].count("Active") == 0
