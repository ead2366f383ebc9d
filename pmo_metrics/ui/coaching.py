"""Coaching: one manager or department at a time, for a conversation. Nothing here ranks people.

Every figure shows how many cases it stands on; where these are too few it is grey and says so.
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from pmo_metrics.analysis import coaching as patterns_of
from pmo_metrics.analysis.coaching import Pattern
from pmo_metrics.analysis.similar import Match, fitting_lessons, similar, went_well
from pmo_metrics.chart import Bars, Heatmap
from pmo_metrics.standards import STANDARDS
from pmo_metrics.text import known, t
from pmo_metrics.text.numbers import NOTHING, day, short_day, show
from pmo_metrics.text.plain import plain
from pmo_metrics.ui import columns, data, links, words
from pmo_metrics.ui.data import View

SUBJECTS = ("manager", "department")
DATES = 12  # status dates that patterns look back on
PHONE = 4  # status dates whose percentages a phone has room for side by side


def choose(view: View) -> None:
    """Go on only with exactly one manager or one department chosen; otherwise offer the names, in alphabetical order."""
    if not data.dimensions(view, "conformity"):
        st.info(t("coaching.old_release", view.lang), icon=":material/history:")
        st.stop()
    if any(len(view.chosen.get(key, ())) == 1 for key in SUBJECTS):
        return
    words.title(t("coaching.title", view.lang), t("coaching.about", view.lang))
    st.info(t("coaching.choose", view.lang), icon=":material/person_search:")
    places = st.columns(2)
    for place, key in zip(places, SUBJECTS, strict=True):
        names = [v for v in data.options(view.release)[key] if v != data.NOT_STATED]
        widget = f"choose_{key}"
        place.selectbox(
            t(f"filter.{key}", view.lang), names, index=None, key=widget, placeholder=t("coaching.name", view.lang),
            on_change=lambda key=key, widget=widget: links.narrow(key, st.session_state[widget]),
        )  # fmt: skip
    portfolios(view)
    gaps(view)
    words.footer(view)
    st.stop()


def portfolios(view: View) -> None:
    """Which share of the practices that apply is kept, by portfolio, at the last status dates."""
    rows = data.evaluate(view, "conformity_rate", ("portfolio", "as_of")).filter(
        pl.col("as_of").is_in(view.dates[-PHONE:])
    )
    rows = rows.with_columns(
        pl.col("portfolio").fill_null(data.NOT_STATED), pl.col("value").alias("conformity"),
        pl.Series("date_name", [short_day(d, view.lang) for d in rows["as_of"]], pl.String),
    ).sort("as_of", "portfolio")  # fmt: skip
    now = data.evaluate(view, "conformity_rate")["value"].item()
    title = words.say(view, "coaching.portfolios", share=show(now, "share", view.lang), date=day(view.as_of, view.lang))
    words.chart(
        view, Heatmap("date_name", "portfolio", "conformity", "share"), rows, "conformity", title,
        height=max(180, 60 + 34 * rows["portfolio"].n_unique()), table=("as_of", "portfolio", "conformity"),
        drill=lambda cell: links.narrow("portfolio", cell[1]),
    )  # fmt: skip


def headline(view: View) -> None:
    """Whose projects these are, and how many; the page stops where none is active."""
    projects = _active(view)
    if projects.is_empty():
        words.nothing(view)
        st.stop()
    names = " · ".join(v for key in SUBJECTS for v in view.chosen.get(key, ()))
    words.finding(view, "finding.coaching", name=names, count=projects.height)
    st.caption(t("coaching.about", view.lang))


def _active(view: View) -> pl.DataFrame:
    return data.rows(view, "project_status").filter(pl.col("is_active"))


def patterns(view: View) -> None:
    """Five figures with what they stand on: practices kept, forecast bias in time and money, notice of slips, honesty."""
    moves = data.history(view, "forecast_move", DATES)
    heard = patterns_of.notice(data.history(view, "milestone_notice", DATES))
    kept = patterns_of.conformity(data.rows(view, "conformity"))
    honest = patterns_of.honesty(data.rows(view, "project_status"))
    figures = (
        ("conformity", kept, show(kept.value, "share", view.lang), _trend(view, "conformity_rate")),
        ("finish_bias", *_signed(view, patterns_of.finish_bias(moves), "days"), ""),
        ("cost_bias", *_signed(view, patterns_of.cost_bias(moves), "share"), ""),
        ("notice", heard, show(heard.value, "days", view.lang), ""),
        ("honesty", honest, show(honest.value, "share", view.lang), _trend(view, "rag_gap_rate")),
    )
    for place, (key, pattern, value, trend) in zip(st.columns(len(figures)), figures, strict=True):
        with place:
            _figure(view, key, pattern, value, trend)


def _signed(view: View, pattern: Pattern, unit: str) -> tuple[Pattern, str]:
    return pattern, show(pattern.value, unit, view.lang, signed=True)


def _trend(view: View, metric: str) -> str:
    """The same share at the last status dates, oldest first."""
    series = data.evaluate(view, metric, ("as_of",)).tail(6)
    return " → ".join(show(v, "percent", view.lang) for v in series["value"])


def _figure(view: View, key: str, pattern: Pattern, value: str, trend: str) -> None:
    """A pattern as a card: grey, with a word of warning, where it stands on too few cases."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(t(f"coaching.{key}", view.lang), help=t(f"chart.{key}", view.lang))
        st.markdown(f"#### {plain(value)}" if pattern.enough else f"#### :gray[{plain(value)}]")
        thing = "milestones" if pattern.fewest == patterns_of.FEWEST_MILESTONES else "projects"
        cases = t(f"coaching.{thing}", view.lang, things=pattern.things, cases=pattern.cases)
        if key in ("finish_bias", "cost_bias"):
            cases += t("coaching.sides", view.lang, up=pattern.above, down=pattern.below)
        st.caption(cases if pattern.enough else t("coaching.too_few", view.lang, cases=cases))
        if trend and pattern.enough:
            st.caption(trend)


def gaps(view: View) -> None:
    """Practices not kept, with the projects concerned and what to do."""
    verdicts = data.rows(view, "conformity")
    found = patterns_of.gaps(verdicts)
    unknown = (
        verdicts.filter(pl.col("not_assessed") == "not_loaded").sort("place")["standard"].unique(maintain_order=True)
    )
    words.heading(view, words.say(view, "coaching.gaps", count=found.height), "practice_gaps")
    told = [standard_words(view, name) for name in found["standard"]]
    shown = found.with_columns(
        pl.Series("standard", [name for name, _, _ in told], pl.String),
        pl.Series("why", [why for _, why, _ in told], pl.String),
        pl.Series("todo", [todo for _, _, todo in told], pl.String),
    )
    shown_columns = ("standard", "missed", "assessed", "projects_missing", "todo", "why")
    words.table(view, shown, shown_columns, "gaps", of="conformity", alt=t("chart.practice_gaps", view.lang))
    for key, standards in (("not_loaded", list(unknown)), ("off", data.settings(view).standards_off.split())):
        if standards:
            names = ", ".join(standard_words(view, name)[0] for name in standards)
            st.caption(words.say(view, f"coaching.{key}", names=names))


def standard_words(view: View, name: str) -> tuple[str, str, str]:
    """Name, reason and remedy of a standard; its id where this version does not know it any more."""
    standard = STANDARDS.get(name)
    if standard is None:
        return name, NOTHING, NOTHING
    if view.lang == "zh":
        return standard.name_zh, standard.why_zh, standard.todo_zh
    return standard.name, standard.why, standard.todo


def slips(view: View) -> None:
    """How long before the date it was heard that a milestone would slip."""
    found = data.history(view, "milestone_notice", DATES)
    pattern = patterns_of.notice(found)
    bands = patterns_of.notice_bands(found) if found.height else found.select(band="milestone", slips="moved_days")
    names = [t(f"notice.{band}", view.lang) for band in bands["band"]] if found.height else []
    rows = bands.with_columns(pl.Series("notice_band", names, pl.String))
    key = "coaching.slips" if pattern.enough else "coaching.slips_few"
    title = words.say(view, key, count=pattern.cases, milestones=pattern.things)
    words.chart(view, Bars("notice_band", "slips"), rows, "slips", title, height=220, table=("notice_band", "slips"))


def honesty(view: View) -> None:
    """By how many levels each report was better than the figures, at the last status dates."""
    found = data.history(view, "project_status", 6).filter(pl.col("is_active") & pl.col("rag_gap").is_not_null())
    found = found.with_columns(
        pl.Series("date_name", [short_day(d, view.lang) for d in found["as_of"]], pl.String)
    ).sort("as_of", "project_id")  # fmt: skip
    better = found.filter(pl.col("as_of") == view.as_of, pl.col("rag_gap") >= 1).height
    title = words.say(view, "coaching.gap_by_project", count=better)
    words.chart(
        view, Heatmap("date_name", "project", "rag_gap", middle=0.0), found, "gap_by_project", title,
        height=max(220, 60 + 26 * found["project_id"].n_unique()), table=("as_of", "project", "rag", "computed_rag", "rag_gap"),
        drill=lambda cell: words.open_project(view, found, cell[1]),
    )  # fmt: skip


def similar_projects(view: View) -> None:
    """For each project outside the limits, the most similar one that goes well, and what they have in common."""
    everything = data.rows(view.without_filters(), "project_status")
    limits = data.settings(view)
    well = went_well(everything, limits.amber_over, limits.amber_days_late)
    troubled = _active(view).filter(pl.col("computed_rag").is_in(["amber", "red"]))
    pairs = [(row, similar(row, well)) for row in troubled.sort("project_id").iter_rows(named=True)]
    found = [_pair(view, row, match) for row, match in pairs if match is not None]
    rows = pl.DataFrame(
        found, schema=["project_id", "project", "computed_rag", "similar", "manager", "in_common"], orient="row"
    )
    words.heading(view, words.say(view, "coaching.similar", count=rows.height, troubled=troubled.height), "similar")
    words.table(view, rows, tuple(rows.columns[1:]), "similar", alt=t("chart.similar", view.lang), download=False)


def _pair(view: View, row: dict[str, object], match: Match) -> tuple[object, ...]:
    reasons = ", ".join(t(f"common.{reason}", view.lang) for reason in match.reasons)
    return row["project_id"], row["project"], row["computed_rag"], match.row["project"], match.row["manager"], reasons


def certificates(view: View) -> None:
    """Certificates that ran out or soon will, of the manager and of everybody booked on these projects."""
    soon = expiring(view, _active(view))
    words.heading(view, words.say(view, "coaching.certificates", count=soon.height), "certificates")
    names = ("person", "role", "course", "valid_until", "days_left")
    words.table(view, soon, names, "certificates", alt=t("chart.certificates", view.lang), download=False)


def expiring(view: View, projects: pl.DataFrame) -> pl.DataFrame:
    """Certificates that ran out or soon will, of the managers of these projects and of everybody booked on them."""
    everybody = view.without_filters()
    bookings = data.rows(everybody, "assignment_at")
    booked = bookings.filter(pl.col("project_id").is_in(projects["project_id"].implode()))["person_id"].implode()
    managers = projects["manager"].implode()
    theirs = pl.col("person_id").is_in(booked) | pl.col("person").is_in(managers)
    return patterns_of.expiring(data.rows(everybody, "certificate").filter(theirs))


def lessons(view: View) -> None:
    """Lessons that fit these projects, with what makes them fit."""
    rows = fitting(view, _active(view).sort("project_id"))
    words.heading(view, words.say(view, "coaching.lessons", count=rows.height), "lessons")
    names = ("project", "lesson", "recommendation", "in_common")
    words.table(view, rows, names, "lessons", alt=t("chart.lessons", view.lang), download=False)


def fitting(view: View, projects: pl.DataFrame) -> pl.DataFrame:
    """Lessons of other projects that fit these: project_id, project, lesson, recommendation, in_common (in words)."""
    everybody = view.without_filters()
    known = pl.col("raised_on").is_null() | (pl.col("raised_on") <= view.as_of)
    log = data.rows(everybody, "lesson").filter(known)
    everything, found = data.rows(everybody, "project_status"), []
    risks = data.rows(everybody, "risk_status").filter("is_open") if log.height else log
    for row in projects.iter_rows(named=True) if log.height else ():
        own = risks.filter(pl.col("project_id") == row["project_id"])
        about = " ".join(str(x) for x in (row["project"], row["program"], *own["title"], *own["category"]) if x)
        for match in fitting_lessons(row, about, log, everything):
            reasons = ", ".join(_reason(view, reason) for reason in match.reasons)
            lesson = match.row
            found.append((row["project_id"], row["project"], lesson["title"], lesson["recommendation"], reasons))
    schema = ["project_id", "project", "lesson", "recommendation", "in_common"]
    return pl.DataFrame(found, schema=dict.fromkeys(schema, pl.String), orient="row")


def _reason(view: View, reason: str) -> str:
    """A code in words; a word that both texts use stands for itself."""
    key = f"common.{reason}"
    return t(key, view.lang) if known(key, view.lang) else columns.one_line(reason)
