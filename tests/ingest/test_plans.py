"""Plan files and the ways tools write work, times and hierarchies."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.clocks import hours_between
from pmo_metrics.ingest.durations import effort
from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.plans import read_mspdi
from pmo_metrics.ingest.tasks import bare_name
from pmo_metrics.ingest.understand import understand

NS = b'xmlns="http://schemas.microsoft.com/project"'


def file(name: str, content: bytes | str) -> FileResult:
    raw = content.encode("utf-8") if isinstance(content, str) else content
    return understand([Upload(name, raw)], None, date(2026, 7, 1))[0]


def table(name: str, content: bytes | str) -> TableResult:
    [found] = file(name, content).tables
    return found


@pytest.mark.parametrize(
    ("text", "hours", "days"),
    [
        ("5 days?", "40", "5"), ("1d 3.5h", "11.5", "1.4375"), ("180 hrs", "180", "22.5"), ("P1DT16H", "40", "5"),
        ("PT8H0M0S", "8", "1"), ("2 wks", "80", "10"), ("1 mon", "160", "20"), ("1d 2h · Σ 1d 7h", "10", "1.25"),
        ("3个工作日", "24", "3"), ("16 工时", "16", "2"), ("1,5 Tage", "12", "1.5"), ("3 edays", "72", "3"), ("7:30", "7.5", "0.9375"),
        ("1,200h", "1200", "150"),
    ],
)  # fmt: skip
def test_efforts(text: str, hours: str, days: str) -> None:
    found = effort(text, "unknown")
    assert found is not None
    assert (found.as_hours(""), found.as_days("")) == (Decimal(hours), Decimal(days))


@pytest.mark.parametrize("text", ["", "soon", "5 apples", "1.250 h", "P", "10-12 days", "1FS+1d"])
def test_what_is_no_effort(text: str) -> None:
    assert effort(text, "unknown") is None


@pytest.mark.parametrize(
    ("began", "ended", "hours"),
    [
        ("10:23 AM", "11:23:00 AM", "1"), ("11:30 PM", "12:30 AM", "1"), ("12:15 AM", "1:15 AM", "1"),
        ("2026-03-04T09:00:00Z", "2026-03-05T10:00:00Z", "25"), ("2026-03-29T00:30:00+01:00", "2026-03-29T03:30:00+02:00", "2"),
    ],
)  # fmt: skip
def test_hours_between(began: str, ended: str, hours: str) -> None:
    found = hours_between(began, ended)
    assert found is not None and found.hours == Decimal(hours)


@pytest.mark.parametrize(
    ("began", "ended"), [("9:00", "soon"), ("13:00 AM", "14:00"), ("2026-03-05 09:00", "2026-03-04 10:00")]
)
def test_hours_that_cannot_be(began: str, ended: str) -> None:
    assert hours_between(began, ended) is None


# --- plan files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<!DOCTYPE Project [<!ENTITY a "aaaa">]><Project ' + NS + b"><Tasks><Task><Name>&a;</Name></Task></Tasks></Project>",
         "declares a document type"),
        (b'<!DOCTYPE Project SYSTEM "file:///etc/passwd"><Project ' + NS + b"/>", "declares a document type"),
        (b"<Project " + NS + b"><Tasks><Task><Name>Dig</Name></Tasks>", "damaged at line 1"),
        (b"<Project " + NS + b">" + b"<a>" * 100, "levels deep"),
        (b"<Project " + NS + b"/>", "without tasks"),
    ],
)  # fmt: skip
def test_xml_that_is_not_read(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_mspdi(Upload("plan.xml", content))
    assert words in file("plan.xml", content).refused


def test_a_plan_in_utf_16_with_a_task_of_another_project() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><Project xmlns="http://schemas.microsoft.com/project"><Title>迁移</Title><Tasks>'
    text += "<Task><UID>1</UID><Name>准备</Name><OutlineLevel>1</OutlineLevel><Start>2026-03-02T08:00:00</Start><Finish>2026-03-06T17:00:00</Finish></Task>"
    text += "<Task><UID>2</UID><Name>Ghost</Name><ExternalTask>1</ExternalTask></Task></Tasks></Project>"
    found = table("plan.xml", text.encode("utf-16"))
    assert found.rows.select("project_id", "name").rows() == [("迁移", "准备")]


def test_money_of_summaries_is_not_counted_twice() -> None:
    text = (
        "<Project xmlns='http://schemas.microsoft.com/project'><Title>A</Title><CurrencyCode>EUR</CurrencyCode><Tasks>"
    )
    for uid, level, cost in ((0, 0, 30000), (1, 1, 30000), (2, 2, 10050), (3, 2, 19950)):
        text += f"<Task><UID>{uid}</UID><Name>T{uid}</Name><OutlineLevel>{level}</OutlineLevel><Start>2026-03-02T08:00:00</Start><Finish>2026-03-06T17:00:00</Finish><Duration>PT8H0M0S</Duration><Cost>{cost}</Cost></Task>"
    found = table("a.xml", text + "</Tasks></Project>")
    assert found.rows["is_summary"].to_list() == [True, True, False, False]
    assert found.money["cost"].loaded == Decimal("300.00")


def test_xer_in_chinese() -> None:
    lines = ["ERMHDR\t8.2\t2026-03-31\tProject", "%T\tPROJECT", "%F\tproj_id\tproj_short_name\tlast_recalc_date", "%R\t1\tQIAO\t2026-03-31 00:00",
             "%T\tTASK", "%F\ttask_id\tproj_id\ttask_code\ttask_name\tstatus_code\ttask_type\ttarget_drtn_hr_cnt\tearly_start_date\tearly_end_date",
             *(f"%R\t{n}\t1\tA{n}0\t桥墩基础施工第{n}段\tTK_NotStart\tTT_Task\t80\t2026-04-0{n} 08:00\t2026-04-1{n} 17:00" for n in (1, 2, 3)), "%E"]  # fmt: skip
    found = table("qiao.xer", "\r\n".join(lines).encode("gb18030"))
    assert found.rows["name"].to_list() == [f"桥墩基础施工第{n}段" for n in (1, 2, 3)]
    assert found.rows["row"].to_list() == [7, 8, 9]
    assert found.as_of_basis == "column"


def test_xer_without_activities_is_refused() -> None:
    assert "without activities" in file("p.xer", "ERMHDR\t8.2\r\n%T\tPROJECT\r\n%F\tproj_id\r\n%R\t1\r\n%E\r\n").refused


# --- workbooks --------------------------------------------------------------------------------------------------------


def book(*rows: tuple[object, ...], title: str = "Sheet") -> bytes:
    out, made = io.BytesIO(), openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def test_primavera_workbook_with_two_header_rows() -> None:
    found = table("export.xlsx", book(
        ("task_code", "status_code", "wbs_id", "task_name", "target_drtn_hr_cnt", "complete_pct", "start_date", "end_date", "delete_record_flag"),
        ("Activity ID", "Activity Status", "WBS Code", "Activity Name", "Original Duration(d)", "Activity % Complete(%)", "(*)Start", "(*)Finish", "Delete This Row"),
        ("A1", "In Progress", "TWR.1", "Piles", 20, 50, "2026-01-05 08:00", "2026-01-30 17:00", None),
        ("A2", "Not Started", "TWR.1", "Raft", 15, 0, "2026-02-02 08:00", "2026-02-20 17:00", None),
        title="TASK",
    ))  # fmt: skip
    assert (found.source, found.rows_loaded, found.rows_not_data) == ("primavera", 2, 2)
    assert found.rows["project_id"].to_list() == ["TWR", "TWR"]
    assert found.rows["duration_days"].to_list() == [20, 15]
    assert found.rows["percent_complete"].to_list() == [Decimal("0.5"), 0]


def test_smartsheet_profile_is_a_project_of_its_own() -> None:
    result = file("Project Metadata.xlsx", book(
        ("Summary", None), ("   Project Name", "Office move"), ("   Project Manager", "Ann Lee"), ("   Start Date", "2026-04-13"),
        ("   End Date", "2026-05-08"), ("   Status", "In Progress"),
    ))  # fmt: skip
    [found] = [t for t in result.tables if t.source]
    assert found.table == "project"
    assert found.rows.select("name", "manager", "status").rows() == [("Office move", "Ann Lee", "active")]


def test_jira_seconds_that_are_none_are_asked_about() -> None:
    found = file(
        "jira.csv", "Issue key,Issue Type,Summary,Status,Original Estimate\nA-1,Task,x,Done,5\nA-2,Task,y,Done,8\n"
    )
    assert found.tables[0].rows["work_hours"].null_count() == 2
    assert any("seconds as the tool exports them" in p.expected for p in found.problems)


def test_names_of_files_lose_their_dates() -> None:
    assert [bare_name(f) for f in ("a/Plan_2026-05-31.csv", "apollo 20260531.xlsx", "Release 2.0.csv", "2026-05.csv")] == [
        "Plan", "apollo", "Release 2.0", "2026-05",
    ]  # fmt: skip
