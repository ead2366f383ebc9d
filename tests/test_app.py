"""The launcher: every response carries the security headers, and a failure shows a number, never a traceback."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def launcher() -> Any:
    spec = importlib.util.spec_from_file_location("launcher", ROOT / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(launcher: Any, kind: str) -> list[dict[str, Any]]:
    """What a wrapped application sends for a request of a kind."""
    sent: list[dict[str, Any]] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    # In a thread of its own: the browser tests of the same session keep an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(launcher.SecurityHeaders(application)({"type": kind}, None, send))).result()
    return sent


def test_every_response_is_guarded(launcher: Any) -> None:
    headers = {name.decode(): value.decode() for name, value in answer(launcher, "http")[0]["headers"]}
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http:" not in policy
    assert headers["content-type"] == "text/plain"


def test_a_failure_shows_the_number_that_the_log_has(
    launcher: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(launcher.st, "error", lambda text, **_: said.append(text))
    with caplog.at_level(logging.ERROR, logger="pmo_metrics"):
        assert launcher.on_script_error(ValueError("secret path")) is True
    number = re.search(r"[0-9a-f]{8}", said[0])
    assert number is not None
    assert number.group() in caplog.text
    assert "secret path" not in said[0]


def test_streamlit_is_set_up_to_tell_nobody_anything() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "127.0.0.1"
    assert config["client"]["showErrorDetails"] == "none"
    assert config["client"]["disableDataExport"] is True
    assert "http" not in str(config["theme"])
