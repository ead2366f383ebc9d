"""Material for a conversation: patterns with their sample sizes, a similar project done well, certificates, lessons."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import polars as pl
import pytest
from conftest import SAMPLE
from test_pages import open_page, shown, texts
from worlds import world

from pmo_metrics.analysis import coaching
from pmo_metrics.analysis.similar import POINTS, fitting_lessons, similar, went_well, words
from pmo_metrics.evaluate import Scope, rows
from pmo_metrics.store import Store

EXPECTED: dict[str, Any] = tomllib.loads((SAMPLE / "expected.toml").read_text("utf-8"))
JUNE = date(2026, 6, 30)


def moves(*days: int | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"project_id": [f"P{n}" for n in range(len(days))], "finish_moved_days": days},
        schema={"project_id": pl.String, "finish_moved_days": pl.Int64},
    )


def test_forecast_bias_is_the_signed_median_with_its_cases() -> None:
    found = coaching.finish_bias(moves(0, 10, 30, -5, 14, None))
    assert (found.value, found.cases, found.things, found.above, found.below) == (10, 5, 5, 3, 1)
    assert found.enough


@pytest.mark.parametrize("known", [0, 1, 4])
def test_few_projects_are_too_few_to_judge(known: int) -> None:
    found = coaching.finish_bias(moves(*[10] * known, *[None] * 9))
    assert not found.enough and found.things == known
    assert (found.value is None) == (known == 0)


def test_the_same_project_again_and_again_is_one_project() -> None:
    often = pl.concat([moves(10)] * 12)
    assert coaching.finish_bias(often).cases == 12
    assert not coaching.finish_bias(often).enough


def slips(*notice: int) -> pl.DataFrame:
    names = [f"M{n}" for n in range(len(notice))]
    return pl.DataFrame({"project_id": ["A"] * len(notice), "milestone_id": names, "notice_days": notice})


def test_notice_needs_ten_milestones_and_falls_into_bands() -> None:
    found = slips(-1, 0, 30, 31, 90, 91, 200, 7, 8)
    assert not coaching.notice(found).enough
    assert coaching.notice(pl.concat([found, slips(12).with_columns(milestone_id=pl.lit("X"))])).enough
    assert dict(coaching.notice_bands(found).iter_rows()) == {"after": 1, "days_30": 4, "days_90": 2, "earlier": 2}


def test_gaps_name_the_projects_and_the_commonest_comes_first() -> None:
    verdicts = pl.DataFrame(
        {
            "standard": ["budget", "budget", "sponsor", "sponsor", "sponsor", "risk_owners"], "place": [2, 2, 5, 5, 5, 10],
            "project": ["A", "B", "B", "A", "C", "A"], "project_id": ["A", "B", "B", "A", "C", "A"],
            "met": [True, False, False, False, True, None],
        }
    )  # fmt: skip
    assert coaching.gaps(verdicts).rows() == [("sponsor", 2, 3, "A, B"), ("budget", 1, 2, "B")]
    kept = coaching.conformity(verdicts)
    assert (kept.value, kept.cases, kept.things) == (pytest.approx(2 / 5), 5, 3)


def test_nothing_assessed_is_no_share() -> None:
    none = pl.DataFrame({"met": [None], "project_id": ["A"]}, schema={"met": pl.Boolean, "project_id": pl.String})
    assert coaching.conformity(none).value is None
    active = pl.DataFrame({"is_active": [True], "rag_gap": [None], "project_id": ["A"]}, schema_overrides={"rag_gap": pl.Int64})  # fmt: skip
    assert coaching.honesty(active).value is None


# A similar project done well.

PORTFOLIO = """
project_id | status | portfolio | program | department | budget | forecast_cost | percent_complete | baseline_start | baseline_finish | finish
troubled | active | Grid | Cables | North | 1000 | 1400 | 0.6 | 2026-01-01 | 2026-12-31 | 2027-03-31
sister | active | Grid | Cables | North | 1900 | 1900 | 0.6 | 2026-01-01 | 2026-12-31 | 2026-12-31
too big | active | Grid | Cables | North | 2100 | 2100 | 0.6 | 2026-01-01 | 2026-12-31 | 2026-12-31
just begun | active | Grid | Cables | North | 1000 | 1000 | 0.2 | 2026-01-01 | 2026-12-31 | 2026-12-31
stranger | active | Digital | Apps | South | 1000 | 1000 | 0.6 | 2026-01-01 | 2026-12-31 | 2026-12-31
dear | complete | Grid | Cables | North | 1000 | 1200 | 1 | 2025-01-01 | 2025-12-31 | 2025-12-31
"""


def portfolio(drawn: str = PORTFOLIO) -> pl.DataFrame:
    return rows(world(project=drawn), "project_status", Scope(as_of=JUNE))


def one(projects: pl.DataFrame, project: str) -> dict[str, Any]:
    return projects.filter(project_id=project).row(0, named=True)


def test_done_well_is_finished_or_half_way_within_limits() -> None:
    found = went_well(portfolio(), over=0.1, days_late=0)
    assert set(found["project_id"]) == {"sister", "too big", "stranger"}


def test_the_most_similar_one_is_found_with_its_reasons() -> None:
    everything = portfolio()
    match = similar(one(everything, "troubled"), went_well(everything, 0.1, 0))
    assert match is not None and match.row["project_id"] == "sister"
    assert match.reasons == ("program", "portfolio", "department", "size", "duration")
    assert match.points == sum(POINTS[reason] for reason in match.reasons) == 10


def test_little_in_common_is_no_match() -> None:
    everything = portfolio()
    assert similar(one(everything, "troubled"), everything.filter(project_id="stranger")) is None
    assert similar(one(everything, "troubled"), everything.filter(project_id="troubled")) is None


def test_of_equally_similar_projects_the_finished_one_tells_more() -> None:
    everything = portfolio(
        PORTFOLIO
        + "zz done | complete | Grid | Cables | North | 1900 | 1900 | 1 | 2025-01-01 | 2025-12-31 | 2025-12-31\n"
    )
    match = similar(one(everything, "troubled"), went_well(everything, 0.1, 0))
    assert match is not None and match.row["project_id"] == "zz done"


# Lessons and certificates.


def test_words_of_both_languages() -> None:
    assert words("The late delivery of switchgear") == {"late", "delivery", "switchgear"}
    assert words("设备到货延迟") == {"设备", "备到", "到货", "货延", "延迟"}
    assert not words("Project plan for the project") and not words("")


def test_a_lesson_fits_by_words_and_place_and_never_ones_own(sample_store: Store) -> None:
    db, scope = sample_store.snapshot(), Scope(as_of=JUNE)
    projects, lessons = rows(db, "project_status", scope), rows(db, "lesson")
    project = one(projects, "014")
    risks = rows(db, "risk_status", Scope({"project_id": ("014",)}, JUNE))
    own = risks.filter(pl.col("is_open"))
    about = " ".join([project["project"], project["program"], *own["title"], *own["category"]])
    first = fitting_lessons(project, about, lessons, projects)[0]
    lesson, *reasons = EXPECTED["lessons"]["014"]
    assert first.row["lesson_id"] == lesson and set(first.reasons) == set(reasons)
    home = one(projects, "023")  # where that lesson was learned
    assert lesson not in {m.row["lesson_id"] for m in fitting_lessons(home, about, lessons, projects)}


def test_one_word_in_common_is_no_reason() -> None:
    projects = portfolio()
    lessons = pl.DataFrame(
        {"lesson_id": ["L"], "project_id": ["stranger"], "title": ["Cables were short"], "category": [None], "situation": [None]},
        schema_overrides={"category": pl.String, "situation": pl.String},
    )  # fmt: skip
    assert not fitting_lessons(one(projects, "troubled"), "Sea cables", lessons, projects)
    assert fitting_lessons(one(projects, "troubled"), "short sea cables", lessons, projects)


def test_certificates_that_run_out(sample_store: Store) -> None:
    found = coaching.expiring(rows(sample_store.snapshot(), "certificate", Scope(as_of=JUNE)))
    assert dict(found.select("person_id", "days_left").iter_rows()) == EXPECTED["certificates"]["within_90_days"]
    assert found["days_left"].is_sorted()


def test_a_course_is_not_known_before_it_was_taken() -> None:
    db = world(
        project="project_id | as_of\nA | 2026-05-31\nA | 2026-06-30",
        training="person_id | course | completed_on | valid_until\nP | Rescue | 2024-06-01 | 2026-06-01\nP | Rescue | 2026-06-10 | 2028-06-10",
    )  # fmt: skip
    left = {day: rows(db, "certificate", Scope(as_of=day))["days_left"].to_list() for day in (date(2026, 5, 31), JUNE)}
    assert left == {date(2026, 5, 31): [1], JUNE: [711]}


# The page.


def test_no_name_is_shown_before_one_is_chosen(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(sample_store, monkeypatch, "65_coaching")
    assert not app.exception
    assert "Ole Jacobsen" not in texts(app) and all("manager" not in table.value.columns for table in app.dataframe)
    assert "96.4 % of the practices that apply are kept" in texts(app).replace("\\", "")  # 480 of 498
    options = app.selectbox(key="choose_manager").options
    assert options == sorted(options) and len(options) > 5
    app.selectbox(key="choose_manager").select("Ole Jacobsen").run()
    assert "Ole Jacobsen" in shown(app)


def test_a_manager_of_few_projects_is_not_judged(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(sample_store, monkeypatch, "65_coaching", manager="Silke Marquardt")
    assert not app.exception
    assert "too few to judge" in texts(app).lower()
    assert ":gray[" in texts(app)
    assert not any("rank" in text.casefold() and "not a ranking" not in text for text in texts(app).splitlines())


def test_a_department_has_its_patterns_gaps_and_similar_projects(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    app = open_page(sample_store, monkeypatch, "65_coaching", department="IT")
    assert not app.exception
    frames = [table.value for table in app.dataframe]
    gaps = next(f for f in frames if "todo" in f.columns)
    assert "Fresh report" in set(gaps["standard"])
    pairs = next(f for f in frames if "similar" in f.columns)
    assert (
        dict(zip(pairs["project"], pairs["similar"], strict=True))["SCADA replacement"]
        == "Cyber security uplift KRITIS"
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_speaks_both_languages(sample_store: Store, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    app = open_page(sample_store, monkeypatch, "65_coaching", manager="李文博", lang=lang)
    assert not app.exception
    assert ("不作排名" in texts(app)) == (lang == "zh")
