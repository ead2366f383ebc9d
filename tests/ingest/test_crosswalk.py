"""The crosswalk: joins that an analyst confirmed, proposals with evidence, and what hangs on ids that nobody described."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from conftest import put

from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest.crosswalk import Crosswalk, Proposal, known_in, parse_crosswalk, proposals
from pmo_metrics.ingest.load import rebuild
from pmo_metrics.ingest.suggest import frames_in, suggest
from pmo_metrics.ingest.taught import confirm, read_taught, refuse, take_back
from pmo_metrics.store import Store

LIST = """Project ID,Project name,Department,Project manager,Budget,Status date
P-1,Bridge,DfT,Ana Ruiz,10,2026-05-31
P-2,Tunnel,DfT,Bo Lind,20,2026-05-31
"""
COSTS = """Project ID,Period,Cost kind,Amount,Currency
P1,2026-05,actual,100.50,EUR
P1,2026-05,budget,90,EUR
X-9,2026-05,actual,7,EUR
"""
ROSTER = """Person ID,Person,Role,Status date
E1,Anna Kern,Engineer,2026-05-31
E2,Bo Lind,Engineer,2026-05-31
E3,Bea Lind,Engineer,2026-05-31
"""
HOURS = """Person ID,Work date,Project ID,Hours
anna.kern@example.com,2026-05-04,Tunnel,8
"Kern, Anna",2026-05-05,P-2,6
b.lind@example.com,2026-05-05,P-2,5
E2,2026-05-06,P-2,4
"""


@pytest.fixture
def full(store: Store) -> Store:
    put(store, p_csv=LIST, costs_csv=COSTS, roster_csv=ROSTER)
    put(store, timesheet_csv=HOURS)
    return store


def proposed(store: Store) -> dict[tuple[str, str], str]:
    found = suggest(frames_in(store.snapshot()), read_taught(store.root)).joins
    return {(p.same, p.id): p.evidence for p in found}


def test_proposals_come_with_their_evidence(full: Store) -> None:
    assert proposed(full) == {
        ("P1", "P-1"): "id but for its marks",
        ("Tunnel", "P-2"): "same name",
        ("anna.kern@example.com", "E1"): "e-mail address",
        ("Kern, Anna", "E1"): "order of names",
        ("b.lind@example.com", "E2"): "e-mail address",
        ("b.lind@example.com", "E3"): "e-mail address",
    }
    rivals = {
        p.same: p.rivals for p in suggest(frames_in(full.snapshot()), read_taught(full.root)).joins if p.id == "E2"
    }
    assert rivals == {"b.lind@example.com": ("E3",)}


def test_what_nobody_described_is_listed_with_the_money_and_hours_that_hang_on_it(full: Store) -> None:
    held = full.snapshot().run('SELECT * FROM unresolved ORDER BY thing, id, "table"')
    rows = {
        (r["thing"], r["id"], r["table"]): (r["actual_cost"], r["budget"], r["hours"])
        for r in held.iter_rows(named=True)
    }
    assert rows == {
        ("person", "Kern, Anna", "timesheet"): (None, None, 6),
        ("person", "anna.kern@example.com", "timesheet"): (None, None, 8),
        ("person", "b.lind@example.com", "timesheet"): (None, None, 5),
        ("project", "P1", "cost"): (Decimal("100.50"), 90, None),
        ("project", "Tunnel", "timesheet"): (None, None, 8),
        ("project", "X-9", "cost"): (7, 0, None),
    }


def test_a_confirmed_proposal_joins_every_row_and_is_kept_with_the_release(full: Store) -> None:
    before = full.current()
    for one in suggest(frames_in(full.snapshot()), read_taught(full.root)).joins:
        if not one.rivals:
            confirm(full.root, one)
    assert before and rebuild(full).fingerprint == before.fingerprint
    made = rebuild(full, taught=True)
    assert proposed(full).keys() == {("b.lind@example.com", "E2"), ("b.lind@example.com", "E3")}
    left = full.snapshot().run("SELECT id FROM unresolved ORDER BY id")["id"].to_list()
    assert left == ["X-9", "b.lind@example.com"]
    hours = full.snapshot().run(
        "SELECT person_id, sum(hours) AS h FROM timesheet GROUP BY person_id ORDER BY person_id"
    )
    assert hours.rows() == [("E1", 14), ("E2", 4), ("b.lind@example.com", 5)]
    told = full.snapshot().run("SELECT found FROM problem WHERE action = 'joined' ORDER BY found")["found"].to_list()
    assert "Kern, Anna, anna.kern@example.com in 2 rows" in told
    (full.root / "crosswalk.toml").unlink()
    assert rebuild(full).fingerprint == made.fingerprint


def test_addresses_are_the_same_in_any_case() -> None:
    known = parse_crosswalk('[[person]]\nid = "E1"\nsame = ["Anna.Kern@Example.com"]\n')
    assert known.person == {"anna.kern@example.com": "E1"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[project]", "cannot be read"),
        ("[[thing]]\n", "unknown section"),
        ('[[project]]\nid = "P"\n', "needs id"),
        ('[[project]]\nid = "P"\nsame = ["a"]\n[[project]]\nid = "Q"\nsame = ["a"]\n', "both 'P' and 'Q'"),
        ('[[project]]\nid = "P"\nsame = ["a"]\n[[project]]\nid = "Q"\nsame = ["P"]\n', "name the last one"),
        ('[[project]]\nid = "P"\nsame = ["a"]\nwhy = 1\n', "why"),
    ],
)
def test_a_wrong_text_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(BadRequest, match=r"^crosswalk\.toml") as stop:
        parse_crosswalk(text)
    assert said in str(stop.value)


def test_an_entry_that_contradicts_another_is_not_written(full: Store) -> None:
    joins = [p for p in suggest(frames_in(full.snapshot()), read_taught(full.root)).joins if p.rivals]
    confirm(full.root, joins[0])
    text = (full.root / "crosswalk.toml").read_text()
    with pytest.raises(BadRequest, match="both"):
        confirm(full.root, joins[1])
    assert (full.root / "crosswalk.toml").read_text() == text


def test_a_plan_is_proposed_for_the_project_that_it_names() -> None:
    projects = pl.DataFrame({"project_id": ["P-1", "P-2"], "name": ["Bridge", "Tunnel"]})
    tasks = pl.DataFrame({"project_id": ["BRG", "BRG", "X"], "project_name": ["Bridge", "Bridge", "Port"]})
    [found] = proposals(known_in([("project", projects), ("task", tasks)]), Crosswalk())
    assert (found.same, found.id, found.evidence, found.rows) == ("BRG", "P-1", "same name", 2)


def test_two_ids_with_one_name_are_proposed_as_one() -> None:
    projects = pl.DataFrame({"project_id": ["P-1", "BRG", "P-2"], "name": ["Bridge", "bridge", "Tunnel"]})
    costs = pl.DataFrame({"project_id": ["P-1", "P-1", "BRG"]})
    [found] = proposals(known_in([("project", projects), ("cost", costs)]), Crosswalk())
    assert (found.same, found.id, found.evidence) == ("BRG", "P-1", "same name")


def test_a_refused_join_is_proposed_no_more_until_it_is_taken_back(full: Store) -> None:
    def joins() -> list[tuple[str, str]]:
        return [(p.same, p.id) for p in suggest(frames_in(full.snapshot()), read_taught(full.root)).joins]

    first = suggest(frames_in(full.snapshot()), read_taught(full.root)).joins[0]
    before = joins()
    path = full.root / "crosswalk.toml"
    path.write_text('# ours\n[[project]]\nid = "P-1"\nsame = ["old name"]\n')
    refuse(full.root, first, "two people of one name")
    with path.open("a") as file:
        file.write("\n# the finance system\n")
    confirm(full.root, Proposal("project", "ledger 7", "P-2", "same name", "Bridge", 1))
    assert joins() == [j for j in before if j != (first.same, first.id)]
    (refused,) = read_taught(full.root).crosswalk.refused
    assert (refused.same, refused.id, refused.reason) == (first.same, first.id, "two people of one name")
    take_back(full.root, refused)
    assert joins() == before
    left = path.read_text()
    assert "refused" not in left and "# ours\n" in left and "# the finance system\n" in left
    assert read_taught(full.root).crosswalk.project == {"old name": "P-1", "ledger 7": "P-2"}
    with pytest.raises(BadRequest, match="no such entry"):
        take_back(full.root, refused)


def test_a_refusal_without_a_reason_names_what_spoke_for_the_join(tmp_path: Path) -> None:
    refuse(tmp_path, Proposal("person", "A Kern", "E1", "order of names", "Kern, A", 3), " ")
    assert "order of names: Kern, A" in read_taught(tmp_path).crosswalk.refused[0].reason


def test_what_is_joined_cannot_be_refused_as_well() -> None:
    both = '[[project]]\nid = "P"\nsame = ["a"]\n[[refused]]\nkind = "project"\nid = "P"\nsame = "a"\nreason = "no"\n'
    with pytest.raises(BadRequest, match="remove one of them"):
        parse_crosswalk(both)


def test_people_whom_a_plan_names_are_suggested_only_where_work_hangs_on_them() -> None:
    roster = pl.DataFrame({"person_id": ["P021"], "name": ["Bastian Krull"]})
    planned = pl.DataFrame({"person_id": ["R01", "R02"], "name": ["Bastian Krull", "Bastian Krull"]})
    work = pl.DataFrame({"person_id": ["R02", "R02"]})
    found = proposals(known_in([("person", roster), ("plan_people", planned), ("assignment", work)]), Crosswalk())
    assert [(p.same, p.id, p.rows) for p in found] == [("R02", "P021", 2)]
