"""A real server on a store of its own, and how to wait for its pages."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serve(store: Path) -> Iterator[str]:
    """The dashboard over a store, on a free port; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (store.parent / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "pmo_metrics", "serve", "--store", str(store), "--port", str(port)],
        cwd=ROOT, stdout=log, stderr=log,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _until_healthy(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _until_healthy(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def settled(page: Page) -> None:
    """Wait until Streamlit has run the script and shown its outcome; no page may show a traceback."""
    page.wait_for_timeout(150)  # Streamlit debounces before it reports that a run began
    page.locator(
        "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
    ).wait_for(state="attached", timeout=30_000)
    page.wait_for_timeout(150)
    assert page.get_by_test_id("stException").count() == 0
