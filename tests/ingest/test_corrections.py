"""Corrections of values: said once with a reason, counted where they apply, and only ever suggested otherwise."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from conftest import PROJECTS, TODAY, put

from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest.corrections import Corrections, alike, parse_corrections
from pmo_metrics.ingest.load import rebuild
from pmo_metrics.ingest.model import FileResult, Upload
from pmo_metrics.ingest.suggest import frames_in, frames_of, suggest
from pmo_metrics.ingest.taught import Taught, keep_apart, merge, no_longer_apart, parse, read_taught
from pmo_metrics.ingest.understand import understand
from pmo_metrics.store import Store

LIST = """Project ID,Project name,Department,Project manager,Budget,Status date
P-1,Bridge,DFT,Ana Ruiz,10,2026-05-31
P-2,Tunnel,DfT,Ruiz Ana,20,2026-05-31
P-3,Portal,Department for Transport,Bo Lind,30,2026-05-31
P-4,Port,DfE,Bo Lind,40,2026-05-31
"""
RULE = """[[correction]]
kind = "department"
from = ["DFT", "Department for Transport"]
to = "DfT"
reason = "one ministry, three spellings"
"""


def read(text: str, today: date = TODAY) -> FileResult:
    return understand([Upload("p.csv", LIST.encode())], None, today, taught=parse({"corrections.toml": text}))[0]


def departments(file: FileResult) -> list[str]:
    return file.tables[0].rows["department"].to_list()


def test_a_correction_is_applied_before_the_rules_and_counted() -> None:
    file = read(RULE)
    assert departments(file) == ["DfT", "DfT", "DfT", "DfE"]
    [told] = [p for p in file.problems if p.action == "corrected"]
    assert (told.column, told.severity) == ("department", "info")
    assert told.found == "DFT, Department for Transport in 2 rows" and "one ministry" in told.expected


def test_what_is_not_named_is_left_alone() -> None:
    assert departments(read(RULE.replace('"DFT", ', ""))) == ["DFT", "DfT", "DfT", "DfE"]


def test_a_guard_that_is_not_met_is_a_warning() -> None:
    assert not [p for p in read(RULE + "expect = 2\n").problems if "corrections.toml" in p.expected]
    [told] = [p for p in read(RULE + "expect = 3\n").problems if "corrections.toml" in p.expected]
    assert told.severity == "warning" and "3 rows at least" in told.expected


def test_a_correction_that_ended_is_not_applied_but_told() -> None:
    rule = RULE + "until = 2026-06-30\n"
    assert departments(read(rule, date(2026, 6, 30)))[0] == "DfT"
    file = read(rule, date(2026, 7, 1))
    assert departments(file)[0] == "DFT"
    assert any("ended on 2026-06-30" in p.expected for p in file.problems)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[correction]", "cannot be read"),
        (RULE.replace('reason = "one ministry, three spellings"\n', ""), "needs a reason"),
        (RULE.replace('"department"', '"colour"'), "kind should be one of"),
        (RULE.replace("from", "form"), "unknown key 'form'"),
        (RULE + RULE.replace('"DfT"', '"DfX"'), "two names"),
        (RULE + "expect = -1\n", "expect should be"),
        (RULE + 'until = "soon"\n', "until should be a date"),
        ('[[different]]\nnames = ["a"]\n', "different"),
        ("rules = 1\n", "unknown section"),
    ],
)
def test_a_wrong_text_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(BadRequest, match=r"^corrections\.toml") as stop:
        parse_corrections(text)
    assert said in str(stop.value)


def test_spellings_are_suggested_with_evidence_and_never_merged() -> None:
    found = suggest(frames_of([read("")]), Taught())
    pairs = {(frozenset((a.spelling, a.to)), a.evidence) for a in found.alike}
    assert (frozenset(("DFT", "DfT")), "case and spacing") in pairs
    assert (frozenset(("Department for Transport", "DfT")), "initials") in pairs
    assert (frozenset(("Ana Ruiz", "Ruiz Ana")), "order of words") in pairs
    assert not any("DfE" in names for names, _ in pairs)


def test_names_that_differ_in_numbers_or_hardly_agree_are_not_suggested() -> None:
    names = {"project": Counter(["Grid phase 1", "Grid phase 2", "Bridge", "Tunnel", "North bridge repairs", "North bridge repair"])}  # fmt: skip
    assert [(a.spelling, a.to) for a in alike(names, Corrections())] == [
        ("North bridge repairs", "North bridge repair")
    ]


def test_the_work_is_bounded() -> None:
    names = {"project": Counter(f"Programme of works {chr(97 + i % 26) * (i % 7 + 1)} {i}" for i in range(20_000))}
    assert alike(names, Corrections()) == []


def test_names_kept_apart_can_be_suggested_again(tmp_path: Path) -> None:
    keep_apart(tmp_path, "North", "Nord")
    keep_apart(tmp_path, "East", "Est")
    no_longer_apart(tmp_path, frozenset({"Nord", "North"}))
    assert read_taught(tmp_path).corrections.different == (frozenset({"East", "Est"}),)


def test_a_suggestion_can_be_taken_or_refused_for_good(store: Store) -> None:
    first = put(store, p_csv=LIST)
    found = suggest(frames_in(store.snapshot()), read_taught(store.root)).alike
    same, apart = (next(a for a in found if a.kind == "department" and a.evidence == e) for e in ("case and spacing", "initials"))  # fmt: skip
    merge(store.root, same)
    keep_apart(store.root, apart.spelling, apart.to)
    assert not [
        a for a in suggest(frames_in(store.snapshot()), read_taught(store.root)).alike if a.kind == "department"
    ]
    # The release as it is stays; made anew as taught it has the correction in every row loaded before.
    assert first.release and rebuild(store).fingerprint == first.release.fingerprint
    made = rebuild(store, taught=True)
    assert made.fingerprint != first.release.fingerprint
    held = store.snapshot().run("SELECT department FROM project ORDER BY project_id")["department"].to_list()
    assert held == [same.to, same.to, "Department for Transport", "DfE"]
    (store.root / "corrections.toml").unlink()
    assert rebuild(store).fingerprint == made.fingerprint  # kept with the release, whatever becomes of the file


def test_the_next_load_applies_corrections_to_earlier_rows_as_well(store: Store) -> None:
    put(store, p_csv=LIST)
    (store.root / "corrections.toml").write_text(RULE)
    report = put(store, q_csv=PROJECTS.replace("P-", "Q-"))
    assert report.release and len(store.releases()) == 2 and report.release.taught == (("corrections.toml", RULE),)
    held = store.snapshot().run("SELECT DISTINCT department FROM project WHERE department IS NOT NULL ORDER BY 1")
    assert held["department"].to_list() == ["DfE", "DfT"]
    assert not put(store, p_csv=LIST).changed
