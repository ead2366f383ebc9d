"""What exports of trackers and time tools must not be taken for: seconds for hours, points for work, tasks for projects."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from pmo_metrics.ingest.clocks import moment
from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.understand import understand


def file(content: str, name: str = "export.csv") -> FileResult:
    return understand([Upload(name, content.encode("utf-8"))], None, date(2026, 7, 1))[0]


def table(content: str, name: str = "export.csv") -> TableResult:
    return file(content, name).tables[0]


# --- time


@pytest.mark.parametrize(
    ("durations", "hours"), [(("5400", "7200"), "1.5"), (("90", "120"), "1.5"), (("1.5", "2"), "1.5")]
)
def test_times_of_day_show_the_unit_of_a_duration(durations: tuple[str, str], hours: str) -> None:
    found = table(
        "Date,Begin,End,Duration,Username,Project\n"
        f"2026-03-20,09:00,10:30,{durations[0]},anna,Portal\n2026-03-21,13:00,15:00,{durations[1]},anna,Portal\n"
    )
    assert found.rows["hours"].to_list() == [Decimal(hours), Decimal(2)]


def test_durations_that_cannot_be_hours_are_asked_about() -> None:
    found = file("Date,User,Project,Duration\n2026-03-20,anna,Portal,5400\n2026-03-21,anna,Portal,1800\n")
    assert found.tables[0].rows_loaded == 0 and found.tables[0].rows_quarantined == 2
    assert any("hours, minutes or seconds?" in p.expected for p in found.problems)
    stated = table("Date,User,Project,Hours\n2026-03-20,anna,Portal,38\n2026-03-27,anna,Portal,36\n")
    assert stated.rows["hours"].to_list() == [Decimal(38), Decimal(36)]


def test_a_column_called_time_may_hold_durations_but_times_of_day_are_none() -> None:
    head = "Date,Member,Project,Task,Time\n"
    assert table(head + "2026-03-20,Ann,Portal,A,2h 30m\n2026-03-21,Bo,Portal,B,1h\n").rows["hours"].to_list() == [
        Decimal("2.5"), Decimal(1),
    ]  # fmt: skip
    assert table(head + "2026-03-20,Ann,Portal,A,09:00\n2026-03-21,Bo,Portal,B,10:30\n").source is None


def test_milliseconds_since_1970() -> None:
    read = read_date("1772409600000")  # 2026-03-02 00:00:00 in universal time
    assert read is not None and read.day == date(2026, 3, 2)
    began = moment("1773046800000")
    assert began is not None and (began.seconds, began.day) == (9 * 3600, date(2026, 3, 9))


def test_worked_time_in_german_headers_is_no_project_list() -> None:
    found = table(
        "Benutzer,E-Mail,Projekt,Beschreibung,Abrechenbar,Startdatum,Startzeit,Enddatum,Endzeit,Dauer\n"
        "Anna,anna@x.de,Portal,Konzept,Ja,02.03.2026,09:00:00,02.03.2026,10:30:00,01:30:00\n"
    )
    assert found.table == "timesheet"
    assert found.rows.select("person_id", "project_id", "hours", "billable").row(0) == (
        "anna@x.de",
        "Portal",
        Decimal("1.5"),
        True,
    )


def test_times_without_a_person_are_refused_with_what_they_lack() -> None:
    bare = file(
        "date;start;end;project;note\n23.09.2026;9:00;17:30;Internal;Plan\n24.09.2026;22:00;1:00;Internal;Release\n"
    )
    assert bare.tables[0].source is None and bare.tables[0].rows_loaded == 0
    found = file("Date,From,To,Duration,Rate,Project,Activity\n2026-03-20,09:00,10:30,1.50,0,Portal,Coding\n")
    assert any("Timesheet" in p.expected and "Person ID" in p.expected for p in found.problems)


# --- tasks


@pytest.mark.parametrize("header", ["Estimate", "Effort", "Estimation"])
def test_bare_numbers_under_estimate_may_be_points(header: str) -> None:
    head = f"ID,Title,Status,Assignee,Created,{header}\n"
    bare = file(
        head + "ENG-1,Split,Done,ann,2026-03-04,3\nENG-2,Drop,Todo,bo,2026-03-05,5\nENG-3,Ship,Todo,bo,2026-03-05,1\n"
    )
    assert "work_hours" not in bare.tables[0].columns
    assert any(p.column == header and p.action == "not loaded" for p in bare.problems)
    written = table(head + "ENG-1,Split,Done,ann,2026-03-04,3h\nENG-2,Drop,Todo,bo,2026-03-05,1d\n")
    assert written.rows["work_hours"].to_list() == [Decimal(3), Decimal(8)]


def test_a_list_with_a_project_that_rows_share_lists_tasks() -> None:
    found = table(
        "Name,Status,Assign,Project,Priority,Start,Due,Created time\n"
        "Rewrite the page,In progress,ann,Website,High,2026-03-11,2026-03-19,2026-03-01\n"
        "Collect quotes,Not started,,Website,Low,,2026-04-02,2026-03-02\n"
    )
    assert (found.table, found.rows["project_id"].unique().to_list()) == ("task", ["Website"])


def test_an_outline_level_in_another_language_marks_the_summary_rows() -> None:
    found = table(
        "Nr.;Vorgangsname;Dauer;Anfang;Ende;Vorgänger;% Abgeschlossen;Gliederungsebene\n"
        "1;Projekt;10 Tage;Mo 05.01.26;Fr 16.01.26;;25%;1\n2;Konzept;5 Tage;Mo 05.01.26;Fr 09.01.26;;50%;2\n"
        "3;Abnahme;0 Tage;Fr 16.01.26;Fr 16.01.26;2;0%;2\n"
    )
    assert found.rows["is_summary"].to_list() == [True, False, False]
    assert found.rows["is_milestone"].to_list() == [False, False, True]


def test_an_activity_is_not_above_the_activities_of_the_wbs_below_its_own() -> None:
    found = table(
        "Activity ID,Activity Name,Start,Finish,Original Duration,WBS\nA1,Mobilise,02-Mar-26 A,06-Mar-26 A,5,Site\n"
        "A2,Dig,09-Mar-26 A,20-Mar-26,10,Site.Earth\n"
    )
    assert found.rows["is_summary"].to_list() == [False, False]
    assert found.rows["actual_start"].to_list() == [date(2026, 3, 2), date(2026, 3, 9)]
    assert found.rows["actual_finish"].to_list() == [date(2026, 3, 6), None]


def test_ids_that_excel_has_rounded_do_not_make_two_tasks_one() -> None:
    found = table(
        "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Due Date,Projects\n"
        "1.21143E+15,22/9/2025,,22/9/2025,Gather,Planning,2/10/2025,Shop\n1.21143E+15,22/9/2025,,22/9/2025,Design,Planning,9/10/2025,Shop\n"
    )
    assert found.rows["task_id"].to_list() == ["Gather", "Design"] and found.rows_quarantined == 0


def test_a_task_in_several_projects_counts_for_one_that_is_there() -> None:
    found = table(
        "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Projects\n"
        '1,2026-03-02,,2026-03-02,Draft,Doing,Editorial\n2,2026-03-03,2026-03-11,2026-03-11,Book,Done,"Editorial, Ops"\n'
    )
    assert found.rows["project_id"].to_list() == ["Editorial", "Editorial"]


def test_parents_have_the_id_of_their_own_row() -> None:
    found = table(
        "Summary,Issue key,Issue id,Issue Type,Status,Priority,Created,Parent id\n"
        "Checkout,PAY-2,10002,Story,In Review,Medium,2026-03-01,\nForm,PAY-3,10003,Sub-task,To Do,Low,2026-03-02,10002\n"
    )
    assert found.rows["parent_id"].to_list() == [None, "PAY-2"]
    assert found.rows["project_id"].unique().to_list() == ["PAY"]


# --- records with more cells than headers


def test_lists_in_brackets_without_quotes_are_put_together() -> None:
    found = table(
        "Task ID,Task Name,Task Content,Status,Subtask IDs,Tags,Priority,List Name\n"
        "t1,Order pipes,DN50,in progress,[t2],[urgent,web],high,Website\nt2,Fit pipes,,to do,[],[],,Website\n"
    )
    assert found.rows.select("task_id", "status", "priority").rows() == [
        ("t1", "in_progress", "high"),
        ("t2", "not_started", None),
    ]


WIDE = (
    "Summary,Issue key,Issue id,Issue Type,Status,Priority,Assignee,Created,Resolved,Due date,Labels,Description\n"
    "Fix payment,PAY-1,10001,Story,Done,High,Ann,14/Jul/25 3:42 PM,15/Jul/25 9:00 AM,,backend,one\n"
    "Checkout,PAY-2,10002,Story,In Review,Medium,,14/Jul/25 10:00 AM,,20/Aug/25,api,urgent,two\n"
    "Form,PAY-3,10003,Sub-task,To Do,Low,,15/Jul/25 11:05 AM,,,,\n"
)


def test_a_label_too_many_is_repaired_where_no_column_that_is_read_can_be_meant() -> None:
    found = table(WIDE)
    assert found.rows["task_id"].to_list() == ["PAY-1", "PAY-2", "PAY-3"]
    assert found.rows.row(1, named=True)["finish"] == date(2025, 8, 20)


def test_a_cell_too_many_where_two_readings_differ_is_held_back() -> None:
    """The comma may belong to the summary or part the assignee from another cell: nothing decides which."""
    found = table(
        "Issue key,Summary,Assignee,Reporter,Status\nPAY-1,Fix,Ann,Bo,Done\nPAY-2,Check,the form,Ann,Bo,Done\nPAY-3,Ship,Bo,Ann,To Do\n"
    )
    assert found.rows["task_id"].to_list() == ["PAY-1", "PAY-3"] and found.rows_quarantined == 1


def planner(pairs_beside: bool) -> FileResult:
    book = openpyxl.Workbook()
    pairs = (("Plan name", "Office move"), ("Plan ID", "abc"), ("Date of export", date(2026, 3, 14)))
    sheet = book.active
    assert sheet is not None
    for pair in () if pairs_beside else (*pairs, ()):
        sheet.append(pair)
    sheet.append(["Task ID", "Task Name", "Bucket Name", "Progress", "Priority", "Assigned To", "Due Date"])
    sheet.append(["x1", "Pack", "Doing", "In progress", "Urgent", "Ann;Bo", date(2026, 3, 20)])
    sheet.append(["x2", "Move", "Later", "Not started", "Medium", None, None])
    if pairs_beside:
        beside = book.create_sheet("Plan name")
        for pair in pairs:
            beside.append(pair)
    content = io.BytesIO()
    book.save(content)
    return understand([Upload("export.xlsx", content.getvalue())], None, date(2026, 7, 1))[0]


@pytest.mark.parametrize("beside", [False, True])
def test_the_plan_of_planner_is_the_project_and_its_export_the_status_date(beside: bool) -> None:
    found = planner(beside)
    [tasks] = found.tables
    assert tasks.rows["project_id"].unique().to_list() == ["Office move"]
    assert (tasks.rows_loaded, tasks.as_of) == (2, date(2026, 3, 14))


def test_the_deepest_title_of_a_tree_is_the_item_own() -> None:
    found = table(
        "ID,Work Item Type,Title 1,Title 2,State,Area Path\n1,Epic,Platform,,New,P\n2,Feature,Platform,Payments,New,P\n"
    )
    assert found.rows["name"].to_list() == ["Platform", "Payments"]


def test_bands_of_a_layout_repeat_what_is_below_them() -> None:
    found = table(
        "Activity ID,Activity Name,Original Duration,Start,Finish,Budgeted Total Cost\n"
        "  1 Engineering,,40,02-Mar-26,24-Apr-26,50000\n    A1000,Concept,20,02-Mar-26,27-Mar-26,20000\n"
        "    A1010,Detail,20,30-Mar-26,24-Apr-26,30000\n"
    )
    assert found.rows["is_summary"].to_list() == [True, False, False]
    assert found.money["baseline_cost"].loaded == 50000


def test_issues_with_keys_are_no_projects_whatever_their_headers() -> None:
    found = table("Název,Klíč,Projekt,Priorita,Rozpočet\nLogin,WEB-1,Webshop,High,100\nCart,WEB-2,Webshop,Low,200\n")
    assert found.table != "project"


def test_a_bare_name_and_an_amount_are_no_project_list() -> None:
    assert (
        table(
            "Name,Subitems,Membership,Payment Amount,Program Option\nAnn,,Active,1200,July\nBo,,Active,1200,\n"
        ).source
        is None
    )


def test_links_on_a_sheet_of_their_own_are_of_the_project_of_the_activities() -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for row in (
        ["Activity ID", "Activity Name", "WBS", "Original Duration (h)", "Total Float (h)", "Start", "Finish"],
        ["A100", "Dig", "B.1", 80, 0, "2026-03-02", "2026-03-13"], ["A200", "Pour", "B.1", 80, -8, "2026-03-16", "2026-03-27"],
    ):  # fmt: skip
        first.append(row)
    second = book.create_sheet("Relationships")
    for row in (["Predecessor ID", "Successor ID", "Relationship Type", "Lag (h)"], ["A100", "A200", "SS", -4]):
        second.append(row)
    content = io.BytesIO()
    book.save(content)
    tasks, links = understand([Upload("tower.xlsx", content.getvalue())], None, date(2026, 7, 1))[0].tables
    assert tasks.rows["total_float_days"].to_list() == [Decimal(0), Decimal(-1)]
    assert links.rows.select("project_id", "task_id", "predecessor_id", "link_type", "lag_days").rows() == [
        ("B", "A200", "A100", "SS", Decimal("-0.5"))
    ]


def test_hours_beside_minutes_are_taken_from_the_column_that_holds_both() -> None:
    found = table(
        "Date,Project,Who,Task,Hours,Minutes,Decimal Hours\n2026-03-14,Portal,Ann,A,1,30,1.5\n2026-03-15,Portal,Bo,B,0,45,0.75\n"
    )
    assert found.rows["hours"].to_list() == [Decimal("1.5"), Decimal("0.75")]
    apart = table("Date,Project,Who,Task,Hours,Minutes\n2026-03-14,Portal,Ann,A,1,30\n2026-03-15,Portal,Bo,B,0,45\n")
    assert apart.rows_loaded == 0


def test_minutes_under_their_name_and_durations_with_odd_seconds() -> None:
    minutes = table("Employee,Project,Date,Minutes\nAnn,Portal,2026-03-14,90\nBo,Portal,2026-03-15,45\n")
    assert minutes.rows["hours"].to_list() == [Decimal("1.5"), Decimal("0.75")]
    tracked = table("Client,Project,Date,Member,Time\nBig,Portal,2026-03-14,Ann,2:30:00\nBig,-,2026-03-15,Bo,7:45:18\n")
    assert tracked.rows["hours"].to_list() == [Decimal("2.5"), Decimal("7.76")]
    assert tracked.rows["project_id"].to_list() == ["Portal", None]


def test_total_slack_below_nothing_is_behind() -> None:
    found = table(
        "ID,Name,Duration,Start,Finish,Total Slack\n1,Dig,5 days,2026-03-02,2026-03-06,0 days\n2,Pour,5 days,2026-03-09,2026-03-13,-2 days\n"
    )
    assert found.rows["total_float_days"].to_list() == [Decimal(0), Decimal(-2)]


def test_a_box_that_is_ticked_says_done() -> None:
    found = table(
        "Title,Content,Assignees,Due on,Completed\nPack,a,Ann,2026-01-15,false\nMove,b,Bo,2026-01-20,true\nSweep,c,Bo,,false\n"
    )
    assert found.rows["status"].to_list() == [None, "done", None]


@pytest.mark.parametrize(("written", "start"), [("dd/mm/yyyy", date(2026, 8, 3)), ("mm/dd/yyyy", date(2026, 3, 8))])
def test_primavera_states_the_order_of_its_dates_on_a_sheet_of_its_own(written: str, start: date) -> None:
    book = openpyxl.Workbook()
    tasks = book.active
    assert tasks is not None
    tasks.title = "TASK"
    tasks.append(["task_code", "status_code", "wbs_id", "task_name", "target_drtn_hr_cnt", "start_date", "end_date"])
    tasks.append(
        ["Activity ID", "Activity Status", "WBS Code", "Activity Name", "Original Duration(d)", "(*)Start", "(*)Finish"]
    )
    tasks.append(["A100", "Not Started", "B.1", "Dig", 1, "03-08-2026 08:00", "03-08-2026 17:00"])
    settings = book.create_sheet("USERDATA")
    settings.append(["user_data"])
    settings.append([f"DurationQtyType=QT_Day\nDateFormat={written}\nCurrencyFormat=Euro"])
    content = io.BytesIO()
    book.save(content)
    found = understand([Upload("tower.xlsx", content.getvalue())], None, date(2026, 7, 1))[0]
    assert found.tables[0].rows["start"].to_list() == [start]
    assert sum(t.rows_quarantined for t in found.tables) == 0


def test_a_title_that_says_more_than_the_project() -> None:
    found = table(
        "Project: Portal   Server: http://tfs:8080/tfs/All   Query: [None]   List type: Flat\n"
        "ID,Work Item Type,Title,Assigned To,State,Tags\n101,Bug,Crash,Jo,Active,\n102,Task,Docs,,Closed,docs\n"
    )
    assert found.rows["project_id"].unique().to_list() == ["Portal"]


# --- projects and states


def test_activities_numbered_like_issues_name_no_project() -> None:
    head = "Activity ID,Activity Name,WBS,Planned Start,Planned Finish,Original Duration\n"
    found = file(
        f"{head}ACT-101,Dig,1.1,2026-03-02,2026-03-06,5\nACT-102,Pour,1.2,2026-03-09,2026-03-13,5\n", "harbour.csv"
    )
    assert set(found.tables[0].rows["project_id"]) == {"harbour"}
    assert any(p.action == "taken as harbour" and p.severity == "warning" for p in found.problems)


def test_resolved_is_not_yet_closed_in_azure_devops() -> None:
    found = table("ID,Work Item Type,Title,Assigned To,State\n1,Bug,Leak,Ann,Resolved\n2,Bug,Crack,Bo,Closed\n")
    assert found.rows.select("status", "tool_state").rows() == [("in_progress", "Resolved"), ("done", "Closed")]


def test_a_parent_that_several_tasks_may_be_is_none() -> None:
    head = "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Due Date,Projects,Parent task\n"
    rows = [f"{n},2026-03-02,,2026-03-30,{name},In Arbeit,Ann,a@x.org,2026-04-17,Launch,{parent}" for n, name, parent in (
        (1, "Call", ""), (2, "Call", ""), (3, "Note", "Call"), (4, "Fair", ""), (5, "Booth", "Fair"))]  # fmt: skip
    found = file(head + "\n".join(rows) + "\n")
    assert found.tables[0].rows["parent_id"].to_list() == [None, None, None, None, "4"]
    assert found.tables[0].rows["status"].to_list() == ["in_progress"] * 5
    assert any("several tasks are called so" in p.action for p in found.problems)


def test_blocking_issues_of_jira_are_links() -> None:
    found = file(
        "Issue key,Summary,Issue Type,Status,Inward issue link (Blocks),Inward issue link (Blocks),Outward issue link (Blocks)\n"
        "K-1,Dig,Task,Done,,,K-3\nK-2,Buy,Task,Done,,,K-3\nK-3,Pour,Task,Open,K-1,K-2,\n"
    )
    links = next(t for t in found.tables if t.table == "task_link")
    assert links.rows.select("task_id", "predecessor_id").rows() == [("K-3", "K-1"), ("K-3", "K-2")]


def test_turkish_letters() -> None:
    text = "Task ID,Task name,Start date,Due date,Status\n1,Kazı ve dolgu işi,2026-03-02,2026-03-06,Done\n2,Çatı değişimi,2026-03-09,2026-03-13,Open\n"
    [read] = understand([Upload("plan.csv", text.encode("cp1254"))], None, date(2026, 7, 1))
    assert read.tables[0].rows["name"].to_list() == ["Kazı ve dolgu işi", "Çatı değişimi"]


def test_hours_without_a_project_are_told() -> None:
    found = file("log_id,team_member,hours_logged,date\n1,Ann,3,2026-04-01\n2,Bo,5.5,2026-04-02\n", "effort_logs.csv")
    assert found.tables[0].rows_loaded == 2
    assert any(p.found == "no column for the project of 8.50 hours" and p.severity == "warning" for p in found.problems)


def test_worked_hours_with_a_day_off_beside_them_are_no_absences() -> None:
    found = table(
        "Employee ID,Time Off Date,Start,End,Total,Customer,Type,Project #\n1,,2026-03-02 09:00,2026-03-02 12:00,3,Acme,Entry,P1\n2,,2026-03-02 09:00,2026-03-02 11:00,2,Acme,Entry,P2\n"
    )
    assert found.table == "timesheet"


def test_parents_by_the_number_of_the_row_are_told() -> None:
    found = file(
        "subject;tracker;parent;start date;due date;status\nOne;Bug;;2026-01-01;2026-01-05;New\nTwo;Bug;1;2026-01-01;2026-01-05;New\n",
        "import.csv",
    )
    assert found.tables[0].rows["parent_id"].to_list() == [None, None]
    assert any(p.found == "1 parents that no task here is" for p in found.problems)


def test_an_issue_log_without_titles_is_a_register() -> None:
    head = "issue_id,project_id,opened_date,closed_date,root_cause,severity,status,impact_days,impact_cost_usd\n"
    found = table(
        f"{head}I-1,P1,2026-01-05,2026-02-05,Late permit,High,Closed,29,9000\nI-2,P2,2026-01-06,,Crane,Low,Open,3,500\n",
        "issue_log.csv",
    )
    assert found.table == "register" and found.money["cost_impact"].loaded == 9500
    assert found.rows["title"].to_list() == ["Late permit", "Crane"]
