"""Problems of a load: counted by gravity, narrowed by the reader, each with the rows of its file one click away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st
from streamlit.column_config import TextColumn

from pmo_metrics.errors import PmoError
from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.read import rows_near
from pmo_metrics.settings import Limits
from pmo_metrics.text import t
from pmo_metrics.text.plain import one_line, plain
from pmo_metrics.ui import columns

NAMES = ("severity", "file", "sheet", "row", "column", "found", "expected", "action")
FILTERS = ("severity", "file", "action")
_GRAVITY = {"error": 0, "warning": 1, "info": 2}
_MOST_COLUMNS = 40


@dataclass(frozen=True)
class Origin:
    """The file that a line speaks of, and the headers of the tables in each of its sheets with the row they stand in."""

    upload: Upload
    headers: Mapping[str, Sequence[tuple[int, Sequence[str]]]]

    def over(self, sheet: str, row: int) -> Sequence[str]:
        """The headers that hold for a row: those of the last table that begins above it."""
        return max(((at, texts) for at, texts in self.headers.get(sheet, ()) if at <= row), default=(0, ()))[1]


Find = Callable[[Mapping[str, Any]], Origin]


def headline(found: pl.DataFrame, lang: str) -> str:
    """Errors and warnings counted as problems, notes apart."""
    notes = found.filter(pl.col("severity") == "info").height
    said = t("load.problems", lang, count=found.height - notes)
    return f"{said} · {t('load.notes', lang, count=notes)}" if notes else said


def listed(found: pl.DataFrame, lang: str, key: str, find: Find) -> pl.DataFrame:
    """The list with its filters, worst first, and the rows that the chosen line speaks of; gives what the filters leave."""
    if found.is_empty():
        st.caption(t("load.no_problems", lang))
        return found
    with st.container(horizontal=True):
        for name in FILTERS:
            chosen = st.multiselect(
                columns.label(lang, name), sorted(found[name].drop_nulls().unique()), key=f"{key}_{name}",
                placeholder=t("frame.all", lang), format_func=lambda v, n=name: columns.word(lang, n, v),
            )  # fmt: skip
            found = found.filter(pl.col(name).is_in(chosen)) if chosen else found
    found = found.sort(pl.col("severity").replace_strict(_GRAVITY, default=3), maintain_order=True)
    picked = table(found, NAMES, lang, t("load.problems", lang, count=found.height), f"{key}_table", select=True)
    st.caption(t("load.pick_problem", lang))
    for line in picked:
        near(found.row(line, named=True), lang, find)
    return found


def table(
    rows: pl.DataFrame, names: tuple[str, ...], lang: str, alt: str, key: str | None = None, select: bool = False
) -> list[int]:
    """A table of text; with `select`, gives the line that the reader picked."""
    shown, config = columns.dressed(lang, rows, names, {})
    event = st.dataframe(
        shown, column_config=config, hide_index=True, placeholder="–", alt=alt, lazy=False, key=key,
        height="content" if rows.height <= 12 else 420, on_select="rerun" if select else "ignore", selection_mode="single-row",
    )  # fmt: skip
    return [line for line in event.selection.rows if line < rows.height] if select else []


def near(line: Mapping[str, Any], lang: str, find: Find) -> None:
    """The row of the file that a line speaks of, between its neighbours."""
    row, sheet = line["row"], line["sheet"] or ""
    if row is None:
        st.info(t("load.whole_file", lang), icon=":material/info:")
        return
    try:
        origin = find(line)
        rows = _near(hashlib.sha256(origin.upload.content).hexdigest(), sheet, row, origin.upload)
    except PmoError as error:
        st.error(plain(error), icon=":material/error:")
        return
    if rows.is_empty():
        st.info(t("load.gone", lang, row=row), icon=":material/info:")
        return
    place = f"{line['file']} [{sheet}]" if sheet else line["file"]
    title = t("load.near", lang, row=row, place=plain(place))
    st.markdown(f"**{title}**")
    _as_it_lies(rows, row, origin.over(sheet, row), lang, title)


@st.cache_resource(show_spinner=False, max_entries=50)
def _near(sha256: str, sheet: str, row: int, _upload: Upload) -> pl.DataFrame:
    return rows_near(_upload, Limits(), sheet, row)


def _as_it_lies(rows: pl.DataFrame, row: int, headers: Sequence[str], lang: str, alt: str) -> None:
    names = [c for c in rows.columns if c != "row" and rows[c].null_count() < rows.height][:_MOST_COLUMNS]
    number = [f"▸ {n}" if n == row else str(n) for n in rows["row"]]
    cells = [pl.Series(c, [None if v is None else one_line(v) for v in rows[c]], pl.String()) for c in names]
    config = {c: TextColumn(_title(int(c[1:]), headers)) for c in names}
    st.dataframe(
        pl.DataFrame([pl.Series("row", number), *cells]), hide_index=True, height="content", placeholder="", alt=alt, lazy=False,
        column_config={"row": TextColumn(columns.label(lang, "row"), pinned=True), **config},
    )  # fmt: skip


def _title(place: int, headers: Sequence[str]) -> str:
    """The header of a column, or its number: letters would be wrong where a sheet does not begin in column A."""
    stated = headers[place].strip() if place < len(headers) else ""
    return one_line(stated) if stated else str(place + 1)
