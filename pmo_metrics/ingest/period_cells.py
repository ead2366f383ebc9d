"""Periods in the cells of a long table: months, longer periods by name (`2024/25 Q1`), or a start and an end beside each other."""

from __future__ import annotations

import polars as pl

from pmo_metrics.ingest.cells import Cell
from pmo_metrics.ingest.dates import read_date, read_month
from pmo_metrics.ingest.period_columns import tell_basis
from pmo_metrics.ingest.period_headers import fiscal_years
from pmo_metrics.ingest.periods import period_in, settled
from pmo_metrics.ingest.typed_columns import Columns

LONGEST_DAYS = 3_653  # ten years; a longer period is a typing error


def read_periods(work: Columns) -> bool:
    """Read the column of periods where it names longer ones than months; False where it does not.

    The series `period` then holds the first day of each period, and `period_end` the last.
    """
    place = work.r.columns["period"]
    header, texts = work.r.headers[place], work.texts(place)
    unique = texts.drop_nulls().unique(maintain_order=True).to_list()
    named = {t: found[0] for t in _long(unique) if (found := period_in(t)) and not found[1]}
    if all(p.edge for p in named.values()):
        return False
    spans, month, basis = settled(list(named.values()), work.hints.fiscal)
    tell_basis(work, next((t for t, p in named.items() if p.fiscal), ""), month, basis)
    months = [t for t in unique if t not in named]
    by_month = work.day_reader("period", "month", header, months)
    read = {t: by_month(t) for t in months} | {
        t: Cell(
            s.first, "a period with a beginning and an end: counted in the month at its known end" if s.edge else ""
        )
        for t, s in zip(named, spans, strict=True)
    }
    work.tell("period", header, texts, read)
    ends = {t: s.last for t, s in zip(named, spans, strict=True)}
    for name, days in (("period", {t: c.value for t, c in read.items()}), ("period_end", ends)):
        work.series[name] = pl.Series(name, [days.get(t) if t else None for t in texts], pl.Date())
    return True


def _long(unique: list[str]) -> list[str]:
    """The cells that are no month or day: quarters and whatever names a year and more."""
    years = fiscal_years(unique)
    return [t for t in unique if t in years or not _a_month(t)]


def _a_month(text: str) -> bool:
    month, quarter = read_month(text, "unknown")
    return not quarter and (month is not None or read_date(text) is not None)


def close_open_ends(work: Columns) -> None:
    """Periods of which one end is blank stand in the month of the other; one that ends before it begins is refused."""
    if not {"period", "period_end"} <= set(work.r.columns):
        return
    first, last = work.series["period"], work.series["period_end"]
    reversed_ = pl.Series(work.numbers).filter((last < first).fill_null(False))
    work.refused.update(dict.fromkeys(reversed_.to_list(), "the period ends before it begins"))
    endless = (last - first).dt.total_days() > LONGEST_DAYS
    long = pl.Series(work.numbers).filter(endless.fill_null(False))
    work.refused.update(dict.fromkeys(long.to_list(), "a period of more than ten years"))
    work.series["period"] = first.zip_with(first.is_not_null(), last.dt.truncate("1mo")).alias("period")
    one_end = first.is_null() != last.is_null()
    if one_end.any():
        row = pl.Series(work.numbers).filter(one_end)[0]
        header = work.r.headers[work.r.columns["period"]]
        what = f"{int(one_end.sum())} periods with one end"
        work.add(
            row, header, what, "a first and a last day", "warning", "counted in the month of the end that is known"
        )
    _kinds_of_ends(work, first, last)


def _kinds_of_ends(work: Columns, first: pl.Series, last: pl.Series) -> None:
    """What ended before the first actual is actual, what begins after the last forecast is forecast."""
    if "kind" not in work.series:
        return
    lines = pl.DataFrame({"first": first, "last": last, "kind": work.series["kind"]})
    begun = lines.filter(pl.col("kind") == "actual")["first"].min()
    planned = lines.filter(pl.col("kind") == "forecast")["last"].max()
    before = pl.col("first").is_null() & (pl.col("last") < pl.lit(begun, pl.Date()))
    after = pl.col("last").is_null() & (pl.col("first") > pl.lit(planned, pl.Date()))
    told = pl.when(before).then(pl.lit("actual")).when(after).then(pl.lit("forecast"))
    kinds = lines.select(pl.coalesce("kind", told).alias("kind"))["kind"]
    if filled := int((lines["kind"].is_null() & kinds.is_not_null()).sum()):
        what = "actual or forecast in each row"
        done = "taken as actual where they end before the first actual, as forecast where they begin after the last"
        work.add(work.r.header_row, "kind", f"{filled} periods open at one end without a kind", what, "warning", done)
    work.series["kind"] = kinds
