"""Every page over the shell, as Streamlit runs it: with the sample portfolio, with nothing, and with names that attack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import PROJECTS, PROJECTS_LATER, ROOT, put
from streamlit.testing.v1 import AppTest

from pmo_metrics.store import Store
from pmo_metrics.text.plain import plain

SHELL = ROOT / "pmo_metrics" / "ui" / "shell.py"
PAGES = sorted(p.stem for p in (ROOT / "pages").glob("[0-9]*.py"))
IMAGE = "![x](http://evil.invalid/x.png)"
HOSTILE = [IMAGE, "<a href='http://evil.invalid'>b</a>", "=1+1", "**bold** $x$ :red[y]", "{lang} %{x}", "\u202egnp"]


def open_page(store: Store, monkeypatch: pytest.MonkeyPatch, page: str = PAGES[0], **link: str | list[str]) -> AppTest:
    """A page of the app over a store, opened by a link with these parameters."""
    monkeypatch.setenv("PMO_STORE", str(store.root))
    monkeypatch.setattr("pmo_metrics.ui.working.AT_ONCE", 50)  # however busy the machine: no bar, the outcome
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    if page != PAGES[0]:
        app.switch_page(f"../../pages/{page}.py").run()
    return app


def texts(app: AppTest) -> str:
    """Everything the page says in places where Markdown is read."""
    parts = [app.title, app.subheader, app.markdown, app.caption, app.warning, app.error, app.info]
    said = [element.value for group in parts for element in group]
    return "\n".join([*said, *(m.label + m.value for m in app.metric), *(b.label for b in app.button)])


def shown(app: AppTest) -> str:
    """Title of the page."""
    return app.title[0].value


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_sample_portfolio(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch, page: str, lang: str
) -> None:
    app = open_page(sample_store, monkeypatch, page, lang=lang)
    assert not app.exception
    assert not app.error
    if not page.endswith("project"):
        assert app.title


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_says_what_to_do(store: Store, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    app = open_page(store, monkeypatch, page)
    assert not app.exception
    assert not app.metric
    assert "pmo demo" in texts(app)


def test_a_project_is_shown_whole_with_the_rows_of_its_files(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page(sample_store, monkeypatch, "20_project")
    app.query_params["project"], app.query_params["part"] = "004", "reports"
    app.run()
    assert not app.exception
    assert "Onshore wind park Demmin" in shown(app)
    files = {file for table in app.dataframe if "file" in table.value.columns for file in table.value["file"]}
    assert {"projects_2026-06.csv", "milestones.xlsx"} <= files


def test_every_metric_of_the_catalogue_has_an_entry(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from pmo_metrics.evaluate import catalogue

    shown = 0
    for theme in dict.fromkeys(m.theme for m in catalogue().values()):
        app = open_page(sample_store, monkeypatch, "90_metrics", theme=theme)
        assert len(app.expander) == sum(m.theme == theme for m in catalogue().values())
        shown += len(app.expander)
    assert shown == len(catalogue())
    app = open_page(sample_store, monkeypatch, "90_metrics", metric="cpi")
    assert len(app.expander) == 1
    facts = "\n".join(m.value for m in app.markdown).replace("\\", "")
    assert "amber_index = 0.95" in facts and "tripwire" in facts, "its thresholds with where they come from"
    assert "Cost" in facts


def test_a_link_sets_the_filters_before_the_first_number(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, a_csv=PROJECTS)
    app = open_page(store, monkeypatch, "40_cost", portfolio="Digital")
    assert app.multiselect(key="portfolio").value == ["Digital"]
    assert next(m for m in app.metric if m.label == "Budget").value.startswith("500")


def test_a_filter_narrows_every_number(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, a_csv=PROJECTS)
    app = open_page(store, monkeypatch, "40_cost")
    app.multiselect(key="manager").select("Bo Lind").run()
    assert next(m for m in app.metric if m.label == "Budget").value == "2 K EUR"


@pytest.mark.parametrize(
    ("key", "value"),
    [("portfolio", "Gone"), ("manager", IMAGE), ("rag", "purple"), ("as_of", "2020-01-01"), ("as_of", "soon")],
)
def test_what_a_link_names_in_vain_is_named_and_no_number_is_shown(
    store: Store, monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    put(store, a_csv=PROJECTS)
    app = open_page(store, monkeypatch, "40_cost", **{key: value})
    assert plain(key) in app.warning[0].value
    assert not app.metric
    assert not app.dataframe
    app.button[0].click().run()
    assert app.metric
    assert not app.warning


def test_a_link_to_a_release_that_is_gone_shows_nothing_but_that(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, a_csv=PROJECTS)
    app = open_page(store, monkeypatch, "40_cost", release="7")
    assert "7" in app.error[0].value
    assert not app.metric
    app.button[0].click().run()
    assert app.metric


def test_a_pinned_link_keeps_its_numbers_after_a_newer_load(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, a_csv=PROJECTS)
    before = open_page(store, monkeypatch, "40_cost", release="1", as_of="2026-05-31")
    put(store, b_csv=PROJECTS_LATER)
    after = open_page(store, monkeypatch, "40_cost", release="1", as_of="2026-05-31")
    assert [m.value for m in after.metric] == [m.value for m in before.metric]
    assert any("Newer releases: 1" in c.value for c in after.caption)
    assert [m.value for m in open_page(store, monkeypatch, "40_cost").metric] != [m.value for m in before.metric]


def test_a_date_between_two_reports_reads_the_earlier(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, a_csv=PROJECTS)
    put(store, b_csv=PROJECTS_LATER)
    app = open_page(store, monkeypatch, "40_cost", as_of="2026-06-15")
    assert any("31 May 2026" in c.value for c in app.caption)
    assert app.selectbox(key="as_of").value == "2026-06-15"


def test_an_unknown_project_or_metric_is_said(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for page, key in (("20_project", "project"), ("90_metrics", "metric")):
        app = open_page(sample_store, monkeypatch, page)
        app.query_params[key] = IMAGE
        app.run()
        assert "not" in app.warning[0].value or "no" in app.warning[0].value
        assert IMAGE not in texts(app)


@pytest.mark.parametrize("page", PAGES)
def test_names_from_files_stay_text(store: Store, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    header, *_ = PROJECTS.splitlines()
    lines = [f'H-{i},"{name}","{name}","{name}",Active,EUR,100,150,50,Red,2026-05-31' for i, name in enumerate(HOSTILE)]
    put(store, h_csv="\n".join([header, *lines]))
    app = open_page(store, monkeypatch, page)
    if page.endswith("project"):
        app.query_params["project"] = "H-0"
        app.run()
    assert not app.exception
    assert IMAGE not in texts(app)
    for chart in app.get("plotly_chart"):
        traces = json.loads(chart.proto.spec)["data"]
        assert "<a href" not in str([{k: v for k, v in trace.items() if k != "customdata"} for trace in traces])


def test_files_are_checked_then_published(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(store, monkeypatch, "80_data")
    app.file_uploader(key="uploads").upload("projects.csv", PROJECTS.encode(), "text/csv").run()
    assert not app.exception
    assert store.current() is None  # checking keeps nothing
    next(b for b in app.button if "Publish" in b.label).click().run()
    assert not app.exception
    release = store.current()
    assert release is not None
    assert release.number == 1
    assert "Release 1" in app.success[0].value


def test_readers_can_go_back_to_an_earlier_release(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, a_csv=PROJECTS)
    put(store, b_csv=PROJECTS_LATER)
    app = open_page(store, monkeypatch, "80_data")
    app.button(key="rollback_1").click().run()
    current = store.current()
    assert current is not None
    assert current.number == 1
    assert not app.exception


def test_pages_hold_no_sql_and_stay_short() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 60
        assert "SELECT" not in text


def test_the_launcher_names_the_shell() -> None:
    assert Path(SHELL).exists()
    assert '"ui" / "shell.py"' in (ROOT / "app.py").read_text("utf-8")


@pytest.mark.parametrize("value", ["Grid & Networks", "(not stated)"])
def test_rows_filtered_here_are_those_the_store_would_give(sample_store: Store, value: str) -> None:
    from pmo_metrics.evaluate import Scope, rows
    from pmo_metrics.ui.data import matching

    stated = ("" if value == "(not stated)" else value,)
    db = sample_store.snapshot()
    asked = rows(db, "milestone_status", Scope({"portfolio": stated}))
    kept = rows(db, "milestone_status").filter(*matching((("portfolio", stated),)))
    assert asked.equals(kept)


def test_a_warning_says_what_to_do_and_opens_its_project(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(sample_store, monkeypatch, "15_warnings")
    assert "warnings on" in shown(app) and "new since" in shown(app)
    said = texts(app).replace("\\", "")
    assert "The project has spent" in said and "Ask what the rest will cost" in said
    assert any("Onshore wind park Demmin" in b.label for b in app.button)
    assert "Commissioning engineer" in set(app.dataframe[0].value["project"])


def test_roles_are_warned_of_under_every_filter(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page(sample_store, monkeypatch, "15_warnings", portfolio="Corporate & Sites")
    named = set(app.dataframe[0].value["project"])
    assert "Commissioning engineer" in named and "Onshore wind park Demmin" not in named
