"""Links between tasks: how tools write predecessors, and what becomes of those that are not in the file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pmo_metrics.ingest.links import Link, lag_days, parse
from pmo_metrics.ingest.model import FileResult, Upload
from pmo_metrics.ingest.understand import understand

KNOWN = {n: n for n in ("3", "4", "5", "12", "A1000", "A1010", "WEB-1", "Cut, then fold")}


def file(name: str, content: str) -> FileResult:
    return understand([Upload(name, content.encode("utf-8"))], None, date(2026, 7, 1))[0]


def links(found: FileResult) -> list[tuple[object, ...]]:
    [table] = [t for t in found.tables if t.table == "task_link"]
    assert table.rows_read == table.rows_loaded + table.rows_quarantined + table.rows_not_data
    return table.rows.select("project_id", "task_id", "predecessor_id", "link_type", "lag_days").rows()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", [("12", "FS", "0")]),
        ("12FS+3 days", [("12", "FS", "3")]),
        ("5SS-2d", [("5", "SS", "-2")]),
        ("3,4", [("3", "FS", "0"), ("4", "FS", "0")]),
        ("3;4FF", [("3", "FS", "0"), ("4", "FF", "0")]),
        ("3+2d", [("3", "FS", "2")]),
        ("3FS-16 hrs", [("3", "FS", "-2")]),
        ("3FS +1w, 4", [("3", "FS", "5"), ("4", "FS", "0")]),
        ("3FS+2 edays", [("3", "FS", "2")]),
        ("12EA+1,5 Tage;3AA", [("12", "FS", "1.5"), ("3", "SS", "0")]),
        ("12FD+2 jours", [("12", "FS", "2")]),
        ("12FC+1 día", [("12", "FS", "1")]),
        ("2FS+1 个工作日".replace("2", "12", 1), [("12", "FS", "1")]),
        ("4FS+50%", [("4", "FS", None)]),
        ("3-FS=P2D;4-SS=P-1D", [("3", "FS", "2"), ("4", "SS", "-1")]),
        ("A1000, A1010: SS 5", [("A1000", "FS", "0"), ("A1010", "SS", "5")]),
        ("WEB-1", [("WEB-1", "FS", "0")]),
        ("Cut, then fold", [("Cut, then fold", "FS", "0")]),
        ("99FF+1d", [("99", "FF", "1")]),
    ],
)
def test_predecessors_as_tools_write_them(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert parse(text, KNOWN) == [
        Link(task, kind, None if lag is None else Decimal(lag)) for task, kind, lag in expected
    ]


def test_nothing_written_is_no_link_and_no_lag() -> None:
    assert parse("", KNOWN) == []
    assert lag_days("") == 0 and lag_days("soon") is None


def test_predecessors_are_the_numbers_of_the_tool_not_its_unique_ids() -> None:
    found = file(
        "plan.csv",
        "ID,Unique ID,Task Name,Duration,Start,Finish,Predecessors\n1,40,Dig,5 days,2026-03-02,2026-03-06,\n"
        "2,41,Pour,5 days,2026-03-09,2026-03-13,1\n3,42,Cure,5 days,2026-03-16,2026-03-20,2SS+1 day\n",
    )
    assert links(found) == [("plan", "41", "40", "FS", Decimal(0)), ("plan", "42", "41", "SS", Decimal(1))]


def test_rows_without_numbers_are_counted_from_the_header() -> None:
    found = file(
        "Site.csv",
        "Task Name,Duration,Start Date,End Date,% Complete,Predecessors\nDig,5d,2026-03-02,2026-03-06,0%,\n"
        "Pour,5d,2026-03-09,2026-03-13,0%,1\nCure,5d,2026-03-16,2026-03-20,0%,2FS +1d\n",
    )
    assert links(found) == [("Site", "Pour", "Dig", "FS", Decimal(0)), ("Site", "Cure", "Pour", "FS", Decimal(1))]


def test_a_predecessor_that_is_not_in_the_list_is_told_and_held_back() -> None:
    found = file(
        "plan.csv",
        "ID,Name,Duration,Start,Finish,Predecessors\n1,Dig,5 days,2026-03-02,2026-03-06,\n"
        '2,Pour,5 days,2026-03-09,2026-03-13,"1,77"\n',
    )
    assert links(found) == [("plan", "2", "1", "FS", Decimal(0))]
    assert next(t for t in found.tables if t.table == "task_link").rows_quarantined == 1
    assert [(p.row, p.found) for p in found.problems if p.action == "the link is held back"] == [(3, "77")]


def test_sentences_under_dependencies_are_no_links() -> None:
    found = file(
        "list.csv",
        "Task ID,Task,Status,Owner,Due date,Dependencies\n1,Dig,Open,Ann,2026-03-06,needs the permit\n2,Pour,Open,Bo,2026-03-13,\n",
    )
    assert [t.table for t in found.tables] == ["task"]


def test_many_unknown_predecessors_are_told_as_a_number() -> None:
    rows = "".join(f"{n},Step {n},1 day,2026-03-02,2026-03-02,{n + 1000}\n" for n in range(1, 31))
    found = file("plan.csv", "ID,Name,Duration,Start,Finish,Predecessors\n" + rows)
    assert sum(p.action == "the link is held back" for p in found.problems) == 20
    assert any(p.found == "10 more links like these" for p in found.problems)
    assert found.tables[1].rows_quarantined == 30


def test_the_links_have_the_status_date_of_their_tasks() -> None:
    found = file(
        "plan.csv",
        "ID,Name,Duration,Start,Finish,Predecessors,Status date\n1,Dig,5 days,2026-03-02,2026-03-06,,2026-02-28\n"
        "2,Pour,5 days,2026-03-09,2026-03-13,1,2026-02-28\n",
    )
    assert {t.as_of for t in found.tables} == {date(2026, 2, 28)}


PLAN = """<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Title>Bridge</Title>
<StatusDate>2026-03-31T17:00:00</StatusDate><MinutesPerDay>480</MinutesPerDay><Tasks>
<Task><UID>1</UID><ID>1</ID><Name>Dig</Name><Start>2026-03-02T08:00:00</Start><TotalSlack>4800</TotalSlack><ConstraintType>4</ConstraintType></Task>
<Task><UID>2</UID><ID>2</ID><Name>Pour</Name><Start>2026-03-09T08:00:00</Start><TotalSlack>-9600</TotalSlack>
<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type><LinkLag>9600</LinkLag><LagFormat>7</LagFormat></PredecessorLink>
<PredecessorLink><PredecessorUID>9</PredecessorUID><Type>3</Type><LinkLag>0</LinkLag><LagFormat>7</LagFormat></PredecessorLink>
</Task><Task><UID>3</UID><ID>3</ID><Name>Cure</Name><Start>2026-03-16T08:00:00</Start>
<PredecessorLink><PredecessorUID>2</PredecessorUID><Type>0</Type><LinkLag>28800</LinkLag><LagFormat>8</LagFormat></PredecessorLink>
</Task></Tasks></Project>"""


def test_links_slack_and_constraints_of_microsoft_project_xml() -> None:
    """Lags and slack are tenths of minutes: 9600 are 960 minutes, two days of 480; 28800 elapsed are two days of 1440."""
    found = file("bridge.xml", PLAN)
    assert links(found) == [("Bridge", "2", "1", "FS", Decimal(2)), ("Bridge", "3", "2", "FF", Decimal(2))]
    tasks = found.tables[0].rows
    assert tasks["total_float_days"].to_list() == [Decimal(1), Decimal(-2), None]
    assert tasks["constraint_type"].to_list() == ["Start no earlier than", None, None]
    assert found.tables[1].rows_quarantined == 1 and found.tables[1].as_of == date(2026, 3, 31)


XER = "\n".join(
    line.replace("|", "\t")
    for line in (
        "ERMHDR|19.12|2026-03-31|Project|a|b|c|d|EUR",
        "%T|PROJECT", "%F|proj_id|proj_short_name|last_recalc_date|sum_base_proj_id",
        "%R|1|TOWER|2026-03-31 00:00|2", "%R|2|TOWER-B1|2026-01-01 00:00|",
        "%T|CALENDAR", "%F|clndr_id|day_hr_cnt", "%R|7|10",
        "%T|TASK",
        "%F|task_id|proj_id|clndr_id|task_code|task_name|task_type|status_code|target_drtn_hr_cnt|target_start_date|target_end_date|total_float_hr_cnt|cstr_type",
        "%R|11|1|7|A10|Piles|TT_Task|TK_NotStart|50|2026-04-06 08:00|2026-04-10 18:00|0|CS_MEOB",
        "%R|12|1|7|A20|Raft|TT_Task|TK_NotStart|50|2026-04-13 08:00|2026-04-17 18:00|-20|",
        "%R|21|2|7|A10|Piles|TT_Task|TK_NotStart|50|2026-03-30 08:00|2026-04-03 18:00|0|",
        "%T|TASKPRED", "%F|task_pred_id|task_id|pred_task_id|pred_type|lag_hr_cnt",
        "%R|1|12|11|PR_SS|-5", "%R|2|12|99|PR_FS|0", "%R|3|21|21|PR_FS|0", "%E",
    )
)  # fmt: skip


def test_links_and_float_of_primavera_in_days_of_its_calendar() -> None:
    """A day of the calendar has 10 hours, so that 20 hours behind are two days; a baseline is no second project."""
    found = file("tower.xer", XER)
    assert links(found) == [("TOWER", "A20", "A10", "SS", Decimal("-0.5"))]
    tasks = found.tables[0].rows
    assert tasks["project_id"].unique().to_list() == ["TOWER"]
    assert tasks["total_float_days"].to_list() == [Decimal(0), Decimal(-2)]
    assert tasks["constraint_type"].to_list() == ["Finish on or before", "None"]
    assert tasks["baseline_finish"].to_list() == [date(2026, 4, 3), None]
    assert [p.found for p in found.problems if p.action == "the link is held back"] == ["99"]


def test_a_range_of_tasks_is_no_lag() -> None:
    known = {"4.2": "4.2", "4.3": "4.3", "4.4": "4.4"}
    assert [link.task for link in parse("4.2-4.4", known)] == ["4.2-4.4"]
    assert [(link.task, link.lag) for link in parse("4.2-2d", known)] == [("4.2", -2)]


def test_a_dash_under_dependencies_is_no_predecessor() -> None:
    found = file("tasks.csv", "Task ID,Task name,Start,Finish,Dependencies\nT1,Dig,2026-01-05,2026-01-09,-\nT2,Pour,2026-01-12,2026-01-16,T1\nT3,Cure,2026-01-19,2026-01-23,None\n")  # fmt: skip
    assert [link[1:3] for link in links(found)] == [("T2", "T1")]
    assert not [p for p in found.problems if p.column == "Dependencies"]


def test_redmine_says_what_a_task_follows() -> None:
    found = file("issues.csv", "id;tracker;subject;status;follows\nR-I;bug;A;New;\nR-II;bug;B;New;R-I\nR-III;bug;C;New;R-II 1d\n")  # fmt: skip
    assert [link[1:] for link in links(found)] == [
        ("R-II", "R-I", "FS", Decimal(0)),
        ("R-III", "R-II", "FS", Decimal(1)),
    ]


def test_lags_in_german_and_french_days() -> None:
    assert [lag_days(t) for t in ("+1t", "-2 j", "+3 Tage")] == [1, -2, 3]
