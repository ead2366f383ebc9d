"""Dates: missed, at risk, and how stable their forecasts are."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pmo_metrics.chart import MilestoneTrend
from pmo_metrics.text import t
from pmo_metrics.ui import answers, data, words
from pmo_metrics.ui.data import View
from pmo_metrics.ui.overview import lane_chart, lane_legend

LANES = 10
LINES = 8


def headline(view: View) -> None:
    """How many open milestones are late."""
    rows = data.rows(view, "milestone_status").filter(pl.col("is_open"))
    if rows.is_empty():
        words.nothing(view, "empty.milestones")
        st.stop()
    late = rows.filter(pl.col("state") == "overdue").height
    words.finding(
        view,
        "finding.schedule",
        overdue=late,
        late=rows.filter(pl.col("state") == "forecast_late").height,
        total=rows.height,
    )


def lanes(view: View) -> None:
    """Open milestones of the projects that slip most, baseline to forecast."""
    rows = data.rows(view, "milestone_status").filter(pl.col("is_open") & pl.col("baseline_date").is_not_null())
    rows = answers.worst_lanes(rows, LANES)
    title = words.say(view, "schedule.lanes", count=rows["project_id"].n_unique())
    words.chart(
        view, lane_chart(view), rows, "lanes", title, height=350, legend=lane_legend(view),
        table=("project", "milestone", "state", "baseline_date", "effective_date", "slip_days"),
        drill=lambda lane: words.open_project(view, rows, lane),
    )  # fmt: skip


def trend(view: View) -> None:
    """The milestones whose forecast moved most, report by report."""
    rows = answers.trend(data.history(view, "milestone_status"), LINES)
    kind = MilestoneTrend("as_of", "effective_date", "line", {"diagonal": t("schedule.diagonal", view.lang)})
    words.chart(
        view, kind, rows, "trend", t("schedule.trend", view.lang), height=380,
        table=("project", "milestone", "as_of", "effective_date", "slip_days"),
    )  # fmt: skip


def milestones(view: View) -> None:
    """Every milestone in scope, what is wrong first."""
    rows = answers.overdue(data.rows(view, "milestone_status"))
    words.heading(view, words.say(view, "schedule.table", count=rows.height), "milestones")
    names = (
        "project",
        "milestone",
        "state",
        "baseline_date",
        "effective_date",
        "slip_days",
        "owner",
        "reported_on",
        "file",
        "sheet",
        "row",
    )
    words.table(view, rows, names, "milestones", of="milestone_status")
