"""What people do, in a real browser: open a link, upload, publish, filter, drill to the row, share, and trust the link later."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from conftest import PROJECTS, PROJECTS_LATER, put
from playwright.sync_api import Browser, Locator, Page, expect

from pmo_metrics.store import open_store
from pmo_metrics.text import t

from .harness import serve, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, accept_downloads=True)
    yield context.new_page()
    context.close()


def test_the_first_request_of_a_fresh_server_may_be_any_page(tmp_path: Path, page: Page) -> None:
    put(open_store(tmp_path / "store"), projects_csv=PROJECTS)
    with serve(tmp_path / "store") as url:
        page.goto(f"{url}/cost?portfolio=Grid")
        settled(page)
        expect(page.get_by_role("button", name="Copy link")).to_be_visible()  # the shell ran, not the bare page
        expect(page.locator(".st-key-portfolio")).to_contain_text("Grid")
        with urllib.request.urlopen(url) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_upload_publish_filter_drill_and_a_pinned_link_keeps_its_numbers(
    tmp_path: Path, browser: Browser, page: Page
) -> None:
    first, second = tmp_path / "projects_may.csv", tmp_path / "projects_june.csv"
    first.write_text(PROJECTS)
    second.write_text(PROJECTS_LATER)
    with serve(tmp_path / "store") as url:
        page.goto(url)
        settled(page)
        expect(page.get_by_test_id("stMain")).to_contain_text("Load")  # an empty store says what to do
        publish(page, url, first)

        page.goto(url)
        settled(page)
        choose_filter(page, "portfolio", "Grid")
        expect(page).to_have_url(f"{url}/?portfolio=Grid")
        expect(page.get_by_test_id("stMain")).to_contain_text("2")

        page.goto(f"{url}/cost?portfolio=Grid")
        settled(page)
        expect(metric(page, "Budget")).to_contain_text("3 K")

        page.goto(f"{url}/project?project=P-1")
        settled(page)
        expect(page.get_by_role("heading", name="Bridge")).to_be_visible()
        page.get_by_text(t("part.reports", "en"), exact=True).click()
        settled(page)
        page.get_by_text(t("source.title", "en")).first.click()
        settled(page)
        expect(page.get_by_test_id("stMain")).to_contain_text("projects_may.csv")
        page.get_by_text(t("part.money", "en"), exact=True).click()
        settled(page)

        old = metric(page, "Forecast cost").inner_text()
        pinned = copied_link(page, pin=True)
        follows = copied_link(page, pin=False)
        assert "release=1" in pinned and "project=P-1" in pinned and "release" not in follows

        publish(page, url, second)
        for link, same in ((pinned, True), (follows, False)):
            context = browser.new_context(viewport={"width": 1440, "height": 1000})  # a fresh profile
            other = context.new_page()
            other.goto(link)
            settled(other)
            value = metric(other, "Forecast cost")
            if same:
                expect(value).to_have_text(old)
                expect(other.get_by_text(t("frame.newer", "en", count=1))).to_be_visible()
            else:
                expect(value).not_to_have_text(old)
            context.close()


def test_a_link_that_names_what_does_not_exist_says_so_and_shows_no_numbers(tmp_path: Path, page: Page) -> None:
    put(open_store(tmp_path / "store"), projects_csv=PROJECTS)
    with serve(tmp_path / "store") as url:
        page.goto(f"{url}/?portfolio=Atlantis")
        settled(page)
        expect(page.get_by_test_id("stAlert")).to_contain_text("Atlantis")
        assert page.get_by_test_id("stMetric").count() == 0
        page.goto(f"{url}/cost?release=77")
        settled(page)
        expect(page.get_by_test_id("stAlert")).to_contain_text("77")
        assert page.get_by_test_id("stMetric").count() == 0
        page.get_by_role("button", name=re.compile("newest", re.IGNORECASE)).click()
        expect(page.get_by_test_id("stMetric").first).to_be_visible()


def test_a_click_on_a_total_narrows_to_it_and_back_undoes_it(tmp_path: Path, page: Page) -> None:
    put(open_store(tmp_path / "store"), projects_csv=PROJECTS)
    with serve(tmp_path / "store") as url:
        page.goto(url)
        settled(page)
        click_bar(page, "health", 0)
        expect(page).to_have_url(re.compile(r"/\?portfolio=(Grid|Digital)$"))
        page.go_back()
        expect(page).not_to_have_url(re.compile("portfolio"))
        settled(page)
        open_row(page, 0, 0)
        expect(page).to_have_url(re.compile(r"/project\?project=P-"))


def click_bar(page: Page, key: str, place: int) -> None:
    bars = page.locator(f".st-key-chart_{key} .bars .point path")
    bars.first.wait_for(state="attached")
    box = bars.nth(place).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(page)


def open_row(page: Page, table: int, row: int) -> None:
    """Click the name in a row of the page's n-th table: the grid is a canvas, its header and rows are 35 px high."""
    grid = page.get_by_test_id("stDataFrame").nth(table)
    grid.locator("canvas").first.wait_for()
    grid.locator("canvas [role=row]").nth(row + 1).wait_for(state="attached")  # its accessible table: it is drawn
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 60, box["y"] + 35 * (row + 1) + 17)
    page.wait_for_url("**/project?**")
    settled(page)


def publish(page: Page, url: str, file: Path) -> None:
    """Upload one file on the Data page and publish it."""
    page.goto(f"{url}/data")
    settled(page)
    page.locator("input[type=file]").set_input_files(file)
    button = page.get_by_role("button", name=re.compile("^.*Publish"))
    button.wait_for(timeout=30_000)
    settled(page)
    button.click()
    settled(page)
    expect(page.get_by_test_id("stAlert").first).to_contain_text("elease", timeout=30_000)


def choose_filter(page: Page, key: str, value: str) -> None:
    page.locator(f".st-key-{key} input").click()
    page.get_by_role("option", name=value).click()
    page.keyboard.press("Tab")
    settled(page)


def metric(page: Page, name: str) -> Locator:
    """The value on a card."""
    return page.get_by_test_id("stMetric").filter(has_text=name).first.get_by_test_id("stMetricValue")


def copied_link(page: Page, pin: bool) -> str:
    """The text that the Copy link control offers."""
    page.get_by_role("button", name="Copy link").click()
    codes = page.get_by_test_id("stCode")
    codes.first.wait_for()
    link = codes.nth(1 if pin else 0).inner_text().strip()
    page.keyboard.press("Escape")
    assert urllib.parse.urlsplit(link).scheme == "http"
    return link
