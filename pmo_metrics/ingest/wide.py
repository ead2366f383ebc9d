"""Sheets with a column a month or a kind: one canonical row for each filled cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.dates import read_month
from pmo_metrics.ingest.headers import key, without_unit
from pmo_metrics.ingest.typed_columns import Columns
from pmo_metrics.ingest.values import choice, mark_of, number, split_amount
from pmo_metrics.tables import TABLES

KIND_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cost": {
        "budget": ("budget", "planned", "baseline", "预算", "计划成本"), "forecast": ("forecast", "预测", "预计"),
        "actual": ("actual", "spend", "expenditure", "实际", "支出"), "commitment": ("commitment", "committed", "承诺"),
        "revenue": ("revenue", "收入"),
    },
    "benefit": {
        "planned": ("planned", "plan", "target", "计划", "目标"), "forecast": ("forecast", "预测", "预计"),
        "realised": ("realised", "realized", "actual", "实现", "实际"),
    },
    "register": {
        "issue": ("issue", "issues", "问题"), "decision": ("decision", "decisions", "决策"),
        "action": ("action", "actions", "行动", "待办"), "change": ("change", "changes", "变更"),
    },
}  # fmt: skip


def unpivot(work: Columns, rows: pl.DataFrame) -> pl.DataFrame:
    """One row a month (or a kind) from a wide sheet; empty cells give no row."""
    value = "amount" if work.table in ("cost", "benefit") else "hours"
    parts: list[pl.DataFrame] = []
    for name, series, period, kind in _parts(work, value):
        by_section = _kinds_by_section(work) if not kind and value == "amount" else []
        extra = [series.alias(value)]
        if period is not None:
            extra.append(pl.Series("period", [period] * rows.height, pl.Date()))
        if value == "amount" and (kind or "kind" not in rows.columns):
            fallback = None if kind else kind_by_name(work) or None
            kinds = [kind or section or fallback for section in by_section or [""] * rows.height]
            extra.append(pl.Series("kind", kinds, pl.String()))
        if name in work.currencies and "currency" not in work.r.columns:
            extra.append(work.currencies[name].alias("currency"))
        parts.append(rows.with_columns(extra).filter(pl.col(value).is_not_null()))
    if not parts:
        return rows.clear()
    names = ["row", *(c for c in TABLES[work.table].names if any(c in p.columns for p in parts))]
    return (
        pl.concat([p.select(n for n in names if n in p.columns) for p in parts], how="diagonal")
        .sort("row", maintain_order=True)
        .select(names)
    )


def _parts(work: Columns, value: str) -> list[tuple[str, pl.Series, date | None, str]]:
    kinds = [c for c in work.r.columns if c.startswith("amount_")]
    if not work.r.months:
        return [(c, work.series[c], None, c.removeprefix("amount_")) for c in kinds]
    every = [t for place, _, _ in work.r.months for t in set(work.texts(place)) if t]
    if value == "hours" and not _says_hours(work, every):
        return []
    mark, found = mark_of(every), list[tuple[str, pl.Series, date | None, str]]()
    for place, month, kind in work.r.months:
        header, texts = work.r.headers[place], work.texts(place)
        unit = work.unit_for(header) if value == "amount" else without_unit(header)[1]
        reader, plain = work.figures("money" if value == "amount" else "hours", unit, mark, texts)
        series = work.values(header, header, texts, reader, plain).alias(value)
        name = f"months {place}"
        if value == "amount":
            work.note_currency(name, header, texts)
        work.check_totals(place, header, series, reader)
        found.append((name, series, month, kind))
    return found


def _says_hours(work: Columns, every: Sequence[str]) -> bool:
    """Numbers by month may be hours, days, FTE or per cent: small ones count as hours only where the sheet says so."""
    above = work.r.sheet.cells.filter(pl.col("row") < (work.r.header_row or 0)).drop("row").rows()
    named = [
        work.r.sheet.sheet,
        work.r.sheet.file,
        *work.r.sheet.titles,
        *work.r.headers,
        *(t for row in above for t in row if t),
    ]
    if any(
        {"hour", "工时", "小时"} & key(t) or without_unit(t)[1].time == "hours" or "工时" in t or "小时" in t
        for t in named
    ):
        return True
    amounts = [
        v
        for t in every
        if (a := split_amount(t)) and not a.percent and (v := number(a, mark_of(every), work.hints.mark)) is not None
    ]
    if max(map(abs, amounts), default=Decimal(0)) <= 31:
        what = (
            "the unit: hours, days, FTE or per cent? Only hours are loaded: name them in a title, such as Planned hours"
        )
        work.add(work.r.header_row, "", "numbers by month without a unit", what, "error", "not loaded")
        return False
    work.add(
        work.r.header_row,
        "",
        "numbers by month without a unit",
        "the unit, such as hours",
        "warning",
        "taken as hours",
    )
    return True


def tell_quarters(work: Columns) -> None:
    quarters = [work.r.headers[i] for i, _, _ in work.r.months if read_month(work.r.headers[i], "unknown")[1]]
    if quarters:
        work.add(
            work.r.header_row,
            quarters[0],
            ", ".join(quarters[:4]),
            "a month: a quarter is booked in its first month",
            "info",
            "noted",
        )


def _kinds_by_section(work: Columns) -> list[str]:
    """For each record the cost kind of the section it stands in: a row with nothing but `Actual` or `预算`."""
    opened: list[tuple[int, str]] = []
    places = [n for n, why in work.not_data.items() if why == "section or note"]
    for start, *texts in work.r.sheet.cells.filter(pl.col("row").is_in(places)).iter_rows():
        words = [t for t in texts if t and t.strip()]
        opened.append((start, choice(words[0].strip(" :："), f"{work.table}_kind") or "" if len(words) == 1 else ""))
    opened = [o for o in opened if o[1]]
    return [next((kind for start, kind in reversed(opened) if start < n), "") for n in work.numbers]


def kind_by_name(work: Columns) -> str:
    """The kind in the name of the sheet, the file or a title, when nothing nearer says it."""
    if "kind" in work.r.columns:
        return ""
    above = work.r.sheet.cells.filter(pl.col("row") < (work.r.header_row or 0)).drop("row").rows()
    titles = [t for row in reversed(above) for t in row if t] + list(work.r.sheet.titles)
    for text in (work.r.sheet.sheet, *titles, work.r.sheet.file.rsplit(".", 1)[0]):
        kinds = {
            k
            for k, names in KIND_WORDS[work.table].items()
            for w in names
            if (key(w) <= key(text) if w.isascii() else w in text)
        }
        if len(kinds) == 1:
            return kinds.pop()
    return ""
