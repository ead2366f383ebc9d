"""People: hours available and booked, by role and month."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pmo_metrics.chart import DemandCapacity, Heatmap
from pmo_metrics.text import t
from pmo_metrics.text.numbers import month, show
from pmo_metrics.ui import answers, data, words
from pmo_metrics.ui.data import View

AHEAD = 6  # months a booking is worth looking at


def _ahead(view: View) -> data.Where:
    return {"month": tuple(m.isoformat() for m in answers.next_months(view.as_of, AHEAD))}


def headline(view: View) -> None:
    """Which share of the next months' hours is booked."""
    ahead = data.rows(view, "person_month", where=_ahead(view))
    if ahead.is_empty():
        words.nothing(view, "empty.people")
        st.stop()
    found = data.evaluate(view, "allocation", where=_ahead(view)).row(0, named=True)
    if found["value"] is None:
        words.finding(view, "finding.people_unknown", of="person_month")
        return
    words.finding(
        view,
        "finding.people",
        of="person_month",
        share=show(found["value"], "share", view.lang),
        months=ahead["month"].n_unique(),
    )


def cards(view: View) -> None:
    """Booked, worked and over-booked hours."""
    words.tiles(view, "allocation", "over_allocated_hours", "available_hours", where=_ahead(view))


def roles(view: View) -> None:
    """Booked share of available hours by role and month. A click lists the persons."""
    rows = data.evaluate(view, "allocation", ("role", "month"), where=_ahead(view))
    rows = rows.with_columns(
        pl.col("role").fill_null(answers.NOT_STATED),
        pl.Series("month_name", [month(m, view.lang) for m in rows["month"]], pl.String),
        pl.col("value").alias("allocation"),
    ).sort("month", "role")
    over = rows.filter(pl.col("value") > 1).height
    title = words.say(view, "people.roles", over=over, count=rows.height)
    words.chart(
        view, Heatmap("month_name", "role", "allocation", "share", middle=1.0), rows, "roles", title, height=340,
        table=("role", "month", "allocation"), drill=lambda cell: _choose(rows, cell),
    )  # fmt: skip


def _choose(rows: pl.DataFrame, cell: list[str]) -> None:
    match = rows.filter((pl.col("month_name") == cell[0]) & (pl.col("role") == cell[1]))
    if match.height:
        st.query_params["role"], st.query_params["month"] = cell[1], match["month"][0].isoformat()


def demand(view: View) -> None:
    """Hours booked and asked for against hours available, month by month."""
    rows = data.rows(view, "person_month", where=_ahead(view))
    named = data.rows(view, "role_demand", where=_ahead(view))
    by_month = answers.demand(rows, named)
    by_month = by_month.with_columns(
        pl.Series("month_name", [month(m, view.lang) for m in by_month["month"]], pl.String)
    )
    keys = ("available_hours", "allocated_hours", "soft_hours")
    kind = DemandCapacity(
        "month_name",
        "available_hours",
        ("allocated_hours", "soft_hours"),
        {k: t(f"column.{k}", view.lang) for k in keys},
    )
    words.chart(view, kind, by_month, "demand", t("people.demand", view.lang), height=340, table=("month", *keys))


def persons(view: View) -> None:
    """Each person's hours, those booked furthest beyond their hours first; of one role and month when one is chosen."""
    where = {key: tuple(st.query_params.get_all(key)) for key in ("role", "month") if key in st.query_params}
    rows = data.rows(view, "person_month", where={**_ahead(view), **where}).sort(
        ["over_hours", "person_id", "month"], descending=[True, False, False], nulls_last=True
    )
    if where:
        label = " · ".join(v for values in where.values() for v in values)
        st.button(
            words.say(view, "people.cell", cell=label), icon=":material/close:", icon_position="right", on_click=_clear
        )
        if rows.is_empty():
            st.warning(words.say(view, "link.lost", values=label), icon=":material/link_off:")
            return
    words.heading(view, words.say(view, "people.table", count=rows.height), "persons")
    names = (
        "person",
        "role",
        "org_unit",
        "line_manager",
        "month",
        "available_hours",
        "allocated_hours",
        "soft_hours",
        "over_hours",
        "worked_hours",
    )
    words.table(view, rows, names, "persons", of="person_month")


def _clear() -> None:
    for key in ("role", "month"):
        if key in st.query_params:
            del st.query_params[key]
