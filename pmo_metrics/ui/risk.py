"""Risks: where they sit, what they would cost, which are not being dealt with."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pmo_metrics.chart import Bars, Heatmap
from pmo_metrics.text import t
from pmo_metrics.text.numbers import show
from pmo_metrics.ui import answers, data, words
from pmo_metrics.ui.data import View

BANDS = ("0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %")


def headline(view: View) -> None:
    """How much the open risks are expected to cost."""
    rows = data.rows(view, "risk_status").filter(pl.col("is_open"))
    if rows.is_empty():
        words.nothing(view, "empty.risks")
        st.stop()
    value = data.evaluate(view, "risk_exposure").row(0, named=True)["value"]
    if value is None:
        words.finding(view, "finding.risk_unknown", count=rows.height)
        return
    words.finding(view, "finding.risk", count=rows.height, amount=words.money(view, abs(value)))


def matrix(view: View) -> None:
    """How many open risks lie at each probability and impact. A click lists them."""
    rows = data.rows(view, "risk_status")
    grid = answers.risk_matrix(rows)
    shown = grid.with_columns(
        pl.Series("band_name", [BANDS[b] for b in grid["band"]], pl.String),
        pl.Series("impact_name", [impact_name(view, i) for i in grid["impact"]], pl.String),
    )
    stated = int(grid["risks"].sum() or 0)
    missing = rows.filter(pl.col("is_open")).height - stated
    title = words.say(view, "risk.matrix", count=stated, missing=missing)
    words.chart(
        view, Heatmap("impact_name", "band_name", "risks"), shown, "matrix", title, height=320,
        table=("band_name", "impact_name", "risks"), drill=lambda cell: _choose_cell(shown, cell),
    )  # fmt: skip


def impact_name(view: View, number: int) -> str:
    """A cost class in words: below 10 K, 10 K to 100 K, …"""
    edges = [show(float(edge), "money", view.lang) for edge in answers.COST_CLASSES]
    if number == 0:
        return f"< {edges[0]}"
    return f"≥ {edges[-1]}" if number == len(edges) else f"{edges[number - 1]} – {edges[number]}"


def _choose_cell(shown: pl.DataFrame, cell: list[str]) -> None:
    match = shown.filter((pl.col("impact_name") == cell[0]) & (pl.col("band_name") == cell[1]))
    if match.height:
        st.query_params["view"] = f"p{match['band'][0]}-i{match['impact'][0]}"


def by_category(view: View) -> None:
    """Expected loss by category, the largest first."""
    rows = answers.exposure_by(data.rows(view, "risk_status"), "category")
    kind = Bars("category", "exposure", "money")
    words.chart(
        view,
        kind,
        rows.head(8),
        "risk_category",
        t("risk.by_category", view.lang),
        height=320,
        table=("category", "exposure", "risks"),
    )


def top(view: View) -> None:
    """Open risks, the largest expected loss first; only those of the clicked cell when one is chosen."""
    rows = answers.top_exposures(data.rows(view, "risk_status"))
    cell = st.query_params.get("view")
    cells = {f"p{b}-i{i}" for b in range(5) for i in range(5)}
    if cell and cell in cells:
        band, impact = (int(x[1:]) for x in cell.split("-"))
        rows = rows.filter((answers.band() == band) & (answers.impact() == impact))
        st.button(
            words.say(view, "risk.cell", band=BANDS[band], impact=impact_name(view, impact)),
            icon=":material/close:",
            on_click=_clear_cell,
            icon_position="right",
        )
    elif cell:
        st.warning(words.say(view, "link.lost", values=f"view = {cell}"), icon=":material/link_off:")
        st.stop()
    words.heading(view, words.say(view, "risk.table", count=rows.height), "risk_table")
    names = (
        "project",
        "title",
        "category",
        "probability",
        "cost_likely",
        "emv",
        "owner",
        "response_due",
        "file",
        "sheet",
        "row",
    )
    words.table(view, rows, names, "risks", of="risk_status")


def _clear_cell() -> None:
    if "view" in st.query_params:
        del st.query_params["view"]
