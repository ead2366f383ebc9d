"""Lists that people keep by hand: budgets by category, change requests, statuses as lights, what is left of risks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.understand import understand


def read(name: str, text: str) -> FileResult:
    [file] = understand([Upload(name, text.encode())], None, date(2026, 7, 1))
    return file


def table(name: str, text: str) -> TableResult:
    [found] = read(name, text).tables
    return found


def test_change_requests_of_projects_are_no_projects() -> None:
    found = table(
        "change_requests.csv",
        "cr_id,work_item_name,project,requested_by,date_raised,status,impact_days,impact_cost\n"
        "CR1,Add SSO,Alpha,Ann,2026-02-01,Approved,5,10000\nCR2,Drop report,Alpha,Bob,2026-02-10,Rejected,0,0\n",
    )
    assert (found.table, found.rows["title"].to_list()) == ("register", ["Add SSO", "Drop report"])
    assert found.rows["kind"].to_list() == ["change", "change"]


@pytest.mark.parametrize("project", ["Project", "Project ID"])
def test_the_categories_of_a_budget_add_up_to_the_project(project: str) -> None:
    file = read(
        "costs.csv",
        f"{project},Category,Budget,Actual\nApollo,Labour,1000,900\nApollo,Travel,100,120\nZeus,Labour,500,450\n",
    )
    [found] = file.tables
    assert found.rows.select("project_id", "budget", "actual_cost").rows() == [
        ("Apollo", Decimal(1100), Decimal(1020)),
        ("Zeus", Decimal(500), Decimal(450)),
    ]
    assert "their amounts are added up" in [p.action for p in file.problems]
    assert found.money["budget"].read == found.money["budget"].loaded == Decimal(1600)


def test_people_on_projects_without_days_are_no_projects() -> None:
    assert (
        table("team.csv", "Resource,Project,Allocation %,Budget\nAnn,P1,50%,1\nAnn,P2,50%,2\nBob,P2,100%,3\n").table
        is None
    )


def test_amounts_by_month_in_the_words_of_many_books() -> None:
    found = table(
        "budget.csv",
        "project_id,month,planned_budget,actual_spend,forecast\nP1,2026-01,1000,900,1000\nP1,2026-02,1000,1100,1000\n",
    ).rows
    assert sorted(found.group_by("kind").agg(pl.col("amount").sum()).rows()) == [
        ("actual", Decimal(2000)),
        ("budget", Decimal(2000)),
        ("forecast", Decimal(2000)),
    ]


def test_a_kind_of_cost_nobody_reads_is_a_warning() -> None:
    file = read("budget.csv", "project_id,month,budget,actual money used\nP1,2026-01,1000,900\nP1,2026-02,1000,1100\n")
    assert [(p.severity, p.found) for p in file.problems if p.column == "actual money used"] == [
        ("warning", "2 amounts, 2,000.00 in all")
    ]


def test_benefits_by_the_day_of_their_measurement() -> None:
    found = table(
        "benefits.csv",
        "benefit_id,project_id,benefit_type,target_value,realized_value,measurement_date\n"
        "B1,P1,Saving,1000,400,2026-06-30\nB2,P1,Revenue,500,0,2026-06-30\n",
    )
    assert (found.table, found.rows["amount"].sum()) == ("benefit", Decimal(1900))


def test_lights_of_parts_may_be_called_statuses_and_words_of_work_are_no_lights() -> None:
    head = "project_id,report_date,overall_status,schedule_status,budget_status\n"
    lights = table("status_reports.csv", head + "P1,2026-01-31,Green,Amber,Red\nP2,2026-01-31,Red,Green,Green\n").rows
    assert lights["reported_schedule_rag"].to_list() == ["amber", "green"]
    assert lights["reported_cost_rag"].to_list() == ["red", "green"]
    words = table("status_reports.csv", head + "P1,2026-01-31,Green,Done,Approved\nP2,2026-01-31,Red,Open,Closed\n")
    assert not {"reported_schedule_rag", "reported_cost_rag"} & set(words.rows.columns)


def test_a_delay_may_carry_its_unit() -> None:
    found = table(
        "change_log.csv",
        "Change ID,Project,Description,Schedule Impact,Status\nC1,P1,Add,5 days,Approved\nC2,P1,Drop,-3,Pending\nC3,P1,Cut,None,Pending\n",
    )
    assert found.rows["days_impact"].to_list() == [Decimal(5), Decimal(-3), None]


def test_what_is_left_of_a_risk_is_its_likelihood_times_its_impact() -> None:
    head = "Risk ID,Title,Likelihood,Impact,Residual likelihood,Residual impact,Owner,Status\n"
    file = read("risk.csv", head + "R1,Flood,4,5,2,3,Ann,Open\nR2,Loss,2,2,1,2,Bob,Open\nR3,Loss,2,2,,2,Bob,Open\n")
    [found] = file.tables
    assert found.rows["residual_score"].to_list() == [Decimal(6), Decimal(2), None]
    assert found.columns["residual_score"] == "Residual impact, Residual likelihood"
    alone = read("risk.csv", head.replace("Residual likelihood", "Notes") + "R1,Flood,4,5,a,3,Ann,Open\n")
    assert "residual_score" not in alone.tables[0].rows.columns
    assert [p.severity for p in alone.problems if p.column == "Residual impact" and p.action == "not loaded"] == [
        "warning"
    ]


@pytest.mark.parametrize(
    ("name", "text", "found", "rows"),
    [
        ("tasks.csv", "번호,작업명,담당자,시작일,종료일,상태,진행률\n1,분석,김,2026-01-05,2026-01-16,완료,100%\n2,설계,이,2026-01-19,2026-02-06,진행중,40%\n", "task",
         {"name": ["분석", "설계"], "owner": ["김", "이"], "status": ["done", "in_progress"], "percent_complete": [Decimal(1), Decimal("0.4")]}),
        ("위험.csv", "위험ID,위험명,확률,영향도,담당자\nR1,지연,높음,중간,김\nR2,이탈,낮음,낮음,이\n", "risk",
         {"risk_id": ["R1", "R2"], "likelihood_score": [Decimal(4), Decimal(2)], "impact_score": [Decimal(3), Decimal(2)]}),
        ("課題管理表.csv", "No,課題内容,起票日,担当者,対応期限,ステータス,完了日\n1,停止,2026-01-05,佐藤,2026-01-20,対応中,\n2,未確定,2026-01-08,鈴木,2026-01-30,完了,2026-01-28\n", "register",
         {"title": ["停止", "未確定"], "raised_on": [date(2026, 1, 5), date(2026, 1, 8)], "closed_on": [None, date(2026, 1, 28)]}),
        ("工作计划.csv", "任务,负责人,计划工时,消耗工时,计划截止时间,实际截止时间,状态\n需求,张三,40,38.5,2026-01-20,2026-01-21,已完成\n开发,王五,80,20,2026-02-20,,进行中\n", "task",
         {"actual_hours": [Decimal("38.5"), Decimal(20)], "actual_finish": [date(2026, 1, 21), None]}),
        ("WBS.csv", "WBS,Task,Owner,Est(days),DependsOn\n1,Plan,Ann,5,\n1.1,Scope,Ann,2,\n1.2,Budget,Bob,3,1.1\n", "task",
         {"name": ["Plan", "Scope", "Budget"], "work_hours": [Decimal(40), Decimal(16), Decimal(24)]}),
        ("Gantt.csv", "ID,Name,Start,End,Progress\n1,Dig,2026-01-05,2026-01-16,50\n2,Pour,2026-01-19,2026-02-06,0\n", "task",
         {"name": ["Dig", "Pour"], "percent_complete": [Decimal("0.5"), Decimal(0)]}),
        ("milestones.csv", "id,title,status\n1,Design,Done\n2,Go live,Planned\n", "milestone", {"name": ["Design", "Go live"], "status": ["done", "planned"]}),
        ("capital.csv", "Project ID,Project Name,Budget,Revised Budget,Expended To Date,Projected/Actual End Date\n1,Park,100,150,40,12/31/2025\n2,Bridge,500,500,250,06/30/2026\n", "project",
         {"budget": [Decimal(150), Decimal(500)], "actual_cost": [Decimal(40), Decimal(250)], "finish": [date(2025, 12, 31), date(2026, 6, 30)]}),
        ("问题台账.csv", "问题编号,问题描述,提出时间,责任人,计划解决时间,实际解决时间,状态\nQ1,不通,2026/3/1,张三,2026/3/10,2026/3/9,已解决\nQ2,不清,2026/3/5,李四,2026/3/15,,处理中\n", "register",
         {"raised_on": [date(2026, 3, 1), date(2026, 3, 5)], "due": [date(2026, 3, 10), date(2026, 3, 15)], "closed_on": [date(2026, 3, 9), None]}),
        ("变更记录.csv", "变更编号,项目名称,变更内容,申请日期,影响工期(天),影响成本(万元),审批状态,审批日期\nBG-1,门户,增加,2026-03-01,5,2.5,已批准,2026-03-05\nBG-2,门户,减少,2026-03-08,-2,0,待审批,\n", "register",
         {"days_impact": [Decimal(5), Decimal(-2)], "cost_impact": [Decimal(25000), Decimal(0)], "status": ["closed", "open"], "closed_on": [date(2026, 3, 5), None]}),
        ("项目周报.csv", "项目编号,项目名称,报告日期,总体状态,进度状态,成本状态\nP1,门户,2026-03-06,绿,黄,绿\nP2,移动,2026-03-06,红,红,绿\n", "project",
         {"reported_rag": ["green", "red"], "reported_schedule_rag": ["amber", "red"], "reported_cost_rag": ["green", "green"]}),
        ("周报工时.csv", "姓名,项目,周次,工时\n张三,门户,2026年第5周,40\n李四,门户,2026年第5周,20\n", "timesheet", {"hours": [Decimal(8)] * 5 + [Decimal(4)] * 5}),
        ("projects.csv", "project_id,project_name,lead_employee_id,status\nP1,A,E1,Active\nP2,B,E2,Closed\n", "project", {"manager": ["E1", "E2"]}),
    ],
)  # fmt: skip
def test_lists_in_the_words_of_their_owners(name: str, text: str, found: str, rows: dict[str, list[object]]) -> None:
    first = read(name, text).tables[0]
    assert first.table == found
    assert {c: first.rows[c].to_list() for c in rows} == rows


def test_sprints_are_no_tasks() -> None:
    text = "sprint_id,name,start_date,end_date\n1,Sprint 1,2026-01-05,2026-01-16\n2,Sprint 2,2026-01-19,2026-02-06\n"
    assert table("sprints.csv", text).table is None


def test_effort_without_a_unit_is_asked_about() -> None:
    file = read(
        "tasks.csv", "タスク名,担当者,予定工数,実績工数,開始日\n設計,佐藤,10,12,2026-01-05\n実装,鈴木,20,5,2026-01-21\n"
    )
    assert not {"work_hours", "actual_hours"} & set(file.tables[0].rows.columns)
    assert {p.column for p in file.problems if "points, days or hours" in p.expected} == {"予定工数", "実績工数"}


def test_predecessors_by_an_outline_that_is_not_shown_are_no_rows() -> None:
    text = "任务名称,开始日期,结束日期,状态,进度,前置任务\n阶段,2026-01-05,2026-01-06,已完成,100%,\n需求,2026-01-07,2026-01-12,已完成,100%,1.1\n上线,2026-01-21,2026-01-22,进行中,0%,2\n"
    links = [t for t in read("甘特图.csv", text).tables if t.table == "task_link"]
    assert [t.rows_loaded for t in links] == [0]


@pytest.mark.parametrize(
    ("text", "column", "unread"),
    [
        ("Risk ID,Risk,Inherent,Owner,Treatment,Status\nR-1,Access,High,CISO,MFA,Open\nR-2,Loss,Medium,CIO,x,Closed\n", "impact_score", "Inherent"),
        ("Issue key,Summary,Status,lead developer of it,Created\nA-1,x,Done,ann,2026-01-01\nA-2,y,To Do,bob,2026-01-02\n", "owner", "lead developer of it"),
        ("Task,Owner,Start,Finish,hours in the books\nDig,Ann,2026-01-05,2026-01-16,50\nPour,Bob,2026-01-19,2026-02-06,20\n", "work_hours", "hours in the books"),
        ("Milestone,Due date,status of the works\nDig,2026-01-16,begun\nPour,2026-02-06,not yet\n", "status", "status of the works"),
    ],
)  # fmt: skip
def test_a_header_that_speaks_of_a_missing_column_is_told(text: str, column: str, unread: str) -> None:
    told = [p for p in read("list.csv", text).problems if p.column == column and p.severity == "warning"]
    assert [unread in p.found for p in told] == [True]


def test_alerts_below_a_short_budget_are_no_projects() -> None:
    text = "BUDGET BY PROJECT\nProject,Budget,Actual,Variance,% Spent\nPortal,1000,900,100,90%\nApp,500,600,-100,120%\n\nALERTS\nProject Threshold Breaches,1\n"
    file = read("report.csv", text)
    assert file.tables[0].rows["name"].to_list() == ["Portal", "App"]
    assert not [p for p in file.problems if p.severity == "error"]


def test_hours_less_the_breaks_are_the_hours() -> None:
    text = "Date,Employee,Project,Hours,Break,Net hours\n2026-01-05,Ann,P1,8.5,0.5,8\n2026-01-06,Ann,P1,8.5,0.5,8\n"
    assert table("time.csv", text).rows["hours"].to_list() == [Decimal(8), Decimal(8)]


def test_hours_logged_on_issues_are_of_the_project_of_their_keys() -> None:
    text = "Issue Key,Issue summary,Hours,Work date,Username\nPAY-1,Login,3.5,2026-01-05,ann\nOPS-2,Logout,2,2026-01-06,ann\n"
    assert table("tempo.csv", text).rows["project_id"].to_list() == ["PAY", "OPS"]
    assert "project_id" not in table("tempo.csv", text.replace("OPS-2", "a ticket")).rows.columns


def test_a_broken_formula_is_no_id() -> None:
    file = read(
        "問題台账.csv",
        "No.,指摘内容,優先度,ステータス,完了日\n#REF!,停止,高,対応中,\n#REF!,未確定,中,完了,2026-01-28\n7,遅い,中,完了,2026-01-28\n",
    )
    assert file.tables[0].rows["entry_id"].to_list() == ["停止", "未確定", "7"]
    assert [p.found for p in file.problems if p.severity == "warning" and "broken" in p.expected] == ["#REF!", "#REF!"]


def test_a_unit_named_without_brackets_counts() -> None:
    text = "Epica;Tarea;Descripcion;Tipo;Prioridad;Estimacion_dias\nE0;Auditoria;Revisar estado;Backend;Alta;0.5\nE0;Refactor;Separar servicios;Backend;Alta;1.5\n"
    found = table("tareas.csv", text).rows
    assert found["name"].to_list() == ["Auditoria", "Refactor"]
    assert found["work_hours"].to_list() == [Decimal(4), Decimal(12)]


def test_figures_are_no_people_and_dependencies_are_links() -> None:
    text = "id,nome,duracao,recursos,dependencias\nT1,Levantamento,15,2,\nT2,Design,20,3,T1\nT3,Modelagem,10,2,T1\n"
    tasks, links = read("tarefas.csv", text).tables
    assert "owner" not in tasks.rows.columns
    assert links.rows.select("task_id", "predecessor_id").rows() == [("T2", "T1"), ("T3", "T1")]


@pytest.mark.parametrize("day", ["30 de septiembre", "25 de agosto", "5 de mayo", "30 septiembre"])
def test_a_day_of_a_month_in_spanish_has_no_year(day: str) -> None:
    text = f"id,proyecto,estado,fecha_inicio,fecha_fin\n1,Portal,Activo,2026-01-05,{day}\n2,App,Activo,2026-01-05,2026-12-01\n"
    assert table("proyectos.csv", text).rows["finish"].to_list() == [None, date(2026, 12, 1)]


def test_what_only_refers_to_a_project_is_none() -> None:
    text = "id,nom,dateLimit,budget,realCost,priority,idProjet\n1,,,0.0,0.0,1,1\n"
    assert table("taches.csv", text).table is None


def test_what_a_project_depends_on_is_no_department() -> None:
    text = "ID,Proyecto,Status,Dependencias,Inicio,Fin\n1,EBS,Activo,Que termine el otro,2026-01-05,2026-10-30\n2,Portal,Activo,Nada,2026-01-05,2026-11-30\n"
    assert "department" not in table("proyectos.csv", text).rows.columns


def test_steps_of_work_with_remarks_are_no_issues() -> None:
    text = "工程No,作業名,担当,前工程,課題\n1,受注処理,営業部,,\n1-1,注文書受付,営業,,確認漏れ\n1-2,出荷準備,倉庫,注文書受付,\n"
    assert table("工程.csv", text).table != "register"


def test_lights_of_parts_stand_under_their_bare_names() -> None:
    text = "Project;PM;Overall;Scope;Schedule;Budget;Resources;Report Date\nPortal;Bob;G;G;A;G;R;2026-03-31\nApp;Di;R;A;R;R;G;2026-03-31\n"
    file = read("status.csv", text)
    rows = file.tables[0].rows
    assert rows.select(
        "reported_rag", "reported_schedule_rag", "reported_cost_rag", "reported_scope_rag", "reported_resource_rag"
    ).rows() == [
        ("green", "amber", "green", "green", "red"),
        ("red", "red", "red", "amber", "green"),
    ]
    assert not [p for p in file.problems if p.severity == "warning"]


def test_benefits_are_no_projects_and_what_came_of_them_is_told() -> None:
    text = "Project,Benefit,Owner,Baseline,Target,Actual to Date,Realisation Date\nPortal,Savings,Ann,0,1000,400,2026-12-31\nApp,Revenue,Bob,0,500,0,2027-06-30\n"
    file = read("benefits.csv", text)
    assert (file.tables[0].table, file.tables[0].rows["amount"].to_list()) == ("benefit", [Decimal(1000), Decimal(500)])
    assert [p.column for p in file.problems if p.severity == "warning"] == ["Actual to Date"]


@pytest.mark.parametrize("name", ["invoices.csv", "expenses.csv", "list.csv"])
def test_invoices_are_money_spent_and_no_projects(name: str) -> None:
    text = "Invoice No,Project,Vendor,Invoice Date,Amount,Status\nI1,Portal,Acme,2026-01-05,1000,Paid\nI2,App,Beta,2026-02-05,2000,Open\n"
    found = table(name, text)
    assert (found.table, found.rows["kind"].to_list()) == ("cost", ["actual", "actual"])


@pytest.mark.parametrize(
    "text",
    [
        "Objective,Project,Target,Actual,Status,Owner\nGrow,Portal,100,80,On track,Ann\nSave,App,50,20,At risk,Bob\n",
        "Req ID,Project,Requirement,Priority,Status,Owner\nR1,Portal,Login,High,Done,Ann\nR2,Portal,Logout,Low,Open,Bob\n",
        "Meeting,Project,Date,Attendees,Status\nKickoff,Portal,2026-01-05,5,Done\nReview,Portal,2026-02-05,7,Planned\n",
        "Project,Member,Role,Status,Start\nPortal,Ann,PM,Active,2026-01-05\nPortal,Bob,Dev,Active,2026-01-05\nApp,Cy,PM,Active,2026-02-05\n",
        "Vendor,Project,Status,Budget,Owner\nAcme,Portal,Active,1000,Ann\nBeta,Portal,Active,500,Bob\nBeta,App,Active,500,Bob\n",
        "Project,Phase,Start Date,End Date,Status\nPortal,Design,2026-01-05,2026-02-05,Done\nPortal,Build,2026-02-06,2026-05-05,Active\n",
    ],
)  # fmt: skip
def test_what_projects_have_several_of_is_no_list_of_projects(text: str) -> None:
    assert table("list.csv", text).table != "project"


def test_a_phase_each_is_what_projects_are_in() -> None:
    text = "Project,Phase,Start Date,End Date,Status\nPortal,Design,2026-01-05,2026-02-05,Done\nApp,Build,2026-02-06,2026-05-05,Active\n"
    assert table("list.csv", text).table == "project"


def test_steps_whose_numbers_run_against_their_words_are_read_by_the_words() -> None:
    text = "riskid,riskdescription,riskprobability,riskimpact,riskowner\n7,Late,2-Moderate,1-High,Ann\n8,Loss,3-Low,3-Low,Bob\n9,Strike,1-High,2-Moderate,Bob\n"
    file = read("risks.csv", text)
    rows = file.tables[0].rows
    assert rows["risk_id"].to_list() == ["7", "8", "9"]
    assert rows["impact_score"].to_list() == [Decimal(4), Decimal(2), Decimal(3)]
    assert [p.action for p in file.problems if p.column == "riskimpact" and p.severity == "warning"] == [
        "read by their words"
    ]


def test_an_impact_in_days_is_no_score() -> None:
    text = "Risk ID,Risk,Probability,Impact (days),Owner\nR1,Late,40%,21,Ann\nR2,Loss,10%,6,Bob\n"
    rows = table("risks.csv", text).rows
    assert rows["days_likely"].to_list() == [Decimal(21), Decimal(6)]
    assert "impact_score" not in rows.columns


@pytest.mark.parametrize("light", ["RAG", "rag", "Health"])
def test_a_plan_may_have_lights(light: str) -> None:
    text = f"Task,Owner,Start,End,Status,{light},% Complete\nDig,Ann,2026-01-05,2026-01-16,Done,Green,100\nPour,Bob,2026-01-19,2026-02-06,Open,Red,20\n"
    assert table("plan.csv", text).table == "task"


def test_a_project_list_may_name_the_client_before_the_name() -> None:
    text = "project_id,client_id,name,status,start_date,end_date,BudgetDKK\nP1,C1,Portal,active,2026-01-05,2026-12-31,100\nP2,C2,App,completed,2025-01-05,2025-12-31,50\n"
    rows = table("projects.csv", text).rows
    assert rows.select("name", "budget", "currency").rows() == [
        ("Portal", Decimal(100), "DKK"),
        ("App", Decimal(50), "DKK"),
    ]


def test_allocations_a_week_add_up_to_months() -> None:
    text = "allocation_id,project_id,resource_id,reporting_date,allocated_hours\nA1,P1,R1,2026-07-06,40\nA2,P1,R1,2026-07-13,40\nA3,P1,R2,2026-07-06,20\n"
    rows = table("allocations.csv", text).rows
    assert sorted(rows.select("person_id", "hours").rows()) == [("R1", Decimal(80)), ("R2", Decimal(20))]


def test_amounts_cut_to_cents_are_told() -> None:
    text = "ProjectID,ProjectName,PlannedCost\n1,A,0.179\n2,B,1.8205\n3,C,0.00225\n"
    told = [p for p in read("it.csv", text).problems if p.action == "rounded to cents"]
    assert [(p.column, p.severity) for p in told] == [("PlannedCost", "warning")]
    assert not [
        p for p in read("it.csv", text.replace("Cost\n", "Cost ($M)\n")).problems if p.action == "rounded to cents"
    ]


def test_the_zero_of_accounts_is_zero() -> None:
    file = read(
        "p.csv", 'Project Name,Status,Budget,Old\nA,Active, $ -   ," $ 1,000.00 "\nB,Active,"$2,000.00", $ -   \n'
    )
    assert file.tables[0].rows["budget"].to_list() == [Decimal(0), Decimal(2000)]
    assert [p.found for p in file.problems if p.column == "Old"] == ["2 amounts, 1,000.00 in all"]


def test_a_state_or_territory_is_a_region() -> None:
    rows = table("au.csv", "Project Name,State / Territory,Status\nA,NSW,Active\nB,VIC,Closed\n").rows
    assert rows.select("region", "status").rows() == [("NSW", "active"), ("VIC", "complete")]


def test_a_cost_type_may_be_the_kind() -> None:
    rows = table("costs.csv", "Project,Month,Cost Type,Amount\nP1,2026-01,Actual,9\nP1,2026-02,Budget,11\n").rows
    assert rows["kind"].to_list() == ["actual", "budget"]


def test_milestones_without_names_and_how_they_go_are_told() -> None:
    text = "id,project_id,type,planned_date,actual_date,status\n1,P1,Kickoff,2026-01-05,2026-01-05,Completed\n2,P1,Build,2026-02-05,,Blocked\n3,P2,Kickoff,2026-02-05,,At Risk\n"
    problems = read("milestones.csv", text).problems
    assert [p.found for p in problems if p.column == "name"] == ["no column for Milestone"]
    assert [p.found for p in problems if p.column == "status"] == ["Blocked", "At Risk"]


def test_a_row_without_a_name_is_told() -> None:
    text = "Issue key,Summary,Status,Assignee,Created\nAB-1,x,Done,ann,2026-01-01\nAB-2,,To Do,bob,2026-01-02\n"
    assert [p.found for p in read("jira.csv", text).problems if p.column == "name"] == ["1 rows without"]


def test_records_above_the_header_that_was_read_are_told() -> None:
    above = "".join(f"EWH,Gate {i},Lynnwood,{i}00,{i}0\n" for i in range(1, 6))
    list_ = "Project ID,Project Name,Status,Budget,Manager\nP1,Portal,Active,100,Ann\nP2,App,Closed,50,Bob\n"
    file = read("works.csv", above + list_)
    assert file.tables[0].rows["name"].to_list() == ["Portal", "App"]
    assert [p.found for p in file.problems if p.severity == "warning" and p.row == 1] == [
        "5 rows above the header in row 6, from row 1 on"
    ]
    assert not [p for p in read("works.csv", "Works\nof 2026\n" + list_).problems if "above the header" in p.found]


def test_when_a_row_was_edited_is_offered_as_status_date_and_not_taken() -> None:
    file = read(
        "projects.csv",
        "name,category,status,last_updated,manager\nPortal,IT,Active,2026-06-18,Ann\nApp,HR,Closed,2026-06-10,Bob\n",
    )
    assert [
        p.expected.endswith("last_updated says when a row was edited") for p in file.problems if p.column == "as_of"
    ] == [True]
