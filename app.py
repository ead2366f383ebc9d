"""Launcher: `streamlit run app.py`. The script itself is pmo_metrics/ui/shell.py, so that no page is ever served without it."""

import gc
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = Path(__file__).resolve().parent
log = logging.getLogger("pmo_metrics")
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; media-src 'self'; worker-src 'self' blob:; "
    "manifest-src 'self'; frame-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # links carry filters
}


class SecurityHeaders:
    """Puts the headers on every response; plain ASGI, so that downloads still stream."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *given]
            await send(message)

        await self.app(scope, receive, secured if scope["type"] == "http" else send)


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Import what pages need and freeze it: Streamlit collects all garbage after every rerun, 70 ms without this."""
    import pandas  # type: ignore[import-untyped]  # noqa: F401
    import plotly.graph_objects as go
    import pyarrow  # noqa: F401

    import pmo_metrics.ui.loading
    import pmo_metrics.ui.words  # noqa: F401

    go.Figure({"data": [{"type": "bar"}, {"type": "heatmap"}, {"type": "waterfall"}, {"type": "scatter"}]}).to_json()
    gc.collect()
    gc.freeze()
    yield


def on_script_error(error: Exception) -> bool:
    """One calm sentence with an id to find the traceback by in the log; never the traceback itself."""
    number = uuid.uuid4().hex[:8]
    log.error("page failed, error %s", number, exc_info=error)
    st.error(
        f"This page could not be shown. The error is in the log under {number}. 无法显示此页面。",
        icon=":material/error:",
    )
    return True


app = st.App(
    HERE / "pmo_metrics" / "ui" / "shell.py",
    lifespan=lifespan,
    middleware=[Middleware(SecurityHeaders)],
    on_script_error=on_script_error,
)
