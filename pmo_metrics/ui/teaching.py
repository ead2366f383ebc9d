"""Teaching in place: a table that was hardly recognised, what its columns may mean and why, corrected and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pmo_metrics.errors import PmoError
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.load import LoadReport
from pmo_metrics.ingest.mapping import SavedMapping, mapping_text, options, parse_mapping, slugify
from pmo_metrics.ingest.model import Recognised, TableResult, Upload
from pmo_metrics.ingest.taught import Taught, read_taught, save_mapping
from pmo_metrics.ingest.teach import Lesson, Seen, again, lesson, name_for, notes_of, should_be_taught, taught_lesson
from pmo_metrics.ingest.understand import tables_in
from pmo_metrics.settings import Limits
from pmo_metrics.tables import TABLES, Column
from pmo_metrics.text import known, t
from pmo_metrics.text.plain import one_line, plain
from pmo_metrics.ui import data

_T = TypeVar("_T")
MOST_COLUMNS = 80  # choices on one page; the mapping as text has them all
PREVIEW_ROWS = 12
ORDERS = ("as_found", "day_first", "month_first")
# Units that a column may be taught, where its header states none; others can be written in.
UNITS = {
    "money": ("thousand", "million", "万元", "亿元"),
    "hours": ("hours", "minutes", "seconds"),
    "work": ("hours", "minutes", "seconds"),
}
_ORDER_VALUE: dict[str, bool | None] = {"as_found": None, "day_first": True, "month_first": False}


@dataclass(frozen=True)
class Draft:
    """What is being taught and not saved yet: the mapping, and what was taught to the store with it."""

    mapping: SavedMapping
    lesson: Lesson
    taught: Taught


def panel(uploads: Sequence[Upload], report: LoadReport, lang: str) -> Draft | None:
    """Choose a table, see how it lies, say what its columns mean; gives the correction that is not saved yet."""
    saved = st.session_state.pop("_taught", None)
    if saved:
        st.success(t("teach.saved", lang, name=plain(saved)), icon=":material/school:")
    tables = [x for f in report.files for x in f.tables]
    doubtful = [x for x in tables if should_be_taught(x)]
    every = [*doubtful, *(x for x in tables if not should_be_taught(x) and x.rows_read > 1)]
    if not every:
        return None
    with st.expander(
        t("teach.title", lang, count=len(doubtful)) if doubtful else t("teach.other", lang),
        expanded=bool(doubtful), icon=":material/school:", key="teach",
    ):  # fmt: skip
        st.caption(t("teach.help", lang))
        chosen = st.selectbox(
            t("teach.which", lang), range(len(every)), index=0 if doubtful else None, key="teach_table",
            format_func=lambda i: one_line(_title(every[i])), placeholder=t("teach.choose", lang),
        )  # fmt: skip
        return None if chosen is None else _teach(uploads, every[chosen], lang)


def _title(table: TableResult) -> str:
    return f"{table.file} [{table.sheet}]" if table.sheet else table.file


def _teach(uploads: Sequence[Upload], table: TableResult, lang: str) -> Draft | None:
    upload = next(u for u in uploads if u.name == table.file)
    taught = read_taught(data.store().root)
    found = _table(upload, table)
    if found is None or found.sheet.cells.is_empty():
        st.info(t("teach.nothing", lang), icon=":material/info:")
        return None
    key = "teach_" + hashlib.sha256(f"{upload.name}/{table.sheet}".encode()).hexdigest()[:8]
    own = taught.mapping(table.source)
    before = taught_lesson(found, own) if own else None
    first = before or _kept(f"{key}_first", upload.content, lambda: lesson(found, name_for(found)))
    _preview(first, lang)
    chosen, row, rows = _where(first, key, lang)
    given = first
    if (chosen, row, rows) != (first.mapping.table, first.place.row, first.mapping.header_rows):
        given = lesson(found, name_for(found), chosen, row, rows)
    return _correct(given, first, own, taught, f"{key}_{chosen}_{row}_{rows}", lang)


def _table(upload: Upload, table: TableResult) -> Recognised | None:
    """The table as the loader finds it by itself."""
    every = _kept("_teach_tables", (upload.name, upload.content), lambda: tables_in(upload, Limits(), Taught()))
    found = [one for one in every if one.sheet.sheet == table.sheet]
    return next((one for one in found if one.header_row == table.header_row), found[0] if found else None)


def _kept(name: str, key: object, make: Callable[[], _T]) -> _T:
    """What was made for this key in an earlier run of the page."""
    held: tuple[object, _T] | None = st.session_state.get(name)
    if held is None or held[0] != key:
        held = st.session_state[name] = (key, make())
    return held[1]


def _preview(given: Lesson, lang: str) -> None:
    """The first rows as they lie in the file."""
    rows = given.found.sheet.cells.head(PREVIEW_ROWS)
    names = [c for c in rows.columns if c == "row" or rows[c].null_count() < rows.height][:40]
    shown = rows.select(pl.col(n).cast(pl.String).map_elements(one_line, pl.String) if n != "row" else n for n in names)
    shown = shown.rename({"row": t("column.row", lang), **{n: str(int(n[1:]) + 1) for n in names if n != "row"}})
    st.dataframe(shown, hide_index=True, height="content", placeholder="", alt=t("teach.preview", lang), lazy=False)


def _where(first: Lesson, key: str, lang: str) -> tuple[str, int, int]:
    """What the rows are, the (lower) row of the headers, and how many rows of headers there are."""
    left, right, beside = st.columns([3, 2, 2])
    tables = list(TABLES)
    chosen = left.selectbox(
        t("teach.table", lang), tables, index=tables.index(first.mapping.table), key=f"{key}_table",
        format_func=lambda name: t(f"table.{name}", lang),
    )  # fmt: skip
    last = int(first.found.sheet.cells["row"].max() or 1)  # type: ignore[arg-type]
    row = right.number_input(
        t("teach.header_row", lang), 1, min(50, last), min(first.place.row, 50, last), key=f"{key}_row"
    )
    rows = beside.segmented_control(
        t("teach.header_rows", lang), (1, 2), default=first.mapping.header_rows, key=f"{key}_rows", required=True,
        help=t("teach.header_rows_help", lang),
    )  # fmt: skip
    return str(chosen), max(int(row), int(rows or 1)), int(rows or 1)


def _correct(
    given: Lesson, first: Lesson, own: SavedMapping | None, taught: Taught, key: str, lang: str
) -> Draft | None:
    """The columns with their meanings to choose; the mapping that they add up to."""
    mapping = _chosen(given, key)
    twice = sorted({c for c in mapping.columns.values() if c and list(mapping.columns.values()).count(c) > 1})
    if twice:
        st.error(t("teach.twice", lang, columns=plain(", ".join(_label(given, c, lang) for c in twice))))
    read = again(given, mapping) if mapping != given.mapping and not twice else given
    st.segmented_control(
        t("teach.order", lang), ORDERS, default=_order(given.mapping), key=f"{key}_order", required=True,
        format_func=lambda o: t(f"teach.{o}", lang), help=t("teach.order_help", lang),
    )  # fmt: skip
    for one in given.seen[:MOST_COLUMNS]:
        now = next((s for s in read.seen if s.place == one.place), one)
        _column(one, now, given, mapping.columns.get(one.header, ""), key, lang)
    if len(given.seen) > MOST_COLUMNS:
        st.caption(t("teach.more", lang, count=len(given.seen) - MOST_COLUMNS))
    _constants(mapping, given, key, lang)
    return _save_box(mapping, read, first, own, taught, key, lang, ready=not twice and any(mapping.columns.values()))


def _chosen(given: Lesson, key: str) -> SavedMapping:
    """The mapping as the widgets of this page say, or as proposed where they were not touched."""
    state, columns = st.session_state, dict(given.mapping.columns)
    for one in given.seen[:MOST_COLUMNS]:
        if one.evidence != "month":
            columns[one.header] = state.get(f"{key}_c{one.place}", columns.get(one.header, "")) or ""
    units = {c: u for c, u in given.mapping.units.items() if c not in columns.values()}
    for one in given.seen[:MOST_COLUMNS]:
        column = columns.get(one.header, "")
        if _units(given.mapping.table, column):
            units[column] = state.get(f"{key}_u{one.place}_{column}", given.mapping.units.get(column, "")) or ""
    if given.mapping.months:
        by_month = _of_months(given.mapping)
        units[by_month] = state.get(f"{key}_u_months", given.mapping.units.get(by_month, "")) or ""
    units = {c: u.strip() for c, u in units.items() if u.strip()}
    constants = dict(given.mapping.constants)
    for asked in _askable(replace(given.mapping, columns=columns)):
        constants[asked.name] = state.get(f"{key}_k_{asked.name}", constants.get(asked.name, "")) or ""
    constants = {c: v.strip() for c, v in constants.items() if v.strip() and c not in columns.values()}
    day_first = _ORDER_VALUE[state.get(f"{key}_order") or _order(given.mapping)]
    return replace(
        given.mapping, columns=columns, day_first=day_first, units=units, constants=constants, confirmed=True
    )


def _units(table: str, column: str) -> tuple[str, ...]:
    """The units that a column of this meaning may have; none where it has no unit."""
    return UNITS.get(kind_of(table, column), ()) if column else ()


def _of_months(mapping: SavedMapping) -> str:
    """What the columns by month hold."""
    return "amount" if mapping.table == "cost" else "hours"


def _order(mapping: SavedMapping) -> str:
    return next(name for name, value in _ORDER_VALUE.items() if value is mapping.day_first)


def _label(given: Lesson, column: str, lang: str) -> str:
    own = next((c for c in TABLES[given.mapping.table].columns if c.name == column), None)
    if own is None:
        return column.replace("_", " ") or t("teach.leave_out", lang)
    return own.label_zh if lang == "zh" else own.label


def _column(one: Seen, now: Seen, given: Lesson, column: str, key: str, lang: str) -> None:
    """One column: its header, its meaning and its unit to choose, why that, and how its cells read."""
    name, meaning, cells = st.columns([2, 2, 5], vertical_alignment="center")
    name.markdown(f"**{plain(one.header)}**")
    choices = ["", *options(given.mapping.table)]
    if one.evidence == "month":
        meaning.markdown(t("evidence.month", lang))
    else:
        default = given.mapping.columns.get(one.header, "")
        meaning.selectbox(
            plain(one.header), choices, index=choices.index(default) if default in choices else 0, key=f"{key}_c{one.place}",
            format_func=lambda c: _label(given, c, lang), label_visibility="collapsed",
        )  # fmt: skip
    if units := _units(given.mapping.table, column):
        label = t("teach.units", lang, column=plain(one.header))
        _unit(meaning, label, units, given.mapping.units.get(column, ""), f"{key}_u{one.place}_{column}", lang)
    cells.caption(" · ".join([*_evidence(now, lang), *_samples(now, lang)]))


def _unit(place: DeltaGenerator, label: str, units: tuple[str, ...], taught: str, key: str, lang: str) -> None:
    """The unit of a column without one in its header; one that is not in the list can be written in."""
    offered = ["", *dict.fromkeys((*units, *filter(None, [taught])))]
    place.selectbox(
        label, offered, index=offered.index(taught), key=key, accept_new_options=True, label_visibility="collapsed",
        format_func=lambda u: t("teach.as_header", lang) if not u else _unit_word(u, lang),
    )  # fmt: skip


def _unit_word(unit: str, lang: str) -> str:
    return t(f"teach.{unit}", lang) if known(f"teach.{unit}", lang) else one_line(unit)


def _evidence(now: Seen, lang: str) -> list[str]:
    if not now.evidence or now.evidence == "month":
        return []
    why = t(f"evidence.{now.evidence.replace(' ', '_')}", lang)
    return [why, f"{now.confidence:.0%}"] if now.column else [why]


def _samples(now: Seen, lang: str) -> list[str]:
    shown = ", ".join(plain(a) + (f" → {plain(b)}" if b and b != a else "") for a, b in now.samples[:3])
    if not now.unread:
        return [shown or t("teach.empty", lang)]
    bad = t("teach.unread", lang, count=now.filled - now.read, all=now.filled, cells=plain(", ".join(now.unread[:3])))
    return [*([shown] if shown else []), f":red[{bad}]"]


def _askable(mapping: SavedMapping) -> list[Column]:
    """Columns that the table needs, or the currency, which no header says but which may hold for every row."""
    table, by_month = TABLES[mapping.table], ("period", "amount", "hours") if mapping.months else ()
    names = [c for c in (*table.needs, "currency") if c in table.names and c not in mapping.columns.values()]
    found = [table.column(c) for c in dict.fromkeys(names) if c not in by_month]
    return [c for c in found if c.kind in ("id", "text", "choice", "currency", "date", "month")]


def _constants(mapping: SavedMapping, given: Lesson, key: str, lang: str) -> None:
    with st.container(horizontal=True):
        if mapping.months:
            by_month = _of_months(mapping)
            place, label = st.container(), t("teach.unit_months", lang)
            place.caption(label)
            _unit(place, label, UNITS["money" if by_month == "amount" else by_month], given.mapping.units.get(by_month, ""), f"{key}_u_months", lang)  # fmt: skip
        for column in _askable(mapping):
            label = column.label_zh if lang == "zh" else column.label
            text, name = t("teach.constant", lang, column=label), f"{key}_k_{column.name}"
            stated = given.mapping.constants.get(column.name, "")
            if column.choices:
                choices = ["", *column.choices]
                place = choices.index(stated) if stated in choices else 0
                st.selectbox(text, choices, place, key=name, format_func=lambda v: v or "–")
            else:
                hint = "2026-06-30" if column.kind in ("date", "month") else None
                st.text_input(text, stated, key=name, placeholder=hint)


def _save_box(
    mapping: SavedMapping, read: Lesson, first: Lesson, own: SavedMapping | None, taught: Taught, key: str, lang: str,
    ready: bool,
) -> Draft | None:  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(t("teach.name", lang), own.slug if own else mapping.slug, key=f"{key}_name", max_chars=60)
        named = replace(mapping, slug=slugify(name))
        st.button(
            t("teach.save", lang), key="teach_save", type="primary", disabled=not ready, on_click=_save,
            args=(named, read, own is not None and own.slug == named.slug), icon=":material/save:",
        )  # fmt: skip
    unchanged = replace(first.mapping, confirmed=True, slug=named.slug) == named
    return _draft(named, own, read, taught) if ready and not unchanged else None


def _draft(mapping: SavedMapping, own: SavedMapping | None, read: Lesson, taught: Taught) -> Draft | None:
    """The correction as the loader would use it, instead of what was taught before; an error says what cannot be meant."""
    text = mapping_text(mapping, {})
    try:
        parsed = parse_mapping(mapping.slug, text)
    except PmoError as error:
        st.error(plain(error))
        return None
    others = tuple(m for m in taught.mappings if m.slug not in (mapping.slug, own.slug if own else ""))
    texts = {**taught.texts, f"mappings/{mapping.slug}.toml": text}
    return Draft(mapping, read, replace(taught, mappings=(*others, parsed), texts=texts))


def _save(mapping: SavedMapping, read: Lesson, replaces: bool) -> None:
    try:
        name = save_mapping(data.store().root, mapping, notes_of(read.seen), read.title, replaces)
    except PmoError as error:
        st.session_state["_outcome"] = ("error", str(error))
        return
    st.session_state["_taught"], st.session_state["teach_table"] = name, None
