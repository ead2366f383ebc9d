"""The address of a view. Every choice is readable in it; what is absent is the default, never the last thing used."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from pmo_metrics.ui.data import NOT_STATED, View

# Keys that belong to one page; they leave the address with it.
PAGE_KEYS = (
    "project",
    "metric",
    "theme",
    "month",
    "role",
    "view",
    "from",
    "from_release",
    "side",
    "group",
    "entries",
    "part",
)


def link(view: View, pin: bool) -> str:
    """The absolute address of what is on the screen; pinned, it names the release and the date, so it never moves."""
    params: dict[str, list[str]] = {name: list(values) for name, values in view.filters}
    params |= {key: st.query_params.get_all(key) for key in PAGE_KEYS if key in st.query_params}
    if pin:
        params |= {"release": [str(view.release.number)], "as_of": [view.as_of.isoformat()]}
    elif st.session_state.get("as_of"):
        params["as_of"] = [st.session_state["as_of"]]
    if st.session_state.get("lang"):
        params["lang"] = [st.session_state["lang"]]
    query = urlencode(sorted(params.items()), doseq=True)
    return (st.context.url or "/") + (f"?{query}" if query else "")


def asked(key: str) -> list[str]:
    """What the reader or the link wants for a shared key, whether or not it exists."""
    if key in st.session_state:
        kept = st.session_state[key]
        return [kept] if isinstance(kept, str) else list(kept or [])
    return [value for value in st.query_params.get_all(key) if value]


def narrow(key: str, value: str | None) -> None:
    """Callback: filter to one value, as when a reader clicks a bar."""
    st.session_state[key] = [value or NOT_STATED]


def go_newest() -> None:
    """Callback: follow the newest release again."""
    st.session_state["release"] = None
    st.session_state["_lost"] = {}


def show_without() -> None:
    """Callback: the reader has read which values are gone and wants the rest."""
    st.session_state["_lost"] = {}


def open_page(name: str, **params: str) -> None:
    """Go to a page; the shared filters travel by themselves and must not be passed."""
    st.switch_page(st.session_state["_pages"][name], query_params=params)
