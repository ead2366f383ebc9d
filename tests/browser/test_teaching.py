"""A table nobody knows, taught in a real browser, published, and known again next month."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import put
from playwright.sync_api import Browser, Page, expect

from pmo_metrics.store import open_store

from .harness import serve, settled

pytestmark = pytest.mark.browser

LEDGER = """Vorgang,Traeger,Wann,Euronen
A-1,Lohn,2026-04-03,100.50
A-2,Lohn,2026-04-05,200
"""
MEANINGS = {"Vorgang": "Project ID", "Traeger": "Cost category", "Wann": "Period", "Euronen": "Amount"}
LIST = """Project ID,Project name,Budget,Status date
A-1,Bridge,1000,2026-04-30
A2,Tunnel,500,2026-04-30
"""


@pytest.fixture
def page(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 1400})
    yield context.new_page()
    context.close()


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_role("combobox", name=label, exact=False).first.click()
    page.get_by_role("option", name=value, exact=True).click()
    settled(page)


def test_a_table_is_taught_once(tmp_path: Path, page: Page) -> None:
    put(open_store(tmp_path / "store"), projects_csv=LIST)
    first, second = tmp_path / "ledger 2026-04.csv", tmp_path / "ledger 2026-05.csv"
    first.write_text(LEDGER)
    second.write_text(LEDGER.replace("Vorgang,", "VORGANG,").replace("2026-04", "2026-05"))
    with serve(tmp_path / "store") as url:
        page.goto(f"{url}/data")
        settled(page)
        page.locator("input[type=file]").set_input_files(first)
        settled(page)
        expect(page.get_by_text("Say what these tables mean: 1")).to_be_visible()
        choose(page, "Its rows are", "Cost lines")
        for header, meaning in MEANINGS.items():
            choose(page, header, meaning)
        choose(page, "Cost kind of every row", "actual")
        expect(page.get_by_text("This is how the files read with your correction.")).to_be_visible()
        page.get_by_role("button", name="Save what it means").click()
        settled(page)
        assert (tmp_path / "store" / "mappings" / "ledger.toml").is_file()
        page.get_by_role("button", name="Publish 2 rows").click()
        settled(page)
        expect(page.get_by_text("Release 2 is published.")).to_be_visible()
        page.locator("input[type=file]").set_input_files(second)
        settled(page)
        expect(page.get_by_role("button", name="Publish 2 rows")).to_be_visible()  # known by its headers
        page.get_by_role("button", name="Join them").click()  # A-2 of the ledger is A2 of the list
        settled(page)
        page.get_by_role("button", name="Publish with it").click()
        settled(page)
        expect(page.get_by_role("button", name="Join them")).to_have_count(0)
    assert open_store(tmp_path / "store").snapshot().run("SELECT * FROM unresolved").is_empty()
