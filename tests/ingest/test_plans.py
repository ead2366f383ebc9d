"""Plan files and the ways tools write work, times and hierarchies."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from pmo_metrics.errors import Unreadable
from pmo_metrics.ingest.clocks import hours_between
from pmo_metrics.ingest.durations import effort
from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.plans import read_plan
from pmo_metrics.ingest.tasks import bare_name
from pmo_metrics.ingest.understand import understand
from pmo_metrics.settings import Limits

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
        read_plan(Upload("plan.xml", content), Limits())
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


# --- people and their work --------------------------------------------------------------------------------------------


def elements(**values: object) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in values.items())


def mspdi(tasks: str, resources: str = "", assignments: str = "") -> str:
    return (
        '<Project xmlns="http://schemas.microsoft.com/project"><Title>Depot</Title><StatusDate>2026-03-31T17:00:00</StatusDate>'
        f"<CurrencyCode>EUR</CurrencyCode><Tasks>{tasks}</Tasks><Resources>{resources}</Resources>"
        f"<Assignments>{assignments}</Assignments></Project>"
    )


def mspdi_task(uid: int, **more: object) -> str:
    usual = {"OutlineLevel": 1, "Start": "2026-03-30T08:00:00", "Finish": "2026-04-03T17:00:00"}
    return f"<Task>{elements(UID=uid, ID=uid, Name=f'Task {uid}', **{**usual, **more})}</Task>"


def resource(uid: int, name: str, **more: object) -> str:
    return f"<Resource>{elements(UID=uid, Name=name, **{'Type': 1, **more})}</Resource>"


def assignment(task: int, who: int, **more: object) -> str:
    given = {"Start": "2026-03-30T08:00:00", "Finish": "2026-04-03T17:00:00", "Work": "PT40H0M0S", **more}
    return f"<Assignment>{elements(TaskUID=task, ResourceUID=who, **given)}</Assignment>"


def tables(name: str, content: bytes | str) -> dict[str | None, TableResult]:
    return {t.table: t for t in file(name, content).tables}


def work(found: TableResult) -> list[tuple[str | None, str | None, str, Decimal]]:
    """Person, role, month and hours."""
    rows = found.rows.with_columns(**{c: None for c in ("person_id", "role") if c not in found.rows.columns})
    return [(p, r, f"{m:%Y-%m}", h) for p, r, m, h in rows.select("person_id", "role", "period", "hours").rows()]


def test_people_and_hours_of_a_microsoft_plan() -> None:
    """40 hours from Monday 30 March to Friday 3 April: two weekdays in March, three in April."""
    people = [
        resource(1, "Ann Lee", EmailAddress="ann@example.com", Group="Works", MaxUnits=1), resource(2, "Ben Ode", MaxUnits=0.5),
        resource(3, "Fitters", MaxUnits=3), resource(4, "Architect", IsGeneric=1), resource(5, "Concrete", Type=0),
        resource(6, "Travel", Type=2), resource(7, "Permit", IsCostResource=1), "<Resource><UID>0</UID><Type>1</Type></Resource>",
    ]  # fmt: skip
    given = [assignment(1, who) for who in (1, 3, 4, 5, 6, 7, 0, -65535)] + [assignment(2, 1), assignment(9, 1)]
    found = tables("depot.xml", mspdi(mspdi_task(1) + mspdi_task(2), "".join(people), "".join(given)))
    assert set(found) == {"task", "person", "assignment"}
    assert found["person"].rows.select("person_id", "name", "org_unit").rows() == [
        ("ann@example.com", "Ann Lee", "Works"), ("Ben Ode", "Ben Ode", None),
    ]  # fmt: skip
    assert "fte" not in found["person"].rows.columns  # the most of a plan's own units says nothing of a contract
    assert work(found["assignment"]) == [
        ("ann@example.com", None, "2026-03", Decimal(32)), ("ann@example.com", None, "2026-04", Decimal(48)),
        (None, "Fitters", "2026-03", Decimal(16)), (None, "Fitters", "2026-04", Decimal(24)),
        (None, "Architect", "2026-03", Decimal(16)), (None, "Architect", "2026-04", Decimal(24)),
    ]  # fmt: skip
    assert found["assignment"].as_of_basis == "column"


def test_what_is_done_lies_before_what_remains() -> None:
    given = assignment(1, 1, Finish="2026-05-29T17:00:00", ActualWork="PT10H0M0S", RemainingWork="PT30H0M0S", Stop="2026-03-31T17:00:00",
                       Resume="2026-04-20T08:00:00")  # fmt: skip
    found = tables("depot.xml", mspdi(mspdi_task(1), resource(1, "Ann"), given))["assignment"]
    # Ten hours in March; of the thirty weekdays from 20 April to 29 May nine are in April.
    assert work(found) == [
        ("Ann", None, "2026-03", Decimal(10)),
        ("Ann", None, "2026-04", Decimal(9)),
        ("Ann", None, "2026-05", Decimal(21)),
    ]


def test_work_within_one_month_and_at_a_weekend() -> None:
    given = assignment(1, 1, Start="2026-04-04T08:00:00", Finish="2026-04-05T17:00:00", Work="PT6H30M0S")
    found = tables("depot.xml", mspdi(mspdi_task(1), resource(1, "Ann"), given))["assignment"]
    assert work(found) == [("Ann", None, "2026-04", Decimal("6.5"))]


@pytest.mark.parametrize(("start", "finish"), [("", "2026-04-03T17:00:00"), ("2026-04-03T08:00:00", "2026-03-30T17:00:00"), ("1926-01-01T08:00:00", "2026-03-30T17:00:00")])  # fmt: skip
def test_work_without_usable_dates_is_told(start: str, finish: str) -> None:
    found = file("depot.xml", mspdi(mspdi_task(1), resource(1, "Ann"), assignment(1, 1, Start=start, Finish=finish)))
    assert not any(t.table == "assignment" for t in found.tables)
    assert any(p.found == "40.00 hours on Task 1" and p.action == "not read as planned work" for p in found.problems)


def test_costs_of_summary_tasks_are_told() -> None:
    """A fixed cost of 50 on the summary is in the total of the plan (400), not in that of its tasks (350)."""
    tasks = mspdi_task(0, OutlineLevel=0, Summary=1, Cost=40000) + mspdi_task(1, Summary=1, Cost=40000)
    leaves = mspdi_task(2, OutlineLevel=2, Cost=15000) + mspdi_task(3, OutlineLevel=2, Cost=20000)
    found = file("depot.xml", mspdi(tasks + leaves))
    [told] = [p for p in found.problems if p.column == "Cost"]
    assert (told.found, told.expected.split()[0], told.severity) == ("400.00", "350.00", "warning")
    assert found.tables[0].money["cost"].loaded == Decimal(350)
    agreed = file("depot.xml", mspdi(tasks.replace("40000", "35000") + leaves))
    assert not [p for p in agreed.problems if p.column == "Cost"]


def xer(*tables_: tuple[str, str, list[str]]) -> str:
    lines = ["ERMHDR\t8.2\t2026-03-31\tProject\tadmin\tx\ty\tz\tGBP"]
    for name, fields, rows in tables_:
        lines += [f"%T\t{name}", "%F\t" + "\t".join(fields.split())]
        lines += ["%R\t" + "\t".join("" if c == "-" else c.replace("~", " ") for c in row.split()) for row in rows]
    return "\r\n".join([*lines, "%E"])


XER = xer(
    ("PROJECT", "proj_id proj_short_name last_recalc_date", ["9 TWR 2026-03-31"]),
    ("ROLES", "role_id role_name", ["5 Crane~driver", "6 Steel~fixer"]),
    ("RSRC", "rsrc_id rsrc_name rsrc_short_name rsrc_type role_id",
     ["1 Ann~Lee AL RT_Labor 6", "2 Crane CR RT_Equip -", "3 Sand SA RT_Mat -", "4 Gang GA RT_Labor -"]),
    ("RSRCRATE", "rsrc_id max_qty_per_hr", ["1 1", "4 6"]),
    ("TASK", "task_id proj_id task_code task_name status_code task_type target_drtn_hr_cnt early_start_date early_end_date",
     ["1 9 A10 Piles TK_Active TT_Task 80 2026-03-02 2026-04-30", "2 9 A20 Raft TK_NotStart TT_Task 40 2026-04-01 2026-04-08"]),
    ("TASKRSRC", "task_id proj_id rsrc_id role_id rsrc_type target_qty act_reg_qty act_ot_qty remain_qty target_cost act_reg_cost act_ot_cost "
     "remain_cost act_start_date restart_date reend_date target_start_date target_end_date",
     ["1 9 1 - RT_Labor 100 40 4 66 1000 400 50 700 2026-03-02 2026-04-01 2026-04-30 2026-03-02 2026-04-30",
      "2 9 - 5 RT_Labor 24 - - - 240 - - 240 - - - 2026-04-01 2026-04-08",
      "2 9 4 - RT_Labor 12 0 0 12 60 0 0 60 - 2026-04-01 2026-04-08 2026-04-01 2026-04-08",
      "2 9 2 - RT_Equip 48 0 0 48 500 0 0 500 - 2026-04-01 2026-04-08 2026-04-01 2026-04-08",
      "2 9 3 - RT_Mat 90 0 0 90 90 0 0 90 - 2026-04-01 2026-04-08 2026-04-01 2026-04-08"]),
)  # fmt: skip


def test_people_roles_and_costs_of_primavera() -> None:
    found = tables("twr.xer", XER)
    assert found["person"].rows.select("person_id", "name", "role").rows() == [("AL", "Ann Lee", "Steel fixer")]
    assert work(found["assignment"]) == [
        ("AL", None, "2026-03", Decimal(44)), ("AL", None, "2026-04", Decimal(66)),
        (None, "Crane driver", "2026-04", Decimal(24)), (None, "Gang", "2026-04", Decimal(12)),
    ]  # fmt: skip
    assert found["assignment"].rows["row"].to_list() == [25, 25, 26, 27]
    # Budgeted; spent and remaining; spent: people, equipment and material alike.
    assert found["task"].rows.select("baseline_cost", "cost", "actual_cost").rows() == [
        (Decimal(1000), Decimal(1150), Decimal(450)), (Decimal(890), Decimal(890), Decimal(0)),
    ]  # fmt: skip
    assert found["task"].rows["currency"].to_list() == ["GBP", "GBP"]


@pytest.mark.parametrize(
    "change", [lambda t: t.split("\n", 1)[1], lambda t: "\n" + t, lambda t: t.replace("ERMHDR", "ermhdr", 1)]
)
def test_xer_without_its_first_record_or_below_a_blank_line(change: Callable[[str], str]) -> None:
    assert XER.startswith("ERMHDR")
    assert tables("plan.xer", change(XER))["task"].rows.height == tables("plan.xer", XER)["task"].rows.height


def test_a_long_line_of_primavera_is_not_read() -> None:
    assert "a line of more than 1,000,000 characters" in file("p.xer", XER + "\r\n%R\t" + "x" * 1_000_001).refused


# --- MPX --------------------------------------------------------------------------------------------------------------

MPX = """MPX,Microsoft Project for Windows,4.0,ANSI
10,€,1,2,".",","
11,2,0,1,"7,50","37,50",0,0,1,1
12,1,1,480,/,:,,,9,1
30,Depot,,,Standard,02/03/26,30/06/26,0,31/03/26,,"€1.500,00"
41,1,3,11,40,41,49
50,Ann Lee,Works,ann@example.com,1,1,1
50,Fitters,,,2,"2,5",2
61,90,98,1,3,120,81,20,40,31,30,32,50,51,44,70,94
70,0,0,Depot,0,Yes,No,100h,20d,"€1.400,00","€1.500,50",€0,02/03/26,30/06/26,25%,,0d
70,1,11,Dig,1,No,No,75h,2w,"€1.000,00","€1.100,50",€0,Mon 30/03/26,Fri 10/04/26,50%,,-1d
75,1,1,"37,5h",0h,0h,0h,€0,€0,€0,30/03/26,03/04/26,0d,1
75,2,"2,5",375h,0h,0h,0h,€0,€0,€0,NA,NA,0d,2
70,2,12,"Pour, cure",1,No,No,25h,"3ed","€400,00","€400,00",€0,13/04/26,NA,0%,1FS+2d,90m
70,3,13,Open,1,No,Yes,0h,0d,€0,€0,€0,30/06/26,30/06/26,0%,"1;2SS",0d
"""


def test_an_mpx_plan_with_its_own_marks_and_dates() -> None:
    found = tables("depot.mpx", MPX.encode("cp1252"))
    task = found["task"]
    assert (task.source, task.rows_loaded, task.as_of) == ("ms_project", 4, date(2026, 3, 31))
    assert task.rows.select("task_id", "name", "is_summary", "is_milestone", "duration_days", "work_hours", "total_float_days").rows() == [
        ("0", "Depot", True, False, Decimal(20), Decimal(100), Decimal(0)), ("11", "Dig", False, False, Decimal(10), Decimal(75), Decimal(-1)),
        ("12", "Pour, cure", False, False, Decimal(3), Decimal(25), Decimal("0.2")), ("13", "Open", False, True, Decimal(0), Decimal(0), Decimal(0)),
    ]  # fmt: skip
    assert task.rows.select("start", "finish").rows()[1:3] == [
        (date(2026, 3, 30), date(2026, 4, 10)),
        (date(2026, 4, 13), None),
    ]
    assert (task.money["cost"].loaded, task.money["baseline_cost"].loaded) == (Decimal("1500.50"), Decimal(1400))
    assert task.rows["currency"].to_list() == ["EUR"] * 4
    assert task.rows["owner"].to_list() == [None, "Ann Lee, Fitters", None, None]


def test_links_people_and_work_of_an_mpx_plan() -> None:
    found = tables("depot.mpx", MPX.encode("cp1252"))
    assert found["task_link"].rows.select("task_id", "predecessor_id", "link_type", "lag_days").rows() == [
        ("12", "11", "FS", Decimal(2)), ("13", "11", "FS", Decimal(0)), ("13", "12", "SS", Decimal(0)),
    ]  # fmt: skip
    assert found["person"].rows.select("person_id", "name", "org_unit").rows() == [
        ("ann@example.com", "Ann Lee", "Works")
    ]
    # Ann by the dates of her assignment; the fitters by those of the task: two of ten weekdays in March.
    assert work(found["assignment"]) == [
        ("ann@example.com", None, "2026-03", Decimal(15)), ("ann@example.com", None, "2026-04", Decimal("22.5")),
        (None, "Fitters", "2026-03", Decimal(75)), (None, "Fitters", "2026-04", Decimal(300)),
    ]  # fmt: skip


@pytest.mark.parametrize(("order", "written"), [("0", "04/10/26"), ("1", "10/04/26"), ("2", "26/04/10")])
def test_the_order_of_dates_is_the_one_that_the_file_states(order: str, written: str) -> None:
    text = f"MPX;Microsoft Project;4.0;MAC\n12;{order};1;480;/;:;;;0;0\n61;1;50\n70;Größe prüfen;{written}\n"
    found = table("plan.mpx", text.encode("mac_roman"))
    assert found.rows.select("project_id", "name", "start").rows() == [("plan", "Größe prüfen", date(2026, 4, 10))]


def test_mpx_without_tasks_is_refused() -> None:
    assert "without tasks" in file("p.mpx", "MPX,Microsoft Project,4.0,ANSI\n30,x\n").refused


# --- GNOME Planner ----------------------------------------------------------------------------------------------------

PLANNER = """<?xml version="1.0"?>
<project name="Depot" manager="" project-start="20260330T000000Z" mrproject-version="2" calendar="1">
  <tasks>
    <task id="1" name="Works" note="" work="288000" start="20260330T080000Z" end="20260417T170000Z" percent-complete="20" type="normal">
      <task id="2" name="Dig" work="144000" start="20260330T080000Z" end="20260403T170000Z" percent-complete="50" type="normal"/>
      <task id="3" name="Pour" work="144000" start="20260406T000000Z" end="20260417T170000Z" work-start="20260406T080000Z" percent-complete="0" type="normal">
        <predecessors><predecessor id="1" predecessor-id="2" type="FS" lag="172800"/><predecessor id="2" predecessor-id="77" type="SS"/></predecessors>
      </task>
    </task>
    <task id="4" name="Open" work="0" start="20260417T170000Z" end="20260417T170000Z" percent-complete="0" type="milestone"/>
  </tasks>
  <resource-groups default_group=""><group id="1" name="Works team"/></resource-groups>
  <resources>
    <resource id="1" group="1" name="Ann Lee" type="1" units="0" email="ann@example.com"/><resource id="2" name="Ben Ode" type="1" units="0" email=""/>
    <resource id="3" name="Sand" type="2" units="0" email=""/>
  </resources>
  <allocations>
    <allocation task-id="2" resource-id="1" units="100"/><allocation task-id="2" resource-id="2" units="25"/>
    <allocation task-id="3" resource-id="3" units="100"/>
  </allocations>
</project>"""


def test_a_plan_of_gnome_planner() -> None:
    found = tables("depot.planner", PLANNER)
    task = found["task"]
    assert (task.source, task.rows_loaded) == ("gnome_planner", 4)
    assert task.rows.select("task_id", "name", "is_summary", "is_milestone", "work_hours", "percent_complete", "owner").rows() == [
        ("1", "Works", True, False, Decimal(80), Decimal("0.2"), None), ("2", "Dig", False, False, Decimal(40), Decimal("0.5"), "Ann Lee, Ben Ode"),
        ("3", "Pour", False, False, Decimal(40), Decimal(0), "Sand"), ("4", "Open", False, True, Decimal(0), Decimal(0), None),
    ]  # fmt: skip
    assert found["task_link"].rows.select("task_id", "predecessor_id", "lag_days").rows() == [("3", "2", Decimal(2))]
    assert found["task_link"].rows_quarantined == 1
    assert found["person"].rows.select("person_id", "org_unit").rows() == [
        ("ann@example.com", "Works team"),
        ("Ben Ode", None),
    ]
    # 40 hours by units of 100 and 25, and two of five days in March; sand does no work.
    assert work(found["assignment"]) == [
        ("ann@example.com", None, "2026-03", Decimal("12.8")), ("ann@example.com", None, "2026-04", Decimal("19.2")),
        ("Ben Ode", None, "2026-03", Decimal("3.2")), ("Ben Ode", None, "2026-04", Decimal("4.8")),
    ]  # fmt: skip


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


def test_a_plan_without_a_data_date_is_as_of_its_export() -> None:
    found = file("twr.xer", XER.replace("TWR\t2026-03-31", "TWR\t"))
    [told] = [p for p in found.problems if p.found == "no data date"]
    assert (told.severity, told.action) == ("warning", "taken as 2026-03-31, the day of the export")
    assert found.tables[0].rows["as_of"].unique().to_list() == [date(2026, 3, 31)]
    assert not [p for p in file("twr.xer", XER).problems if p.found == "no data date"]


def test_deadlines_of_a_plan_are_told() -> None:
    found = file("depot.xml", mspdi(mspdi_task(1, Deadline="2026-04-01T17:00:00") + mspdi_task(2, Deadline="NA")))
    assert [(p.found, p.severity) for p in found.problems if p.column == "Deadline"] == [("1 deadlines", "warning")]


def test_a_phase_that_spans_the_tasks_below_it_repeats_them() -> None:
    text = """WBS,任务名称,开始日期,结束日期
阶段1,【阶段1】准备,2026-01-05,2026-01-20
1.1,调研,2026-01-05,2026-01-09
1.2,采购,2026-01-12,2026-01-20
阶段2,【阶段2】实施,2026-01-21,2026-02-20
2.1,安装,2026-01-21,2026-02-10
2.2,测试,2026-02-11,2026-02-20
阶段3,【阶段3】验收,2026-02-21,2026-03-20
3.1,试运行,2026-02-23,2026-03-10
3.2,移交,2026-03-11,2026-03-20
"""
    rows = table("plan.csv", text.encode()).rows
    # The third begins before what is below it: not all it stands for is listed.
    assert rows.filter("is_summary")["wbs"].to_list() == ["阶段1", "阶段2"]


def test_an_activity_without_early_dates_ends_when_its_remaining_work_does() -> None:
    text = xer(
        ("PROJECT", "proj_id proj_short_name last_recalc_date", ["9 TWR 2026-03-31"]),
        ("TASK", "task_id proj_id task_code task_name status_code task_type early_end_date restart_date reend_date target_start_date target_end_date",
         ["1 9 A10 Piles TK_Active TT_Task - 2026-04-01 2026-06-08 2026-03-01 2026-07-13"]),
    )  # fmt: skip
    rows = tables("twr.xer", text)["task"].rows
    assert rows.select("start", "finish").rows() == [(date(2026, 4, 1), date(2026, 6, 8))]


def test_the_current_date_of_an_mpx_plan_in_words_and_dates_that_are_none() -> None:
    text = (
        MPX.replace("\n12,1,1,", "\n12,2,1,").replace(",31/03/26,,", ",31 March 2026 08:00,,").replace("NA,0%", "NV,0%")
    )
    assert tables("depot.mpx", text.encode("cp1252"))["task"].as_of == date(2026, 3, 31)
    assert not [p for p in file("depot.mpx", text.encode("cp1252")).problems if "NV" in p.found]


def test_a_parent_that_a_column_with_gaps_writes_as_1_0_is_the_task_1() -> None:
    text = "Task ID,Parent,Task name,Start,Finish\n1,,Build,2026-01-05,2026-01-30\n2,1.0,Dig,2026-01-05,2026-01-09\n3,1.0,Pour,2026-01-12,2026-01-30\n"
    rows = table("tasks.csv", text).rows
    assert rows["parent_id"].to_list() == [None, "1", "1"]
    assert rows["is_summary"].to_list() == [True, False, False]
