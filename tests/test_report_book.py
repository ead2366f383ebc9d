"""The load report as a workbook, the rows held back as a file to correct, and a load that can be watched and called off."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import openpyxl
import pytest

from pmo_metrics.cli import main
from pmo_metrics.ingest.load import LoadReport, load
from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.progress import Cancelled
from pmo_metrics.report_book import changes, report_book, to_fix
from pmo_metrics.store import Store, open_store

FIRST = "Project ID,Project name,Budget,Status date\nP-1,One,100,2026-05-31\nP-2,Two,200,2026-05-31\n"
SECOND = (
    "Project ID,Project name,Budget,Status date\nP-1,One,110,2026-06-30\nP-3,=Three,300,2026-06-30\n,,400,2026-06-30\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store")


def put(store: Store, name: str, text: str) -> LoadReport:
    return load(store, [Upload(name, text.encode())])


def sheets(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {s.title: list(s.iter_rows(min_row=2, values_only=True)) for s in book}


def test_the_report_has_every_part(store: Store) -> None:
    put(store, "projects_may.csv", FIRST)
    report = put(store, "projects_june.csv", SECOND)
    found = sheets(report_book(report, store))
    assert list(found) == ["Files", "Problems", "Rows held back", "Totals", "Changes", "Projects"]
    assert found["Files"][0][:3] == ("projects_june.csv", None, "project")
    assert [row[2:4] for row in found["Rows held back"]] == [(4, report.files[0].tables[0].quarantined["reason"][0])]
    assert found["Rows held back"][0][4:8] == (None, None, "400", "2026-06-30")
    budget = next(row for row in found["Totals"] if row[3] == "budget")
    assert budget[4:] == (810, 410, 400, None, 0)
    assert found["Changes"] == [("project", 2, 2, 0, 4)]
    assert found["Projects"] == [("P-3", "new"), ("P-2", "not reported")]
    assert any(row[0] == "error" or row[0] == "warning" for row in found["Problems"])


def test_a_trial_run_says_what_would_be_new(store: Store) -> None:
    put(store, "projects_may.csv", FIRST)
    report = load(store, [Upload("projects_june.csv", SECOND.encode())], publish=False)
    tables, projects = changes(report, store)
    assert tables.rows() == [("project", 2, 2, None, None)]
    assert projects.rows() == [("P-3", "new"), ("P-2", "not reported")]


def test_a_refused_file_is_in_the_report(store: Store) -> None:
    report = put(store, "a.csv", "\0")
    assert "NUL" in str(sheets(report_book(report, store))["Files"][0][14])


def test_rows_held_back_are_corrected_under_their_own_header_and_load(store: Store) -> None:
    (table,) = put(store, "projects_june.csv", SECOND).files[0].tables
    made = to_fix(table.file, table.sheet, table.headers, table.quarantined["cells"].to_list())
    assert made is not None
    name, content = made
    assert name == "projects_june_to_fix.csv"
    lines = content.decode("utf-8-sig").splitlines()
    assert lines == ["Project ID,Project name,Budget,Status date", ",,400,2026-06-30"]
    report = put(store, name, "\n".join([lines[0], "P-4" + lines[1]]))
    assert report.rows_loaded == 1
    known = store.snapshot().run("SELECT project_id FROM project ORDER BY project_id")["project_id"].to_list()
    assert known == ["P-1", "P-3", "P-4"]


def test_nothing_to_correct_gives_no_file() -> None:
    assert to_fix("a.csv", "", ["a"], []) is None


def test_the_command_writes_the_report(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(FIRST)
    target = tmp_path / "report.xlsx"
    assert main(["check", str(tmp_path / "p.csv"), "--store", str(tmp_path / "s"), "--report", str(target)]) == 0
    assert sheets(target.read_bytes())["Changes"] == [("project", 0, 2, None, None)]


def test_a_report_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.csv").write_text(FIRST)
    target = str(tmp_path / "nowhere" / "r.xlsx")
    assert main(["check", str(tmp_path / "p.csv"), "--store", str(tmp_path / "s"), "--report", target]) == 1
    assert "cannot be written" in capsys.readouterr().err


# --- watched and called off ---------------------------------------------------------------------------------------------


def test_progress_only_grows_and_names_each_stage(store: Store) -> None:
    seen: list[tuple[str, float]] = []
    uploads = [Upload("projects_may.csv", FIRST.encode()), Upload("projects_june.csv", SECOND.encode())]
    load(store, uploads, progress=lambda stage, share: seen.append((stage, share)))
    assert list(dict.fromkeys(stage for stage, _ in seen)) == ["read", "check", "build", "derive", "publish"]
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert shares[0] >= 0 and shares[-1] <= 1


@pytest.mark.parametrize("stage", ["read", "check", "build", "derive", "publish"])
def test_called_off_at_any_stage_nothing_is_left_behind(store: Store, stage: str) -> None:
    put(store, "projects_may.csv", FIRST)
    before = {p: p.stat().st_size for p in sorted(store.root.rglob("*")) if p.is_file()}

    def stop(now: str, share: float) -> None:
        if now == stage:
            raise Cancelled

    with pytest.raises(Cancelled, match="Nothing was published"):
        load(store, [Upload("projects_june.csv", SECOND.encode())], progress=stop)
    assert {p: p.stat().st_size for p in sorted(store.root.rglob("*")) if p.is_file()} == before
    assert put(store, "projects_june.csv", SECOND).changed  # and the way is free


def test_an_original_that_a_release_needs_stays_when_the_same_file_is_called_off(store: Store) -> None:
    put(store, "projects_may.csv", FIRST)
    kept = sorted(store.uploads.iterdir())

    def stop(now: str, share: float) -> None:
        if now == "publish":
            raise Cancelled

    with pytest.raises(Cancelled):
        load(store, [Upload("other_name.csv", FIRST.encode())], progress=stop)
    assert sorted(store.uploads.iterdir()) == kept


def test_a_job_beside_the_page_is_watched_and_called_off(store: Store) -> None:
    from pmo_metrics.ui.working import Job

    gate = threading.Event()

    def work(progress: object) -> LoadReport:
        assert callable(progress)
        progress("build", 0.6)
        gate.wait(10)
        progress("derive", 0.7)
        raise AssertionError("it should have been called off")

    job = Job("key", work)
    assert not job.wait(0.2)
    assert (job.stage, job.share, job.outcome) == ("build", 0.6, None)
    job.cancel()
    gate.set()
    assert job.wait(10)
    assert job.outcome == "The load was cancelled. Nothing was published."
