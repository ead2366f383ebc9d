"""What a sheet is taken for: by headers and by values, and rather not at all than wrongly."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.header_units import Unit, unit_in_title, without_unit
from pmo_metrics.ingest.headers import matches
from pmo_metrics.ingest.model import Recognised, Sheet, Upload
from pmo_metrics.ingest.recognise import recognise
from pmo_metrics.ingest.understand import understand


def sheet(text: str, file: str = "export.csv", name: str = "") -> Sheet:
    """A sheet from lines of comma-separated cells."""
    rows = [line.split(",") for line in text.strip().splitlines()]
    width = max(map(len, rows))
    data = [[i, *(c or None for c in r), *[None] * (width - len(r))] for i, r in enumerate(rows, 1)]
    schema = {"row": pl.Int64(), **{f"c{i}": pl.String() for i in range(width)}}
    return Sheet(file, name, pl.DataFrame(data, schema, orient="row"))


def seen(text: str, **names: str) -> Recognised:
    return recognise(sheet(text, **names))


@pytest.mark.parametrize(
    ("header", "table", "column"),
    [
        ("wlc_baseline_incl_NCG", "project", "budget"),
        ("estimatedCompletionDate", "project", "finish"),
        ("Planned Project Completion Date (B2)", "project", "baseline_finish"),
        ("预算（万元）", "project", "budget"),
        ("项目名称/Project Name", "project", "name"),
        ("Intitulé du projet  - operation name", "project", "name"),
        ("MPA RAG rating\n(A Delivery Confidence Assessment at a point in time)", "project", "reported_rag"),
        ("Progress(%)", "project", "percent_complete"),
        ("Date Reported As Of", "project", "as_of"),
        ("starting_date", "project", "start"),
        ("Name of Work", "project", "name"),
        ("N°", "project", "project_id"),
        ("Prob (H/M/L)", "risk", "probability"),
        ("Stipulated date of completion", "project", "baseline_finish"),
        ("Cumulative expenditure (Rs. Cr.)", "project", "actual_cost"),
        ("Risk Owner/Role", "risk", "owner"),
        ("To", "absence", "finish"),
    ],
)
def test_header_names_column(header: str, table: str, column: str) -> None:
    assert matches(header, table)[0].column == column


@pytest.mark.parametrize(
    "header",
    ["yearly_budget", "budget_comment", "Budget (this year)", "2013/2014 Budget (£million)", "Latest Budget Changes",
     "Cost Variance ($ M)", "isOver10M", "deptAcronym", "Lead Beneficiary", "schedule_comment", "budget_consumed_pct"],
)  # fmt: skip
def test_one_word_more_is_another_column(header: str) -> None:
    assert matches(header, "project") == ()


def test_units_are_taken_off() -> None:
    assert without_unit("Planned Cost ($ M)")[1] == Unit(pl.Series([1000000]).cast(pl.Decimal(18, 0))[0], "")
    assert without_unit("Budget k€")[1].currency == "EUR"
    assert without_unit("预算（万元）")[1].scale == 10_000
    assert without_unit("task_actual_time_minutes")[1].time == "minutes"
    title = unit_in_title("单位：万元")
    assert title is not None and title.scale == 10_000
    assert unit_in_title("Portfolio report for the board") is None


def test_words_fold_alike() -> None:
    assert key("Date of Start") == key("start_date") == key("startDate") == key("START DATES")


def test_header_below_titles() -> None:
    found = seen("Report\n\nProject Code,Project Title,Budget\nP1,Depot,10\n")
    assert (found.source, found.header_row) == ("project_list", 3)


def test_register_is_no_project_list() -> None:
    found = seen("risk_id,project_id,status,probability\nR1,P1,Open,0.4\n")
    assert (found.source, found.table) == ("risk_register", "risk")


def test_tasks_are_no_projects() -> None:
    assert seen("id,project,task,created_date,finished_date\nP0-1,0,5,2026-02-05,2026-02-04\n").table == "task"
    found = seen("ID,Task Name,Duration,Start,Finish,% Complete\n1,Dig,5 days,2026-01-01,2026-01-05,10%\n")
    assert (found.source, found.table) == ("ms_project", "task")
    issues = seen("Issue ID,Issue Description,Raised By,Date Raised,Status\nI1,Late,Ann,2026-01-01,Open\n")
    assert (issues.table, issues.columns["raised_on"]) == ("register", 3)


def test_weekly_status_is_a_project_report() -> None:
    found = seen("project_id,week_ending,rag_status,percent_complete\n" + "P1,2026-01-09,Amber,12\n" * 3)
    assert found.table == "project" and {"as_of", "reported_rag"} <= set(found.columns)


def test_traffic_lights_in_a_status_column_are_the_rag() -> None:
    found = seen("Project ID,Project name,Status\nP1,A,Red\nP2,B,Amber\nP3,C,Green\n")
    assert "reported_rag" in found.columns and "status" not in found.columns


def test_foreign_words_leave_a_choice_unmapped() -> None:
    lines = "M1,P1,a,2026-01-01,Delayed\nM2,P1,b,2026-01-02,On Time\n" * 5
    found = seen("milestone_id,project_id,milestone_name,planned_date,status\n" + lines)
    assert "status" in found.unmapped and "status" not in found.columns
    assert [p.action for p in found.problems] == ["not loaded"]


def test_steps_of_likelihood_are_no_probability() -> None:
    found = seen("Risk ID,Project ID,Risk title,Likelihood,Impact\nR1,P1,a,3,4\nR2,P1,b,5,2\nR3,P1,c,1,1\n")
    assert "probability" not in found.columns


def test_days_are_no_hours() -> None:
    found = seen("Person ID,Date,Project ID,Worked (人天)\n007,2026-05-01,P1,1\n")
    assert found.table != "timesheet"


def test_exact_labels_are_certain() -> None:
    found = seen("Project ID,Status date,Project name\nP1,2026-05-31,Depot\n")
    assert (found.source, found.confidence) == ("template", 1.0)


def test_plan_file_is_named() -> None:
    found = seen("ERMHDR,8.0\n%T,PROJECT\n%F,proj_id,proj_name,plan_start_date\n%R,1,x,2026-01-01\n")
    assert found.source is None and found.problems[0].found == "a plan file"


def test_prose_is_not_recognised() -> None:
    assert seen("Guidance,Please read\nFill in every project,with its budget\n").source is None


def test_months_make_a_wide_sheet() -> None:
    found = seen("Project ID,Cost kind,2026-01,2026-02\nP1,Budget,1,2\n", file="costs.csv")
    assert found.source == "cost_lines_wide" and len(found.months) == 2


def test_groups_over_the_columns_of_a_risk_register() -> None:
    found = seen(
        "Risk ID,Project,Risk description,Pre-mitigation,,,Post-mitigation,,\n"
        ",,,Likelihood,Impact,Score,Likelihood,Impact,Score\n"
        "R1,P1,Soil,4,5,20,2,5,10\nR2,P1,Permit,3,4,12,2,4,8\nR3,P2,Supplier,2,5,10,1,5,5\n"
    )
    assert {c: found.columns[c] for c in ("likelihood_score", "impact_score", "score", "residual_score")} == {
        "likelihood_score": 3, "impact_score": 4, "score": 5, "residual_score": 8,
    }  # fmt: skip


def test_start_and_finish_under_planned_and_actual() -> None:
    """The upper header row alone would take the start for the planned date, and the list for one of projects."""
    found = seen(
        "Project,Milestone,Planned,,Actual,\n,,Start,Finish,Start,Finish\n"
        "P1,Design,2026-01-10,2026-02-28,2026-01-12,2026-03-05\nP1,Build,2026-03-10,2026-06-30,2026-03-12,\n"
        "P2,Design,2026-02-10,2026-03-28,,\n"
    )
    assert (found.source, found.header_row) == ("milestone_list", 2)
    assert (found.columns["baseline_date"], found.columns["actual_date"]) == (3, 5)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("Vendor_Tracker.csv", "ID,Vendor,Status,Contract\n1,Acme,Open,C-1\n2,Bolt,Closed,C-2\n"),
        ("timeline.csv", "id,name,start_month,end_month\n1,Dam,2026-01,2026-03\n2,Road,2026-02,2026-04\n"),
        ("Projektordner.csv", "Nr.,Name,Rolle,Status\n1,Ann Lee,Leitung,aktiv\n2,Bo Wu,Technik,aktiv\n"),
        ("项目管理模板.csv", "需求ID,需求名称,当前状态\nREQ-1,登录,进行中\nREQ-2,导出,已完成\n"),
    ],
)
def test_one_word_in_a_file_name_makes_no_table(file: str, text: str) -> None:
    assert seen(text, file=file).source is None


def test_the_name_of_a_sheet_goes_before_that_of_the_file() -> None:
    text = "编号,里程碑,开始日期,结束日期,负责人\nM1,设计,2026-01-01,2026-01-05,王\nM2,施工,2026-02-01,2026-03-05,李\n"
    found = seen(text, file="项目台账.xlsx", name="里程碑")
    assert (found.table, found.columns["forecast_date"]) == ("milestone", 3)


def test_a_tracker_in_the_name_is_no_redmine() -> None:
    found = seen("ID,任务名称,负责人,开始日期,结束日期,进度(%)\n1,设计,王,2026-01-01,2026-01-05,40\n2,施工,李,2026-02-01,2026-03-05,0\n",
                 file="项目进度跟踪表.xlsx")  # fmt: skip
    assert (found.table, found.columns["finish"]) == ("task", 4)


def test_status_of_the_project_goes_before_another_status() -> None:
    found = seen(
        "Project ID,Project name,Status,Project status,Budget\nP1,Dam,Open,In progress,5\nP2,Road,Closed,Complete,6\n"
    )
    assert found.columns["status"] == 3


def test_part_of_a_header_that_is_another_header_names_no_column() -> None:
    assert matches("Project - Start Date", "cost") == ()
    assert matches("To date", "absence")[0].column == "finish" and not matches("Date", "absence")


def test_issues_of_several_projects_are_a_register_by_what_their_kinds_say() -> None:
    found = seen(
        "Project ID,Log ID,Entry type,Title,Status,Owner\nP1,1,Issue,Crane,Open,Ann\nP1,2,Action,Call,Open,Bo\nP2,3,Issue,Bolt,Open,Bo\n"
    )
    assert found.table == "register"


@pytest.mark.parametrize("named", ["Bezeichnung des Vorhabens", "Projektname", "Project name", "Nom du projet"])
def test_the_name_of_the_project_goes_before_a_bare_name(named: str) -> None:
    found = seen(
        f"Name,{named},Budget,Start date\nAcme,Dam,5,2026-01-01\nAcme,Road,6,2026-02-01\nBolt,Pier,7,2026-03-01\n",
        file="projects.csv",
    )
    assert (found.table, found.columns["name"]) == ("project", 1)


def test_projected_completion_goes_before_a_bare_completion_date() -> None:
    found = seen(
        "Project ID,Project name,Completion Date (B1),Projected Completion Date (B2),Budget\nP1,Dam,2026-01-01,2026-02-01,5\nP2,Road,2026-01-01,2026-03-01,5\n"
    )
    assert found.columns["finish"] == 3


def test_current_project_and_address_in_spanish_are_no_columns_of_ours() -> None:
    assert matches("proyecto_actual", "project") == () and matches("dirección", "project") == ()
    assert (
        seen(
            "legajo,nombre,rol,proyecto_actual,disponibilidad\n1,Ana,Ing,P-1,50\n2,Luis,Arq,P-2,80\n",
            file="empleados.csv",
        ).table
        != "project"
    )


def test_money_of_a_quarter_is_no_cost_to_date_of_a_project() -> None:
    found = seen(
        "project_id,period,planned_budget,actual_spend,eac\nP1,2026-Q1,10,4,12\nP2,2026-Q1,20,9,22\n", file="budget.csv"
    )
    assert found.table != "project"


def test_planned_shifts_are_no_worked_hours() -> None:
    text = "employee,project,date,start_time,end_time,status\nAnn,P1,2026-03-02,09:00,12:00,{0}\nBo,P1,2026-03-02,09:00,12:00,{0}\n"
    assert seen(text.format("allocated")).table is None
    assert seen(text.format("done")).table == "timesheet"


@pytest.mark.parametrize(
    ("table", "text", "columns"),
    [
        ("task", "Код;Наименование;Начало;Окончание;Длительность;Предшественники\nA1;Копать;2026-01-01;2026-01-05;5;\nA2;Лить;2026-01-06;2026-01-09;4;A1\n", {"task_id", "name", "start", "finish"}),
        ("task", "TacheID;ProjetID;Tâche;DateEcheance;HeuresEstimees;HeuresReelles\n1;P1;Creuser;2026-01-05;5;4\n2;P1;Couler;2026-01-09;4;3\n", {"task_id", "project_id", "name", "finish", "work_hours", "actual_hours"}),
        ("task", "No;タスク名;開始日;終了日;進捗率;担当者\n1;設計;2026-01-01;2026-01-05;50%;佐藤\n2;施工;2026-01-06;2026-01-09;0%;鈴木\n", {"name", "start", "finish", "percent_complete", "owner"}),
        ("risk", "ID;Риск;Вероятность;Влияние;План реагирования;Владелец\n1;Паводок;0,4;3;Дамба;Анна\n2;Забастовка;0,2;2;Переговоры;Борис\n", {"title", "probability", "impact_score", "response", "owner"}),
        ("risk", "ID;Riesgo;Probabilidad;Impacto;Plan de respuesta;Dueño\n1;Inundación;0,4;3;Dique;Ana\n2;Huelga;0,2;2;Hablar;Luis\n", {"title", "probability", "impact_score", "response", "owner"}),
        ("project", "Kod projektu;Nazwa projektu;Kierownik;Budżet;Planowane zakończenie\nP1;Most;Anna;100;2026-01-05\nP2;Droga;Jan;200;2026-02-05\n", {"project_id", "name", "manager", "budget", "baseline_finish"}),
        ("milestone", "ProjetID;Jalon;Date prévue;Date réelle;Statut\nP1;Permis;2026-01-05;2026-01-09;Terminé\nP1;Ouverture;2026-05-05;;\n", {"project_id", "name", "baseline_date", "actual_date"}),
    ],
)  # fmt: skip
def test_lists_in_other_languages(table: str, text: str, columns: set[str]) -> None:
    found = seen(text.replace(",", ".").replace(";", ","))
    assert found.table == table and columns <= set(found.columns)


def test_a_bare_end_date_makes_a_milestone_of_little_else() -> None:
    form = "Milestones,Status,% Complete,End Date\nContract signed,C,100%,2026-05-24\nKick-off,G,90%,2026-06-29\nGo live,NS,0%,2026-08-10\n"
    assert seen(form, file="report.csv").table is None
    found = seen(
        "No.,Milestone,Start date,End date,Owner,Status\nM1,Design,2026-01-01,2026-01-05,Ann,Done\nM2,Build,2026-02-01,2026-03-05,Bo,Open\n"
    )
    assert (found.table, found.columns["forecast_date"]) == ("milestone", 3)


def test_short_words_of_a_raid_log() -> None:
    text = "ID,Type,Description,Impact,Likelihood,Owner,Status\n" + "".join(
        f"RA-{n},{kind},Something {n},High,Med,Ann,Open\n"
        for n, kind in enumerate(["Risk", "Risk", "Issue", "Risk", "Depend."], 1)
    )
    [file] = understand([Upload("raid.csv", text.encode())], None, date(2026, 7, 1))
    assert [(t.table, t.rows_loaded) for t in file.tables] == [("risk", 3), ("register", 1), (None, 0)]


@pytest.mark.parametrize("more", ["open_issues", "data_issue", "Open tasks"])
def test_a_count_of_issues_makes_no_tasks_of_what_is_called_projects(more: str) -> None:
    rows = "P1,Dam,active,40%,2026-05-01,3\nP2,Road,deferred,10%,2026-06-01,0\nP3,Pier,active,0%,2026-07-01,1\n"
    assert seen(f"id,name,status,progress,due,{more}\n{rows}", file="projects.csv").table == "project"
    assert seen(f"id,task name,status,progress,due,{more}\n{rows}", file="projects.csv").table == "task"


def test_months_are_no_names_of_projects() -> None:
    """The cells of the file have slid by a column."""
    found = seen(
        "project_name,category,budget_forecast,total_budget_changes\n2014-05,100,5000,20\n2018-03,200,6000,0\n2019-07,300,7000,10\n"
    )
    assert found.table is None


def test_a_log_named_by_its_titles_needs_little_more() -> None:
    decisions = (
        "decision,status,decision_owner,follow_up\nStop the pilot,Open,Ann,Next board\nKeep the vendor,Agreed,Bo,None\n"
    )
    (file,) = understand([Upload("decision-log.csv", decisions.encode())], None, date(2026, 7, 1))
    assert (file.tables[0].table, file.tables[0].rows_loaded) == ("register", 2)
    impediments = "id,sprint,impediment,impact,owner,status\nIMP-1,S1,No access,Medium,Ann,Resolved\nIMP-2,S1,No names,Low,Bo,Open\n"
    (file,) = understand([Upload("impediment-log.csv", impediments.encode())], None, date(2026, 7, 1))
    assert file.tables[0].rows["title"].to_list() == ["No access", "No names"]


def test_dependencies_are_no_tasks_without_names() -> None:
    text = "id,sprint,dependency,dependent_item,owner,status\nDEP-1,S2,Taxonomy API,US-5,Ann,Resolved\nDEP-2,S2,Events,US-9,Bo,Open\n"
    (file,) = understand([Upload("dependency-register.csv", text.encode())], None, date(2026, 7, 1))
    assert file.tables[0].table != "task"


def test_chance_and_effect_make_a_list_one_of_risks_in_any_words() -> None:
    text = "ID,Fecha,Rango,Descripción,Impacto,Probabilidad\n1,2025-04-08,4,Proveedor tarde,3,4\n2,2025-04-09,2,Sin permisos,5,2\n"
    (file,) = understand([Upload("lista.csv", text.encode())], None, date(2026, 7, 1))
    assert (file.tables[0].table, file.tables[0].rows["title"].to_list()) == (
        "risk",
        ["Proveedor tarde", "Sin permisos"],
    )


def test_people_by_id_and_name_and_one_word_more_are_a_roster() -> None:
    text = "person_id,person_name,role\nPM01,Ann,Coordinator\nSP01,Bo,Sponsor\n"
    (file,) = understand([Upload("people.csv", text.encode())], None, date(2026, 7, 1))
    assert (file.tables[0].table, file.tables[0].rows_loaded) == ("person", 2)
    (file,) = understand([Upload("list.csv", text.replace("person_", "").encode())], None, date(2026, 7, 1))
    assert file.tables[0].table is None


def test_what_waits_downstream_for_what_is_upstream() -> None:
    text = "dependency_id,project_id,upstream_project_id,upstream_milestone_id,reporting_date,owner_id\nD1,P4,P1,P1-M1,2026-07-06,PM4\nD1,P4,P1,P1-M1,2026-07-13,PM4\n"
    (file,) = understand([Upload("dependencies.csv", text.encode())], None, date(2026, 7, 20))
    rows = file.tables[0].rows
    assert file.tables[0].table == "dependency"
    assert rows["needs_project_id"].to_list() == ["P1", "P1"]
    assert rows["as_of"].to_list() == [date(2026, 7, 6), date(2026, 7, 13)]


WHOLES = """program_id,name,portfolio,program_manager,start_date,end_date,total_budget
PGM-1,Customer 360,Customer,Priya,2025-01-06,2026-06-30,4500000
PGM-2,Cloud,Infrastructure,David,2025-03-01,2026-12-31,7800000
PGM-3,Compliance,Risk,Maria,2025-02-15,2026-03-31,2900000
"""


@pytest.mark.parametrize(("change", "of"), [(("program_id", "program_id"), "program_id"), (("program_id", "Portfolio ID"), "Portfolio ID")])  # fmt: skip
def test_programmes_are_not_their_projects(change: tuple[str, str], of: str) -> None:
    (file,) = understand([Upload("programs.csv", WHOLES.replace(*change).encode())], None, date(2026, 7, 1))
    [told] = [p for p in file.problems if p.severity == "error"]
    assert told.expected.startswith(f"a list of projects: by {of} these are what projects belong to")


@pytest.mark.parametrize("change", [(",name,", ",project_name,"), ("PGM-2", "PGM-1"), ("program_id", "project_id")])
def test_projects_with_the_programme_they_belong_to(change: tuple[str, str]) -> None:
    assert seen(WHOLES.replace(*change)).table == "project"


def test_milestones_without_a_date() -> None:
    text = "Milestone,Deliverables,Exit criteria,Status\nM0 Kick-off,Charter,Signed,Done\nM1 Design,Drawings,Agreed,In progress\nM2 Build,Code,Tested,Not started\n"
    assert seen(text).table == "milestone"
    assert seen(text.replace("Milestone", "Topic")).table is None
    (file,) = understand([Upload("plan.csv", text.encode())], None, date(2026, 7, 1))
    assert [p.severity for p in file.problems if p.found == "no column for a date of 3 milestones"] == ["warning"]


@pytest.mark.parametrize("header", ["Date", "日期"])
def test_milestones_with_a_bare_date(header: str) -> None:
    rows = "Code freeze,2026-08-13,Ann\nRelease,2026-08-20,Bo\n"
    assert seen(f"Milestone,{header},Owner\n{rows}").columns["forecast_date"] == 1
    assert seen(f"name,{header},platform\n{rows}", file="milestones.csv").columns["forecast_date"] == 1
    assert seen(f"name,{header},platform\n{rows}").table is None


@pytest.mark.parametrize("rows", [2, 4])
def test_from_and_to_of_an_allocation_are_no_times_of_day(rows: int) -> None:
    text = (
        "Resource,Role,Project,Allocation %,From,To,Rate/hr\n"
        + "Ann,PM,P1,50,2026-01-05 00:00:00,2026-12-31 00:00:00,100\n" * rows
    )
    assert seen(text).table != "timesheet"
    assert (
        seen(text.replace("05 00:00:00", "05 09:00:00").replace("12-31 00:00:00", "01-05 17:30:00")).table
        == "timesheet"
    )


@pytest.mark.parametrize("days", [("Jan 15", "Feb 28", "Mar 31"), ("15 Jan", "28 Feb", "31-Mar"), ("15. Januar", "28. Februar", "31. März")])  # fmt: skip
def test_days_without_a_year_are_asked_about(days: tuple[str, ...]) -> None:
    text = "Milestone,Due date,Status\n" + "".join(f"M{i},{day},Open\n" for i, day in enumerate(days))
    (file,) = understand([Upload("plan.csv", text.encode())], None, date(2026, 7, 1))
    assert not [d for t in file.tables if "baseline_date" in t.rows.columns for d in t.rows["baseline_date"] if d]
    assert [p for p in file.problems if p.severity == "warning" and p.column == "Due date"]


def test_months_as_spreadsheets_show_them_have_a_year() -> None:
    text = "Milestone,Due date,Status\nM1,Jan-26,Open\nM2,Feb 2026,Open\nM3,Mar'26,Open\n"
    (file,) = understand([Upload("plan.csv", text.encode())], None, date(2026, 7, 1))
    assert [d.year for d in file.tables[0].rows["baseline_date"]] == [2026, 2026, 2026]


@pytest.mark.parametrize("line", ["RESUMO GERAL", "SUMMARY", "Project summary:"])
def test_what_stands_below_a_summary_is_told(line: str) -> None:
    text = "Phase,Task name,Start,Finish,Status\nA,Dig,2026-01-05,2026-01-09,Done\nA,Pour,2026-01-12,2026-01-16,Open\n"
    text += f"{line},,,,\nRESUMO,Progress,2026-01-05,2026-01-16,Open\n"
    (file,) = understand([Upload("plan.csv", text.encode())], None, date(2026, 7, 1))
    assert file.tables[0].rows["name"].to_list() == ["Dig", "Pour"]
    assert "below the summary in row 4" in [p.found for p in file.problems]


def test_the_milestone_of_a_decision_is_no_milestone() -> None:
    text = "id,project_id,decision_date,description,decision_owner,status,milestone_id\nD1,P7,2026-06-18,Ask,Anna,open,MS2\nD2,P7,2026-06-18,Approve,Elena,closed,MS2\n"
    assert seen(text, file="decisions.csv").table != "milestone"
