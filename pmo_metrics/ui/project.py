"""One project: what it reports beside what its figures say, and where every figure was read."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pmo_metrics.chart import SHAPES
from pmo_metrics.text import t
from pmo_metrics.text.numbers import NOTHING, day
from pmo_metrics.text.plain import one_line, plain
from pmo_metrics.ui import answers, coaching, columns, data, warnings, words
from pmo_metrics.ui.cost import time_chart
from pmo_metrics.ui.data import View
from pmo_metrics.ui.overview import lane_chart, lane_legend

Row = dict[str, Any]


def choose(view: View) -> Row:
    """The project the link names, whatever the filters are; stops with a sentence when it names none or an unknown one."""
    rows = data.rows(view.without_filters(), "project_status").sort("project", "project_id")
    names = {pid: f"{name} · {pid}" for pid, name in rows.select("project_id", "project").iter_rows()}
    wanted = st.query_params.get("project")
    st.session_state["choose_project"] = wanted if wanted in names else None
    st.selectbox(
        t("project.choose", view.lang), list(names), index=None, key="choose_project", format_func=lambda p: one_line(names[p]),
        placeholder=t("project.choose", view.lang), label_visibility="collapsed", on_change=_remember,
    )  # fmt: skip
    if wanted and wanted not in names:
        st.warning(
            words.say(view, "project.unknown", project=wanted, date=day(view.as_of, view.lang)),
            icon=":material/link_off:",
        )
        st.stop()
    if not wanted:
        listing(view)
        st.stop()
    return next(row for row in rows.iter_rows(named=True) if row["project_id"] == wanted)


def listing(view: View) -> None:
    """Every project in scope, the most pressing first, to open one from."""
    rows = data.rows(view, "project_status").with_columns(answers.variance())
    if rows.is_empty():
        words.nothing(view)
        return
    words.finding(view, "finding.project_list", count=rows.height)
    worst = pl.max_horizontal(answers.concern("rag"), answers.concern("computed_rag")) * pl.col("is_active")
    rows = rows.sort([worst, "finish_slip_days", "project_id"], descending=[True, True, False], nulls_last=True)
    names = (
        "project",
        "rag",
        "computed_rag",
        "portfolio",
        "manager",
        "stage",
        "finish_slip_days",
        "variance",
        "open_risks",
    )
    words.table(view, rows, names, "project_list", alt=t("project.none", view.lang), height=560)


def _remember() -> None:
    chosen = st.session_state["choose_project"]
    if chosen is None:
        st.query_params.pop("project", None)
    else:
        st.query_params["project"] = chosen


def verdict(view: View, row: Row) -> None:
    """Name, reported and computed status side by side with the reason, people, narrative and ask."""
    facts = [row["project_id"], row["portfolio"], row["program"], row["stage"], row["manager"]]
    reported_on = words.say(view, "project.reported_on", date=day(row["reported_on"], view.lang))
    words.title(plain(row["project"]), plain(" · ".join(str(f) for f in facts if f)) + " · " + reported_on)
    reported, computed, words_of = st.columns([1, 1, 2], gap="small")
    with reported.container(border=True, height="stretch"):
        st.markdown(f"**{t('project.reported', view.lang)}**", help=t("chart.reported", view.lang))
        st.markdown(f"#### {chip(view, row['rag'])}")
        parts = [f"{t(f'column.{c}', view.lang)} {columns.status_word(view.lang, row[c])}" for c in _PARTS if row[c]]
        st.caption(plain(" · ".join(parts)) if parts else t("project.no_parts", view.lang))
    with computed.container(border=True, height="stretch"):
        st.markdown(f"**{t('project.computed', view.lang)}**", help=t("chart.computed", view.lang))
        st.markdown(f"#### {chip(view, row['computed_rag'])}")
        st.caption(plain(words.reason(view, row["computed_reason"], row["computed_figure"])))
        if (row["rag_gap"] or 0) >= 1:
            st.markdown(f":orange[▲ {t('project.gap', view.lang, steps=row['rag_gap'])}]")
    with words_of.container(border=True, height="stretch", gap="xsmall"):
        for key in ("narrative", "ask"):
            st.markdown(f"**{t(f'column.{key}', view.lang)}**")
            st.text(row[key] or NOTHING)


_PARTS = ("reported_schedule_rag", "reported_cost_rag", "reported_scope_rag", "reported_resource_rag")
_COLOURS = {"red": "red", "amber_red": "red", "amber": "orange", "amber_green": "green", "green": "green"}


def chip(view: View, level: str | None) -> str:
    """Markdown for a status: shape and word, with the colour that is bound to it."""
    text = f"{SHAPES.get(level or '', '○')} {plain(columns.word(view.lang, 'rag', level or 'not_reported'))}"
    return f":{_COLOURS.get(level or '', 'gray')}[{text}]"


def figures(view: View, row: Row) -> None:
    """Budget, actual, forecast, their difference and finish of this project."""
    one, key = view.without_filters(), _only(row)
    words.tiles(one, "budget", "actual_cost", "forecast_cost", "variance_at_completion", "finish_slip_days", where=key)


def money_tiles(view: View, row: Row) -> None:
    """Budget, actual, forecast, their difference and cost index of this project."""
    one, key = view.without_filters(), _only(row)
    words.tiles(one, "budget", "actual_cost", "forecast_cost", "variance_at_completion", "cpi", where=key)


def warned(view: View, row: Row) -> None:
    """What should be looked at before it is in the figures."""
    words.heading(view, t("project.warned", view.lang), "warned")
    with st.container():  # else the cards would stretch to the height of the other column
        warnings.of_project(view, row["project_id"])


def forecast(view: View, row: Row) -> None:
    """Where finish and cost will probably end, as ranges."""
    words.heading(view, t("project.forecast", view.lang), "range")
    warnings.forecast(view, row["project_id"])


PARTS = ("needs", "schedule", "money", "risks", "reports")


def part(view: View) -> str:
    """Which side of the project is shown below its figures; first, what needs somebody."""
    return words.switch(view, "part", PARTS, t("project.part", view.lang), "part")


def practices(view: View, row: Row) -> None:
    """The practices this project does not keep: why each is asked for, and what to do."""
    if not data.dimensions(view, "conformity"):  # a release of an earlier version
        return
    verdicts = _own(view, "conformity", row).filter(pl.col("met").is_not_null()).sort("place")
    if verdicts.is_empty():
        return
    missed = verdicts.filter(pl.col("met").not_())["standard"].to_list()
    title = words.say(view, "project.practices", kept=verdicts.height - len(missed), count=verdicts.height)
    words.heading(view, title, "practice_gaps")
    for name, why, todo in (coaching.standard_words(view, standard) for standard in missed):
        st.markdown(f"**{plain(name)}** – {plain(why)}  \n→ {plain(todo)}")


def certificates(view: View, row: Row) -> None:
    """Certificates of the manager and of everybody booked here that ran out or soon will; nothing where there is none."""
    status = data.rows(view.without_filters(), "project_status")
    soon = coaching.expiring(view, status.filter(pl.col("project_id") == row["project_id"]))
    if soon.height:
        words.heading(view, words.say(view, "coaching.certificates", count=soon.height), "certificates")
        words.table(view, soon, ("person", "course", "valid_until", "days_left"), "certificates", download=False)


def lessons(view: View, row: Row) -> None:
    """Lessons of other projects that fit this one; nothing where there is none."""
    status = data.rows(view.without_filters(), "project_status")
    rows = coaching.fitting(view, status.filter(pl.col("project_id") == row["project_id"]))
    if rows.height:
        words.heading(view, words.say(view, "project.lessons", count=rows.height), "lessons")
        words.table(view, rows.drop("project_id"), ("lesson", "recommendation", "in_common"), "lessons", download=False)


def milestones(view: View, row: Row) -> None:
    """Every milestone, baseline to forecast, each in its own lane."""
    rows = _own(view, "milestone_status", row).sort("baseline_date", "milestone_id", nulls_last=True)
    late = rows.filter(pl.col("state").is_in(["overdue", "forecast_late"])).height
    title = words.say(view, "project.milestones", late=late, count=rows.height)
    names = ("milestone", "state", "baseline_date", "effective_date", "slip_days", "owner")
    words.chart(
        view,
        lane_chart(view, "milestone"),
        rows.filter(pl.col("state") != "cancelled"),
        "project_lanes",
        title,
        table=names,
        height=max(190, 60 + 30 * min(rows.height, 12)),
        legend=lane_legend(view),
    )


def spending(view: View, row: Row) -> None:
    """Plan, actual and forecast, added up month by month."""
    rows = answers.cumulative(_own(view, "cost_month", row), view.as_of)
    words.chart(
        view,
        time_chart(view),
        rows,
        "project_cost",
        t("cost.over_time", view.lang),
        table=("month", "plan", "actual", "forecast"),
    )


def risks(view: View, row: Row) -> None:
    """The project's open risks, the largest expected loss first."""
    rows = answers.top_exposures(_own(view, "risk_status", row))
    words.heading(view, words.say(view, "risk.table", count=rows.height), "risk_table")
    names = ("title", "category", "probability", "cost_likely", "emv", "score", "owner", "response", "response_due")
    words.table(view, rows, names, "project_risks", download=False)


def entries(view: View, row: Row) -> None:
    """The project's open issues, decisions, actions and changes, the most pressing first; nothing where there is none."""
    own = answers.pressing(_own(view, "register_status", row).filter("is_open")).rename({"title": "entry"})
    if own.height:
        overdue = own.filter("is_overdue").height
        words.heading(view, words.say(view, "registers.title", count=own.height, overdue=overdue), "registers")
        names = ("kind", "entry", "priority", "owner", "due", "overdue_days", "age_days", "cost_impact", "days_impact")
        words.table(view, own, names, "project_entries", download=False)


def reports(view: View, row: Row) -> None:
    """Every report of this project, the newest first: what was said then beside what the figures said then."""
    rows = data.history(view.without_filters(), "project_status", where=_only(row)).sort("as_of", descending=True)
    words.heading(view, words.say(view, "project.reports", count=rows.height), "reports")
    names = (
        "as_of",
        "rag",
        "computed_rag",
        "budget",
        "forecast_cost",
        "actual_cost",
        "effective_finish",
        "finish_slip_days",
        "percent_complete",
        "narrative",
    )
    words.table(view, rows, names, "reports", download=False)


def sources(view: View, row: Row) -> None:
    """The rows of the files, table by table."""
    one, key = view.without_filters(), _only(row)
    parts = [
        (name, data.rows(one, name, where=key))
        for name in ("project", "milestone", "cost", "risk", "progress", "assignment")
    ]
    words.source_rows(view, [(name, rows) for name, rows in parts if rows.height])


def _own(view: View, table: str, row: Row) -> pl.DataFrame:
    return data.rows(view.without_filters(), table, where=_only(row))


def _only(row: Row) -> data.Where:
    return {"project_id": (row["project_id"],)}
