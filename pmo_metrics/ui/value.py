"""Earned value: the curve of one project, its estimates at completion, and the figures of all."""

from __future__ import annotations

from typing import Any

import polars as pl

from pmo_metrics.chart import Estimates, ValueCurve
from pmo_metrics.text import t
from pmo_metrics.ui import answers, columns, data, words
from pmo_metrics.ui.data import View

Row = dict[str, Any]
RANGE = ("eac_low", "eac_high", "forecast_cost")
INDICES = ("cpi", "spi", "spi_time", "tcpi")


def own(view: View, row: Row) -> Row | None:
    """The project's earned value at the reader's date; None where neither plan nor progress is known."""
    found = data.rows(view.without_filters(), "value_series", where={"project_id": (row["project_id"],)})
    return next((r for r in found.iter_rows(named=True) if r["bac"] is not None and r["ev"] is not None), None)


def curve(view: View, row: Row) -> None:
    """Planned, earned and spent to date, and the range that the formulas foresee at the end."""
    now, key = own(view, row), {"project_id": (row["project_id"],)}
    metrics = {"pv": "planned_value", "ev": "earned_value", "ac": "actual_cost_of_work"}
    names = {c: words.metric_name(view, data.catalogue()[m]) for c, m in metrics.items()}
    names |= {name: columns.label(view.lang, name) for name in RANGE}
    kind = ValueCurve("as_of", "pv", "ev", "ac", *RANGE, names, view.as_of)
    if now is None:
        rows, title = pl.DataFrame(), t("value.no_curve", view.lang)
    else:
        one = view.without_filters()
        past = data.history(one, "value_series", dates=len(view.dates), where=key)
        rows = answers.value_curve(past, data.rows(one, "budget_curve", where=key), now)
        basis = (
            columns.word(view.lang, "pv_basis", now["pv_basis"]) if now["pv_basis"] else t("value.no_plan", view.lang)
        )
        title = words.say(
            view,
            "value.curve",
            low=words.money(view, now["eac_low"]),
            high=words.money(view, now["eac_high"]),
            basis=basis,
        )
    words.chart(view, kind, rows, "value_curve", title, table=("as_of", "pv", "ev", "ac", *RANGE), height=300)


def estimates(view: View, row: Row) -> None:
    """Every estimate of one project's cost at completion beside the manager's own and the budget."""
    now = own(view, row)
    rows = pl.DataFrame([now | {"project": "EAC"}]) if now else pl.DataFrame()
    title = t("value.estimates", view.lang)
    words.chart(
        view, _dots(view, "money"), rows, "value_estimates", title,
        table=(*answers.ESTIMATES, "forecast_cost", "bac"), height=190,
    )  # fmt: skip


def ranges(view: View) -> None:
    """The projects whose estimates stand furthest above their budget. A click opens one."""
    rows = answers.least_likely(data.rows(view, "value_series"), 10)
    over = rows.filter(pl.col("eac_low") > pl.col("forecast_cost")).height
    words.chart(
        view, _dots(view, "share"), rows, "value_ranges", words.say(view, "value.ranges", over=over, count=rows.height),
        table=("project", *answers.ESTIMATES, "forecast_cost"), height=90 + 30 * rows.height,
        drill=lambda name: words.open_project(view, rows, name),
    )  # fmt: skip


def _dots(view: View, unit: str) -> Estimates:
    names = {name: columns.label(view.lang, name) for name in (*answers.ESTIMATES, "forecast_cost")}
    names |= {"bac": columns.label(view.lang, "budget"), "formulas": t("value.formulas", view.lang)}
    return Estimates("project", answers.ESTIMATES, "forecast_cost", "bac", names, unit)


def projects(view: View) -> None:
    """Every active project's earned value, the worst index first."""
    rows = data.rows(view, "value_series").filter(pl.col("is_active"))
    for metric in INDICES:
        found = data.evaluate(view, metric, ("project_id",)).select("project_id", pl.col("value").alias(metric))
        rows = rows.join(found, on="project_id", how="left", maintain_order="left")
    worst = pl.min_horizontal("cpi", "spi_time", "spi")
    rows = rows.sort([worst, "project_id"], nulls_last=True)
    late = rows.filter(pl.col("spi_time") < 1).height
    words.heading(view, words.say(view, "value.table", count=rows.height, late=late), "value_table")
    names = ("project", "bac", "pv", "ev", "ac", *INDICES, *RANGE, "pv_basis", "file", "sheet", "row")
    words.table(view, rows, names, "earned_value", of="value_series")
