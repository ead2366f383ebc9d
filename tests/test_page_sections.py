"""What single sections of pages show, on the sample portfolio: contingency of a scope, commitments, open entries, practices."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from conftest import PROJECTS, put
from streamlit.testing.v1 import AppTest
from test_pages import open_page, texts

from pmo_metrics.analysis.contingency import contingency, priced
from pmo_metrics.evaluate import Scope, rows
from pmo_metrics.standards import STANDARDS
from pmo_metrics.store import Store
from pmo_metrics.text.numbers import show
from pmo_metrics.ui import columns

JUNE = date(2026, 6, 30)


def said(app: AppTest) -> str:
    """Everything the page says, without the escapes of Markdown."""
    return texts(app).replace("\\", "")


@pytest.mark.parametrize(
    "link", [{}, {"portfolio": "Generation & Storage"}, {"manager": "Silke Marquardt"}, {"project": "004"}]
)
def test_contingency_is_that_of_the_risks_in_view(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch, link: dict[str, str]
) -> None:
    """P80 of the sum, worked out here from the rows of the scope: not the sum of the projects' own P80."""
    where = {("project_id" if key == "project" else key): (value,) for key, value in link.items()}
    found = rows(sample_store.snapshot(), "risk_status", Scope(where, JUNE))
    risks, left_out = priced(found)
    assert risks
    p80 = show(contingency(risks).percentile(0.8), "money", "en", "EUR")
    shown = said(open_page(sample_store, monkeypatch, "50_risk", part="contingency", **link))
    assert f"P80 is {p80}" in shown
    assert f"{len(risks)} independent risks" in shown
    assert (f"{left_out} open risks state too little" in shown) == bool(left_out)


def test_what_takes_seconds_waits_until_it_is_asked_for(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmo_metrics.ui.risk.takes_long", lambda risks, draws, correlation: len(risks) > 50)
    app = open_page(sample_store, monkeypatch, "50_risk", part="contingency")
    assert "P80 is" not in said(app) and "76 open risks in view" in said(app)
    next(b for b in app.button if b.label == "Work it out").click().run()
    assert not app.exception
    assert "P80 is" in said(app)


def test_projects_that_report_no_contingency_are_counted(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    cover = rows(sample_store.snapshot(), "risk_cover", Scope(as_of=JUNE)).filter(pl.col("open_risks") > 0)
    silent = cover["contingency_left"].null_count()
    assert 0 < silent < cover.height
    shown = said(open_page(sample_store, monkeypatch, "50_risk", part="contingency"))
    assert f"{silent} of {cover.height} projects with open risks report no contingency" in shown


@pytest.mark.parametrize("kind", ["issue", "decision", "action", "change"])
def test_closed_entries_are_not_among_the_open_ones(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    entries = rows(sample_store.snapshot(), "register_status", Scope({"kind": (kind,)}, JUNE))
    closed = set(entries.filter(~pl.col("is_open"))["title"])
    app = open_page(sample_store, monkeypatch, "50_risk", part="registers", entries=kind)
    table = next(t.value for t in app.dataframe if "entry" in t.value.columns)
    assert set(table["entry"]) == set(entries.filter("is_open")["title"])
    assert not closed & set(table["entry"]) and (closed or kind == "action")


def test_a_number_of_the_commitments_opens_its_milestones(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = rows(
        sample_store.snapshot(), "milestone_commitment", Scope({"outcome": ("pushed_out",)}, date(2026, 5, 31))
    )
    app = open_page(sample_store, monkeypatch, "30_schedule", view="pushed_out-2026-05-31")
    table = next(t.value for t in app.dataframe if "was_date" in t.value.columns)
    assert table.shape[0] == moved.height > 0 and set(table["outcome"]) == {"Pushed out"}
    next(b for b in app.button if "Pushed out" in b.label).click().run()
    table = next(t.value for t in app.dataframe if "was_date" in t.value.columns)
    assert {"Met as committed", "Met later", "Pushed out", "Pulled in"} == set(table["outcome"])
    lost = open_page(sample_store, monkeypatch, "30_schedule", view="pushed_out-1999-01-01")
    assert "1999" in lost.warning[0].value


def test_a_receding_forecast_gets_no_arrival_date_but_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slips by a month each month, B by ten days a month: the line of B meets the calendar, that of A never does."""
    for month, day, recedes, arrives in (
        (4, 30, "2026-08-01", "2026-08-01"),
        (5, 31, "2026-09-01", "2026-08-11"),
        (6, 30, "2026-10-01", "2026-08-21"),
    ):
        listed = f"Project ID,Milestone,Baseline date,Forecast date,Status date\nP-1,A,2026-08-01,{recedes},2026-{month:02}-{day}\nP-1,B,2026-08-01,{arrives},2026-{month:02}-{day}\n"
        put(store, **{f"milestones_{month}_csv": listed})
    app = open_page(store, monkeypatch, "30_schedule")
    assert not app.exception
    refused = next(line for line in said(app).splitlines() if "No arrival date" in line)
    assert "· A." in refused and "· B" not in refused


PARTS = {
    "needs": ("Early warnings", "practices are kept", "Lessons from elsewhere"),
    "schedule": ("milestones are late", "open milestones slip"),
    "money": ("Estimates at completion",),
    "risks": ("open risks, largest expected cost first",),
    "reports": ("Reports on 6 status dates",),
}


@pytest.mark.parametrize("part", PARTS)
def test_each_side_of_a_project_has_a_link(sample_store: Store, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    app = open_page(sample_store, monkeypatch, "20_project")
    app.query_params["project"], app.query_params["part"] = "004", part
    app.run()
    assert not app.exception
    found = [other for other, words in PARTS.items() if all(word in said(app) for word in words)]
    assert found == [part]


def test_a_project_shows_the_practices_it_misses_with_reason_and_remedy(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts = rows(sample_store.snapshot(), "conformity", Scope({"project_id": ("017",)}, JUNE))
    missed = verdicts.filter(~pl.col("met"))["standard"].to_list()
    app = open_page(sample_store, monkeypatch, "20_project")
    app.query_params["project"] = "017"
    app.run()
    kept = verdicts["met"].count() - len(missed)
    assert f"{kept} of {verdicts['met'].count()} practices are kept" in said(app)
    for name, standard in STANDARDS.items():
        assert (standard.why in said(app) and standard.todo in said(app)) == (name in missed)


def test_the_coaching_page_names_what_is_switched_off(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.root.mkdir(parents=True)
    (store.root / "pmo.toml").write_text('standards_off = ["sponsor"]', "utf-8")
    put(store, a_csv=PROJECTS)
    assert "Switched off in this release's settings: Sponsor named." in said(
        open_page(store, monkeypatch, "65_coaching")
    )


@pytest.mark.parametrize(
    ("metric", "told"),
    [("cpi", " EUR over "), ("slip_days", " d over "), ("spi_time", " mo over "), ("utilization", " h over ")],
)
def test_the_parts_of_a_ratio_carry_their_unit(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch, metric: str, told: str
) -> None:
    assert told in said(open_page(sample_store, monkeypatch, "90_metrics", metric=metric))


@pytest.mark.parametrize(
    ("amounts", "unit", "first"),
    [
        ({"budget": [4_430_000, 0], "actual_cost": [300_000, 90_000]}, "M EUR", [4.43, 0.3]),
        ({"budget": [1_700_000, 5], "actual_cost": [39_000, 6_000]}, "K EUR", [1700.0, 39.0]),
        ({"budget": [900, None], "actual_cost": [12, 6]}, "EUR", [900.0, 12.0]),
    ],
)
def test_the_amounts_of_one_table_have_one_magnitude(
    amounts: dict[str, list[int]], unit: str, first: list[float]
) -> None:
    shown, config = columns.dressed("en", pl.DataFrame(amounts), tuple(amounts), {}, "EUR")
    assert shown.row(0) == pytest.approx(first)
    assert all(f"({unit})" in str(how["label"]) for how in config.values())
