"""Sheets with a column a period or a kind: one canonical row for each filled cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from pmo_metrics.ingest.cells import TYPES, Reader, nulls, number_reader, share_reader
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.header_units import Unit, without_unit
from pmo_metrics.ingest.model import Recognised
from pmo_metrics.ingest.part_rows import part_rows
from pmo_metrics.ingest.period_columns import PeriodColumn, header_with_unit, period_columns, tell_periods
from pmo_metrics.ingest.periods import Span
from pmo_metrics.ingest.spells import FULL_DAY, weekdays
from pmo_metrics.ingest.typed_columns import Columns
from pmo_metrics.ingest.values import choice, mark_of, number, rounded, split_amount
from pmo_metrics.tables import TABLES

KIND_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "cost": {
        "budget": ("budget", "planned", "baseline", "capital programme", "capital plan", "capital improvement", "investment plan",
                   "investment programme", "预算", "计划成本", "投资计划", "资金计划"), "forecast": ("forecast", "预测", "预计"),
        "actual": ("actual", "spend", "expenditure", "expense", "expenses", "invoices", "payments", "实际", "支出", "报销"), "commitment": ("commitment", "committed", "承诺"),
        "revenue": ("revenue", "收入"),
    },
    "benefit": {
        "planned": ("planned", "plan", "target", "计划", "目标"), "forecast": ("forecast", "预测", "预计"),
        "realised": ("realised", "realized", "actual", "实现", "实际"),
    },
    "register": {
        "issue": ("issue", "issues", "问题", "課題", "이슈", "проблем"), "decision": ("decision", "decisions", "决策", "решени"),
        "action": ("action", "actions", "行动", "待办", "поручени"), "change": ("change", "changes", "变更"),
    },
}  # fmt: skip


class _Part(NamedTuple):
    """One column to be read: a name for it, its header, its values, and the period and kind it stands for."""

    name: str
    header: str
    values: pl.Series
    span: Span | None
    kind: str


def unpivot(work: Columns, rows: pl.DataFrame) -> pl.DataFrame:
    """One row a period (or a kind) from a wide sheet, with `period_end` where that is known; empty cells give no row."""
    value = "amount" if work.table in ("cost", "benefit") else "hours"
    of_part = part_rows(work) if work.table == "cost" else {}
    columns, parts = _parts(work, value, of_part), list[pl.DataFrame]()
    named = any(part.kind for part in columns)
    for part in columns:
        extra = [part.values.alias(value)]
        if part.span is not None:
            for name, day in (("period", part.span.first), ("period_end", part.span.last)):
                extra.append(pl.Series(name, [day] * rows.height, pl.Date()))
        if value == "amount" and (part.kind or "kind" not in rows.columns):
            kinds = _kinds(work, part)
            if named and not any(kinds):
                _tell_unnamed(work, part)
                continue
            kinds = [of_part.get(n, kind) for n, kind in zip(work.numbers, kinds, strict=True)]
            extra.append(pl.Series("kind", kinds, pl.String()))
        if part.name in work.currencies and "currency" not in work.r.columns:
            extra.append(work.currencies[part.name].alias("currency"))
        parts.append(rows.with_columns(extra).filter(pl.col(value).is_not_null()))
    if not parts:
        return rows.clear()
    if value == "amount" and "kind" not in rows.columns and all(p["kind"].null_count() == p.height for p in parts):
        what = f"which amounts they are ({', '.join(KIND_WORDS[work.table])}): in the headers, a title, or the name of the sheet or file"
        work.add(work.r.header_row, "kind", "amounts by period without a kind", what, "error", "not loaded")
    known = ("row", *TABLES[work.table].names, "period_end")
    names = [c for c in known if any(c in p.columns for p in parts)]
    return (
        pl.concat([p.select(n for n in names if n in p.columns) for p in parts], how="diagonal")
        .sort("row", maintain_order=True)
        .select(names)
    )


def _kinds(work: Columns, part: _Part) -> list[str | None]:
    """The kind of each record in a column: that of its header, of the section, or of the names above."""
    if part.kind:
        return [part.kind] * len(work.numbers)
    fallback = kind_by_name(work) or None
    return [section or fallback for section in _kinds_by_section(work)]


def _tell_unnamed(work: Columns, part: _Part) -> None:
    """A column that names no kind of amount beside others that do: left out with its sum."""
    total = part.values.sum()
    if total:
        what = f"which amounts they are: one of {', '.join(KIND_WORDS[work.table])} in the header, as the others have"
        work.add(work.r.header_row, part.header, f"{total:,} in all", what, "warning", "not loaded")


def _parts(work: Columns, value: str, of_part: Mapping[int, str | None]) -> list[_Part]:
    """The columns to be read; `of_part` are the rows that count in others, so in no total."""
    kinds = [c for c in work.r.columns if c.startswith("amount_")]
    if not work.r.months:
        return [_Part(c, c, work.series[c], None, c.removeprefix("amount_")) for c in kinds]
    columns = period_columns(work.r.months, work.r.headers, work.hints.fiscal)
    every = [t for column in columns.read for t in set(work.texts(column.place)) if t]
    if value == "hours" and (shares := _share_reader(work, every)):
        return [_of_full_time(work, column, shares) for column in columns.read]
    if value == "hours" and not _says_hours(work, every):
        return []
    mark, found = mark_of(every), list[_Part]()
    amounts: dict[int, pl.Series] = {}
    repeated = pl.Series(work.numbers).is_in(list(of_part))
    for column in columns.read:
        header, texts = header_with_unit(work.r.headers[column.place]), work.texts(column.place)
        unit = work.unit_for(header) if value == "amount" else without_unit(header)[1]
        reader, plain = work.figures("money" if value == "amount" else "hours", unit, mark, texts)
        series = work.values(header, header, texts, reader, plain).alias(value)
        name = f"months {column.place}"
        if value == "amount":
            work.note_currency(name, header, texts)
        work.check_totals(column.place, header, series.set(repeated, None) if of_part else series, reader)
        amounts[column.place] = series
        found.append(_Part(name, work.r.headers[column.place], series, column.span, column.kind))
    tell_periods(work, columns, amounts)
    return found


_FTE = re.compile(r"\bftes?\b|full[- ]time equivalent|全时当量")


def _share_reader(work: Columns, every: Sequence[str]) -> Reader | None:
    """How figures by month are read that are shares of full time: per cent, or FTE by a title or name; it is told."""
    amounts = [a for t in every if (a := split_amount(t))]
    percent = sum(a.percent for a in amounts) > len(amounts) / 2
    if not amounts or not (percent or any(_FTE.search(plain(t)) for t in _names(work))):
        return None
    what, how = "shares of full time by month", f"taken as shares of {FULL_DAY} hours a weekday"
    work.add(work.r.header_row, "", what, "hours", "warning", how)
    mark = mark_of(every)
    if percent:
        return share_reader(every, mark, work.hints.mark)
    return number_reader("number", Unit(), mark, work.hints.mark)


def _of_full_time(work: Columns, column: PeriodColumn, reader: Reader) -> _Part:
    """The hours of a column of shares, by the weekdays of its period."""
    header, texts = work.r.headers[column.place], work.texts(column.place)
    shares = work.values(header, header, texts, reader, nulls(TYPES["number"], texts.len()))
    full = FULL_DAY * len(weekdays(column.span.first, column.span.last))
    hours = [rounded(s * full, 2) if s is not None else None for s in shares]
    return _Part(f"months {column.place}", header, pl.Series("hours", hours, TYPES["hours"]), column.span, column.kind)


def _names(work: Columns) -> list[str]:
    """What stands above the table, and the names of its sheet and file and columns."""
    above = work.r.sheet.cells.filter(pl.col("row") < (work.r.header_row or 0)).drop("row").rows()
    sheet = work.r.sheet
    return [sheet.sheet, sheet.file, *sheet.titles, *work.r.headers, *(t for row in above for t in row if t)]


def _says_hours(work: Columns, every: Sequence[str]) -> bool:
    """Numbers by month may be hours, days, FTE or per cent: small ones count as hours only where the sheet says so."""
    if any(
        {"hour", "工时", "小时"} & key(t) or without_unit(t)[1].time == "hours" or "工时" in t or "小时" in t
        for t in _names(work)
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


# What is on record for money that was spent; an order is not spent yet, and what a customer is invoiced is income.
_BOOKED = key(
    "voucher invoice receipt posting journal ledger payment paid beleg rechnung buchung facture factura 凭证 发票 付款"
)
_NOT_SPENT = key("customer client order po revenue income budget forecast planned contract quote 订单 客户 合同 预算")


def booked_by(recognised: Recognised) -> str:
    """The header by which amounts are bookings of what was spent; "" where none says so, or another speaks against it."""
    if recognised.table != "cost":
        return ""
    said = {h: key(h) for h in recognised.headers if h.strip()}
    if any(words & _NOT_SPENT for words in said.values()):
        return ""
    return next((h for h, words in said.items() if words & _BOOKED), "")
