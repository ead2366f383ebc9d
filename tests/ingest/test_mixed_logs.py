"""A log of risks, issues and more: each row is what it says it is, and what no table holds is kept back and told."""

from __future__ import annotations

from datetime import date

import pytest

from pmo_metrics.ingest.model import FileResult, Upload
from pmo_metrics.ingest.understand import understand

RAID = (
    "ID,Project ID,{kind},Description,Owner,Status,Likelihood,Impact,Due date\n"
    "1,P1,Risk,Steel gets dearer,Ann,Open,High,Medium,2026-07-31\n"
    "2,P1,Issue,Crane is broken,Bo,Open,,High,2026-06-30\n"
    "3,P2,Assumption,Permit comes in May,Cy,Open,,,\n"
    "4,P2,Risk,Strike at the port,Ann,Closed,Low,High,2026-08-31\n"
    "5,P1,Action,Order a second crane,Bo,Closed,,,2026-05-31\n"
)


def read(text: str, name: str = "log.csv") -> FileResult:
    (file,) = understand([Upload(name, text.encode())], None, date(2026, 6, 30))
    return file


@pytest.mark.parametrize("kind", ["Type", "item_type", "RAID", "What"])
def test_each_kind_goes_to_its_table_whatever_the_column_is_called(kind: str) -> None:
    file = read(RAID.format(kind=kind))
    tables = {t.table: t for t in file.tables}
    assert tables["risk"].rows.select("risk_id", "title", "status").rows() == [
        ("1", "Steel gets dearer", "open"),
        ("4", "Strike at the port", "closed"),
    ]
    assert tables["risk"].rows["likelihood_score"].to_list() == [4, 2]
    assert tables["register"].rows.select("entry_id", "kind", "due").rows() == [
        ("2", "issue", date(2026, 6, 30)),
        ("5", "action", date(2026, 5, 31)),
    ]


def test_what_no_table_holds_is_kept_back_with_its_reason() -> None:
    file = read(RAID.format(kind="Type"))
    (left,) = [t for t in file.tables if t.table is None]
    assert left.quarantined.height == 2 and "Permit comes in May" in left.quarantined["cells"][1]  # under its header
    assert any("no table holds assumptions" in p.expected for p in file.problems)
    assert sum(t.rows_loaded for t in file.tables) == 4


def test_the_split_is_told() -> None:
    (note,) = [p for p in read(RAID.format(kind="Type")).problems if p.column == "Type"]
    assert (note.found, note.severity) == ("2 × risk, 2 × register, 1 × nothing", "info")


def test_the_words_of_one_kind_serve_the_other() -> None:
    text = "issue_id,project_id,item_type,issue,owner,raised_date,due_date,status\n"
    text += (
        "I1,P1,Issue,Crane is broken,Bo,2026-05-02,2026-06-30,Open\nI2,P1,Risk,Strike,Ann,2026-05-03,2026-07-31,Open\n"
    )
    tables = {t.table: t for t in read(text, "issues.csv").tables}
    assert tables["risk"].rows.select("risk_id", "title", "response_due").rows() == [
        ("I2", "Strike", date(2026, 7, 31))
    ]
    assert tables["register"].rows["entry_id"].to_list() == ["I1"]


@pytest.mark.parametrize(
    "kinds", [("Issue", "Action", "Decision"), ("Risk", "Risk", "Opportunity"), ("Open", "Risk", "Done")]
)
def test_other_columns_split_nothing(kinds: tuple[str, ...]) -> None:
    rows = "".join(f"{n},P1,{kind},Something {n},Ann,Open,2026-07-0{n}\n" for n, kind in enumerate(kinds, 1))
    assert len(read("ID,Project ID,Type,Description,Owner,Status,Due date\n" + rows, "issues.csv").tables) == 1


def test_the_letters_of_raid_are_kinds_and_those_of_a_traffic_light_are_not() -> None:
    letters = RAID.replace("Risk,", "R,").replace("Issue,", "I,").replace("Assumption,", "A,").replace("Action,", "D,")
    tables = {t.table: t for t in read(letters.format(kind="Type")).tables}
    assert tables["risk"].rows["risk_id"].to_list() == ["1", "4"]
    assert tables["register"].rows.select("entry_id", "kind").rows() == [("2", "issue")]
    lights = "Project ID,Project name,Manager,RAG\nP1,Dam,Ann,R\nP2,Road,Bo,A\nP3,Pier,Cy,R\n"
    assert [t.table for t in read(lights, "projects.csv").tables] == ["project"]


def test_dependencies_that_name_no_other_project_are_told() -> None:
    text = "id,type,description,impact,probability,owner,response,status\nR1,Dependency,API access,High,Medium,Ann,Confirm,Open\nR2,Risk,Late,Medium,Medium,Bo,Refine,Open\nR3,Dependency,Copy,Low,Low,Ann,Review,Open\nR4,Risk,QA,Medium,Low,Bo,Reserve,Open\n"
    (file,) = understand([Upload("log.csv", text.encode())], None, date(2026, 7, 1))
    told = [p.severity for p in file.problems if p.expected.startswith("a dependency on another project")]
    assert told == ["warning"]


def test_a_legend_below_the_log_does_not_make_all_entries_risks() -> None:
    text = (
        "ID,Type,Description,Impact,Likelihood,Owner,Status\n1,Risk,Late,High,Medium,Ann,Open\n2,Issue,Staff,High,,Bob,Open\n"
        "3,Decision,Cloud,High,,Cy,Closed\n,,,,,,\nLegend,,,,,,\nHigh,needs the board,,,,,\nLow,watch,,,,,\n"
    )
    (file,) = understand([Upload("RAID.csv", text.encode())], None, date(2026, 7, 1))
    assert [(t.table, t.rows_loaded) for t in file.tables] == [("risk", 1), ("register", 2), (None, 0)]
