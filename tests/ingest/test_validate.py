"""What loads, what is quarantined, what is no data; and that nothing goes missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pmo_metrics.ingest.model import TableResult, Upload
from pmo_metrics.ingest.understand import understand

HEADER = "Project ID,Project name,Department,Budget,Start date,Finish date,Status date\n"


def table(text: str, name: str = "projects.csv") -> TableResult:
    [found] = understand([Upload(name, text.encode())], None, date(2026, 7, 1))[0].tables
    assert found.rows_read == found.rows_loaded + found.rows_quarantined + found.rows_not_data
    assert all(m.read == m.loaded + m.quarantined for m in found.money.values())
    return found


def test_totals_headers_blanks_and_examples_are_no_data() -> None:
    found = table(
        HEADER + "EXAMPLE P-0,Depot,IT,1,,,2026-05-31\nP1,A,IT,10,,,2026-05-31\n,,,,,,\n" + HEADER
        + "P2,B,IT,20,,,2026-05-31\nTotal,,,30,,,\nSource: the ERP system,,,,,,\n"
    )  # fmt: skip
    assert found.rows["project_id"].to_list() == ["P1", "P2"]
    assert (found.rows_loaded, found.rows_not_data) == (2, 6)
    assert found.money["budget"].read == Decimal("30.00")


def test_unlabelled_total() -> None:
    found = table("Nr,Project,Total project cost\n1,A,10.50\n2,B,20.25\n,,30.75\n")
    assert (found.rows_loaded, found.money["budget"].read) == (2, Decimal("30.75"))


def test_a_project_called_total_is_data() -> None:
    found = table(HEADER + "P1,Total Rewards,HR,10,,,2026-05-31\nP2,Sum Insured,HR,5,,,2026-05-31\n")
    assert found.rows_loaded == 2


def test_missing_need_is_quarantined_with_its_cells() -> None:
    found = table(
        "Project ID,Period,Cost category,Cost kind,Amount\nP1,2026-01,x,Actual,5\n,2026-01,x,Actual,7\n", "cost.csv"
    )
    assert found.quarantined.select("row", "reason").rows() == [(3, "Project ID is missing or cannot be read")]
    assert "7" in found.quarantined["cells"][0]
    assert (found.money["amount"].loaded, found.money["amount"].quarantined) == (Decimal(5), Decimal(7))


def test_repeated_keys() -> None:
    found = table(HEADER + "P1,A,IT,10,,,2026-05-31\n" * 2 + "P1,A,IT,11,,,2026-05-31\nP1,A,IT,12,,,2026-06-30\n")
    assert found.rows["budget"].to_list() == [Decimal(10), Decimal(12)]
    assert (found.rows_quarantined, found.rows_not_data) == (1, 2)
    assert found.money["budget"].quarantined == Decimal(11)


def test_lines_of_a_transaction_table_may_repeat() -> None:
    line = "P1,2026-01,x,Actual,5\n"
    assert table("Project ID,Period,Cost category,Cost kind,Amount\n" + line * 2, "cost.csv").rows_loaded == 2


def test_impossible_values_are_emptied() -> None:
    found = table("Project ID,Project name,% complete\nP1,A,45\nP2,B,145\n")
    assert found.rows["percent_complete"].to_list() == [Decimal("0.45"), None]


def test_names_stand_in_for_ids() -> None:
    found = table("Project name,Department,Budget\nA,IT,1\nA,HR,2\nB,IT,3\n")
    assert found.rows["project_id"].to_list() == ["A / IT", "A / HR", "B"]


def test_shifted_rows_of_a_csv_are_quarantined() -> None:
    found = table(HEADER + "P1,A,IT,10,,,2026-05-31\n" * 1 + "P2,B, and more,IT,20,,,2026-05-31\n")
    assert found.quarantined["reason"].to_list() == ["more cells than headers: a value with an unquoted delimiter"]


def test_not_recognised_keeps_every_row() -> None:
    found = table("Colour,Shape\nred,round\n\nblue,square\n")
    assert found.source is None and found.rows_quarantined == 3
    assert set(found.quarantined["reason"]) == {"not recognised"}
