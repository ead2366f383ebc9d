"""Real files of planning tools, trackers and time tools. Skipped where the shared folder is absent."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.understand import understand

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared folder of real exports is absent")


@cache
def read(name: str) -> FileResult:
    path = DATA / name
    return understand([Upload(path.name, path.read_bytes())], None, date(2026, 7, 1))[0]


def table(name: str) -> TableResult:
    return read(name).tables[0]  # links of tasks follow in a table of their own


def test_microsoft_project_xml() -> None:
    found = table("msproject/sample.xml")
    assert (found.source, found.rows_loaded, found.rows_quarantined) == ("ms_project", 20, 0)
    assert found.rows["is_milestone"].sum() == 1
    assert found.rows.row(0, named=True)["is_summary"]
    assert found.rows["currency"].unique().to_list() == ["GBP"]
    assert found.as_of == date(2003, 2, 19)


def test_primavera_xer() -> None:
    found = table("xer/sample.xer")
    assert (found.source, found.rows_loaded, found.as_of) == ("primavera", 25, date(2021, 11, 30))
    assert found.rows["project_id"].unique().to_list() == ["TAKT"]
    assert table("msproject/PredecessorCalendar.xer").rows_loaded == 1


def test_jira_of_two_projects() -> None:
    found = table("jira-anon/jira.csv")
    assert (found.rows_loaded, found.rows["project_id"].n_unique()) == (4123, 2)
    days = (found.rows["actual_finish"] - found.rows["created_on"]).dt.total_days()
    assert (days < 0).sum() == 1662


def test_kanban_cards() -> None:
    found = table("kanban-7digital/7digital2012.csv")
    assert (found.rows_loaded, found.rows_quarantined) == (3238, 0)


@pytest.mark.parametrize(
    ("name", "source", "loaded"),
    [
        ("redmine/import_issues.csv", "redmine", 3), ("redmine/import_subtasks.csv", "redmine", 4),
        ("redmine/import_subtasks_with_relations.csv", "redmine", 4), ("redmine/import_time_entries.csv", "redmine_time", 4),
        ("time-tools/toggl_time_entries_import_test_1.csv", "toggl", 2), ("time-tools/clockify_time_entries_import_test_2.csv", "clockify", 1),
        ("time-tools/generic_time_entries_import_test_1.csv", "timesheet", 2), ("time-tools/clockify_projects_import_test_1.csv", "clockify_projects", 2),
        ("time-tools/generic_projects_import_test_1.csv", "clockify_projects", 3),
    ],
)  # fmt: skip
def test_trackers_and_time_tools(name: str, source: str, loaded: int) -> None:
    found = table(name)
    assert (found.source, found.rows_loaded) == (source, loaded)


@pytest.mark.parametrize("number", [1, 4])
def test_dates_that_may_be_april_or_march_are_asked_about(number: int) -> None:
    name = f"time-tools/clockify_time_entries_import_test_{number}.csv"
    assert table(name).rows_loaded == 0 and table(name).rows_quarantined == 2
    assert any("day or month first" in p.expected for p in read(name).problems)
