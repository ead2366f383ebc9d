"""The Data page: files in, what was understood, publish; problems and quarantine; releases and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_metrics.errors import PmoError
from pmo_metrics.inert import safe_csv
from pmo_metrics.ingest.load import LoadReport, load
from pmo_metrics.ingest.model import FileResult, Problem, TableResult, Upload
from pmo_metrics.ingest.taught import Taught, read_taught
from pmo_metrics.report_book import report_book, to_fix
from pmo_metrics.sources import source_named
from pmo_metrics.text import t
from pmo_metrics.text.numbers import day
from pmo_metrics.text.plain import plain
from pmo_metrics.ui import columns, data, problems, teaching, words, working
from pmo_metrics.ui.data import View

TYPES = ("csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods", "xer", "xml", "mpx", "planner")


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
    show_report(report, _uploads(given), lang)
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


def show_report(report: LoadReport, uploads: Sequence[Upload], lang: str) -> None:
    """File by file and sheet by sheet: recognised as what, how many rows went where, what happened to the money."""
    for file in report.files:
        if file.refused:
            st.error(f"**{plain(file.file)}**: {plain(file.refused)}", icon=":material/block:")
    rows = pl.DataFrame(
        [_entry(f, i, lang) for f in report.files for i in range(len(f.tables))], infer_schema_length=None
    )
    picked: list[int] = []
    if rows.height:
        picked = problems.table(rows, tuple(rows.columns), lang, t("load.report", lang), "report_table", select=True)
        st.caption(t("load.pick", lang))
    tables = [table for file in report.files for table in file.tables]
    for table in (tables[i] for i in picked if i < len(tables)):
        _one_table(table, report, lang, _origin_of(uploads, tables))
    st.download_button(
        t("load.download_report", lang), lambda: report_book(report, data.store()), "load_report.xlsx", _XLSX,
        key="download_report", on_click="ignore", icon=":material/summarize:",
    )  # fmt: skip
    found = _problem_frame(report.problems)
    st.markdown(f"**{problems.headline(found, lang)}**")
    problems.listed(found, lang, "checked", _origin_of(uploads, tables))


def _problem_frame(found: Sequence[Problem]) -> pl.DataFrame:
    kinds = {f.name: pl.Int64() if f.name == "row" else pl.String() for f in fields(Problem)}
    return pl.DataFrame([vars(p) for p in found], schema=kinds)


def _origin_of(uploads: Sequence[Upload], tables: Sequence[TableResult]) -> problems.Find:
    """Where the lines of a report that is not published come from."""

    def find(line: Mapping[str, Any]) -> problems.Origin:
        upload = next(u for u in uploads if u.name == line["file"])
        headers: dict[str, list[tuple[int, Sequence[str]]]] = {}
        for one in tables:
            if one.file == line["file"] and one.header_row is not None:
                headers.setdefault(one.sheet, []).append((one.header_row, one.headers))
        return problems.Origin(upload, headers)

    return find


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _one_table(table: TableResult, report: LoadReport, lang: str, find: problems.Find) -> None:
    """The problems of one table and its rows that were held back, with the file to correct them in."""
    place = f"{table.file} [{table.sheet}]" if table.sheet else table.file
    own = [p for p in report.problems if p.file == table.file and p.sheet in ("", table.sheet)]
    with st.container(border=True):
        found = _problem_frame(own)
        st.markdown(f"**{plain(place)}**: {problems.headline(found, lang)}")
        if own:
            problems.listed(found, lang, "picked", find)
        if table.quarantined.height:
            st.markdown(f"**{t('load.quarantine', lang, count=table.quarantined.height)}**")
            shown = table.quarantined.head(500).with_columns(file=pl.lit(table.file), sheet=pl.lit(table.sheet))
            names = ("row", "reason", "cells")
            for line in problems.table(shown, names, lang, t("chart.quarantine", lang), "picked_held", select=True):
                problems.near(shown.row(line, named=True), lang, find)
            _fix(table.file, table.sheet, table.headers, table.quarantined["cells"].to_list(), lang, "one")


def _fix(file: str, sheet: str, headers: Sequence[str], cells: Sequence[str], lang: str, key: str) -> None:
    """The rows held back of one table under the header they came with, to correct and load again."""
    made = to_fix(file, sheet, headers, cells)
    if made:
        st.download_button(
            t("load.download_fix", lang, file=plain(file), count=len(cells)), made[1], made[0], "text/csv",
            key=f"fix_{key}_{file}_{sheet}", on_click="ignore", icon=":material/build:", help=t("load.fix_help", lang),
        )  # fmt: skip


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
        "file": table.file, "sheet": table.sheet, "source": _layout(table.source, lang), "table": table.table,
        "confidence": table.confidence, "rows_read": table.rows_read, "rows_loaded": table.rows_loaded,
        "rows_quarantined": table.rows_quarantined, "rows_not_data": table.rows_not_data, "as_of": table.as_of,
        "as_of_basis": table.as_of_basis, "money": money, "mapped": ", ".join(f"{h} → {c}" for c, h in table.columns.items()),
        "unmapped": ", ".join(table.unmapped),
    }  # fmt: skip


def _layout(source: str | None, lang: str) -> str:
    """What a table was taken for: the name of its layout, or that of the saved mapping."""
    known = source_named(source)
    if known is None:
        return source or t("load.unrecognised", lang)
    return known.label_zh if lang == "zh" else known.label


def released() -> None:
    """What the release on the screen holds, by file; its problems with filters, and the rows that were not loaded."""
    view: View | None = st.session_state["_view"]
    if view is None:
        st.info(t("empty.text", _lang()), icon=":material/info:")
        return
    loaded = data.records(view, "load_table")
    words.heading(view, words.say(view, "load.loaded", tables=loaded.height, release=view.release.number), "loaded")
    shown = loaded.with_columns(
        pl.Series("unmapped", [", ".join(json.loads(u or "[]")) for u in loaded["unmapped"]], pl.String),
        pl.Series("source", [_layout(source, view.lang) for source in loaded["source"]], pl.String),
    )
    names = tuple(c for c in _LOADED if c in shown.columns)
    picked = problems.table(shown, names, view.lang, t("chart.loaded", view.lang), "loaded_table", select=True)
    st.caption(t("load.pick_loaded", view.lang))
    found, kept = data.records(view, "problem"), data.records(view, "quarantine")
    for load_id, file, sheet in loaded[picked].select("load_id", "file", "sheet").iter_rows():
        st.info(
            words.say(view, "load.only", place=f"{file} [{sheet}]" if sheet else file), icon=":material/filter_alt:"
        )
        own = (pl.col("load_id") == load_id) & (pl.col("file") == file)
        found = found.filter(own & pl.col("sheet").is_in(["", sheet]))
        kept = kept.filter(own & (pl.col("sheet") == sheet))
    find = _origin_in(view, loaded)
    words.heading(view, problems.headline(found, view.lang), "problems")
    left = problems.listed(found, view.lang, "problem", find)
    if left.height:
        words.export(view, left.select(problems.NAMES), "problems")
    _quarantine(view, kept, loaded, find)


def _origin_in(view: View, loaded: pl.DataFrame) -> problems.Find:
    """Where the lines of a release come from: the originals that its store keeps."""

    def find(line: Mapping[str, Any]) -> problems.Origin:
        load = next(record for record in view.release.loads if record.load_id == line["load_id"])
        original = next(file for file in load.files if file.name == line["file"])
        own = loaded.filter((pl.col("load_id") == load.load_id) & (pl.col("file") == original.name))
        headers: dict[str, list[tuple[int, Sequence[str]]]] = {}
        for sheet, row, texts in own.select("sheet", "header_row", "headers").iter_rows():
            if row is not None:
                headers.setdefault(sheet, []).append((row, json.loads(texts or "[]")))
        return problems.Origin(Upload(original.name, data.store().original(original)), headers)

    return find


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


def _quarantine(view: View, kept: pl.DataFrame, loaded: pl.DataFrame, find: problems.Find) -> None:
    if kept.is_empty():
        return
    words.heading(view, words.say(view, "load.quarantine", count=kept.height), "quarantine")
    names = ("file", "sheet", "row", "reason", "cells")
    shown = kept.head(500)
    for line in problems.table(shown, names, view.lang, t("chart.quarantine", view.lang), "held_table", select=True):
        problems.near(shown.row(line, named=True), view.lang, find)
    st.download_button(
        t("load.download_quarantine", view.lang), lambda: safe_csv(kept.select(names)), f"quarantine_r{view.release.number}.csv",
        "text/csv", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    for load_id, file, sheet, headers in loaded.select("load_id", "file", "sheet", "headers").iter_rows():
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
