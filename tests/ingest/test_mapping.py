"""Teaching once: a saved mapping is text, finds its table again, and is part of what a release is made from."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import PROJECTS, TODAY, put
from hypothesis import given
from hypothesis import strategies as st

from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest.load import load, rebuild
from pmo_metrics.ingest.mapping import SavedMapping, mapping_text, parse_mapping, slugify
from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.taught import Taught, parse, read_taught, save_mapping
from pmo_metrics.ingest.teach import again, lesson, lessons, notes_of
from pmo_metrics.ingest.understand import tables_in, understand
from pmo_metrics.settings import Limits
from pmo_metrics.store import Store

LEDGER = """Vorgang,Traeger,Wann,Euronen,Bemerkung
A-1,Lohn,03/04/2026,100.50,x
A-2,Lohn,05/04/2026,200,
A-2,Material,07/05/2026,300,late
"""
MAPPING = """table = "cost"
day_first = true
[columns]
"Vorgang" = "project_id"
"Traeger" = "category"
"Wann" = "period"
"Euronen" = "amount"
"Bemerkung" = ""
[constants]
kind = "actual"
currency = "EUR"
"""


def taught(text: str = MAPPING, slug: str = "ledger") -> Taught:
    return parse({f"mappings/{slug}.toml": text})


def read(text: str, known: Taught, name: str = "ledger.csv") -> tuple[FileResult, TableResult]:
    [file] = understand([Upload(name, text.encode())], None, TODAY, taught=known)
    [table] = file.tables
    return file, table


def test_a_taught_table_reads_as_taught() -> None:
    assert read(LEDGER, Taught())[1].source is None
    _, table = read(LEDGER, taught())
    assert (table.source, table.table, table.confidence) == ("mapping:ledger", "cost", 1.0)
    assert table.rows["period"].to_list() == [date(2026, 4, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert set(table.rows["kind"]) == {"actual"} and set(table.rows["currency"]) == {"EUR"}
    assert table.money["amount"].loaded == Decimal("600.50")
    assert table.unmapped == ("Bemerkung",)


@pytest.mark.parametrize(
    "header",
    [
        "VORGANG,traeger, Wann ,EURONEN,Bemerkung",
        "Vorgang,Traeger,Wann,Euronen,Notiz",
        "Vor gang,Traeger,Wann,Euronen,Bemerkung",
    ],
)
def test_it_survives_case_spacing_and_another_column(header: str) -> None:
    _, table = read(LEDGER.replace(LEDGER.splitlines()[0], header), taught())
    assert table.source == "mapping:ledger" and table.rows_loaded == 3


@given(st.permutations(range(6)))
def test_it_survives_any_order_and_a_column_added(order: list[int]) -> None:
    lines = [[*line.split(","), "neu"] for line in LEDGER.splitlines()]
    shuffled = "\n".join(",".join(line[i] for i in order) for line in lines)
    _, table = read("Ledger of May\n\n" + shuffled, taught())
    assert table.source == "mapping:ledger" and table.money["amount"].loaded == Decimal("600.50")


def test_a_column_that_is_gone_is_told_and_a_needed_one_is_asked_for() -> None:
    without = "\n".join(",".join(line.split(",")[i] for i in (0, 2, 3, 4)) for line in LEDGER.splitlines())
    file, table = read(without, taught())
    assert table.source == "mapping:ledger"
    assert any(p.column == "Traeger" and p.action == "left empty" for p in file.problems)
    assert read(LEDGER.replace("Vorgang", "Other"), taught())[1].source is None


def test_other_tables_with_a_few_of_its_headers_are_left_alone() -> None:
    many = "Vorgang,Wann,Euronen,Traeger,a,b,c,d,e,f\nA-1,2026-01-01,1,x,1,2,3,4,5,6\n"
    assert read(many, taught())[1].source is None
    assert read(PROJECTS, taught())[1].source != "mapping:ledger"


def test_a_mapping_that_nobody_checked_reads_nothing() -> None:
    file, table = read(LEDGER, taught("confirmed = false\n" + MAPPING))
    assert table.source is None
    assert any("ledger.toml" in p.found for p in file.problems)


def test_units_are_taught_where_the_header_states_none_and_believed_where_it_does() -> None:
    text = MAPPING + '[units]\namount = "k€"\n'
    _, table = read(LEDGER, taught(text))
    assert table.money["amount"].loaded == Decimal("600500.00")
    file, table = read(LEDGER.replace("Euronen", "Euronen (m€)"), taught(text.replace('"Euronen"', '"Euronen (m€)"')))
    assert table.money["amount"].loaded == Decimal("600500000.00")
    assert any(p.action == "read as the header says" for p in file.problems)


def test_months_beside_taught_columns_are_found_anew_each_month() -> None:
    mapping = 'table = "cost"\nmonths = true\n[columns]\n"Vorgang" = "project_id"\n"Traeger" = "category"\n[constants]\nkind = "forecast"\n'
    wide = "Traeger,Vorgang,2026-01,2026-02,2026-03\nLohn,A-1,1,2,3\n"
    _, table = read(wide, taught(mapping))
    assert table.rows["amount"].to_list() == [1, 2, 3] and set(table.rows["kind"]) == {"forecast"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("table = ", "cannot be read"),
        ('table = "costs"', "table should be one of"),
        (MAPPING.replace('"category"', '"categry"'), "categry"),
        (MAPPING.replace('"Bemerkung" = ""', '"Bemerkung" = "amount"'), "amount is given to both"),
        (MAPPING.replace('kind = "actual"', 'kind = "guess"'), "kind should be one of"),
        (MAPPING.replace('kind = "actual"', "amount = 5"), "cannot be a constant"),
        (MAPPING + '[units]\namount = "parsec"\n', "parsec"),
        (MAPPING.replace("day_first = true", "day_first = 1"), "day_first should be true or false"),
        ('table = "cost"\n[columns]\n"A" = ""\n', "no header"),
        ("colour = 1\n" + MAPPING, "colour"),
    ],
)
def test_a_wrong_text_is_one_sentence_naming_the_file(text: str, said: str) -> None:
    with pytest.raises(BadRequest, match=r"mappings/ledger\.toml") as stop:
        parse_mapping("ledger", text)
    assert said in str(stop.value)


@given(st.text(max_size=80))
def test_a_name_never_becomes_a_path(name: str) -> None:
    slug = slugify(name)
    assert slug and set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and len(slug) <= 60


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=6, unique=True), st.text(max_size=40))
def test_any_header_and_any_sample_can_be_written_and_read_back(headers: list[str], note: str) -> None:
    headers = [h.encode("utf-8", "ignore").decode() for h in headers]
    columns = dict.fromkeys(headers, "") | {"Project": "project_id"}
    mapping = SavedMapping("any", "project", columns, constants={"currency": "EUR"}, units={"budget": "k€"})
    text = mapping_text(mapping, dict.fromkeys(headers, note), note)
    back = parse_mapping("any", text)
    assert (back.columns, back.constants, back.units) == (columns, mapping.constants, mapping.units)
    assert tomllib.loads(text)["table"] == "project"


def test_a_proposal_shows_what_is_in_each_column(tmp_path: Path) -> None:
    upload = Upload("odd 2026-05.csv", LEDGER.encode())
    [found] = lessons(upload, understand([upload], None, TODAY)[0].tables, Taught())
    name = save_mapping(tmp_path, found.mapping, notes_of(found.seen), found.title)
    text = (tmp_path / name).read_text("utf-8")
    assert name == "mappings/odd.toml" and "confirmed = false" in text
    assert '"Euronen" = ""  # numbers: 100.50, 200, 300' in text
    assert save_mapping(tmp_path, found.mapping, {}) == "mappings/odd-2.toml"
    assert sorted(m.slug for m in read_taught(tmp_path).mappings) == ["odd", "odd-2"]


def test_a_lesson_shows_how_the_cells_of_each_column_read() -> None:
    [table] = tables_in(Upload("ledger.csv", LEDGER.replace("200", "abc").encode()), Limits(), Taught())
    first = lesson(table, "ledger", "cost", 1)
    columns = {"Vorgang": "project_id", "Wann": "period", "Euronen": "amount", "Traeger": "", "Bemerkung": ""}
    given = SavedMapping("ledger", "cost", columns, day_first=True, constants={"kind": "actual"})
    seen = {s.header: s for s in again(first, given).seen}
    assert (seen["Euronen"].filled, seen["Euronen"].read, seen["Euronen"].unread) == (3, 2, ("abc",))
    assert seen["Wann"].samples[0] == ("03/04/2026", "2026-04-01")
    assert seen["Euronen"].confidence < seen["Wann"].confidence


def save(store: Store, text: str = MAPPING) -> None:
    folder = store.root / "mappings"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ledger.toml").write_text(text, "utf-8")


def amounts(store: Store) -> list[tuple[object, ...]]:
    return store.snapshot().run("SELECT project_id, kind, amount FROM cost ORDER BY ALL").rows()


def test_the_mapping_is_kept_with_the_release_and_rebuild_gives_the_same(store: Store) -> None:
    save(store)
    first = put(store, ledger_csv=LEDGER)
    assert first.release and first.release.loads[0].mappings == (("mappings/ledger.toml", MAPPING),)
    before = amounts(store)
    save(store, MAPPING.replace('"actual"', '"budget"'))
    assert rebuild(store).fingerprint == first.release.fingerprint
    assert amounts(store) == before


def test_the_same_file_taught_otherwise_replaces_what_it_said_before(store: Store) -> None:
    save(store)
    first = put(store, ledger_csv=LEDGER)
    assert not put(store, ledger_csv=LEDGER).changed
    save(store, MAPPING.replace('"actual"', '"budget"'))
    second = put(store, ledger_csv=LEDGER)
    assert second.changed and second.release and first.release
    assert second.release.fingerprint != first.release.fingerprint
    assert amounts(store) == [("A-1", "budget", Decimal("100.50")), ("A-2", "budget", 200), ("A-2", "budget", 300)]
    before = amounts(store)
    rebuild(store)
    assert amounts(store) == before
    held = store.snapshot().run("SELECT count(*) AS n FROM load_table")["n"][0]
    assert held == 1


def test_a_table_taught_after_it_was_read_wrongly_moves_to_its_own_table(store: Store) -> None:
    text = "Project ID,Project name,Budget,Note\nP-1,Bridge,10,a\nP-2,Tunnel,20,b\n"
    put(store, things_csv=text)
    assert store.snapshot().run("SELECT count(*) AS n FROM project")["n"][0] == 2
    columns = '[columns]\n"Project ID" = "project_id"\n"Project name" = "title"\n"Budget" = "cost_likely"\n"Note" = "risk_id"\n'
    save(store, f'table = "risk"\n{columns}')
    put(store, things_csv=text)
    db = store.snapshot()
    assert db.run("SELECT count(*) AS n FROM project")["n"][0] == 0
    assert db.run("SELECT title FROM risk ORDER BY title")["title"].to_list() == ["Bridge", "Tunnel"]


def test_loads_that_were_not_taught_keep_their_identity(tmp_path: Path, store: Store) -> None:
    first = put(store, projects_csv=PROJECTS)
    save(store)
    assert not put(store, projects_csv=PROJECTS).changed
    assert first.release and rebuild(store).fingerprint == first.release.fingerprint


def test_a_broken_mapping_is_said_before_anything_is_read(store: Store) -> None:
    save(store, "table = 7")
    with pytest.raises(BadRequest, match=r"mappings/ledger\.toml"):
        load(store, [Upload("a.csv", LEDGER.encode())], today=TODAY)


def test_what_a_mapping_expects_and_a_file_lacks_is_told(store: Store) -> None:
    save(store, MAPPING + '[expect]\ncolumns = ["Bemerkung", "Kostenstelle"]\nrows = 100\n')
    report = put(store, ledger_csv=LEDGER)
    told = [(p.found, p.severity, p.action) for p in report.problems if "expects" in p.expected]
    assert told == [("no column Kostenstelle", "warning", "noted"), ("3 rows", "warning", "noted")]
    assert report.rows_loaded == 3
    kept = read_taught(store.root).mappings[0]
    assert parse_mapping(kept.slug, mapping_text(kept, {})).expect_columns == ("Bemerkung", "Kostenstelle")
    assert parse_mapping(kept.slug, mapping_text(kept, {})).expect_rows == 100


@pytest.mark.parametrize("expect", ["rows = -1", "rows = true", 'columns = "a"', 'columns = [""]', "cells = 1"])
def test_an_expectation_that_cannot_be_is_refused(expect: str) -> None:
    with pytest.raises(BadRequest, match=r"^mappings/ledger\.toml.*expect"):
        parse_mapping("ledger", MAPPING + f"[expect]\n{expect}\n")


def test_headers_in_two_rows_can_be_taught() -> None:
    text = "Plan 2026,,,\nWhat,Sum,,Note\n,planned,spent,\nA,10,20,x\nB,30,40,\n"
    (found,) = tables_in(Upload("a.csv", text.encode()), Limits(), Taught())
    made = lesson(found, "a", "cost", 3, 2)
    assert (made.mapping.header_rows, list(made.mapping.columns)) == (2, ["What", "Sum planned", "Sum spent", "Note"])
    assert [s.filled for s in made.seen] == [2, 2, 2, 1]


def test_a_table_of_which_no_row_loads_is_offered_to_be_taught() -> None:
    upload = Upload("times.csv", b"User,Project,Start Date,Duration (h)\nAnn,Dam,03/04/2026,2\nBo,Dam,05/06/2026,3\n")
    (file,) = understand([upload], None, date(2026, 7, 1))
    (table,) = file.tables
    assert table.source and (table.rows_loaded, table.rows_quarantined) == (0, 2)
    assert [one.mapping.table for one in lessons(upload, file.tables, Taught())] == ["timesheet"]
