"""What changed: two states side by side, told in ten sentences, then every row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl
import streamlit as st

from pmo_metrics.analysis.changes import SENTENCES, Sentence, State, fact
from pmo_metrics.analysis.changes import changes as differences
from pmo_metrics.analysis.changes import sentences as told
from pmo_metrics.text import t
from pmo_metrics.text.numbers import day
from pmo_metrics.text.plain import plain
from pmo_metrics.ui import data, words
from pmo_metrics.ui.data import View

SHOWN = 500  # rows of the table; the export has all of them


def choose(view: View) -> View:
    """The earlier side as a view of its own: by default the status before the reader's, in the same release.

    Both choices are keys of the link; a value that does not exist is said, and nothing is shown instead of it.
    """
    releases = {str(r.number): r for r in data.store().releases()}
    lang, same = view.lang, str(view.release.number)
    number, wanted = st.query_params.get("from_release", same), st.query_params.get("from")
    if number not in releases:
        raise _lost(view, number)
    # Another release at the same date shows what a load corrected; within one release the status before is compared.
    dates = tuple(
        d for d in data.status_dates(releases[number]) if d < view.as_of or (d == view.as_of and number != same)
    )
    earlier = resolve(wanted, dates) if wanted else max(dates, default=None)
    with st.container(horizontal=True, gap="xsmall"):
        days = [d.isoformat() for d in reversed(dates)]
        _choice(
            "from",
            days,
            earlier.isoformat() if earlier else None,
            t("changes.from", lang),
            lambda d: _status_of(d, lang),
        )
        _choice(
            "from_release", list(releases), number, t("changes.from_release", lang), lambda n: _named(n, same, lang)
        )
    if wanted and earlier is None:
        raise _lost(view, wanted)
    if earlier is None:
        st.info(t("changes.first", lang), icon=":material/history:")
        st.stop()
        raise AssertionError("st.stop ends the run")
    return replace(view, release=releases[number], as_of=earlier, dates=dates, filters=())


def _lost(view: View, value: str) -> AssertionError:
    """Says that a link compares with what does not exist, and stops the run."""
    st.warning(words.say(view, "changes.lost", value=value), icon=":material/link_off:")
    st.button(t("link.show_without", view.lang), on_click=_forget)
    st.stop()
    return AssertionError("st.stop ends the run")


def _named(number: str, same: str, lang: str) -> str:
    key = "changes.same_release" if number == same else "frame.release"
    return t(key, lang, number=number, release=number)


def resolve(text: str, dates: tuple[date, ...]) -> date | None:
    """The latest status date at or before an ISO date, as everywhere; None where there is none."""
    try:
        wanted = date.fromisoformat(text)
    except ValueError:
        return None
    return max((d for d in dates if d <= wanted), default=None)


def _status_of(iso: str, lang: str) -> str:
    return t("changes.previous", lang, date=day(date.fromisoformat(iso), lang))


def _choice(key: str, options: list[str], chosen: str | None, label: str, shown: Callable[[str], str]) -> None:
    """A choice that stands in the address under its key."""
    widget = f"choose_{key}"
    st.session_state[widget] = chosen if chosen in options else None

    def remember() -> None:
        if st.session_state[widget] is not None:
            st.query_params[key] = st.session_state[widget]

    st.selectbox(
        label, options, key=widget, index=None, format_func=shown, on_change=remember, width=240,
    )  # fmt: skip


def _forget() -> None:
    for key in ("from", "from_release"):
        st.query_params.pop(key, None)


def headline(view: View, compared: View) -> pl.DataFrame:
    """How many projects changed for the worse and for the better, as the page's title; gives every change."""
    found = between(compared, view)
    projects = found.filter((pl.col("weight") > 0) & pl.col("project_id").is_not_null())
    last = projects.group_by("project_id").agg(
        (pl.col("favourable") == False).any().alias("worse")  # noqa: E712 (a column, not a truth value)
    )  # fmt: skip
    line = words.say(
        view, "changes.scope", before=day(compared.as_of, view.lang), before_release=compared.release.number,
        after=day(view.as_of, view.lang), after_release=view.release.number,
    )  # fmt: skip
    words.title(words.say(view, "finding.changes", count=last.height, worse=last["worse"].sum()), line)
    if compared.as_of == view.as_of:
        numbers = {"before": compared.release.number, "after": view.release.number}
        st.caption(words.say(view, "changes.corrections", **numbers))
    return found


def between(before: View, after: View) -> pl.DataFrame:
    """Every change between two views. The reader's filters choose projects by how they stand on the later side."""
    sides = (before.release.fingerprint, before.as_of, after.release.fingerprint, after.as_of, after.filters)
    return _differences(sides, before, after)


@st.cache_resource(show_spinner=False, max_entries=50)
def _differences(sides: tuple[object, ...], _before: View, _after: View) -> pl.DataFrame:
    then, now = _state(_before), _state(_after.without_filters())
    if _after.filters:
        chosen = {*data.rows(_after, "project_status")["project_id"]}
        gone = data.rows(replace(_before, filters=_after.filters), "project_status")["project_id"]
        chosen |= {*gone} - {*now.projects["project_id"]}
        then, now = then.only(chosen), now.only(chosen)
    return differences(then, now)


def _state(view: View) -> State:
    return State.read(lambda table: data.rows(view, table), lambda table: bool(data.dimensions(view, table)))


def sentences(view: View, found: pl.DataFrame) -> None:
    """What matters most, one sentence for each project; then what it comes to in all."""
    lines = told(found, view.lang, view.currency)
    words.heading(view, words.say(view, "changes.sentences", count=min(len(lines), SENTENCES)), "changes_told")
    if not lines:
        st.caption(t("changes.none", view.lang))
        return
    st.markdown("\n".join(f"{number}. {_told(line)}" for number, line in enumerate(lines, start=1)))
    st.caption(_total(view, found))


def _told(line: Sentence) -> str:
    """The sentence as Markdown that shows its characters, the project's name in bold."""
    name = plain(line.project)
    return f"**{name}**{plain(line.text).removeprefix(name)}"


def _total(view: View, found: pl.DataFrame) -> str:
    def amount(what: str) -> str:
        return words.money(view, found.filter(pl.col("what") == what)["change"].sum(), signed=True)

    finish = found.filter(pl.col("what") == "finish")["favourable"]
    reached = found.filter(pl.col("what").is_in(["reached", "reached_late"])).height
    return words.say(
        view, "changes.total", forecast=amount("forecast_cost"), budget=amount("budget"), later=(~finish).sum(),
        earlier=finish.sum(), reached=reached,
    )  # fmt: skip


def table(view: View, found: pl.DataFrame) -> None:
    """The changes in the order of importance, as many as anybody reads; the export has every one, in plain values."""
    rows = found.head(SHOWN)
    rows = rows.with_columns(
        pl.col("kind").alias("change_kind"),
        pl.Series("change", [fact(row, view.lang, view.currency) for row in rows.iter_rows(named=True)], pl.String),
        pl.col("favourable").cast(pl.String).alias("verdict"),
    )
    key = "changes.table" if found.height <= SHOWN else "changes.table_first"
    words.heading(view, words.say(view, key, count=found.height, shown=rows.height), "changes_all")
    words.table(
        view, rows, ("project", "change_kind", "change", "verdict"), "all_changes",
        alt=t("chart.changes_all", view.lang), download=False,
    )  # fmt: skip
    words.export(view, found, "changes")
