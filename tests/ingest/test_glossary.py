"""Headers that no list names as they stand, put into English word by word."""

import pytest

from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.glossary import glossary, readings
from pmo_metrics.ingest.headers import matches, vocabulary
from pmo_metrics.ingest.values import choice
from pmo_metrics.tables import TABLES

MEANT = [
    ("project", "fecha_fin_planeada", "baseline_finish"),
    ("project", "Projektkosten gesamt (T€)", "budget"),
    ("project", "Gesamtprojektkosten", "budget"),
    ("project", "Bewilligungsbetrag", "budget"),
    ("project", "Tatsächliche Projektkosten", "actual_cost"),
    ("project", "Fertigstellungsdatum", "finish"),
    ("project", "budgetPlanned", "budget"),
    ("project", "Coste previsto total", "budget"),
    ("project", "Data di inizio pianificata", "baseline_start"),
    ("project", "项目预算额（万元）", "budget"),
    ("project", "Slut dato", "finish"),
    ("task", "计划完成", "finish"),
    ("task", "估算工时(h)", "work_hours"),
    ("task", "Aufgabenstatus", "status"),
    ("task", "Taaknaam", "name"),
    ("task", "Startdatum geplant", "start"),
    ("risk", "Impacto del riesgo", "impact_score"),
    ("risk", "Risikobeschreibung", "title"),
    ("milestone", "実際完了日", "actual_date"),
]


@pytest.mark.parametrize(("table", "header", "column"), MEANT)
def test_a_header_of_known_words_means_what_they_say_together(table: str, header: str, column: str) -> None:
    assert matches(header, table)[0].column == column


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("project", "EU-Finanzierung"),  # whose money it is makes it another amount
        ("project", "Verbleibende Kosten"),
        ("project", "Kosten pro Quadratmeter"),
        ("project", "Presupuesto de publicidad"),
        ("project", "预算说明"),
        ("task", "负责角色说明"),
        ("milestone", "Sprint目标"),
    ],
)
def test_a_word_more_makes_another_column(table: str, header: str) -> None:
    assert not matches(header, table)


def test_each_meaning_is_written_in_words_of_the_lists() -> None:
    known = frozenset[str]().union(*(vocabulary(table) for table in TABLES))
    strange = {w for meanings in glossary().values() for m in meanings for w in m if w not in known}
    assert not strange


def test_a_header_in_english_has_no_other_reading() -> None:
    assert readings(key("project name"), vocabulary("project")) == []
    assert readings(key("quarterly weather"), vocabulary("project")) == []


def test_a_long_run_of_parts_is_read_in_no_time() -> None:
    assert readings(key("项目预算" * 2_000), vocabulary("project")) == []
    assert readings(key("projekt" * 2_000), vocabulary("project")) == []


@pytest.mark.parametrize(
    ("word", "kind", "meant"),
    [
        ("未着手", "task_status", "not_started"),
        ("En cours de réalisation", "status", "active"),
        ("Em espera", "task_status", "in_progress"),
        ("Zakończone", "milestone_status", "done"),
        ("Просрочено", "milestone_status", "planned"),
        ("Abgeschlossen", "register_status", "closed"),
        ("Pendente", "register_status", "open"),
    ],
)
def test_states_of_work_in_other_languages(word: str, kind: str, meant: str) -> None:
    assert choice(word, kind) == meant
