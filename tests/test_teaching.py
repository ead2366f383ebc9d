"""Teaching on the Data page: a table nobody knows is given its meaning, read again at once, kept, and published."""

from __future__ import annotations

from decimal import Decimal

import pytest
from conftest import put
from streamlit.testing.v1 import AppTest
from test_pages import IMAGE, PAGES, open_page, texts

from pmo_metrics.ingest.taught import read_taught
from pmo_metrics.store import Store

LEDGER = """Vorgang,Traeger,Wann,Euronen,Bemerkung
A-1,Lohn,03/04/2026,100.50,x
A-2,Lohn,05/04/2026,200,
A-2,Material,07/05/2026,n.b.,late
"""
LIST = """Project ID,Project name,Department,Budget,Status date
P-1,Bridge,DFT,10,2026-05-31
P-2,Tunnel,DfT,20,2026-05-31
"""
COSTS = "Project ID,Period,Cost kind,Amount,Currency\nP1,2026-05,actual,100.50,EUR\n"


def upload(store: Store, monkeypatch: pytest.MonkeyPatch, text: str, lang: str = "en") -> AppTest:
    app = open_page(store, monkeypatch, "80_data", lang=lang)
    app.file_uploader(key="uploads").upload("ledger.csv", text.encode(), "text/csv").run()
    assert not app.exception
    return app


def key_of(app: AppTest, end: str) -> str:
    return next(
        w.key for kind in (app.selectbox, app.text_input, app.button_group, app.number_input) for w in kind
        if w.key and w.key != "teach_table" and w.key.endswith(end)
    )  # fmt: skip


def teach(app: AppTest) -> None:
    app.selectbox(key=key_of(app, "_table")).set_value("cost").run()
    for place, column in enumerate(("project_id", "category", "period", "amount")):
        app.selectbox(key=key_of(app, f"_c{place}")).set_value(column).run()
    app.selectbox(key=key_of(app, "_k_kind")).set_value("actual").run()
    app.text_input(key=key_of(app, "_k_currency")).set_value("EUR").run()
    assert not app.exception


def test_a_table_is_taught_read_again_saved_and_published(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = upload(store, monkeypatch, LEDGER)
    assert "Say what these tables mean: 1" in [e.label for e in app.expander]
    assert not any("Publish" in b.label for b in app.button)
    teach(app)
    said = texts(app)
    assert r"03\/04\/2026 → 2026\-03\-01" not in said and "day or month first" in str(app.dataframe[-1].value.to_dict())
    app.button_group(key=key_of(app, "_order")).set_value("day_first").run()
    assert r"03\/04\/2026 → 2026\-04\-01" in texts(app)
    assert "1 of 3 not read: n\\.b\\." in texts(app)
    report = app.dataframe[1].value.to_dict("records")[0]
    assert (report["rows_loaded"], report["rows_quarantined"]) == (2, 1)
    assert store.current() is None and not any("Publish" in b.label for b in app.button)
    app.text_input(key=key_of(app, "_name")).set_value("../Ledger").run()
    app.button(key="teach_save").click().run()
    assert "mappings\\/ledger\\.toml" in app.success[0].value
    next(b for b in app.button if "Publish 2 rows" in b.label).click().run()
    assert not app.exception
    held = store.snapshot().run("SELECT project_id, kind, amount, currency FROM cost ORDER BY project_id").rows()
    assert held == [("A-1", "actual", Decimal("100.50"), "EUR"), ("A-2", "actual", Decimal(200), "EUR")]
    release = store.current()
    assert release and release.loads[0].mappings[0][0] == "mappings/ledger.toml"


def test_one_meaning_given_twice_cannot_be_saved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = upload(store, monkeypatch, LEDGER)
    for place in (0, 1):
        app.selectbox(key=key_of(app, f"_c{place}")).set_value("name").run()
    assert "Given to two columns" in app.error[0].value
    assert app.button(key="teach_save").disabled


def test_names_that_attack_are_only_shown(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = upload(store, monkeypatch, LEDGER.replace("Vorgang", IMAGE).replace("A-1", IMAGE), lang="zh")
    assert not app.exception and IMAGE not in texts(app)


def test_what_may_be_one_is_decided_and_published(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, p_csv=LIST, costs_csv=COSTS)
    app = open_page(store, monkeypatch, "80_data")
    assert r"**DfT**" in texts(app) or r"**DFT**" in texts(app)
    assert r"is **P\-1** \(Bridge\)" in texts(app).replace("(", r"\(").replace(")", r"\)").replace(r"\\", "\\")
    assert "Projects and people that no list describes: 1" in texts(app)
    app.button(key="same_0").click().run()
    app.button(key="join_0").click().run()
    assert not app.exception and store.current().number == 1  # type: ignore[union-attr]
    app.button(key="publish_taught").click().run()
    assert not app.exception and store.current().number == 2  # type: ignore[union-attr]
    db = store.snapshot()
    assert db.run("SELECT count(DISTINCT department) AS n FROM project")["n"][0] == 1
    assert db.run("SELECT project_id FROM cost")["project_id"].to_list() == ["P-1"]
    assert not [b for b in app.button if b.key and b.key.startswith(("same_", "join_", "publish_taught"))]


def test_a_decision_to_keep_names_apart_is_not_asked_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, p_csv=LIST)
    app = open_page(store, monkeypatch, "80_data")
    app.button(key="different_0").click().run()
    assert not app.exception and not [b for b in app.button if b.key == "different_0"]


@pytest.mark.parametrize("page", PAGES)
def test_a_store_with_amounts_alone_can_be_looked_at(store: Store, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    put(store, costs_csv=COSTS)
    app = open_page(store, monkeypatch, page)
    assert not app.exception


def test_a_unit_is_taught_and_the_figures_follow(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = upload(store, monkeypatch, LEDGER)
    teach(app)
    app.selectbox(key=key_of(app, "_u3_amount")).set_value("thousand").run()
    assert r"100\.50 → 100500\.00" in texts(app)
    app.selectbox(key=key_of(app, "_u3_amount")).set_value("万元").run()
    assert r"100\.50 → 1005000\.00" in texts(app) and not app.error
    app.button(key="teach_save").click().run()
    (kept,) = read_taught(store.root).mappings
    assert dict(kept.units) == {"amount": "万元"}


def test_a_header_of_two_rows_is_taught(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    app = upload(store, monkeypatch, "Wer,Euro,,x\n,Lohn,Material,\nA-1,100,20,\nA-2,200,30,\n")
    app.selectbox(key=key_of(app, "_table")).set_value("cost").run()
    app.button_group(key=key_of(app, "_rows")).set_value(2).run()
    app.number_input(key=key_of(app, "_row")).set_value(2).run()
    said = texts(app)
    assert "**Euro Lohn**" in said and "**Euro Material**" in said and not app.exception
    app.selectbox(key=key_of(app, "_c0")).set_value("project_id").run()
    app.selectbox(key=key_of(app, "_c1")).set_value("amount_actual").run()
    assert "100 → 100" not in said and not app.error
    app.button(key="teach_save").click().run()
    (kept,) = read_taught(store.root).mappings
    assert (kept.header_rows, kept.columns["Euro Lohn"]) == (2, "amount_actual")
    assert not app.exception


def test_a_join_is_refused_with_its_reason_and_taken_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, p_csv=LIST.replace("DFT", "DfT"), costs_csv=COSTS)
    app = open_page(store, monkeypatch, "80_data")
    app.text_input(key="refuse_reason_0").set_value("the old bridge").run()
    app.button(key="refuse_0").click().run()
    assert not app.exception and not [b for b in app.button if b.key == "join_0"]
    (refused,) = read_taught(store.root).crosswalk.refused
    assert (refused.kind, refused.same, refused.id, refused.reason) == ("project", "P1", "P-1", "the old bridge")
    assert not [b for b in app.button if b.key == "publish_taught"]  # no row changes by it
    assert "the old bridge" in texts(app)
    app.button(key="back_join_0").click().run()
    assert not app.exception and [b for b in app.button if b.key == "join_0"]
    assert not read_taught(store.root).crosswalk.refused


def test_names_kept_apart_are_listed_and_can_be_asked_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, p_csv=LIST)
    app = open_page(store, monkeypatch, "80_data", lang="zh")
    app.button(key="different_0").click().run()
    assert r"**DFT \/ DfT**" in texts(app)
    app.button(key="back_names_0").click().run()
    assert not app.exception and [b for b in app.button if b.key == "different_0"]
