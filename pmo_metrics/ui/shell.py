"""The script behind every page: language, release, shared filters, navigation over pages/, then the page itself.

The keys of the widgets are the keys of the link and part of the public contract. Filters are bound to the address with
options that are stable texts: a translated option would break the link for a reader of the other language.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from pmo_metrics.store import Release
from pmo_metrics.text import LANGUAGES, t
from pmo_metrics.text.numbers import day
from pmo_metrics.text.plain import plain
from pmo_metrics.ui import data, links
from pmo_metrics.ui.data import FILTERS, View

TITLE_WIDTH = 740  # leaves the controls their row on a laptop; on a phone they go below
FILTER_WIDTH = 172  # two in a row on a phone, all of them on a laptop
PAGES = Path(__file__).resolve().parents[2] / "pages"


def main() -> None:
    """Draw the frame and run the page; nothing of a page is run while its link cannot be honoured."""
    st.set_page_config(page_title="PMO metrics", page_icon="📊", layout="wide")
    lang = language()
    page = navigation(lang)
    current = data.store().current()
    st.session_state["_view"], st.session_state["_lang"] = None, lang
    if current is not None:
        st.session_state["_view"] = frame(current, lang)
    page.run()


def language() -> str:
    """The link's language, else the browser's: the language of the words never changes a number."""
    wanted = [x for x in links.asked("lang") if x in LANGUAGES]
    return wanted[0] if wanted else "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def navigation(lang: str) -> st.Page:
    """Every numbered file of pages/ in order; the rest of its name is its address and the key of its title."""
    pages: dict[str, st.Page] = {}
    for path in sorted(PAGES.glob("[0-9]*.py")):
        name = path.stem.partition("_")[2]
        pages[name] = st.Page(path, title=t(f"page.{name}", lang), url_path=name, default=not pages)
    st.session_state["_pages"] = pages
    return st.navigation(list(pages.values()), position="top")


def frame(current: Release, lang: str) -> View:
    """The header row, and the view it describes. Stops the run where the link names what does not exist."""
    releases = data.store().releases()
    lost = find_lost(current, releases)
    if "release" in lost:
        st.error(
            t("link.no_release", lang, number=plain(", ".join(lost["release"])), newest=current.number),
            icon=":material/link_off:",
        )
        st.button(t("link.open_newest", lang), on_click=links.go_newest, type="primary")
        st.stop()
    release = chosen_release(current, releases)
    view = header(release, releases, lang)
    if lost:
        named = "; ".join(f"{key} = {', '.join(values)}" for key, values in lost.items())
        st.warning(t("link.lost", lang, values=plain(named)), icon=":material/link_off:")
        st.button(t("link.show_without", lang), on_click=links.show_without)
        st.stop()
    return view


def find_lost(current: Release, releases: list[Release]) -> dict[str, list[str]]:
    """Values asked for that do not exist, kept until the reader has answered: a bound widget would drop them silently."""
    lost: dict[str, list[str]] = st.session_state.setdefault("_lost", {})
    numbers = {str(r.number) for r in releases}
    if gone := [v for v in links.asked("release") if v not in numbers]:
        lost["release"] = gone
    if "release" in lost:
        return lost
    release = chosen_release(current, releases)
    possible = data.options(release)
    for key in FILTERS:
        gone = [v for v in links.asked(key) if v not in possible[key]]
        if gone:
            lost[key] = sorted({*lost.get(key, []), *gone})
            if key in st.session_state:
                st.session_state[key] = [v for v in links.asked(key) if v in possible[key]]
    if gone := [v for v in links.asked("as_of") if resolve(v, data.status_dates(release)) is None]:
        lost["as_of"] = gone
        if "as_of" in st.session_state:
            st.session_state["as_of"] = None
    return lost


def chosen_release(current: Release, releases: list[Release]) -> Release:
    """The release the link pins, else the one that readers follow."""
    wanted = links.asked("release")
    return next((r for r in releases if wanted and str(r.number) == wanted[0]), current)


def resolve(text: str, dates: tuple[date, ...]) -> date | None:
    """The latest status date at or before an ISO date; None when there is none or the text is no date."""
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        return None
    return max((d for d in dates if d <= wanted), default=None)


def header(release: Release, releases: list[Release], lang: str) -> View:
    """A place for the page's title with release, link and language; below it the bar of status date and filters.

    Everything that is bound to the address stays in the open: inside a closed popover the browser has no widget, so a
    value that a click on a chart sets would be overruled by the one it remembers.
    """
    dates = data.status_dates(release)
    row = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="header")
    st.session_state["_title"] = row.container(gap=None, width=TITLE_WIDTH)
    with row.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
        pinned = release_choice(release, releases, lang)
        share = st.popover(t("link.copy", lang), icon=":material/link:")
        st.segmented_control(
            t("frame.language", lang), LANGUAGES, key="lang", bind="query-params", label_visibility="collapsed"
        )
    with st.container(horizontal=True, gap="xsmall", key="filters"):
        as_of = date_choice(dates, lang)
        filters = filter_choice(release, lang)
    newer = sum(r.number > release.number for r in releases)
    if pinned and newer:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("frame.newer", lang, count=newer), width="content")
            st.button(t("link.open_newest", lang), on_click=links.go_newest, key="to_newest")
    kept = tuple(d for d in dates if d <= as_of)
    view = View(release, as_of, kept, filters, lang, data.currency(release), pinned)
    with share:
        st.markdown(t("link.follow", lang))
        st.code(links.link(view, pin=False), language=None)
        st.markdown(t("link.pin", lang, release=release.number, date=day(as_of, lang)))
        st.code(links.link(view, pin=True), language=None)
    return view


def date_choice(dates: tuple[date, ...], lang: str) -> date:
    """The status date; a link may ask for a day in between, which reads the latest report before it."""
    wanted = [v for v in links.asked("as_of") if resolve(v, dates)]
    options = sorted({*(d.isoformat() for d in dates), *wanted}, reverse=True)
    chosen = st.selectbox(
        t("frame.as_of", lang), options, index=None, placeholder=t("frame.newest_date", lang), key="as_of", bind="query-params",
        label_visibility="collapsed", help=t("frame.as_of_help", lang), width=FILTER_WIDTH,
    )  # fmt: skip
    return (resolve(chosen, dates) if chosen else None) or dates[-1]


def filter_choice(release: Release, lang: str) -> data.Pairs:
    """The shared filters; values are checked again, since a browser may send anything."""
    possible = data.options(release)
    for key in FILTERS:
        name = t(f"filter.{key}", lang)
        st.multiselect(
            name,
            possible[key],
            key=key,
            bind="query-params",
            placeholder=name,
            label_visibility="collapsed",
            width=FILTER_WIDTH,
        )
    kept = {key: tuple(v for v in st.session_state[key] if v in possible[key]) for key in FILTERS}
    return tuple((key, tuple(sorted(values))) for key, values in sorted(kept.items()) if values)


def release_choice(release: Release, releases: list[Release], lang: str) -> bool:
    """Another release than the one readers follow; whether the reader or the link pins one."""
    published = day(date.fromisoformat(release.published_at[:10]), lang)
    st.selectbox(
        t("frame.other_release", lang), [str(r.number) for r in releases], index=None, key="release", bind="query-params",
        placeholder=t("frame.newest_release", lang, number=release.number), label_visibility="collapsed", width=200,
        help=t("frame.release_of", lang, number=release.number, date=published), icon=":material/inventory_2:",
    )  # fmt: skip
    return bool(st.session_state["release"])


main()
