"""Lists and trackers in other languages: headers, status words, dates and amounts as they are written there."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_metrics.ingest.cells import step_of
from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.headers import matches
from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.understand import understand
from pmo_metrics.ingest.values import choice, number, split_amount


def rows(text: str, name: str) -> tuple[str | None, pl.DataFrame]:
    (file,) = understand([Upload(name, text.encode())], None, date(2026, 6, 30))
    (table,) = file.tables
    return table.table, table.rows


PROJECTS = {
    "pt": "ID Projeto;Nome do projeto;Gerente;Data de início;Data de término prevista;Custo orçado;Custo realizado;Percentual concluído;Situação\n"
    "P1;Barragem;Ana;15/01/2026;31/12/2026;1.200,50;300,00;25%;Em andamento\nP2;Estrada;Rui;01/02/2026;30/06/2026;800,00;800,00;100%;Concluída\n",
    "es": "Código del proyecto;Nombre del proyecto;Responsable;Fecha de inicio;Fecha fin;Presupuesto total;Costo real;Avance;Estado\n"
    "P1;Presa;Ana;15/01/2026;31/12/2026;1.200,50;300,00;25%;En curso\nP2;Camino;Rui;01/02/2026;30/06/2026;800,00;800,00;100%;Finalizado\n",
    "it": "Codice progetto;Nome progetto;Responsabile;Data inizio;Data fine;Budget iniziale;Costi sostenuti;Completato;Stato\n"
    "P1;Diga;Ana;15/01/2026;31/12/2026;1.200,50;300,00;25%;In corso\nP2;Strada;Rui;01/02/2026;30/06/2026;800,00;800,00;100%;Completato\n",
    "fr": "Code projet;Nom du projet;Chef de projet;Date de début;Date de fin;Budget;Coût réel;Avancement;Statut\n"
    "P1;Barrage;Ana;15/01/2026;31/12/2026;1 200,50;300,00;25%;En cours\nP2;Route;Rui;01/02/2026;30/06/2026;800,00;800,00;100%;Terminé\n",
    "de": "Projektnummer;Projektname;Projektleitung;Beginn;Ende;Budget;Ist-Kosten;Fertigstellungsgrad;Status\n"
    "P1;Damm;Ana;15.01.2026;31.12.2026;1.200,50;300,00;25%;Laufend\nP2;Weg;Rui;01.02.2026;30.06.2026;800,00;800,00;100%;Abgeschlossen\n",
    "zh": "项目编号,项目名称,项目经理,开始日期,结束日期,预算,实际成本,完成百分比,状态\n"
    'P1,大坝,安娜,2026-01-15,2026-12-31,"1,200.50",300.00,25%,进行中\nP2,道路,鲁伊,2026-02-01,2026-06-30,800.00,800.00,100%,已完成\n',
}


@pytest.mark.parametrize("language", PROJECTS)
def test_a_list_of_projects(language: str) -> None:
    table, found = rows(PROJECTS[language], f"list_{language}.csv")
    assert table == "project"
    money = "original_budget" if "original_budget" in found.columns else "budget"
    assert found.select("project_id", "start", "finish", money, "actual_cost", "percent_complete", "status").rows() == [
        ("P1", date(2026, 1, 15), date(2026, 12, 31), Decimal("1200.50"), 300, Decimal("0.25"), "active"),
        ("P2", date(2026, 2, 1), date(2026, 6, 30), 800, 800, 1, "complete"),
    ]
    assert found["manager"].null_count() == 0


TASKS = {
    "pt": "ID;Tarefa;Responsável;Status;DataInicio;DataFimPrevista;DataFimReal;HorasEstimadas;HorasReais",
    "it": "ID;Attività;Responsabile;Stato;Data inizio;Data fine;Fine effettiva;Ore stimate;Ore effettive",
}
DONE = {"pt": ("Concluído", "Em andamento"), "it": ("Completato", "In corso")}


@pytest.mark.parametrize("language", TASKS)
def test_a_list_of_tasks(language: str) -> None:
    done, doing = DONE[language]
    text = f"{TASKS[language]}\n1;Design;Ana;{done};2026-01-05;2026-01-10;2026-01-09;20;18\n2;Build;Rui;{doing};2026-01-11;2026-01-18;;30;\n"
    table, found = rows(text, "tasks.csv")
    assert table == "task"
    assert found.select("name", "owner", "status", "finish", "actual_finish", "work_hours", "actual_hours").rows() == [
        ("Design", "Ana", "done", date(2026, 1, 10), date(2026, 1, 9), 20, 18),
        ("Build", "Rui", "in_progress", date(2026, 1, 18), None, 30, None),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Colaborador;Data;Projeto;Horas", "Empleado;Fecha;Proyecto;Horas trabajadas", "Dipendente;Data;Progetto;Ore lavorate",
        "Collaborateur;Date;Projet;Heures", "Mitarbeiter;Datum;Projekt;Stunden", "Medewerker;Datum;Project;Uren",
    ],
)  # fmt: skip
def test_worked_hours(header: str) -> None:
    table, found = rows(f"{header}\nAna;2026-05-04;P1;7,5\nRui;2026-05-05;P1;8\n", "times.csv")
    assert table == "timesheet"
    assert found.select("person_id", "project_id", "date", "hours").rows() == [
        ("Ana", "P1", date(2026, 5, 4), Decimal("7.5")),
        ("Rui", "P1", date(2026, 5, 5), 8),
    ]


@pytest.mark.parametrize(
    ("text", "name", "first", "budget"),
    [
        ("Obra;Valor Estimado R$;Data Início;Data Entrega\nPraça;R$ 1.130.009,78;01/12/2014;27/09/2015\nPonte;R$ 500,00;13/05/2015;15/05/2017\n",
         "obras.csv", "Praça", Decimal("1130009.78")),
        ("Cod SMIS,Titlu,Beneficiar,Region,total amount\n6987,Reabilitarea podului,Alba,Centru,3628302\n6905,Strazi noi,Cluj,Centru,34556292\n",
         "proiecte.csv", "Reabilitarea podului", Decimal(3628302)),
    ],
)  # fmt: skip
def test_lists_of_works_and_of_funded_projects_in_their_own_words(
    text: str, name: str, first: str, budget: Decimal
) -> None:
    (result,) = understand([Upload(name, text.encode())], None, date(2026, 7, 1))
    table = result.tables[0]
    assert (table.table, table.rows_loaded) == ("project", 2)
    assert (table.rows["name"][0], table.rows["budget"][0]) == (first, budget)


def test_jira_in_portuguese_and_a_list_of_bugs() -> None:
    jira = (
        "Tipo de item,Chave da item,ID da item,Resumo,Responsável,Prioridade,Status,Criado,Atualizado(a),Data limite\n"
        "Tarefa,SIN-1,100,Cartão,Ana,High,Concluído,17/mar/26 10:00 AM,05/ago/26 10:33 AM,03/ago/26\n"
        "Erro,SIN-2,101,Falha,,Highest,Em andamento,18/mar/26 02:00 PM,04/ago/26 09:00 AM,04/ago/26\n"
    )
    table, loaded = rows(jira, "jira-pt.csv")
    assert (table, loaded["task_id"].to_list(), loaded["project_id"].unique().to_list()) == (
        "task",
        ["SIN-1", "SIN-2"],
        ["SIN"],
    )
    assert loaded["finish"].to_list() == [date(2026, 8, 3), date(2026, 8, 4)]
    bugs = '"Bug ID","Product","Assignee","Status","Summary","Changed"\n1,"Core","ann","NEW","Leak","2015-04-14 13:06:29"\n2,"Core","bo","ASSIGNED","Crash","2015-04-23 13:24:05"\n'
    table, loaded = rows(bugs, "bugs.csv")
    assert (table, loaded["name"].to_list()) == ("task", ["Leak", "Crash"])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("29/июл/26 09:59", date(2026, 7, 29)),
        ("12 май 2026", date(2026, 5, 12)),
        ("2 września 2026", date(2026, 9, 2)),
        ("12 května 2026", date(2026, 5, 12)),
        ("15 Aralık 2026", date(2026, 12, 15)),
        ("11 listopada 2026", date(2026, 11, 11)),
    ],
)
def test_months_by_their_names(text: str, day: date) -> None:
    read = read_date(text)
    assert read is not None and read.day == day


@pytest.mark.parametrize(
    ("text", "kind", "meant"),
    [
        ("🔴 Open", "risk_status", "open"), ("Done ✅", "task_status", "done"), ("⚠️ At Risk", "rag", "amber"),
        ("🔄 In Progress", "status", "active"), ("✔️", "flag", "true"), ("❌", "flag", "false"), ("🟢", "rag", "green"),
        ("🟡 قيد المعالجة", "risk_status", "open"), ("🎉", "task_status", None),
    ],
)  # fmt: skip
def test_pictures_beside_words_do_not_matter(text: str, kind: str, meant: str | None) -> None:
    assert choice(text, kind) == meant


def test_steps_with_pictures() -> None:
    assert [step_of(t) for t in ("🟠 High", "🔥 5 - Critical")] == [4, 5]


def test_a_list_of_projects_in_arabic() -> None:
    text = "اسم المشروع,رقم المشروع,مدير المشروع,تاريخ البدء,تاريخ الانتهاء,الميزانية,نسبة الإنجاز,الحالة\n"
    text += (
        "سد,P1,أحمد,2025-01-01,2026-01-01,500000,40%,قيد التنفيذ\nجسر,P2,سارة,2025-02-01,2026-03-01,700000,100%,مكتمل\n"
    )
    (file,) = understand([Upload("المشاريع.csv", text.encode())], None, date(2026, 7, 1))
    (table,) = file.tables
    assert table.rows.select("project_id", "name", "manager", "status", "budget", "finish").rows() == [
        ("P1", "سد", "أحمد", "active", Decimal(500_000), date(2026, 1, 1)),
        ("P2", "جسر", "سارة", "complete", Decimal(700_000), date(2026, 3, 1)),
    ]


def test_start_and_finish_of_a_task_in_one_cell() -> None:
    text = 'Task name,Status,Timeline\nLaunch,In progress,"March 5, 2026 → March 19, 2026"\nPlan,To do,2026-03-01 – 2026-03-04\nHold,To do,Mars 2026 à Avril 2026 (2 mois)\n'
    (file,) = understand([Upload("board.csv", text.encode())], None, date(2026, 7, 1))
    assert file.tables[0].rows.select("start", "finish").rows() == [
        (date(2026, 3, 5), date(2026, 3, 19)),
        (date(2026, 3, 1), date(2026, 3, 4)),
        (date(2026, 3, 1), date(2026, 4, 30)),
    ]


@pytest.mark.parametrize("header", ["Devise", "Währung", "Moneda", "Divisa", "Moeda", "Valuta", "Waluta", "Валюта"])
def test_the_currency_beside_a_budget(header: str) -> None:
    text = f"Project ID,Project name,Budget,{header}\nP1,Dam,120000,EUR\nP2,Road,30000,USD\n"
    (file,) = understand([Upload("list.csv", text.encode())], None, date(2026, 7, 1))
    assert file.tables[0].rows["currency"].to_list() == ["EUR", "USD"]


@pytest.mark.parametrize("header", ["Entscheidung", "Решение", "Question"])
@pytest.mark.parametrize("project", ["Projekt", "Проект", "Project"])
def test_what_several_rows_ask_of_one_project_are_no_projects(header: str, project: str) -> None:
    text = f"ID;{project};Datum;{header};Status\nE1;P7;18.06.2026;Reserve;offen\nE2;P7;18.06.2026;Konzept;beschlossen\n"
    (file,) = understand([Upload("liste.csv", text.encode())], None, date(2026, 7, 1))
    assert not [t for t in file.tables if t.table == "project"]


@pytest.mark.parametrize(
    ("header", "scale", "currency"),
    [("Бюджет, тыс. руб.", 1_000, "RUB"), ("Бюджет (млн руб.)", 1_000_000, "RUB"), ("Бюджет (тис. грн)", 1_000, "UAH"), ("Bütçe (TL)", 1, "TRY"),
     ("Bütçe (bin TL)", 1_000, "TRY"), ("Rozpočet (tis. Kč)", 1_000, "CZK"), ("Buget (mii lei)", 1_000, "RON"), ("Budget (mio. kr.)", 1_000_000, None),
     ("Προϋπολογισμός (χιλ. €)", 1_000, "EUR"), ("Budjetti (milj. €)", 1_000_000, "EUR")],
)  # fmt: skip
def test_units_of_money_in_the_words_of_many_languages(header: str, scale: int, currency: str | None) -> None:
    name, unit = without_unit(header)
    assert (name, unit.scale, unit.currency) == (re.split(r"[ ,]", header)[0], scale, currency)
    assert [m.column for m in matches(name, "project")][:1] == ["budget"]


def test_thousands_of_other_languages_are_any_word_without_a_currency() -> None:
    assert without_unit("Loading bin")[0] == "Loading bin"


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 200 тыс. руб.", 1_200_000), ("1,5 Mio. €", 1_500_000), ("2.000 TL", 2_000), ("10 mkr", 10_000_000)],
)
def test_amounts_with_abbreviated_units(text: str, value: int) -> None:
    amount = split_amount(text)
    assert amount is not None
    assert number(amount, ",", ",") == value


@pytest.mark.parametrize(
    ("name", "text", "found", "column", "values"),
    [
        ("решения.csv", "№;Дата;Решение;Ответственный;Срок;Статус\n1;01.03.2026;Бюджет;Иванов;15.03.2026;Выполнено\n2;20.03.2026;Подрядчик;Петров;30.03.2026;В работе\n",
         "register", "kind", ["decision", "decision"]),
        ("задачи.csv", "№;Задача;Исполнитель;Статус;Дата начала;Трудозатраты, ч\n1;Анализ;Иванов;Выполнено;05.01.2026;40\n2;Код;Петров;В работе;19.01.2026;80\n",
         "task", "work_hours", [Decimal(40), Decimal(80)]),
        ("ressourcenplan.csv", "Mitarbeiter;Projekt;Auslastung %;Von;Bis\nMüller;Portal;50;02.02.2026;13.02.2026\nSchmidt;Portal;100;02.02.2026;13.02.2026\n",
         "assignment", "hours", [Decimal(40), Decimal(80)]),
        ("ryzyka.csv", "Lp.;Ryzyko;Prawdopodobieństwo;Wpływ;Właściciel;Status\n1;Opóźnienie;Wysokie;Wysoki;Nowak;Otwarte\n2;Strata;Niskie;Średni;Kot;Zamknięte\n",
         "risk", "status", ["open", "closed"]),
        ("feuille_temps.csv", "Semaine;Collaborateur;Projet;Heures\n2026-S05;Dupont;Portail;5\n2026-S06;Dupont;Portail;5\n",
         "timesheet", "hours", [Decimal(1)] * 10),
    ],
)  # fmt: skip
def test_lists_of_many_languages(name: str, text: str, found: str, column: str, values: list[object]) -> None:
    table, read = rows(text, name)
    assert table == found
    assert read[column].to_list() == values
