"""The catalogue of metrics, made from their definitions."""

from __future__ import annotations

import streamlit as st

from pmo_metrics.metric import Metric, Ratio
from pmo_metrics.settings import provenance
from pmo_metrics.text import t
from pmo_metrics.text.numbers import show
from pmo_metrics.text.plain import one_line, plain
from pmo_metrics.ui import data, words
from pmo_metrics.ui.data import View
from pmo_metrics.usage import where_used


def catalogue(view: View) -> None:
    """The metrics of one theme, or the one that the link names."""
    known = data.catalogue()
    words.finding(view, "finding.metrics", count=len(known))
    wanted = st.query_params.get("metric")
    st.session_state["choose_metric"] = wanted if wanted in known else None
    st.selectbox(
        t("metrics.choose", view.lang), list(known), index=None, key="choose_metric", on_change=_remember,
        format_func=lambda m: one_line(words.metric_name(view, known[m])), placeholder=t("metrics.choose", view.lang),
        label_visibility="collapsed",
    )  # fmt: skip
    if wanted and wanted not in known:
        st.warning(words.say(view, "metrics.unknown", metric=wanted), icon=":material/link_off:")
        st.stop()
    if wanted:
        own = [known[wanted]]
    else:
        theme = _theme(view, list(dict.fromkeys(m.theme for m in known.values())))
        own = [m for m in known.values() if m.theme == theme]
    for metric in own:
        with st.expander(_headline(view, metric), expanded=bool(wanted)):
            entry(view, metric)


def _theme(view: View, themes: list[str]) -> str:
    """The theme whose metrics are shown: all at once would be too many to read, and to compute."""
    asked = st.query_params.get("theme")
    st.session_state["choose_theme"] = asked if asked in themes else themes[0]
    chosen = st.segmented_control(
        t("metrics.theme", view.lang), themes, key="choose_theme", required=True, label_visibility="collapsed",
        format_func=lambda theme: t(f"theme.{theme}", view.lang), on_change=_remember_theme,
    )  # fmt: skip
    return str(chosen or themes[0])


def _remember_theme() -> None:
    st.query_params["theme"] = st.session_state["choose_theme"]


def _headline(view: View, metric: Metric) -> str:
    found = data.evaluate(view, metric.id).row(0, named=True)
    value = show(found["value"], metric.unit, view.lang, view.currency)
    return f"**{plain(words.metric_name(view, metric))}** · {plain(value)}"


def _remember() -> None:
    chosen = st.session_state["choose_metric"]
    if chosen is None:
        st.query_params.pop("metric", None)
    else:
        st.query_params["metric"] = chosen


def entry(view: View, metric: Metric) -> None:
    """One metric whole: words, formula, unit, direction, basis, caveat, worked example, today's value with its parts."""
    zh = view.lang == "zh"
    st.markdown(plain(metric.asks_zh if zh else metric.asks))
    facts = {
        "formula": metric.formula, "unit": words.unit(view, metric), "good": t(f"good.{metric.good}", view.lang),
        "basis": metric.basis, "keep": metric.keep_words, "caveat": metric.caveat_zh if zh else metric.caveat,
        "thresholds": _thresholds(view, metric), "used": _used(view, metric), "id": metric.id,
    }  # fmt: skip
    st.markdown("\n".join(f"- **{t(f'definition.{k}', view.lang)}:** {plain(v)}" for k, v in facts.items() if v))
    found = data.evaluate(view, metric.id).row(0, named=True)
    if found["value"] is None:
        st.caption(words.why_missing(view, found["reason"]))
    parts = [t("metrics.rows", view.lang, rows=found["rows"], left_out=found["left_out"])]
    if isinstance(metric.value, Ratio) and found["top"] is not None:
        top, bottom = (
            show(found[part], getattr(metric.value, f"{part}_unit"), view.lang, view.currency)
            for part in ("top", "bottom")
        )
        parts.insert(0, t("metrics.parts", view.lang, top=top, bottom=bottom))
    st.caption(plain(" · ".join(parts)))
    for example in metric.examples[:1]:
        st.markdown(f"**{t('definition.example', view.lang)}**")
        st.code(_example(example.rows), language=None)
        value = (
            show(example.value, metric.unit, view.lang)
            if example.value is not None
            else words.why_missing(view, example.reason)
        )
        st.markdown(f"→ {plain(value)}" + (f" ({plain(example.source)})" if example.source else ""))


def _thresholds(view: View, metric: Metric) -> str:
    """Each setting that judges the metric with its value in this release and where its default comes from."""
    now = data.settings(view)
    return "; ".join(f"{name} = {getattr(now, name)} ({provenance()[name]})" for name in metric.thresholds)


def _used(view: View, metric: Metric) -> str:
    pages = [t(f"page.{page}", view.lang) for page in where_used().get(metric.id, ())]
    return ", ".join(pages) or t("metrics.unused", view.lang)


def _example(rows: str) -> str:
    return "\n".join(line.strip() for line in rows.strip().splitlines())
