"""How each column of a table looks: its label in the reader's language, its unit in the header, its format."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from streamlit.column_config import ButtonColumn, DateColumn, MultiselectColumn, NumberColumn, TextColumn

from pmo_metrics.chart import SHAPES
from pmo_metrics.text import known, t
from pmo_metrics.text.numbers import step
from pmo_metrics.text.plain import one_line

KINDS: dict[str, str] = (
    dict.fromkeys(
        ("budget", "original_budget", "forecast_cost", "actual_cost", "variance", "risk_exposure", "cost_likely", "emv",
         "contingency", "contingency_left", "threat_cost", "p80", "cost_impact", "threats", "net", "opportunities", "amount", "planned", "exposure", "pv", "ev", "ac", "bac", "eac_low", "eac_high", "eac_remaining", "eac_cpi", "eac_cpi_spi", "eac_weighted", "eac_recent", "value_money",
         "benefit_planned", "benefit_forecast", "benefit_due", "benefit_realised", "benefit_behind", "committed", "stake", "funds_left", "burn", "actual", "forecast", "plan"), "money",
    )
    | dict.fromkeys(("finish_slip_days", "margin_days", "total_slip_days", "last_slip_days", "days_left", "slip_days", "moved_days", "report_age_days", "days_likely", "days", "age_days", "overdue_days", "days_impact", "lead_days"), "days")
    | dict.fromkeys(
        ("milestones_overdue", "milestones_late", "open_risks", "rows_read", "rows_loaded", "rows_quarantined",
         "rows_not_data", "risks", "projects", "row", "problems", "rows", "size", "number", "missed", "assessed", "cases", "warned", "false_alarms", "slips", "rag_gap", "lines", "milestones"), "count",
    )
    | dict.fromkeys(
        ("available_hours", "worked_hours", "project_hours", "allocated_hours", "soft_hours", "over_hours", "hours"), "hours",
    )
    | dict.fromkeys(("percent_complete", "conformity", "probability", "confidence", "chance", "precision", "recall", "base_rate", "allocation", "utilization"), "share")
    | dict.fromkeys(("score", "likelihood_score", "impact_score", "pace", "cpi", "spi", "spi_time", "tcpi"), "number")
    | dict.fromkeys(("rag", "computed_rag", "reported_schedule_rag", "reported_cost_rag", "reported_scope_rag",
                     "reported_resource_rag", "previous_rag", "level", "before_level"), "status")
    | dict.fromkeys(("needed_by", "was_date", "delivery_date", "plan_date", "arrival_from", "arrival_to", "baseline_date", "forecast_date", "actual_date", "effective_date", "effective_finish", "baseline_finish",
                     "next_milestone_date", "reported_on", "as_of", "proximity", "due", "response_due", "reviewed_on", "valid_until", "since", "baseline_start", "start",
                     "runs_out_on"), "date")
    | dict.fromkeys(("month", "period"), "month")
)  # fmt: skip
# Columns whose values are codes with words of their own.
CODED = (
    "state",
    "status",
    "risk_status",
    "kind",
    "severity",
    "table",
    "step",
    "unit",
    "good",
    "pv_basis",
    "booking",
    "as_of_basis",
    "action",
    "thing",
    "check_code",
    "missing",
    "obstacle",
    "pi_level",
    "proximity_state",
    "response_state",
    "entry_status",
    "change_state",
    "change_kind",
    "verdict",
    "urgency",
    "trend",
    "sure",
    "outcome",
)
WIDE = ("narrative", "ask", "cells", "sentence", "todo")


def kind_of(name: str) -> str:
    """money, days, count, hours, share, number, status, date, month or text."""
    return KINDS.get(name, "text")


def label(lang: str, name: str) -> str:
    """The column's name as a reader of the language calls it."""
    return t(f"column.{name}", lang)


def word(lang: str, column: str, code: object) -> str:
    """The word for a code of a column; the code itself where there is no word."""
    key = f"{column}.{str(code).replace(' ', '_')}"
    return t(key, lang) if known(key, lang) else one_line(code)


def status_word(lang: str, level: str | None) -> str:
    """Shape and word of a status level: ◆ Off track."""
    level = level or "not_reported"
    return f"{SHAPES.get(level, '○')} {word(lang, 'rag', level)}"


def dressed(
    lang: str, rows: pl.DataFrame, names: tuple[str, ...], colours: Mapping[str, str], currency: str = ""
) -> tuple[pl.DataFrame, dict[str, object]]:
    """The chosen columns ready to show, and how Streamlit should show each."""
    series, config = [], {}
    magnitude = _magnitude(rows.select(n for n in names if kind_of(n) == "money"), lang)
    for name in names:
        shown, how = _one(lang, currency, magnitude, rows[name], name, colours)
        series.append(shown.alias(name))
        config[name] = how
    return pl.DataFrame(series), config


def _one(
    lang: str, currency: str, magnitude: Magnitude, values: pl.Series, name: str, colours: Mapping[str, str]
) -> tuple[pl.Series, object]:
    kind, title = kind_of(name), label(lang, name)
    if kind == "money":
        return _money(currency, magnitude, values, title)
    if kind == "share":
        return values.cast(pl.Float64), NumberColumn(title, format="percent", width="small")
    if kind in ("days", "count", "hours"):
        unit = t(f"unit.{kind}", lang)
        return values, NumberColumn(
            f"{title} ({unit})" if kind != "count" else title, format="localized" if name != "row" else "%d"
        )
    if kind == "number":
        return values.cast(pl.Float64), NumberColumn(title, format="%.2f")
    if kind in ("date", "month"):
        pattern = {"en": ("D MMM YYYY", "MMM YYYY")}.get(lang, ("YYYY-MM-DD", "YYYY-MM"))
        return values, DateColumn(title, format=pattern[kind == "month"])
    if kind == "status":
        return _status(lang, values, title, colours)
    if name in CODED:
        values = pl.Series(name, [None if v is None else word(lang, name, v) for v in values], pl.String)
    return values.cast(pl.String), TextColumn(title, width="large" if name in WIDE else None)


Magnitude = tuple[float, str]  # what amounts are divided by, and how it is written


def _magnitude(amounts: pl.DataFrame, lang: str) -> Magnitude:
    """One for all amounts of a table, so that they compare: that of the largest column, unless another would vanish in it."""
    sizes = [max((abs(v) for v in column.cast(pl.Float64) if v is not None), default=0.0) for column in amounts]
    largest = [size for size in sizes if size]
    whole = step(max(largest, default=0.0), lang)
    return whole if min(largest, default=0.0) >= 0.1 * whole[0] else step(min(largest, default=0.0), lang)


def _money(currency: str, magnitude: Magnitude, values: pl.Series, title: str) -> tuple[pl.Series, object]:
    scale, suffix = magnitude
    unit = " ".join(x for x in (suffix.strip(), currency) if x)
    return values.cast(pl.Float64) / scale, NumberColumn(
        f"{title} ({unit})" if unit else title, format="%.2f" if scale > 1 else "localized"
    )


def _status(lang: str, values: pl.Series, title: str, colours: Mapping[str, str]) -> tuple[pl.Series, object]:
    words = [[status_word(lang, v)] for v in values]
    options = {status_word(lang, level): colours.get(level, "gray") for level in SHAPES}
    how = MultiselectColumn(title, options=list(options), color=list(options.values()))
    return pl.Series(values.name, words, pl.List(pl.String)), how


def open_button(lang: str, on_click: object, key: str, name: str = "project") -> object:
    """A column of names that open the page of what they name."""
    return ButtonColumn(label(lang, name), on_click=on_click, key=key, type="tertiary", alignment="left", pinned=True)
