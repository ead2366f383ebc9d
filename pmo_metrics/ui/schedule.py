"""Dates: missed, at risk, how stable their forecasts are, and what became of those promised."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from pmo_metrics.chart import Heatmap, MilestoneTrend
from pmo_metrics.text import t
from pmo_metrics.text.numbers import day, short_day
from pmo_metrics.ui import answers, data, words
from pmo_metrics.ui.data import View
from pmo_metrics.ui.overview import lane_chart, lane_legend

LANES = 10
LINES = 8
PERIODS = 6  # columns that a phone has room for
PARTS = ("milestones", "dependencies", "plans")


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


def part(view: View) -> str:
    """What the reader looks at below the findings; dependencies and plans only where some are loaded."""
    there = {"dependencies": "dependency_status", "plans": "schedule_check"}
    parts = [p for p in PARTS if p not in there or not data.rows(view, there[p]).is_empty()]
    return words.switch(view, "part", parts, t("schedule.part", view.lang), "schedule_part") if parts[1:] else parts[0]


def lanes(view: View) -> None:
    """Open milestones of the projects that slip most, baseline to forecast."""
    rows = data.rows(view, "milestone_status").filter(pl.col("is_open") & pl.col("baseline_date").is_not_null())
    rows = answers.worst_lanes(rows, LANES)
    title = words.say(view, "schedule.lanes", count=rows["project_id"].n_unique())
    words.chart(
        view, lane_chart(view), rows, "lanes", title, height=440, legend=lane_legend(view),
        table=("project", "milestone", "state", "baseline_date", "effective_date", "slip_days"),
        drill=lambda lane: words.open_project(view, rows, lane),
    )  # fmt: skip


def trend(view: View) -> None:
    """The milestones whose forecast moved most, report by report."""
    lines = answers.trend(data.history(view, "milestone_status"), LINES)
    rows = answers.with_arrivals(lines, data.rows(view, "milestone_trend"))
    words.chart(
        view, trend_chart(view), rows, "trend", t("schedule.trend", view.lang), height=480,
        table=("project", "milestone", "as_of", "effective_date", "slip_days"),
    )  # fmt: skip
    receding(view, rows)


def trend_chart(view: View) -> MilestoneTrend:
    """A milestone trend with its words in the reader's language."""
    names = {key: t(f"schedule.{key}", view.lang) for key in ("diagonal", "arrives", "recedes")}
    return MilestoneTrend("as_of", "effective_date", "line", names)


def receding(view: View, rows: pl.DataFrame) -> None:
    """In words, which lines have no arrival date because they recede."""
    lost = rows.filter(pl.col("refused") == "recedes")["line"].unique(maintain_order=True).to_list()
    if lost:
        st.caption(words.say(view, "schedule.no_arrival", lines="; ".join(lost)))


def commitments(view: View) -> None:
    """What became of the milestones open at each status date by the next one. A click on a number lists them."""
    found = data.history(view, "milestone_commitment", PERIODS)
    if found.is_empty():
        return
    counts = answers.outcomes(found)
    shown = counts.with_columns(
        pl.Series("date_name", [short_day(d, view.lang) for d in counts["as_of"]], pl.String),
        pl.Series("outcome_name", [t(f"outcome.{o}", view.lang) for o in counts["outcome"]], pl.String),
    )
    now = dict(counts.filter(pl.col("as_of") == view.as_of).select("outcome", "milestones").iter_rows())
    title = words.say(
        view, "schedule.commitments", date=day(view.previous, view.lang), out=now.get("pushed_out", 0),
        added=now.get("added", 0), met=now.get("achieved_as_committed", 0),
    )  # fmt: skip
    left, right = st.columns([2, 3], gap="medium")
    with left:
        words.chart(
            view, Heatmap("date_name", "outcome_name", "milestones"), shown, "commitments", title,
            height=60 + 34 * counts["outcome"].n_unique(), table=("as_of", "outcome", "milestones"),
            drill=lambda cell: _choose_outcome(shown, cell),
        )  # fmt: skip
    with right:
        _followed(view, found)


def _choose_outcome(shown: pl.DataFrame, cell: list[str]) -> None:
    match = shown.filter((pl.col("date_name") == cell[0]) & (pl.col("outcome_name") == cell[1]))
    if match.height:
        st.query_params["view"] = f"{match['outcome'][0]}-{match['as_of'][0].isoformat()}"


def _followed(view: View, found: pl.DataFrame) -> None:
    """The milestones behind one number, or all that is news at the newest status date."""
    outcome, as_of = _chosen_outcome(view, found)
    wanted = pl.col("outcome") == outcome if outcome else pl.col("outcome").is_in(answers.OUTCOMES)
    rows = found.filter((pl.col("as_of") == as_of) & wanted)
    order = pl.col("outcome").replace_strict({o: i for i, o in enumerate(answers.OUTCOMES)}, return_dtype=pl.Int64)
    rows = rows.sort([order, "moved_days", "project_id", "milestone_id"], descending=[False, True, False, False])
    title = words.say(view, "schedule.followed", count=rows.height, date=day(as_of, view.lang))
    words.heading(view, title, "followed")
    if outcome:
        st.button(
            words.say(view, "schedule.outcome", outcome=t(f"outcome.{outcome}", view.lang), date=day(as_of, view.lang)),
            icon=":material/close:", icon_position="right", on_click=_clear_outcome,
        )  # fmt: skip
    names = (
        "project",
        "milestone",
        "outcome",
        "moved_days",
        "was_date",
        "effective_date",
        "owner",
        "file",
        "sheet",
        "row",
    )
    words.table(view, rows, names, "followed", of="milestone_commitment", height=250)


def _chosen_outcome(view: View, found: pl.DataFrame) -> tuple[str | None, date]:
    asked = st.query_params.get("view")
    if not asked:
        return None, view.as_of
    outcome, _, text = asked.partition("-")
    known = {d.isoformat(): d for d in found["as_of"].unique()}
    if outcome not in answers.OUTCOMES or text not in known:
        st.warning(words.say(view, "link.lost", values=f"view = {asked}"), icon=":material/link_off:")
        st.stop()
    return outcome, known[text]


def _clear_outcome() -> None:
    st.query_params.pop("view", None)


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
