"""Money: budget, forecast, actual, and the way from one to the other."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pmo_metrics.chart import Bars, Bullet, Cumulative, PlanActual, Waterfall
from pmo_metrics.fiscal import FiscalPeriod, fiscal_period_on
from pmo_metrics.text import t
from pmo_metrics.text.numbers import day, show
from pmo_metrics.ui import answers, columns, data, links, words
from pmo_metrics.ui.data import View

QUARTERS = 12  # more do not fit beside each other; then years are shown
CATEGORIES = 8
PARTS = ("projects", "time", "earned_value", "funds", "benefits")


def headline(view: View) -> None:
    """By how much the forecast misses the budget."""
    if data.rows(view, "project_status").is_empty():
        words.nothing(view)
        st.stop()
    found = data.evaluate(view, "variance_at_completion").row(0, named=True)
    share = data.evaluate(view, "variance_at_completion_pct").row(0, named=True)
    if found["value"] is None:
        words.finding(view, "finding.cost_unknown")
        return
    key = "finding.cost_over" if found["value"] < 0 else "finding.cost_under"
    size = abs(share["value"]) if share["value"] is not None else None
    words.finding(view, key, amount=words.money(view, abs(found["value"])), share=show(size, "share", view.lang))


def by_group(view: View) -> None:
    """Actual to date against plan to date and whole budget; by program within one portfolio. A click narrows."""
    group = "program" if len(view.chosen.get("portfolio", ())) == 1 else "portfolio"
    rows = answers.spend_by(data.rows(view, "project_status"), data.rows(view, "cost_month"), group, view.as_of)
    names = {name: columns.label(view.lang, name) for name in ("actual_cost", "planned", "budget")}
    title = words.say(view, "cost.by_group", group=columns.label(view.lang, group).lower())
    words.chart(
        view, Bullet(group, "actual_cost", "planned", "budget", names), rows, "bullet", title, height=320,
        table=(group, "actual_cost", "planned", "budget", "forecast_cost"), drill=lambda value: links.narrow(group, value),
    )  # fmt: skip


def steps(view: View) -> None:
    """From original budget to forecast: approved changes, overruns, savings."""
    status = data.rows(view, "project_status")
    rows, (first, last) = answers.budget_to_forecast(status), answers.first_and_last(status)
    if not answers.stated_both(status).height:
        rows = rows.clear()
    named = rows.with_columns(pl.Series("label", [t(f"step.{s}", view.lang) for s in rows["step"]], pl.String))
    kind = Waterfall("label", "amount", "is_total")
    words.chart(
        view,
        kind,
        named,
        "waterfall",
        words.say(view, "cost.steps", first=words.money(view, first), last=words.money(view, last)),
        height=320,
        table=("step", "amount"),
    )


def part(view: View) -> str:
    """What the reader looks at below the findings; benefits only where some are loaded."""
    promised = data.rows(view, "project_finance")["benefit_planned"].is_not_null().any()
    parts = PARTS if promised else PARTS[:-1]
    return words.switch(view, "part", parts, t("cost.part", view.lang), "cost_part")


def over_time(view: View) -> None:
    """Cumulative plan, actual and forecast by month."""
    lines = data.rows(view, "cost_month")
    rows = answers.cumulative(lines, view.as_of)
    words.chart(
        view,
        time_chart(view),
        rows,
        "cumulative",
        t("cost.over_time", view.lang),
        height=300,
        table=("month", "plan", "actual", "forecast"),
    )
    words.left_out(view, lines)


def time_chart(view: View) -> Cumulative:
    """The money curve with its words in the reader's language."""
    names = {name: t(f"column.{name}", view.lang) for name in ("plan", "actual", "forecast")}
    return Cumulative("month", "plan", "actual", "forecast", names, view.as_of)


def by_period(view: View) -> None:
    """Plan, actual and forecast by fiscal quarter, or by fiscal year where the quarters would not fit."""
    lines = data.rows(view, "cost_month")
    quarters = lines["fiscal_quarter"].n_unique()
    period = "fiscal_quarter" if quarters <= QUARTERS else "fiscal_year"
    rows = answers.by_period(lines, period)
    names = {name: columns.label(view.lang, name) for name in ("budget", "actual", "forecast")}
    title = words.say(view, "cost.by_period", period=columns.label(view.lang, period).lower())
    words.chart(
        view, PlanActual(period, "budget", "actual", "forecast", names), rows, "by_period", title, height=300,
        table=(period, "budget", "actual", "forecast"),
    )  # fmt: skip
    now = fiscal_period_on(view.as_of, data.settings(view))
    parts = [_fiscal(view, one) for one in now]
    told = words.say(view, "cost.fiscal", year=parts[0], period=parts[1])
    st.caption(f"{told} {t('cost.by_month', view.lang)}" if any(one.weeks for one in now) else told)


def _fiscal(view: View, one: FiscalPeriod) -> str:
    """A fiscal year or period with its days, and its weeks where it has whole ones: 53 do not compare with 52."""
    weeks = t("cost.weeks", view.lang, count=one.weeks) if one.weeks else ""
    return f"{one.name} ({day(one.start, view.lang)} – {day(one.end, view.lang)}{weeks})"


def by_category(view: View) -> None:
    """Where the money went, by cost category."""
    rows = answers.by_category(data.rows(view, "cost_month"), "actual", view.as_of).head(CATEGORIES)
    words.chart(
        view, Bars("category", "amount", "money"), rows, "by_category", t("cost.by_category", view.lang), height=300,
        table=("category", "amount"),
    )  # fmt: skip


def funds(view: View) -> None:
    """Who will be out of money before being finished, soonest first."""
    rows = data.rows(view, "project_finance").filter(pl.col("burn").is_not_null() | pl.col("committed").is_not_null())
    if rows.is_empty():
        return
    early = rows.filter(pl.col("runs_out_early")).height
    gone = (pl.col("funds_left") < 0).alias("gone")
    order = ["gone", "runs_out_early", "runs_out_on", "project_id"]
    rows = rows.with_columns(gone).sort(order, descending=[True, True, False, False], nulls_last=True)
    words.heading(view, words.say(view, "cost.funds", count=early), "funds")
    names = ("project", "funds_left", "committed", "burn", "runs_out_on", "effective_finish", "manager")
    words.table(view, rows, names, "funds")


def earnings(view: View) -> None:
    """Revenue and margin, where any project earns revenue."""
    if data.rows(view, "project_finance").select(pl.col("revenue", "revenue_forecast").is_not_null().any()).row(0) != (
        False,
        False,
    ):
        words.heading(view, t("cost.earnings", view.lang), "earnings")
        words.tiles(view, "revenue", "revenue_variance", "margin", "margin_rate", "margin_forecast_rate")


def benefits(view: View) -> None:
    """What the projects promised to bring and what has come."""
    words.heading(view, t("cost.benefits", view.lang), "benefits")
    words.tiles(
        view, "benefit_planned", "benefit_forecast", "benefit_variance", "benefit_realised", "benefit_realisation"
    )
    rows = data.rows(view, "project_finance").filter(pl.col("benefit_planned").is_not_null())
    behind = rows.with_columns((pl.col("benefit_realised") - pl.col("benefit_due")).alias("benefit_behind"))
    names = (
        "project",
        "benefit_planned",
        "benefit_forecast",
        "benefit_due",
        "benefit_realised",
        "benefit_behind",
        "manager",
    )
    words.table(view, behind.sort("benefit_behind", "project_id", nulls_last=True), names, "benefits")


def exchange(view: View) -> None:
    """How much of the gap to the budget is exchange rates, where money is spent in other currencies."""
    effects = data.rows(view, "project_finance")["rate_variance"].drop_nulls()
    if (effects != 0).any():
        words.heading(view, t("cost.exchange", view.lang), "exchange")
        words.tiles(view, "volume_variance", "rate_variance")


def projects(view: View) -> None:
    """Every project's money, the largest overrun first."""
    rows = data.rows(view, "project_status").with_columns(answers.variance())
    rows = rows.sort(["variance", "project_id"], nulls_last=True)
    words.left_out(view, rows)
    words.heading(view, words.say(view, "cost.table", count=rows.height), "cost_table")
    names = (
        "project",
        "portfolio",
        "rag",
        "budget",
        "actual_cost",
        "forecast_cost",
        "variance",
        "percent_complete",
        "currency",
        "file",
        "sheet",
        "row",
    )
    words.table(view, rows, names, "cost")
