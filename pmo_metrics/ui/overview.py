"""The first screen."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_metrics.chart import LEVELS, SHAPES, StatusBars, Swimlane
from pmo_metrics.text import t
from pmo_metrics.text.numbers import day, show
from pmo_metrics.ui import answers, columns, data, links, warnings, words
from pmo_metrics.ui.data import View

SHOWN = 7  # what a reader can keep in mind
LANES = 6


def headline(view: View) -> None:
    """How many projects are in trouble, as the page's title."""
    counts = answers.level_counts(_active(view))
    total = sum(counts.values())
    if not total:
        words.nothing(view)
        st.stop()
    bad = counts.get("red", 0) + counts.get("amber_red", 0)
    words.finding(view, "finding.overview", bad=bad, risky=counts.get("amber", 0), total=total)


def cards(view: View) -> None:
    """Five cards: status, money, dates, risks, people."""
    places = st.columns(5)
    with places[0].container(gap=None):
        _status_card(view)
    for place, metric, page in zip(
        places[1:], ("variance_at_completion", "milestones_overdue", "risk_exposure", "allocation"),
        ("cost", "schedule", "risk", "people"), strict=True,
    ):  # fmt: skip
        where: dict[str, tuple[str, ...]] = {}
        if metric == "allocation":
            where = {"month": tuple(m.isoformat() for m in answers.next_months(view.as_of, 3))}
        span = t("overview.span", view.lang, count=3) if where else ""
        with place.container(gap=None):
            words.tile(view, metric, opens=page, span=span, where=where)


def _status_card(view: View) -> None:
    metric = data.catalogue()["active_projects"]
    counts = data.evaluate(view, "active_projects", ("as_of", "rag"))
    by_date: dict[date, int] = {}
    now: dict[str, int] = {}
    for as_of, rag, count in zip(counts["as_of"], counts["rag"], counts["value"], strict=True):
        if rag in answers.CONCERN:
            by_date[as_of] = by_date.get(as_of, 0) + count
        if as_of == view.as_of:
            now[rag] = count
    value = "  ".join(
        f"{SHAPES[level]} {now[level]}" for level in ("red", "amber_red", "amber", "green") if now.get(level)
    )
    delta, description, colour = None, None, "off"
    if view.previous in by_date or view.as_of in by_date:
        trouble, before = by_date.get(view.as_of, 0), by_date.get(view.previous, 0) if view.previous else 0
        delta = show(trouble - before, "count", view.lang, signed=True).replace("−", "-", 1) if trouble != before else 0
        key = "change.same" if trouble == before else "change.worse" if trouble > before else "change.better"
        description, colour = t(key, view.lang), "inverse"
    words.card(
        t("overview.status_card", view.lang), value or "–", delta, description, colour,
        help=t("chart.status_card", view.lang) + "\n\n" + words.definition(view, metric),
        trend=[float(by_date.get(d, 0)) for d in view.dates[-12:]], opens="project",
    )  # fmt: skip


def needs_me(view: View) -> None:
    """At most seven projects that need somebody, with the reason, the owner and what is asked."""
    found = answers.needs_me(data.rows(view, "project_status"))
    words.heading(view, words.say(view, "overview.needs_me", count=found.height), "needs_me")
    reasons = [
        words.reason(view, code, figure)
        for code, figure in found.select("computed_reason", "computed_figure").iter_rows()
    ]
    found = found.with_columns(pl.Series("reason", reasons, pl.String))
    names = ("project", "rag", "computed_rag", "reason", "finish_slip_days", "variance", "manager", "ask")
    words.table(view, found.head(SHOWN), names, "needs_me", alt=t("chart.needs_me", view.lang), download=False)


def warned(view: View) -> None:
    """How many early warnings stand, with the way to them."""
    found = warnings.standing(view)
    if found.is_empty():
        return
    new = (found["since"] == view.as_of).sum()
    projects = found["project_id"].drop_nulls().n_unique()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(words.say(view, "overview.warned", count=found.height, projects=projects, new=new), width="content")
        _see("warnings", t("overview.see_warnings", view.lang))


def _see(page: str, label: str) -> None:
    target = st.session_state["_pages"][page]
    st.page_link(target, label=label, icon=":material/arrow_forward:", icon_position="right")


def health(view: View) -> None:
    """Status counts by portfolio; within one portfolio by program. A click narrows to the group."""
    group = "program" if len(view.chosen.get("portfolio", ())) == 1 else "portfolio"
    rows = answers.health_by(_active(view), group)
    names = {level: columns.word(view.lang, "rag", level) for level in SHAPES}
    title = words.say(view, "overview.health", group=columns.label(view.lang, group).lower())
    kind = StatusBars(group, "rag", "projects", names)
    words.chart(
        view, kind, rows, "health", title, table=(group, "rag", "projects"), height=max(170, 20 + 34 * rows[group].n_unique()),
        drill=lambda value: links.narrow(group, value), legend=status_legend(view, rows["rag"].unique().to_list()),
    )  # fmt: skip


_COLOURS = {"red": "red", "amber_red": "red", "amber": "orange", "amber_green": "green", "green": "green"}


def status_legend(view: View, levels: list[str]) -> str:
    """The marks of the status levels in use, worst first."""
    return "  ".join(f":{_COLOURS.get(x, 'gray')}[{columns.status_word(view.lang, x)}]" for x in LEVELS if x in levels)


def lane_legend(view: View) -> str:
    """The marks of a swimlane."""
    marks = (("baseline", "◇", "gray"), ("late", "◆", "red"), ("planned", "◆", "blue"), ("done", "●", "green"))
    return "  ".join(f":{colour}[{mark}] {t(f'lane.{key}', view.lang)}" for key, mark, colour in marks)


def changes(view: View) -> None:
    """What moved since the previous status date: the biggest of each kind first."""
    if view.previous is None:
        words.heading(view, t("overview.first_report", view.lang), "changes")
        return
    # The filters choose projects by how they stand now; before, they may have stood otherwise.
    before = data.rows(view.without_filters(), "project_status", as_of=view.previous)
    found = answers.what_changed(data.rows(view, "project_status"), before)
    title = words.say(view, "overview.changes", count=found.height, date=day(view.previous, view.lang))
    sentences = [_change(view, row) for row in found.iter_rows(named=True)]
    told = found.with_columns(pl.Series("change", sentences, pl.String))
    words.heading(view, title, "changes", told, ("project", "change"))
    words.table(
        view,
        told.head(SHOWN),
        ("project", "change"),
        "changes",
        alt=t("chart.changes", view.lang),
        download=False,
        height=212,
    )
    _see("changes", t("overview.see_changes", view.lang))


def _change(view: View, row: dict[str, Any]) -> str:
    if row["kind"] == "status":
        before, now = (columns.status_word(view.lang, row[c]) for c in ("before_level", "level"))
        return f"{before} → {now}"
    if row["kind"] == "finish":
        return t("change.finish", view.lang, days=show(row["days"], "days", view.lang, signed=True))
    if row["kind"] == "cost":
        return t("change.cost", view.lang, amount=words.money(view, row["amount"], signed=True))
    return t("change.new", view.lang)


def next_dates(view: View) -> None:
    """Milestones overdue or due in the next 90 days, in the lanes that slip most."""
    near = answers.upcoming(data.rows(view, "milestone_status"), view.as_of, 90, LANES)
    late = near.filter(pl.col("state").is_in(["overdue", "forecast_late"])).height
    title = words.say(view, "overview.next_dates", late=late, count=near.height)
    words.chart(
        view, lane_chart(view), near, "next_dates", title,
        table=("project", "milestone", "state", "baseline_date", "effective_date", "slip_days"), height=190, legend=lane_legend(view),
        drill=lambda lane: words.open_project(view, near, lane),
    )  # fmt: skip


def lane_chart(view: View, lane: str = "project") -> Swimlane:
    """A swimlane with its words in the reader's language."""
    keys = ("baseline", "forecast", "done", "late", "planned")
    return Swimlane(
        lane, "milestone", "baseline_date", "effective_date", "state", "slip_days",
        {key: t(f"lane.{key}", view.lang) for key in keys}, view.as_of,
    )  # fmt: skip


def _active(view: View) -> pl.DataFrame:
    return data.rows(view, "project_status").filter(pl.col("is_active"))
