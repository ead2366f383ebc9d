"""Early warnings: what needs somebody before it is in the figures, what came and went, and how good such warnings were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_metrics.analysis.backtest import NAIVE, Question, Score, backtest
from pmo_metrics.analysis.forecast import FIGURES, Accuracy, Classes, Range, accuracy, classes, ranges
from pmo_metrics.rule import KEYS, Rule, sentence
from pmo_metrics.rules import RULES
from pmo_metrics.text import t
from pmo_metrics.text.numbers import day, show
from pmo_metrics.text.plain import plain
from pmo_metrics.ui import data, links, words
from pmo_metrics.ui.data import View

PRESSING = 8
_MARKS = {"high": ":red[◆]", "medium": ":orange[▲]", "low": ":gray[●]"}
_TRENDS = {"new": ":violet[✚]", "worse": ":red[↗]", "better": ":green[↘]", "same": ":gray[→]"}
_COLUMNS = (
    "urgency", "project", "sentence", "since", "trend", "sure", "stake", "todo", "file", "sheet", "row",
)  # fmt: skip


def headline(view: View) -> pl.DataFrame:
    """How many warnings stand, as the page's title; gives them in their order."""
    if not _warns(view):
        st.stop()
    found = standing(view)
    new = found.filter(pl.col("since") == view.as_of).height
    key = "finding.warnings" if view.previous else "finding.warnings_first"
    since = day(view.previous, view.lang)
    words.finding(view, key, "warning", count=found.height, projects=found["project_id"].drop_nulls().n_unique(), new=new, since=since)  # fmt: skip
    if view.filters and found["project_id"].null_count():
        st.caption(t("warnings.unfiltered", view.lang))
    return found


def _warns(view: View) -> bool:
    """Whether the release knows warnings; one made by an earlier version says so instead."""
    known = bool(data.dimensions(view, "warning"))
    if not known:
        st.info(t("warnings.old_release", view.lang), icon=":material/history:")
    return known


def standing(view: View, as_of: date | None = None) -> pl.DataFrame:
    """The warnings at a status date, the most pressing first: by severity, sureness, then money at stake.

    Roles and persons belong to no portfolio, so what is said of them stands under every filter.
    """
    everyone = data.rows(view.without_filters(), "warning", as_of)
    if view.filters:
        everyone = everyone.filter(pl.col("project_id").is_null() | data.in_scope(view, "warning"))
    return everyone.sort("place")


def top(view: View, count: int = PRESSING, found: pl.DataFrame | None = None) -> None:
    """The most pressing warning of each of the first projects, in words; what else is said of them in a line below."""
    if not _warns(view):
        return
    found = standing(view) if found is None else found
    if found.is_empty():
        st.caption(t("warnings.none", view.lang))
        return
    first = found.unique(["project_id", "role", "person_id"], keep="first", maintain_order=True).head(count).to_dicts()
    for pair in (first[n : n + 2] for n in range(0, len(first), 2)):
        for place, row in zip(st.columns(2, gap="small"), pair, strict=False):
            with place:
                _card(view, row, _others(found, row))


def _others(found: pl.DataFrame, row: Mapping[str, Any]) -> list[str]:
    """The other rules that warn of the same project; a role or person has none."""
    if row["project_id"] is None:
        return []
    same = found.filter((pl.col("project_id") == row["project_id"]) & (pl.col("rule") != row["rule"]))
    return list(dict.fromkeys(same["rule"]))


def of_project(view: View, project_id: str) -> None:
    """Every warning on a project, in words."""
    if not _warns(view):
        return
    found = standing(view.without_filters()).filter(pl.col("project_id") == project_id)
    if found.is_empty():
        st.caption(t("warnings.none_here", view.lang))
    for row in found.iter_rows(named=True):
        _card(view, row)


def _card(view: View, row: Mapping[str, Any], others: Sequence[str] | None = None) -> None:
    """One warning: on what (where others are given), what is said, since when, which way it goes, how sure, what to do."""
    with st.container(border=True, gap="xsmall", height="stretch"):
        if others is not None and row["project_id"]:
            st.button(
                plain(row["project"] or row["project_id"]), key=f"warned_{row['rule']}_{_key(row)}", type="tertiary",
                icon=":material/arrow_forward:", icon_position="right",
                on_click=lambda: links.open_page("project", project=row["project_id"]),
            )  # fmt: skip
        st.markdown(f"{_MARKS[row['severity']]} **{plain(said(view, row))}**")
        st.caption(_facts(view, row))
        st.markdown(f"→ {plain(todo(view, RULES[row['rule']]))}")
        if others:
            names = ", ".join(plain(name(view, RULES[r])) for r in others)
            st.caption(t("warnings.also", view.lang) + " " + names)


def _key(row: Mapping[str, Any]) -> str:
    return "_".join(str(row[k]) for k in KEYS if row[k])


def _facts(view: View, row: Mapping[str, Any]) -> str:
    urgency = t(f"urgency.{row['severity']}", view.lang)
    trend = _TRENDS[row["trend"]] + " " + t(f"trend.{row['trend']}", view.lang)
    sure = t(f"sure.{row['sure']}", view.lang)
    if row["weak_because"]:
        sure += " (" + t(f"weak.{row['weak_because']}", view.lang) + ")"
    since = words.say(view, "warnings.since", date=day(row["since"], view.lang))
    stake = words.say(view, "warnings.stake", amount=words.money(view, row["money"])) if row["money"] else ""
    return " · ".join(x for x in (urgency, since, trend, sure, stake) if x)


def said(view: View, row: Mapping[str, Any]) -> str:
    """The warning's sentence in the reader's language, still as it came from the file."""
    return sentence(RULES[row["rule"]], row, view.lang)


def name(view: View, rule: Rule) -> str:
    """The rule's name in the reader's language."""
    return rule.name_zh if view.lang == "zh" else rule.name


def todo(view: View, rule: Rule) -> str:
    """What to do next, in the reader's language."""
    return rule.todo_zh if view.lang == "zh" else rule.todo


def table(view: View, found: pl.DataFrame) -> None:
    """Every warning with the row of the file it stands on."""
    words.heading(view, words.say(view, "warnings.table", count=found.height), "warnings")
    words.table(view, _dressed(view, found), _COLUMNS, "warnings", alt=t("chart.warnings", view.lang))


def _dressed(view: View, found: pl.DataFrame) -> pl.DataFrame:
    told = [said(view, row) for row in found.iter_rows(named=True)]
    do = [todo(view, RULES[rule]) for rule in found["rule"]]
    names = [name(view, RULES[rule]) for rule in found["rule"]]
    return found.with_columns(
        pl.Series("sentence", told, pl.String), pl.Series("todo", do, pl.String), pl.Series("warning", names, pl.String),
        pl.col("money").alias("stake"), pl.col("severity").alias("urgency"), pl.coalesce("project", "subject").alias("project"),
    )  # fmt: skip


def gone(view: View, found: pl.DataFrame) -> None:
    """What was warned of at the previous status date and no longer is."""
    if view.previous is None:
        return
    before = standing(view, view.previous)
    lost = before.join(found, on=["rule", *KEYS], how="anti", nulls_equal=True)
    words.heading(view, words.say(view, "warnings.gone", count=lost.height, date=day(view.previous, view.lang)), "gone")
    if lost.height:
        words.table(view, _dressed(view, lost), ("project", "warning", "sentence", "since"), "gone", download=False)


# How good they are


def quality(view: View) -> None:
    """Backtest and calibration over the loaded history, made when a reader asks for them."""
    box = st.expander(
        t("warnings.quality", view.lang), icon=":material/fact_check:", key="warning_quality", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        question = Question()
        scores, measured = _measured(view.release.fingerprint, view.as_of, view)
        st.caption(
            words.say(view, "warnings.question", horizon=question.horizon_days, days=question.slip_days,
                      growth=show(question.cost_growth, "percent"))
        )  # fmt: skip
        enough = [s for s in scores if s.enough]
        if enough:
            words.table(view, _scores(view, enough), _SCORE_COLUMNS, "backtest", download=False)
        counted = {s.rule for s in enough}
        few = [name(view, RULES[r]) for r in RULES if r not in counted]
        if few:
            st.caption(words.say(view, "warnings.few", rules=", ".join(few)))
        for one in measured:
            st.caption(_calibration(view, one))


_SCORE_COLUMNS = (
    "warning",
    "event",
    "cases",
    "base_rate",
    "warned",
    "precision",
    "recall",
    "lead_days",
    "false_alarms",
)


def _scores(view: View, scores: list[Score]) -> pl.DataFrame:
    naive = t("warnings.naive", view.lang)
    return pl.DataFrame(
        {
            "warning": [naive if s.rule == NAIVE else name(view, RULES[s.rule]) for s in scores],
            "event": [t(f"event.{s.event}", view.lang) for s in scores],
            "cases": [s.cases for s in scores], "base_rate": [s.base_rate for s in scores],
            "warned": [s.warnings for s in scores], "precision": [s.precision for s in scores],
            "recall": [s.recall for s in scores], "lead_days": [s.lead_days for s in scores],
            "false_alarms": [s.false_alarms for s in scores],
        }
    )  # fmt: skip


def _calibration(view: View, one: Accuracy) -> str:
    figure = t(f"range.{one.figure}", view.lang)
    if one.coverage is None:
        return words.say(view, "warnings.not_calibrated", figure=figure, cases=one.cases)
    errors = (show(e, "share", view.lang) for e in (one.coverage, one.error, one.error_stated))
    inside, error, stated = errors
    return words.say(
        view, "warnings.calibrated", figure=figure, cases=one.cases, inside=inside, error=error, stated=stated
    )


@st.cache_resource(show_spinner=False, max_entries=20)
def _measured(fingerprint: str, as_of: date, _view: View) -> tuple[list[Score], list[Accuracy]]:
    history, warned = _history(_view, "project_status"), _history(_view, "warning")
    return backtest(history, warned), [accuracy(history, figure) for figure in FIGURES]


def _history(view: View, mart: str) -> pl.DataFrame:
    """The rows of a mart at every status date up to the reader's, whatever the filters are."""
    return data.history(view.without_filters(), mart, len(view.dates))


# Forecasts as ranges


def forecast(view: View, project_id: str) -> None:
    """Finish and outturn of a project as ranges, each with what it rests on."""
    for one in _ranges(view, project_id):
        low, middle, high = (_bound(view, one, value) for value in (one.low, one.middle, one.high))
        name_of = t(f"range.{one.figure}", view.lang)
        head = words.say(view, f"range.{one.basis}_head", figure=name_of, low=low, high=high)
        st.markdown(f"**{head}**", help=t("chart.range", view.lang))
        line = words.say(
            view, f"range.{one.basis}", middle=middle, stated=_bound(view, one, one.stated), cases=one.cases
        )
        st.caption(line)


def _bound(view: View, one: Range, value: date | float) -> str:
    return day(value, view.lang) if isinstance(value, date) else words.money(view, value)


def _ranges(view: View, project_id: str) -> list[Range]:
    own = _history(view, "project_status").filter(pl.col("project_id") == project_id)
    return ranges(own, _classes(view.release.fingerprint, view.as_of, view))


@st.cache_resource(show_spinner=False, max_entries=20)
def _classes(fingerprint: str, as_of: date, _view: View) -> Classes:
    return classes(_history(_view, "project_status"))
