"""Amounts of periods longer than a month, laid over their months.

A quarter, a half or a year is laid evenly over its months, the cents that are left over into the last one: totals stay as
they are stated, and what is planned or spent by a day in between is in proportion. What was actually spent in a period
that is not over at the status date lies in its months up to that date, since nothing is spent in the future.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.dates import month_end
from pmo_metrics.ingest.map import Mapped
from pmo_metrics.ingest.model import Problem

VALUES = ("amount", "hours")
_MONTHS = "_months"
_LONGEST = 120  # months; longer periods are refused (period_cells.py)
_MOST = 3_000_000  # rows by month, so that no file can fill the memory
_HUNDREDTH = pl.lit(Decimal("0.01"))


def phased(mapped: Mapped, until: date | None) -> Mapped:
    """The rows with one for each month of a longer period; `until` is the status date, where one is stated."""
    if "period_end" not in mapped.rows.columns:
        return mapped
    value = next((c for c in VALUES if c in mapped.rows.columns), None)
    rows = mapped.rows
    if value is None or "period" not in rows.columns:
        return replace(mapped, rows=rows.drop("period_end"))
    ends = _ends(rows, until)
    count = (ends.dt.year() - rows["period"].dt.year()) * 12 + ends.dt.month() - rows["period"].dt.month() + 1
    months = count.cast(pl.Int64).fill_null(1).clip(1)
    months = months.set(months > _LONGEST, 1)
    rows, longer = rows.drop("period_end"), int((months > 1).sum())
    if not longer:
        return replace(mapped, rows=rows)
    if int(months.sum()) > _MOST:
        return replace(mapped, rows=rows, problems=(*mapped.problems, _left(mapped, longer)))
    laid = _laid(rows.with_columns(months.alias(_MONTHS)), value)
    return replace(mapped, rows=laid, problems=(*mapped.problems, _told(mapped, longer)))


def _ends(rows: pl.DataFrame, until: date | None) -> pl.Series:
    """The last day over which each amount is laid."""
    if until is None or "kind" not in rows.columns:
        return rows["period_end"]
    day = month_end(until)
    running = pl.col("kind").is_in(["actual", "realised"]) & (pl.col("period") <= day) & (pl.col("period_end") > day)
    return rows.select(pl.when(running).then(pl.lit(day)).otherwise(pl.col("period_end")).alias("e"))["e"]


def _laid(rows: pl.DataFrame, value: str) -> pl.DataFrame:
    """Each amount in as many rows as it has months; exact, in hundredths."""
    kind, count = rows.schema[value], pl.col(_MONTHS)
    place = pl.col("place")
    hundredths = (pl.col(value) * 100).cast(pl.Int64)
    each = hundredths // count
    share = pl.when(place == count - 1).then(hundredths - each * (count - 1)).otherwise(each)
    several = rows.filter(count > 1).with_columns(pl.int_ranges(0, count).alias("place")).explode("place")
    several = several.with_columns(
        (share.cast(pl.Decimal(38, 2)) * _HUNDREDTH).cast(kind).alias(value),
        pl.col("period").dt.offset_by(pl.format("{}mo", place)),
    )
    single = rows.filter(count == 1)
    return pl.concat([single, several.select(single.columns)]).sort("row", "period", maintain_order=True).drop(_MONTHS)


def _left(mapped: Mapped, longer: int) -> Problem:
    sheet, header_row = mapped.recognised.sheet, mapped.recognised.header_row
    return Problem(
        sheet.file, sheet.sheet, header_row, "period", f"{longer:,} amounts of quarters, halves or years",
        f"at most {_MOST:,} amounts by month", "warning", "left in the first month of their periods",
    )  # fmt: skip


def _told(mapped: Mapped, longer: int) -> Problem:
    sheet, header_row = mapped.recognised.sheet, mapped.recognised.header_row
    return Problem(
        sheet.file, sheet.sheet, header_row, "period", f"{longer} amounts of quarters, halves or years", "amounts by month",
        "info", "laid evenly over the months of their periods",
    )  # fmt: skip
