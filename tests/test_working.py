"""Loading beside the page: a bar while it lasts, a way to call it off, and every file's problems and rows one click away."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from conftest import PROJECTS, put
from streamlit.testing.v1 import AppTest
from test_pages import open_page

from pmo_metrics.ingest.load import LoadReport, load
from pmo_metrics.store import Store
from pmo_metrics.ui import loading


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Loads on the page begin and then wait for the gate."""
    opened = threading.Event()

    def slow(*arguments: object, **more: object) -> LoadReport:
        tell = more["progress"]
        assert callable(tell)
        tell("read", 0.1)
        opened.wait(30)
        return load(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "load", slow)
    yield opened
    opened.set()


def data_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    app = open_page(store, monkeypatch, "80_data")
    monkeypatch.setattr("pmo_metrics.ui.working.AT_ONCE", 0.1)
    return app.file_uploader(key="uploads").upload("projects.csv", PROJECTS.encode(), "text/csv").run()


def wait_for(app: AppTest, job: str) -> AppTest:
    """The page once a job is over, as the fragment would run it."""
    assert app.session_state[job].wait(30)
    return app.run()


def labels(app: AppTest) -> list[str]:
    return [b.label for b in app.button]


def test_a_slow_check_shows_a_bar_and_then_the_report(
    store: Store, monkeypatch: pytest.MonkeyPatch, gate: threading.Event
) -> None:
    app = data_page(store, monkeypatch)
    assert not app.exception
    assert "Cancel" in labels(app)
    assert not any("Publish" in label for label in labels(app))
    gate.set()
    app = wait_for(app, "_checked_job")
    assert not app.exception
    assert any("Publish" in label for label in labels(app))
    assert "Cancel" not in labels(app)


def test_a_check_called_off_keeps_nothing_and_can_be_had_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, gate: threading.Event
) -> None:
    app = data_page(store, monkeypatch)
    app.button(key="load_cancel").click().run()
    gate.set()
    app = wait_for(app, "_checked_job")
    assert len(app.error) == 1
    assert "The load was cancelled" in app.error[0].value
    app.button(key="load_again").click().run()
    if "_checked_job" in app.session_state:
        app = wait_for(app, "_checked_job")
    assert any("Publish" in label for label in labels(app))


def test_a_publication_called_off_publishes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, gate: threading.Event
) -> None:
    gate.set()
    app = data_page(store, monkeypatch)
    if "_checked_job" in app.session_state:
        app = wait_for(app, "_checked_job")
    gate.clear()
    next(b for b in app.button if "Publish" in b.label).click().run()
    app.button(key="load_cancel").click().run()
    gate.set()
    app = wait_for(app, "_publishing")
    assert not app.exception
    assert "Nothing was published" in app.error[0].value
    assert store.current() is None
    assert not store.uploads.exists() or not list(store.uploads.iterdir())


def test_a_release_offers_the_rows_held_back_for_correction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, projects_csv=PROJECTS + ",,Grid,,Active,EUR,400.00,,,Red,2026-05-31\n")
    app = open_page(store, monkeypatch, "80_data")
    assert not app.exception
    offered = [str(b.proto.label) for b in app.get("download_button")]
    assert any(label.startswith("Rows to correct: projects") for label in offered)


HELD = PROJECTS + ",,Grid,,Active,EUR,400.00,,,Red,2026-05-31\n"


def pick(app: AppTest, table: str, line: int) -> AppTest:
    app.session_state[table] = {"selection": {"rows": [line], "columns": [], "cells": []}}
    app.run()
    assert not app.exception
    return app


def frames(app: AppTest) -> list[list[tuple[object, ...]]]:
    return [list(d.value.itertuples(index=False, name=None)) for d in app.dataframe]


@pytest.mark.parametrize("table", ["problem_table", "held_table"])
def test_a_line_of_a_release_shows_its_row_between_its_neighbours(
    store: Store, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    put(store, projects_csv=HELD)
    app = pick(open_page(store, monkeypatch, "80_data"), table, 0)
    near = next(rows for rows in frames(app) if str(rows[-1][0]) == "▸ 5")
    assert [(row[0], row[3]) for row in near] == [("2", "Grid"), ("3", "Grid"), ("4", "Digital"), ("▸ 5", "Grid")]


def test_a_line_of_a_check_shows_its_row_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(store, monkeypatch, "80_data")
    app.file_uploader(key="uploads").upload("projects.csv", HELD.encode(), "text/csv").run()
    app = pick(app, "checked_table", 0)
    assert any(str(rows[-1][0]) == "▸ 5" for rows in frames(app))


def test_a_note_on_a_whole_file_points_to_no_row(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, projects_csv=PROJECTS)
    app = pick(open_page(store, monkeypatch, "80_data"), "problem_table", 0)
    assert "as a whole" in app.info[0].value


def test_notes_are_counted_apart_and_lists_can_be_narrowed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, projects_csv=HELD, more_csv=PROJECTS.replace("P-", "Q-"))
    app = open_page(store, monkeypatch, "80_data")
    assert "Problems found in the files: 2 · notes: 2" in " ".join(m.value for m in app.markdown)
    app.multiselect(key="problem_severity").set_value(["info"]).run()
    assert len(app.dataframe[1].value) == 2
    app.multiselect(key="problem_file").set_value(["more.csv"]).run()
    assert set(app.dataframe[1].value["file"]) == {"more.csv"}
    app.multiselect(key="problem_severity").set_value([]).run()
    app.multiselect(key="problem_file").set_value([]).run()
    app = pick(app, "loaded_table", [d["file"] for d in app.dataframe[0].value.to_dict("records")].index("more.csv"))
    assert set(app.dataframe[1].value["file"]) == {"more.csv"}
