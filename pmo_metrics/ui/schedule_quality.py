"""How far a schedule can be trusted: checks of plans, the pace of its milestones, and what projects wait for from each other."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pmo_metrics.analysis.dependencies import downstream
from pmo_metrics.chart import SHAPES
from pmo_metrics.text import t
from pmo_metrics.text.numbers import show
from pmo_metrics.ui import answers, data, words
from pmo_metrics.ui.data import View
from pmo_metrics.ui.schedule import LINES, trend_chart

Row = dict[str, Any]

ALL_CHECKS = 498  # height in pixels of the fourteen checks below their header
STANDING = {"late": "red", "at_risk": "amber", "ok": "green", "met": "green"}


def checks(view: View, row: Row) -> None:
    """The checks of one project's plan: passed or failed, the figure, the limit, and what is missing to make the others."""
    rows = data.rows(view.without_filters(), "schedule_check", where=_only(row)).sort("place")
    if rows.is_empty():
        st.caption(t("quality.no_plan", view.lang))
        return
    title = words.say(
        view, "quality.checks", failed=_failed(rows).height, made=rows["figure"].count(), count=rows.height
    )
    words.heading(view, title, "checks")
    names = ("check_code", "result", "figure", "limit", "counted", "missing")
    words.table(view, _told(view, rows), names, "checks", height=ALL_CHECKS, download=False)


def failing(view: View) -> None:
    """The checks that the plans in scope fail, project by project; nothing where no plan is loaded."""
    rows = data.rows(view, "schedule_check")
    if rows.is_empty():
        return
    failed = _failed(rows).sort("project", "project_id", "place")
    title = words.say(
        view, "quality.failing", failed=failed.height, failing=failed["project_id"].n_unique(), plans=rows["project_id"].n_unique(),
        unmade=rows["figure"].null_count(),
    )  # fmt: skip
    words.heading(view, title, "checks")
    if failed.height:
        names = ("project", "check_code", "figure", "limit", "counted", "plan_date")
        words.table(view, _told(view, failed), names, "failing", of="schedule_check")


def _failed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("is_passed").eq(False))


def _told(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """The checks with result, figure and limit in words: indices and shares stand in one column."""
    told = [_one(view, check) for check in rows.iter_rows(named=True)]
    schema = dict.fromkeys(("result", "figure", "limit", "counted"), pl.String)
    return rows.drop("figure").hstack(pl.DataFrame(told, schema=schema))


def _one(view: View, check: Row) -> dict[str, str | None]:
    unit = "index" if check["check_code"] in ("bei", "cpli") else "share"
    limit = None
    if check["at_most"] is not None:
        limit = f"≤ {show(check['at_most'], unit, view.lang)}"
    elif check["at_least"] is not None:
        limit = f"≥ {show(check['at_least'], unit, view.lang)}"
    if check["figure"] is None:
        return {"result": _result(view, "not_assessable"), "figure": None, "limit": limit, "counted": None}
    level = {True: "green", False: "red", None: "not_assessable"}[check["is_passed"]]
    word = {True: "passed", False: "failed", None: "no_limit"}[check["is_passed"]]
    return {
        "result": _result(view, word, level), "figure": show(check["figure"], unit, view.lang), "limit": limit,
        "counted": f"{check['numerator']:,.0f} / {check['denominator']:,.0f}",
    }  # fmt: skip


def _result(view: View, word: str, level: str = "not_assessable") -> str:
    return f"{SHAPES[level]} {t(f'result.{word}', view.lang)}"


def trend(view: View, row: Row) -> None:
    """The forecasts of one project's milestones report by report, and when they arrive if they go on like this."""
    one = view.without_filters()
    pace = data.rows(one, "milestone_trend", where=_only(row)).filter(pl.col("is_open"))
    if pace.is_empty():
        return
    title = words.say(
        view, "quality.trend", slipping=pace.filter(pl.col("slope") > 0).height, count=pace.height,
        receding=pace.filter(pl.col("refused") == "recedes").height,
    )  # fmt: skip
    unique = pace["milestone"].n_unique() == pace.height
    line = pl.col("milestone") if unique else pl.format("{} · {}", "milestone_id", "milestone")
    history = data.history(one, "milestone_status", where=_only(row)).join(pace, on="milestone_id", how="semi")
    rows = answers.with_arrivals(answers.trend(history, LINES).with_columns(line.alias("line")), pace)
    words.chart(
        view, trend_chart(view), rows, "project_trend", title, height=290 + 19 * rows["line"].n_unique(),
        table=("milestone", "as_of", "effective_date", "slip_days"),
    )  # fmt: skip
    pace = pace.with_columns(pl.Series("note", [_note(view, m) for m in pace.iter_rows(named=True)], pl.String))
    names = ("milestone", "total_slip_days", "last_slip_days", "pace", "arrival_from", "arrival_to", "note")
    worst_first = pace.rename({"slope": "pace"}).sort("pace", "milestone_id", descending=[True, False], nulls_last=True)
    words.table(view, worst_first, names, "project_pace", alt=title, download=False)


def _note(view: View, milestone: Row) -> str | None:
    """What to mind: why there is no arrival date, late news, a forecast that goes to and fro."""
    notes = [t(f"refused.{milestone['refused']}", view.lang)] if milestone["refused"] else []
    notes += [t(f"quality.{flag}", view.lang) for flag in ("is_late_news", "is_zigzag") if milestone[flag]]
    return " · ".join(notes) or None


def dependencies(view: View, row: Row | None = None) -> None:
    """Who waits for whom and with how much margin, the tightest first; of one project both what it waits for and what it owes."""
    rows = data.rows(view.without_filters() if row else view, "dependency_status")
    if row:
        rows = rows.filter(
            (pl.col("project_id") == row["project_id"]) | (pl.col("needs_project_id") == row["project_id"])
        )
    rows = rows.filter(pl.col("state") != "cancelled")
    if rows.is_empty():
        return
    title = words.say(
        view, "quality.dependencies", late=rows.filter(pl.col("state") == "late").height,
        open=rows.filter(pl.col("is_open")).height,
    )  # fmt: skip
    words.heading(view, title, "dependencies")
    tightest = rows.sort(["is_open", "margin_days", "dependency_id"], descending=[True, False, False], nulls_last=True)
    names = ("project", "standing", "margin_days", "needs_project", "dependency", "giving_milestone", "needed_by",
             "delivery_date", "obstacle", "owner", "file", "sheet", "row")  # fmt: skip
    standing = [f"{SHAPES[STANDING.get(s, 'not_assessable')]} {t(f'state.{s}', view.lang)}" for s in tightest["state"]]
    tightest = tightest.with_columns(pl.Series("standing", standing, pl.String))
    words.table(view, tightest, names, "dependencies", of="dependency_status")


def hit_next(view: View, row: Row | None = None) -> None:
    """Whom late deliveries hit, directly and down the chain, with the days that arrive; of one project what hits it and whom it hits."""
    everything = data.rows(view.without_filters(), "dependency_status")
    hits = downstream(everything)
    if row:
        own = everything.filter(pl.col("needs_project_id") == row["project_id"])["dependency_id"].to_list()
        hits = hits.filter((pl.col("project_id") == row["project_id"]) | pl.col("origin_id").is_in(own))
    else:
        hits = hits.filter(pl.col("project_id").is_in(data.rows(view, "dependency_status")["project_id"].to_list()))
    if hits.is_empty():
        return
    begun = dict(everything.select("dependency_id", "needs_project").iter_rows())
    told = hits.with_columns(
        pl.Series("begins_with", [begun[origin] for origin in hits["origin_id"]], pl.String),
        pl.Series("arriving", [_days(view, *days) for days in hits.select("days_least", "days_most").iter_rows()], pl.String),
        pl.col("days_most").max().over("origin_id").alias("worst"),
    ).sort("worst", "origin_id", "step", "dependency_id", descending=[True, False, False, False])  # fmt: skip
    title = words.say(
        view, "quality.hit_next", projects=hits["project_id"].n_unique(), late=hits["origin_id"].n_unique()
    )
    words.heading(view, title, "hit_next")
    names = ("project", "arriving", "dependency", "from_project", "begins_with", "step")
    words.table(view, told, names, "hit_next", download=False)


def _days(view: View, least: int, most: int) -> str:
    """20 d, or 0 to 15 d where it depends on whether the project in between has planned for it."""
    if least == most:
        return show(most, "days", view.lang)
    return t("quality.range", view.lang, least=least, most=show(most, "days", view.lang))


def _only(row: Row) -> data.Where:
    return {"project_id": (row["project_id"],)}
