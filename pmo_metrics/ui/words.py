"""The words that pages are written in: page, finding, tiles, chart, table, source_rows. Each carries its definition.

Nothing that came from a file or a link reaches a title, label or message except through `plain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import polars as pl
import streamlit as st

from pmo_metrics.chart import DARK, LEVELS, LIGHT, SHAPES, Chart, Style
from pmo_metrics.inert import safe_csv
from pmo_metrics.metric import Metric
from pmo_metrics.text import known, t
from pmo_metrics.text.numbers import day, show
from pmo_metrics.text.plain import plain
from pmo_metrics.ui import columns, data, links
from pmo_metrics.ui.data import View

LIGHT_AMBER = "#8A6600"  # the grid writes white on it: 5.2 to 1
TILE_HEIGHT = 158  # room for the line under the value, and none to spare
QUIET = {"displayModeBar": False, "responsive": True}


def page() -> View:
    """What the reader looks at; on an empty store the page says what to do instead, and stops."""
    view: View | None = st.session_state["_view"]
    if view is not None:
        return view
    lang = st.session_state["_lang"]
    st.subheader(t("empty.title", lang))
    st.markdown(t("empty.text", lang))
    st.page_link(st.session_state["_pages"]["data"], label=t("empty.link", lang), icon=":material/upload_file:")
    st.stop()
    raise AssertionError("st.stop ends the run")


def say(view: View, key: str, **values: object) -> str:
    """A sentence of the interface with values from anywhere: they are escaped here."""
    return t(key, view.lang, **{name: plain(value) for name, value in values.items()})


def finding(view: View, key: str, of: str = "project_status", **values: object) -> None:
    """The page's title is what it found; below it the scope: portfolio and status date, as far as the table `of` knows them."""
    portfolio = view.chosen.get("portfolio", ()) if "portfolio" in data.dimensions(view, of) else ()
    scope = ", ".join(portfolio) or t("frame.all_portfolios", view.lang)
    line = say(view, "frame.scope", scope=scope, date=day(view.as_of, view.lang), release=view.release.number)
    if view.previous:
        line += " · " + say(view, "frame.compared", date=day(view.previous, view.lang))
    title(say(view, key, **values), line)


def title(text: str, line: str) -> None:
    """The page's heading and the line under it, in the place the frame keeps for them; both are already escaped."""
    with st.session_state["_title"]:
        st.title(text, anchor=False)
        st.caption(line)


def nothing(view: View, key: str = "empty.filters") -> None:
    """Nothing to show, said calmly."""
    st.info(t(key, view.lang), icon=":material/filter_alt_off:")


def money(view: View, value: Any, signed: bool = False) -> str:
    """An amount in the reporting currency as text."""
    return show(value, "money", view.lang, view.currency, signed)


# Tiles


def tiles(view: View, *metrics: str, where: data.Where = data.NO_LIMIT) -> None:
    """A row of cards: value, change since the previous status date in sign and word, direction over the last dates."""
    for place, metric in zip(st.columns(len(metrics)), metrics, strict=True):
        with place:
            tile(view, metric, where=where)


def tile(
    view: View, metric_id: str, opens: str | None = None, span: str = "", where: data.Where = data.NO_LIMIT
) -> None:
    """One metric as a card; `span` says which months it covers where these are chosen. A value that does not exist shows a dash and says why; it is never shown as zero."""
    metric = data.catalogue()[metric_id]
    series = data.evaluate(view, metric_id, ("as_of",), where)
    by_date = dict(zip(series["as_of"], series["value"], strict=True))
    now, before = by_date.get(view.as_of), by_date.get(view.previous) if view.previous else None
    delta, description, colour = change(view, metric, now, before)
    recent = [float(v) for d in view.dates[-12:] if (v := by_date.get(d)) is not None]
    card(
        metric_name(view, metric) + span, show(now, metric.unit, view.lang, view.currency), delta, description, colour,
        help=definition(view, metric), trend=recent, opens=opens,
    )  # fmt: skip
    if now is None:
        reasons = series.filter(pl.col("as_of") == view.as_of)["reason"].to_list()
        st.caption(why_missing(view, reasons[0] if reasons else "no_rows"))
    _say_unapplied(view, metric.table)


def card(
    name: str, value: str, delta: str | int | None = None, description: str | None = None, colour: str = "off", *,
    help: str, trend: Sequence[float] = (), opens: str | None = None,
) -> None:  # fmt: skip
    """A card; `opens` names the page where the number is taken apart."""
    st.metric(
        plain(name), plain(value), delta, delta_color=colour, help=help, border=True, delta_description=description,
        chart_data=list(trend) if len(trend) > 1 else None, chart_type="line", height=TILE_HEIGHT,
    )  # fmt: skip
    if opens:
        target = st.session_state["_pages"][opens]
        st.page_link(target, icon=":material/arrow_forward:", icon_position="right")


def change(view: View, metric: Metric, now: Any, before: Any) -> tuple[str | int | None, str | None, str]:
    """The change as text with sign, the words beside it, and its colour: good or bad by the metric's direction."""
    if now is None or before is None:
        return None, None, "off"
    moved = now - before
    if moved == 0:
        return 0, t("change.same", view.lang), "off"
    unit = "points" if metric.unit == "share" else metric.unit
    text = show(moved, unit, view.lang, view.currency, signed=True).replace("−", "-", 1)  # Streamlit reads the sign
    if metric.good == "none":
        return text, None, "off"
    better = (moved > 0) == (metric.good == "higher")
    word = t("change.better" if better else "change.worse", view.lang)
    return text, word, "normal" if metric.good == "higher" else "inverse"


def metric_name(view: View, metric: Metric) -> str:
    """The metric's name in the reader's language."""
    return metric.name_zh if view.lang == "zh" else metric.name


def definition(view: View, metric: Metric) -> str:
    """What the number means, on demand: the question, the formula, unit, basis and the date it holds for."""
    asks = metric.asks_zh if view.lang == "zh" else metric.asks
    lines = [plain(asks)]
    facts = {
        "formula": metric.formula,
        "unit": unit(view, metric),
        "basis": metric.basis,
        "as_of": day(view.as_of, view.lang),
    }
    lines += [f"**{t(f'definition.{name}', view.lang)}:** {plain(value)}" for name, value in facts.items()]
    return "\n\n".join(lines)


def unit(view: View, metric: Metric) -> str:
    """The unit in words; money names its currency."""
    return t(f"unit.{metric.unit}", view.lang) + (f" {view.currency}" if metric.unit == "money" else "")


def why_missing(view: View, reason: str | None) -> str:
    """The sentence behind a dash."""
    key = f"reason.{reason}"
    return t(key if reason and known(key) else "reason.unknown", view.lang)


def _say_unapplied(view: View, table: str) -> None:
    ignored = data.unapplied(view, table)
    if ignored:
        names = ", ".join(t(f"filter.{name}", view.lang) for name in ignored)
        st.caption(t("frame.unapplied", view.lang, filters=names), help=t("frame.unapplied_help", view.lang))


def reason(view: View, code: str | None, figure: float | None) -> str:
    """Why the figures judge a project as they do, in one sentence with the deciding number."""
    unit = {"cost_over": "share", "cpi_low": "index", "spi_low": "index"}.get(code or "", "days")
    return t(f"computed.{code or 'nothing_to_assess'}", view.lang, figure=show(figure, unit, view.lang))


def open_project(view: View, rows: pl.DataFrame, name: str) -> None:
    """Callback of a chart whose lanes are projects: open the one that was clicked."""
    match = rows.filter(pl.col("project") == name)
    if match.height:
        links.open_page("project", project=match["project_id"][0])


def left_out(view: View, rows: pl.DataFrame) -> None:
    """Amounts without an exchange rate are in no sum; the reader is told how many."""
    missing = rows.filter(pl.col("fx_missing")).height
    if missing:
        st.caption(say(view, "frame.fx_missing", count=missing, currency=view.currency))


def footer(view: View) -> None:
    """Where the numbers come from and how to check them."""
    sources = data.records(view, "load_file")["file"].unique().len()
    problems = data.records(view, "problem").filter(pl.col("severity") != "info").height  # notes are no problems
    stale = data.rows(view, "project_status").filter(pl.col("is_active") & pl.col("is_stale")).height
    if stale:
        st.caption(say(view, "frame.stale", count=stale))
    st.caption(say(view, "frame.footer", files=sources, problems=problems, release=view.release.number))


def switch(view: View, key: str, options: Sequence[str], label: str, word: str) -> str:
    """One of a few ways to see a section, by its code under `key` of the link; `word` is the section of the codes' words.

    Streamlit's own binding writes the shown word into the address, which would hold in one language only.
    """
    wanted = st.query_params.get(key)
    st.session_state[f"switch_{key}"] = wanted if wanted in options else options[0]
    chosen: str = st.segmented_control(
        label, options, required=True, key=f"switch_{key}", label_visibility="collapsed", on_change=_switched, args=(key,),
        format_func=lambda code: t(f"{word}.{code}", view.lang),
    )  # fmt: skip
    return chosen


def _switched(key: str) -> None:
    st.query_params[key] = st.session_state[f"switch_{key}"]


# Charts


def style(view: View, height: int = 260) -> Style:
    """The reader's theme, language and currency for a figure."""
    return Style(DARK if st.context.theme.type == "dark" else LIGHT, view.lang, view.currency, height)


def chart(
    view: View, kind: Chart, rows: pl.DataFrame, key: str, title: str, *, table: tuple[str, ...], height: int = 260,
    drill: Callable[[Any], None] | None = None, legend: str = "",
) -> None:  # fmt: skip
    """A figure under the sentence it shows, with its definition, the same numbers as a table, and a way to drill.

    `title` is a finished sentence, also read out for those who cannot see the figure; `drill` gets the clicked customdata;
    `legend` is Markdown of our own that explains marks in a line above the figure.
    """
    heading(view, title, key, rows, table)
    if rows.is_empty():
        st.caption(t("empty.chart", view.lang))
        return

    if legend:
        st.markdown(f":small[{legend}]")

    def clicked() -> None:
        points = st.session_state[f"chart_{key}"].selection.points
        if points and drill and points[0].get("customdata") is not None:
            value = points[0]["customdata"]
            drill(value[0] if isinstance(value, list) and len(value) == 1 else value)

    figure = kind.figure(rows, style(view, height))
    select = {"on_select": clicked, "selection_mode": "points"} if drill else {}
    st.plotly_chart(figure, key=f"chart_{key}", config=QUIET, alt=title.replace("\\", ""), theme=None, **select)


def heading(view: View, title: str, key: str, rows: pl.DataFrame | None = None, names: tuple[str, ...] = ()) -> None:
    """A section's finding with its definition as a tooltip and, beside it, the numbers as a table."""
    help = t(f"chart.{key}", view.lang) + f"\n\n**{t('definition.as_of', view.lang)}:** {day(view.as_of, view.lang)}"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False):
        st.markdown(f"**{title}**", help=help, width="stretch")
        if rows is not None and not rows.is_empty():
            _as_table(view, title, key, rows, names)


def _as_table(view: View, title: str, key: str, rows: pl.DataFrame, names: tuple[str, ...]) -> None:
    """The numbers of a chart as a table, made when a reader asks for it: most changes of a filter never do."""
    button = st.popover(
        t("chart.as_table", view.lang),
        icon=":material/table_view:",
        type="tertiary",
        on_change="rerun",
        key=f"numbers_{key}",
    )
    if button.open:
        shown, config = columns.dressed(view.lang, rows, names, colours(), view.currency)
        button.dataframe(
            shown, column_config=config, hide_index=True, placeholder="–", alt=title, width=620,
            height="content" if rows.height < 12 else 420,
        )  # fmt: skip


def colours() -> dict[str, str]:
    """A colour for every status level, for chips in tables."""
    own = Style(DARK if st.context.theme.type == "dark" else LIGHT)
    chips = {level: own.status(level)[0] if level in LEVELS[:5] else own.ink.muted for level in SHAPES}
    return chips if own.ink is DARK else chips | {"amber": LIGHT_AMBER}


# Tables


def table(
    view: View, rows: pl.DataFrame, names: tuple[str, ...], key: str, *, height: int | None = None, of: str | None = None,
    alt: str = "", download: bool = True,
) -> None:  # fmt: skip
    """Rows with one unit per column, names that open their project, and an export that a spreadsheet cannot run."""
    if rows.is_empty():
        st.caption(t("empty.table", view.lang))
        return
    shown, config = columns.dressed(view.lang, rows, names, colours(), view.currency)
    if "project" in names and "project_id" in rows.columns:
        ids = rows["project_id"].to_list()

        def go() -> None:
            links.open_page("project", project=ids[st.session_state[f"open_{key}"].row])

        config["project"] = columns.open_button(view.lang, go, f"open_{key}")
    st.dataframe(
        shown, column_config=config, hide_index=True, placeholder="–", lazy=False, key=f"table_{key}",
        height=height or ("content" if rows.height <= 12 else 455), alt=alt or t("chart.table_alt", view.lang),
    )  # fmt: skip
    if of:
        _say_unapplied(view, of)
    if download:
        export(view, rows.select(n for n in names if n in rows.columns), key)


def export(view: View, rows: pl.DataFrame, key: str) -> None:
    """A CSV of the rows; cells that a spreadsheet would take for a formula are written as text."""
    name = f"{key}_{view.as_of.isoformat()}_r{view.release.number}.csv"
    st.download_button(
        t("chart.download", view.lang), lambda: safe_csv(rows), name, "text/csv", key=f"csv_{key}", on_click="ignore",
        icon=":material/download:", type="tertiary",
    )  # fmt: skip


def source_rows(view: View, parts: Iterable[tuple[str, pl.DataFrame]]) -> None:
    """The last step of every drill: which row of which sheet of which file each number was read from."""
    with st.expander(t("source.title", view.lang), icon=":material/source:"):
        st.caption(t("source.help", view.lang))
        for name, rows in parts:
            names = tuple(
                c
                for c in (
                    "file",
                    "sheet",
                    "row",
                    "project_id",
                    "milestone_id",
                    "milestone",
                    "risk_id",
                    "title",
                    "period",
                    "kind",
                    "category",
                    "amount",
                    "reported_on",
                    "as_of",
                )
                if c in rows.columns
            )
            st.markdown(f"**{columns.word(view.lang, 'table', name)}** · {rows.height}")
            shown, config = columns.dressed(view.lang, rows, names, colours(), view.currency)
            st.dataframe(
                shown,
                column_config=config,
                hide_index=True,
                placeholder="–",
                lazy=False,
                alt=t("source.title", view.lang),
                height="content" if rows.height < 8 else 280,
            )
