"""The Data page: files in, what was understood, publish; problems and quarantine; releases and the way back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_metrics.errors import PmoError
from pmo_metrics.inert import safe_csv
from pmo_metrics.ingest.load import LoadReport, load
from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.taught import Taught, read_taught
from pmo_metrics.report_book import report_book, to_fix
from pmo_metrics.text import t
from pmo_metrics.text.numbers import day
from pmo_metrics.text.plain import plain
from pmo_metrics.ui import columns, data, teaching, words, working
from pmo_metrics.ui.data import View

TYPES = ("csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "xer", "xml")


def _lang() -> str:
    lang: str = st.session_state["_lang"]
    return lang


def upload() -> None:
    """Drop files, see at once what was understood of them, publish when it is right."""
    lang = _lang()
    view: View | None = st.session_state["_view"]
    if view is None:
        st.title(t("finding.data", lang), anchor=False)
    else:
        words.finding(view, "finding.data")
    _published()
    _outcome(lang)
    files, dated = st.columns([3, 1], gap="medium")
    with files:
        given = st.file_uploader(
            t("load.files", lang), TYPES, accept_multiple_files=True, key=_box(), help=t("load.files_help", lang)
        )
    with dated:
        as_of = st.date_input(
            t("load.as_of", lang), value=None, key="upload_as_of", help=t("load.as_of_help", lang), format="YYYY-MM-DD"
        )
    publishing = st.session_state.get("_publishing")
    if publishing:
        working.bar(publishing, lang)
        return
    if not given:
        return
    stated = as_of if isinstance(as_of, date) else None
    report = _checked(given, stated)
    draft = teaching.panel(_uploads(given), report, lang) if isinstance(report, LoadReport) else None
    if draft:
        report = _checked(given, stated, draft.taught)
    if report is None:
        return
    if isinstance(report, str):
        st.error(plain(report), icon=":material/error:")
        st.button(t("load.again", lang), key="load_again", on_click=_forget, icon=":material/refresh:")
        return
    show_report(report, lang)
    if draft:
        st.info(t("teach.unsaved", lang), icon=":material/save:")
        return
    if report.rows_loaded:
        st.button(
            t("load.publish", lang, rows=f"{report.rows_loaded:,}"),
            type="primary",
            on_click=_publish,
            icon=":material/publish:",
        )
    else:
        st.warning(t("load.nothing", lang), icon=":material/block:")


def _box() -> str:
    """Key of the upload box; a new one after each publish, so that it is empty again."""
    published = st.session_state.get("_published", 0)
    return f"uploads_{published}" if published else "uploads"


def _uploads(given: Sequence[Any]) -> list[Upload]:
    return [Upload(f.name, f.getvalue()) for f in given]


def _forget() -> None:
    for name in ("_checked", "_tried"):
        st.session_state.pop(name, None)


def _checked(given: Sequence[Any], as_of: date | None, taught: Taught | None = None) -> LoadReport | str | None:
    """The report of a trial run, read again only when the files, the date or what was taught change; None while it runs."""
    try:
        known = taught or read_taught(data.store().root)
    except PmoError as error:
        return str(error)
    name = "_tried" if taught else "_checked"
    key = (tuple(f.file_id for f in given), as_of, tuple(sorted(known.texts.items())))
    kept = st.session_state.get(name)
    if kept and kept[0] == key:
        return kept[1]
    store, uploads = data.store(), _uploads(given)
    job = working.job(
        f"{name}_job", key, lambda tell: load(store, uploads, as_of, publish=False, taught=known, progress=tell)
    )
    with st.spinner(t("load.checking", _lang())):
        over = job.wait()
    if not over:
        working.bar(job, _lang())
        return None
    del st.session_state[f"{name}_job"]
    assert job.outcome is not None
    st.session_state[name] = (key, job.outcome)
    return job.outcome


def _publish() -> None:
    """Publish what is in the box, beside the page where it takes long."""
    chosen = st.session_state.get("upload_as_of")
    as_of = chosen if isinstance(chosen, date) else None
    store, uploads = data.store(), _uploads(st.session_state[_box()])
    job = working.Job("publish", lambda tell: load(store, uploads, as_of, progress=tell))
    st.session_state["_publishing"] = job
    st.session_state["release"] = None  # whoever publishes wants to see it
    job.wait()


def _published() -> None:
    """Take over what came of the publishing, once it is over."""
    job = st.session_state.get("_publishing")
    if job is None or job.outcome is None:
        return
    del st.session_state["_publishing"]
    lang, report = _lang(), job.outcome
    if isinstance(report, str):
        st.session_state["_outcome"] = ("error", report)
        return
    number = report.release.number if report.release else None
    key = "load.nothing" if number is None else "load.published" if report.changed else "load.known"
    st.session_state["_outcome"] = ("ok" if number else "error", t(key, lang, number=number))
    if number:
        st.session_state["_published"] = st.session_state.get("_published", 0) + 1


def _outcome(lang: str) -> None:
    outcome = st.session_state.pop("_outcome", None)
    if outcome is None:
        return
    kind, text = outcome
    (st.success if kind == "ok" else st.error)(plain(text))
    if kind == "ok":
        st.page_link(st.session_state["_pages"]["overview"], label=t("load.see", lang), icon=":material/arrow_forward:")


def show_report(report: LoadReport, lang: str) -> None:
    """File by file and sheet by sheet: recognised as what, how many rows went where, what happened to the money."""
    for file in report.files:
        if file.refused:
            st.error(f"**{plain(file.file)}**: {plain(file.refused)}", icon=":material/block:")
    rows = pl.DataFrame(
        [_entry(f, i, lang) for f in report.files for i in range(len(f.tables))], infer_schema_length=None
    )
    picked: list[int] = []
    if rows.height:
        picked = _plain_table(rows, tuple(rows.columns), lang, t("load.report", lang), "report_table", select=True)
        st.caption(t("load.pick", lang))
    tables = [table for file in report.files for table in file.tables]
    for table in (tables[i] for i in picked if i < len(tables)):
        _one_table(table, report, lang)
    st.download_button(
        t("load.download_report", lang), lambda: report_book(report, data.store()), "load_report.xlsx", _XLSX,
        key="download_report", on_click="ignore", icon=":material/summarize:",
    )  # fmt: skip
    found = pl.DataFrame([vars(p) for p in report.problems], infer_schema_length=None) if report.problems else None
    if found is not None:
        found = found.sort(pl.col("severity").replace_strict(_GRAVITY, default=3), maintain_order=True)
        st.markdown(f"**{t('load.problems', lang, count=found.height)}**")
        _plain_table(found, _PROBLEM, lang, t("load.problems", lang, count=found.height))


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _one_table(table: TableResult, report: LoadReport, lang: str) -> None:
    """The problems of one table and its rows that were held back, with the file to correct them in."""
    place = f"{table.file} [{table.sheet}]" if table.sheet else table.file
    own = [p for p in report.problems if p.file == table.file and p.sheet in ("", table.sheet)]
    with st.container(border=True):
        st.markdown(f"**{plain(place)}**: {t('load.problems', lang, count=len(own))}")
        if own:
            found = pl.DataFrame([vars(p) for p in own], infer_schema_length=None)
            found = found.sort(pl.col("severity").replace_strict(_GRAVITY, default=3), maintain_order=True)
            _plain_table(found, _PROBLEM, lang, plain(place))
        if table.quarantined.height:
            st.markdown(f"**{t('load.quarantine', lang, count=table.quarantined.height)}**")
            shown = table.quarantined.head(500)
            _plain_table(shown, ("row", "reason", "cells"), lang, t("chart.quarantine", lang))
            _fix(table.file, table.sheet, table.headers, table.quarantined["cells"].to_list(), lang, "one")


def _fix(file: str, sheet: str, headers: Sequence[str], cells: Sequence[str], lang: str, key: str) -> None:
    """The rows held back of one table under the header they came with, to correct and load again."""
    made = to_fix(file, sheet, headers, cells)
    if made:
        st.download_button(
            t("load.download_fix", lang, file=plain(file), count=len(cells)), made[1], made[0], "text/csv",
            key=f"fix_{key}_{file}_{sheet}", on_click="ignore", icon=":material/build:", help=t("load.fix_help", lang),
        )  # fmt: skip


_GRAVITY = {"error": 0, "warning": 1, "info": 2}
_PROBLEM = ("severity", "file", "sheet", "row", "column", "found", "expected", "action")


def _entry(file: FileResult, index: int, lang: str) -> dict[str, object]:
    table = file.tables[index]
    money = "; ".join(
        t(
            "load.money",
            lang,
            column=columns.label(lang, c) if c in columns.KINDS else c,
            read=f"{m.read:,}",
            loaded=f"{m.loaded:,}",
            quarantined=f"{m.quarantined:,}",
        )
        for c, m in table.money.items()
    )
    return {
        "file": table.file, "sheet": table.sheet, "source": table.source or t("load.unrecognised", lang), "table": table.table,
        "confidence": table.confidence, "rows_read": table.rows_read, "rows_loaded": table.rows_loaded,
        "rows_quarantined": table.rows_quarantined, "rows_not_data": table.rows_not_data, "as_of": table.as_of,
        "as_of_basis": table.as_of_basis, "money": money, "mapped": ", ".join(f"{h} → {c}" for c, h in table.columns.items()),
        "unmapped": ", ".join(table.unmapped),
    }  # fmt: skip


def _plain_table(
    rows: pl.DataFrame, names: tuple[str, ...], lang: str, alt: str, key: str | None = None, select: bool = False
) -> list[int]:
    """A table of text; with `select`, gives the line that the reader picked."""
    shown, config = columns.dressed(lang, rows, names, {})
    event = st.dataframe(
        shown, column_config=config, hide_index=True, placeholder="–", alt=alt, lazy=False, key=key,
        height="content" if rows.height <= 12 else 420, on_select="rerun" if select else "ignore", selection_mode="single-row",
    )  # fmt: skip
    return list(event.selection.rows) if select else []


def problems() -> None:
    """What the release on the screen holds, by file; its problems with filters, and the rows that were not loaded."""
    view: View | None = st.session_state["_view"]
    if view is None:
        st.info(t("empty.text", _lang()), icon=":material/info:")
        return
    loaded = data.records(view, "load_table")
    words.heading(view, words.say(view, "load.loaded", tables=loaded.height, release=view.release.number), "loaded")
    shown = loaded.with_columns(
        pl.Series("unmapped", [", ".join(json.loads(u or "[]")) for u in loaded["unmapped"]], pl.String)
    )
    _plain_table(shown, tuple(c for c in _LOADED if c in shown.columns), view.lang, t("chart.loaded", view.lang))
    _problem_list(view, data.records(view, "problem"))
    _quarantine(view, data.records(view, "quarantine"))


_LOADED = (
    "file",
    "sheet",
    "source",
    "table",
    "as_of",
    "as_of_basis",
    "rows_read",
    "rows_loaded",
    "rows_quarantined",
    "rows_not_data",
    "unmapped",
)


def _problem_list(view: View, found: pl.DataFrame) -> None:
    words.heading(view, words.say(view, "load.problems", count=found.height), "problems")
    if found.is_empty():
        st.caption(t("load.no_problems", view.lang))
        return
    with st.container(horizontal=True):
        chosen = {
            name: st.multiselect(
                columns.label(view.lang, name), sorted(found[name].drop_nulls().unique()), key=f"problem_{name}",
                placeholder=t("frame.all", view.lang), format_func=lambda v, n=name: columns.word(view.lang, n, v),
            )
            for name in ("severity", "file", "action")
        }  # fmt: skip
    for name, values in chosen.items():
        if values:
            found = found.filter(pl.col(name).is_in(values))
    found = found.sort(pl.col("severity").replace_strict(_GRAVITY, default=3), maintain_order=True)
    _plain_table(found, _PROBLEM, view.lang, t("load.problems", view.lang, count=found.height), key="problem_table")
    words.export(view, found.select(_PROBLEM), "problems")


def _quarantine(view: View, kept: pl.DataFrame) -> None:
    if kept.is_empty():
        return
    words.heading(view, words.say(view, "load.quarantine", count=kept.height), "quarantine")
    names = ("file", "sheet", "row", "reason", "cells")
    _plain_table(kept.head(500), names, view.lang, t("chart.quarantine", view.lang))
    st.download_button(
        t("load.download_quarantine", view.lang), lambda: safe_csv(kept.select(names)), f"quarantine_r{view.release.number}.csv",
        "text/csv", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    headed = data.records(view, "load_table")
    for load_id, file, sheet, headers in headed.select("load_id", "file", "sheet", "headers").iter_rows():
        own = kept.filter((pl.col("load_id") == load_id) & (pl.col("file") == file) & (pl.col("sheet") == sheet))
        if own.height and headers:
            _fix(file, sheet, json.loads(headers), own["cells"].to_list(), view.lang, f"kept_{load_id}")


def releases() -> None:
    """Every release, newest first, and the way back to an earlier one."""
    lang = _lang()
    known = data.store().releases()
    if not known:
        return
    current = data.store().current()
    st.subheader(t("load.releases", lang, count=len(known)), anchor=False)
    st.caption(t("load.releases_help", lang))
    for release in known[:20]:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            published = day(date.fromisoformat(release.published_at[:10]), lang)
            files = some(release.files, lang)
            st.markdown(
                f"**{t('frame.release', lang, number=release.number)}** · {published} · {plain(files)}", width="stretch"
            )
            if current and release.number == current.number:
                st.markdown(f":green[● {t('load.current', lang)}]", width="content")
            else:
                st.button(
                    t("load.rollback", lang),
                    key=f"rollback_{release.number}",
                    on_click=_roll_back,
                    args=(release.number,),
                )


def some(files: tuple[str, ...], lang: str, most: int = 4) -> str:
    """The first names, and how many more there are."""
    more = t("load.more", lang, count=len(files) - most) if len(files) > most else ""
    return ", ".join(files[:most]) + more


def _roll_back(number: int) -> None:
    try:
        data.store().rollback(number)
        st.session_state["_outcome"] = ("ok", t("load.rolled_back", _lang(), number=number))
    except PmoError as error:
        st.session_state["_outcome"] = ("error", str(error))
