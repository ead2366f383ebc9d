"""What may be one and the same in the release on the screen: confirmed or refused by a person, then published."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from pmo_metrics.errors import PmoError
from pmo_metrics.ingest.corrections import Alike
from pmo_metrics.ingest.crosswalk import Proposal, Refused
from pmo_metrics.ingest.load import rebuild
from pmo_metrics.ingest.suggest import Suggestions, frames_in, suggest
from pmo_metrics.ingest.taught import (
    Taught,
    confirm,
    keep_apart,
    merge,
    no_longer_apart,
    parse,
    read_taught,
    refuse,
    take_back,
)
from pmo_metrics.store import Release
from pmo_metrics.text import t
from pmo_metrics.text.plain import plain
from pmo_metrics.ui import columns, data, words
from pmo_metrics.ui.data import View

MOST = 12  # of each kind on the page; what is decided makes room for the next
_UNRESOLVED = ("thing", "id", "table", "lines", "actual_cost", "budget", "hours", "file")


def section() -> None:
    """Names that may be one, ids that nobody described with what hangs on them, and publishing what was decided."""
    view: View | None = st.session_state["_view"]
    if view is None or view.pinned:
        return
    try:
        taught = read_taught(data.store().root)
    except PmoError as error:
        st.error(plain(error), icon=":material/error:")
        return
    _pending(view, taught)
    found = _found(view.release.fingerprint, tuple(taught.texts.items()), view.release, taught)
    _suggested(view, found)
    _decided_against(view, taught)
    _unresolved(view)


@st.cache_resource(show_spinner=False, max_entries=8)
def _found(fingerprint: str, texts: tuple[tuple[str, str], ...], _release: Release, _taught: Taught) -> Suggestions:
    return suggest(frames_in(data.store().snapshot(_release)), _taught)


def _pending(view: View, taught: Taught) -> None:
    """What was decided and is not in the release yet, with the way to publish it."""
    if taught.effect == parse(dict(view.release.taught)).effect:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(t("joins.pending", view.lang), width="stretch")
        st.button(
            t("joins.publish", view.lang), type="primary", on_click=_publish, key="publish_taught",
            icon=":material/publish:",
        )  # fmt: skip


def _publish() -> None:
    lang: str = st.session_state["_lang"]
    try:
        release = rebuild(data.store(), taught=True)
    except PmoError as error:
        st.session_state["_outcome"] = ("error", str(error))
        return
    st.session_state["_outcome"] = ("ok", t("load.published", lang, number=release.number))
    st.session_state["release"] = None


def _suggested(view: View, found: Suggestions) -> None:
    count = len(found.alike) + len(found.joins)
    if not count:
        return
    words.heading(view, words.say(view, "joins.title", count=count), "joins")
    for i, pair in enumerate(found.alike[:MOST]):
        _alike(view, i, pair)
    for i, proposal in enumerate(found.joins[:MOST]):
        _proposal(view, i, proposal)
    shown = min(len(found.alike), MOST) + min(len(found.joins), MOST)
    if shown < count:
        st.caption(t("joins.more", view.lang, count=count - shown))


def _alike(view: View, i: int, pair: Alike) -> None:
    lang = view.lang
    text = words.say(
        view, "joins.alike", one=pair.spelling, rows=pair.rows, other=pair.to, other_rows=pair.to_rows,
        kind=t(f"thing.{pair.kind}", lang), evidence=t(f"evidence.{pair.evidence.replace(' ', '_')}", lang),
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(text, width="stretch")
        _button(t("joins.same", lang), f"same_{i}", merge, pair)
        _button(t("joins.different", lang), f"different_{i}", keep_apart, pair.spelling, pair.to)


def _proposal(view: View, i: int, proposal: Proposal) -> None:
    lang = view.lang
    text = words.say(
        view, "joins.proposal", same=proposal.same, rows=proposal.rows, id=proposal.id, shown=proposal.shown,
        kind=t(f"thing.{proposal.kind}", lang), evidence=t(f"evidence.{proposal.evidence.replace(' ', '_')}", lang),
    )  # fmt: skip
    if proposal.rivals:
        text += " " + words.say(view, "joins.rivals", ids=", ".join(proposal.rivals))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(text, width="stretch")
        _button(t("joins.join", lang), f"join_{i}", confirm, proposal)
        with st.popover(t("joins.refuse", lang), key=f"refuse_open_{i}"):
            st.caption(t("joins.refuse_help", lang))
            st.text_input(t("joins.reason", lang), key=f"refuse_reason_{i}", max_chars=200)
            st.button(t("joins.refuse", lang), key=f"refuse_{i}", on_click=_refuse, args=(proposal, i))


def _refuse(proposal: Proposal, i: int) -> None:
    _decided(refuse, proposal, st.session_state.pop(f"refuse_reason_{i}", ""))


def _decided_against(view: View, taught: Taught) -> None:
    """What was said not to be one, each with a way back."""
    refused, apart = taught.crosswalk.refused, taught.corrections.different
    if not refused and not apart:
        return
    lang = view.lang
    with st.expander(t("joins.refused", lang, count=len(refused) + len(apart)), icon=":material/block:"):
        for i, one in enumerate(refused):
            _against(_refusal(view, one), f"back_join_{i}", take_back, one, lang)
        for i, names in enumerate(apart):
            said = words.say(view, "joins.refused_names", names=" / ".join(sorted(names)))
            _against(said, f"back_names_{i}", no_longer_apart, names, lang)


def _refusal(view: View, one: Refused) -> str:
    kind = t(f"thing.{one.kind}", view.lang)
    return words.say(view, "joins.refused_join", kind=kind, same=one.same, id=one.id, reason=one.reason)


def _against(said: str, key: str, undo: Callable[..., None], what: object, lang: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(said, width="stretch")
        _button(t("joins.take_back", lang), key, undo, what)


def _button(label: str, key: str, decide: Callable[..., None], *what: object) -> None:
    st.button(label, key=key, on_click=_decided, args=(decide, *what))


def _decided(decide: Callable[..., None], *what: object) -> None:
    try:
        decide(data.store().root, *what)
    except PmoError as error:
        st.session_state["_outcome"] = ("error", str(error))


def _unresolved(view: View) -> None:
    """Ids that no project list or roster describes, those with most money and hours first."""
    rows = data.records(view, "unresolved")
    if rows.is_empty():
        return
    money = pl.max_horizontal(pl.col("actual_cost").abs(), pl.col("budget").abs()).fill_null(0)
    rows = rows.sort(money, pl.col("hours").fill_null(0), "lines", descending=True)
    words.heading(view, words.say(view, "joins.unresolved", count=rows.select("thing", "id").n_unique()), "unresolved")
    shown, config = columns.dressed(view.lang, rows, _UNRESOLVED, {}, view.currency)
    st.dataframe(
        shown, column_config=config, hide_index=True, placeholder="–", lazy=False,
        height="content" if rows.height <= 12 else 420, alt=words.say(view, "joins.unresolved", count=rows.height),
    )  # fmt: skip
    words.export(view, rows.select(_UNRESOLVED), "unresolved")
