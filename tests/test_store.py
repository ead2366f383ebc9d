"""Releases: immutable, whole, reproducible; one writer; nothing outside is reachable."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import filelock
import pytest
from conftest import PROJECTS, PROJECTS_LATER, ROOT, TODAY, put

from pmo_metrics.errors import BadRequest, StoreBusy
from pmo_metrics.ingest.load import load, rebuild
from pmo_metrics.ingest.model import Upload
from pmo_metrics.store import Store, open_store
from pmo_metrics.tables import TABLES


def rows_of(store: Store, number: int | None = None) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every canonical table, in an order of its own."""
    snapshot = store.snapshot(store.release(number) if number else None)
    return {t: sorted(snapshot.run(f"SELECT * FROM {t}").rows(), key=repr) for t in TABLES}


def test_the_same_load_gives_the_same_fingerprint_in_any_store(tmp_path: Path) -> None:
    one, two = open_store(tmp_path / "one"), open_store(tmp_path / "two")
    first, second = put(one, projects_csv=PROJECTS), put(two, projects_csv=PROJECTS)
    assert first.release and second.release
    assert first.release.fingerprint == second.release.fingerprint
    assert rows_of(one) == rows_of(two)


def test_loading_the_same_files_again_changes_nothing(store: Store) -> None:
    first = put(store, projects_csv=PROJECTS)
    again = put(store, projects_csv=PROJECTS)
    assert first.changed and not again.changed
    assert first.release == again.release
    assert len(store.releases()) == 1


def test_a_release_built_on_another_equals_one_built_from_the_originals(store: Store) -> None:
    put(store, projects_csv=PROJECTS)
    second = put(store, projects_csv=PROJECTS_LATER)
    before = rows_of(store)
    remade = rebuild(store)
    assert second.release and remade.fingerprint == second.release.fingerprint
    assert remade.number == second.release.number + 1
    assert rows_of(store) == before


def test_an_earlier_release_keeps_its_numbers(store: Store) -> None:
    put(store, projects_csv=PROJECTS)
    before = rows_of(store, 1)
    put(store, projects_csv=PROJECTS_LATER)
    assert rows_of(store, 1) == before
    assert rows_of(store, 2) != before


def test_rollback_is_a_switch_back_and_keeps_what_came_after(store: Store) -> None:
    put(store, projects_csv=PROJECTS)
    put(store, projects_csv=PROJECTS_LATER)
    store.rollback(1)
    current = store.current()
    assert current is not None and current.number == 1
    assert [r.number for r in store.releases()] == [2, 1]
    third = put(store, more_csv=PROJECTS.replace("P-", "Q-"))
    assert third.release and third.release.number == 3
    assert len(third.release.loads) == 2  # built on release 1, not on the one rolled back


def test_a_release_that_does_not_exist_is_named_with_those_that_do(store: Store) -> None:
    put(store, projects_csv=PROJECTS)
    with pytest.raises(BadRequest, match=r"Release 9 does not exist. Releases here: 1\."):
        store.release(9)


def test_reading_an_empty_store_says_what_to_do(store: Store) -> None:
    with pytest.raises(BadRequest, match="pmo load"):
        store.snapshot()


def test_the_second_writer_is_told_and_nothing_changes(store: Store) -> None:
    put(store, projects_csv=PROJECTS)
    with filelock.FileLock(store.root / ".lock"), pytest.raises(StoreBusy, match="Somebody else is publishing"):
        put(open_store(store.root), projects_csv=PROJECTS_LATER)
    assert [r.number for r in store.releases()] == [1]


def test_nothing_loadable_publishes_nothing(store: Store) -> None:
    report = put(store, empty_csv=b"", letter_csv="Dear all,\nsee you on Monday.\n")
    assert report.release is None and not store.releases()


def test_an_altered_original_is_noticed_by_rebuild(store: Store) -> None:
    put(store, projects_csv=PROJECTS)
    next(store.uploads.iterdir()).write_bytes(b"something else")
    with pytest.raises(BadRequest, match=r"projects\.csv is missing or altered"):
        rebuild(store)


def test_a_restated_period_replaces_what_the_same_export_said_before(store: Store) -> None:
    costs = "Project ID;Period;Cost kind;Cost category;Amount\nP-1;2026-05;Actual;Labour;100,00\nP-1;2026-05;Actual;Travel;7,50\n"
    put(store, costs_05_csv=costs)
    report = put(store, costs_06_csv=costs.replace("100,00", "110,00").replace("P-1;2026-05;Actual;Travel;7,50\n", ""))
    amounts = store.snapshot().run("SELECT amount FROM cost").to_series().to_list()
    assert [str(a) for a in amounts] == ["110.00"]
    assert report.release
    told = store.snapshot().run("SELECT found FROM problem WHERE action = 'replaced by this file'")
    assert "2 cost rows" in " ".join(told.to_series().to_list())


def test_repeated_lines_of_one_file_are_all_kept(store: Store) -> None:
    line = "P-1,2026-05,Actual,Labour,100.00\n"
    put(store, costs_csv="Project ID,Period,Cost kind,Cost category,Amount\n" + line + line)
    assert store.snapshot().run("SELECT count(*) AS n FROM cost").item() == 2


ATTACKS = (
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/*')",
    "COPY (SELECT 1) TO '/tmp/pmo-was-here.csv'",
    "ATTACH '/tmp/pmo-was-here.duckdb'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SELECT * FROM read_csv('https://127.0.0.1:9/x.csv')",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET memory_limit = '100GB'",
    "CREATE SECRET s (TYPE http, BEARER_TOKEN 'x')",
    "DELETE FROM project",
    "CREATE TABLE more AS SELECT 1",
    "SELECT * FROM ATTACKS",
)


@pytest.mark.parametrize("statement", ATTACKS)
def test_the_reading_connection_reaches_nothing_else(store: Store, statement: str) -> None:
    if store.current() is None:
        put(store, projects_csv=PROJECTS)
    cursor = store.snapshot().connection
    with pytest.raises(duckdb.Error):
        cursor.execute(statement)


LOADER = """
import os, sys, signal
import pmo_metrics.store as store_module
step = int(sys.argv[3])
count = 0
def deadly(real):
    def call(*arguments):
        global count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)
    return call
store_module.os.replace = deadly(os.replace)
store_module.os.fsync = deadly(os.fsync)
from pmo_metrics.cli import main
sys.exit(main(["load", sys.argv[1], "--store", sys.argv[2]]))
"""


def assert_whole(root: Path, complete: dict[int, int]) -> None:
    """The store opens on a release with all the rows of its loads."""
    store = open_store(root)
    release = store.current()
    assert release is not None
    n = store.snapshot().run("SELECT count(*) AS n FROM project").item()
    assert n == complete[len(release.loads)]
    store.close()


def test_killed_at_each_write_the_store_opens_with_a_whole_release(tmp_path: Path) -> None:
    root = tmp_path / "store"
    store = open_store(root)
    put(store, projects_csv=PROJECTS)
    complete = {1: 3, 2: 6}
    later = tmp_path / "later.csv"
    later.write_text(PROJECTS_LATER)
    for step in range(1, 40):
        done = subprocess.run([sys.executable, "-c", LOADER, later, root, str(step)], cwd=ROOT, capture_output=True)
        assert_whole(root, complete)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
    else:
        pytest.fail("the load never came to its end")
    assert step > 8  # originals, manifest, database, pointer: each is written and synced
    current = open_store(root).current()
    assert current is not None and len(current.loads) == 2
    assert not list((root / "releases").glob(".building*"))


def test_killed_at_random_moments_the_store_opens_with_a_whole_release(tmp_path: Path) -> None:
    root = tmp_path / "store"
    put(open_store(root), projects_csv=PROJECTS)
    chance = random.Random(20261122)
    for attempt in range(6):
        file = tmp_path / f"later{attempt}.csv"
        file.write_text(PROJECTS_LATER.replace("P-", f"P{attempt}-"))
        process = subprocess.Popen(
            [sys.executable, "-m", "pmo_metrics", "load", file, "--store", root],
            cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(timeout=chance.uniform(0.2, 1.6))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert_whole(root, {n: 3 * n for n in range(1, 8)})


def test_manifests_are_readable_and_name_the_originals(store: Store) -> None:
    report = load(store, [Upload("weekly.csv", PROJECTS.encode())], today=TODAY)
    assert report.release
    manifest = json.loads(report.release.path.with_suffix(".json").read_text())
    assert manifest["loads"][0]["files"][0]["name"] == "weekly.csv"
    assert (store.uploads / manifest["loads"][0]["files"][0]["sha256"]).read_bytes() == PROJECTS.encode()
