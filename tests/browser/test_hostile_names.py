"""Names from files travel to page, link and export unchanged, and nothing they contain is run, fetched or obeyed."""

from __future__ import annotations

import csv
import http.server
import io
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import put
from playwright.sync_api import Browser, expect

from pmo_metrics.store import open_store

from .harness import serve, settled

pytestmark = pytest.mark.browser

IDS = ("007", "123456789012345678901", "=1+1", "NA", "<b>bold</b>")


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address of this machine that notes every request; gives the address and the requests."""
    heard: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Quiet: the list is the log."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
    finally:
        server.shutdown()
        server.server_close()


def hostile_projects(address: str) -> tuple[str, dict[str, str]]:
    """A project list whose ids and names are as bad as they get; gives the CSV and id -> name."""
    image = f"![x]({address}/x.png)"
    names = [
        "=1+1",
        "<b>bold</b><script>alert(1)</script>",
        image,
        f'<img src="{address}/y.png">',
        f"[a]({address}/z) :red[$x$] `c`",
    ]
    chosen = dict(zip(IDS, names, strict=True))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["Project ID", "Project name", "Portfolio", "Region", "Project manager", "Status", "Budget", "Forecast cost",
         "Actual cost", "Overall RAG", "Status narrative", "Decision needed", "Baseline finish", "Finish", "Status date"]
    )  # fmt: skip
    for i, (number, name) in enumerate(chosen.items()):
        rest = ["Active", 100 + i, 300, 20, "Green", name, name, "2026-05-01", "2026-12-01", "2026-05-31"]
        writer.writerow([number, name, image if i % 2 else "=1+1", "NA", name, *rest])
    return out.getvalue(), chosen


def test_hostile_names_stay_text_everywhere_and_no_request_leaves(tmp_path: Path, browser: Browser) -> None:
    with listener() as (address, heard):
        text, names = hostile_projects(address)
        store = open_store(tmp_path / "store")
        report = put(store, **{f"{'![f](x)'}_csv": text})
        assert report.rows_loaded == len(IDS)
        kept = store.snapshot().run("SELECT project_id, project, region FROM project_status")
        assert dict(kept.select("project_id", "project").iter_rows()) == names and set(kept["region"]) == {"NA"}
        with serve(store.root) as url:
            context = browser.new_context(viewport={"width": 1440, "height": 1200}, accept_downloads=True)
            page = context.new_page()
            asked: list[str] = []
            dialogs: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
            for name in ("", "project", "schedule", "cost", "risk", "people", "data", "metrics"):
                page.goto(f"{url}/{name}")
                settled(page)
            image = f"![x]({address}/x.png)"
            for query in (
                {"portfolio": image},
                {"portfolio": f"![no]({address}/no.png)"},
                {"release": image},
                {"lang": image},
            ):
                page.goto(f"{url}/?{urllib.parse.urlencode(query)}")
                settled(page)
            for number, name in names.items():
                page.goto(f"{url}/project?{urllib.parse.urlencode({'project': number})}")
                settled(page)
                expect(page.get_by_role("heading", level=1)).to_have_text(name)
                assert urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["project"] == [number]
            page.goto(f"{url}/cost")
            settled(page)
            with page.expect_download() as download:
                page.locator("[class*=st-key-csv_]").get_by_role("button").first.click()
            exported = Path(download.value.path()).read_text("utf-8-sig")
            context.close()
    cells = {cell for row in csv.reader(io.StringIO(exported)) for cell in row}
    assert "'=1+1" in cells and "=1+1" not in cells  # a spreadsheet would compute it
    assert not heard and not dialogs
    assert {urllib.parse.urlsplit(a).netloc for a in asked if a.startswith("http")} == {
        urllib.parse.urlsplit(url).netloc
    }
