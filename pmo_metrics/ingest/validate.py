"""Which rows may load, and the account that nothing went missing.

rows read = rows loaded + rows quarantined + rows not data; money read = money loaded + money quarantined.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.check import Check
from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.identity import add_up, fill_ids, separate
from pmo_metrics.ingest.kinds import stands_for
from pmo_metrics.ingest.map import Mapped
from pmo_metrics.ingest.model import Money, Problem, Severity, TableResult
from pmo_metrics.ingest.period_headers import fiscal_years
from pmo_metrics.ingest.row_rules import duplicates, empty_wide_rows, needs, out_of_range
from pmo_metrics.ingest.statusdate import StatusDate
from pmo_metrics.ingest.total_rows import money_columns
from pmo_metrics.ingest.unread import tell_struck, tell_unnamed, tell_unread
from pmo_metrics.ingest.unrecognised import empty, quarantine
from pmo_metrics.ingest.wanted import tell_wanted
from pmo_metrics.ingest.wide import KIND_WORDS

# What tools and older spreadsheets stop at.
_CUT_OFF = frozenset({500, 1_000, 10_000, 65_535, 1_048_575})


def validate(
    mapped: Mapped, dropped: Mapping[int, str], refused: Mapping[int, str], status: StatusDate | None
) -> tuple[TableResult, list[Problem]]:
    """The rows that may load, the rest with reasons, and every problem of the sheet."""
    check = Check(mapped, dropped, refused, status)
    _tell_dropped(check)
    _tell_above(check)
    if (
        "row" in check.rows.columns
        and not check.rows.height
        and not (set(check.m.records) - set(check.dropped))
        and not check.bad
    ):
        check.problems.append(empty(check.r.sheet.file, check.r.sheet.sheet, check.r.header_row))
    fill_ids(check)
    _fill_as_of(check)
    separate(check)
    add_up(check)
    empty_wide_rows(check)
    out_of_range(check)
    needs(check)
    duplicates(check)
    _cut_off(check)
    _tell_years(check)
    tell_unread(check)
    tell_struck(check)
    tell_unnamed(check)
    tell_wanted(check)
    _tell_bad(check)
    return _result(check), check.problems


def _tell_above(check: Check) -> None:
    """Rows above the header that fill as many cells as a record does: another table, or data under an earlier header."""
    named = sum(1 for h in check.r.headers if h.strip())
    above = check.r.sheet.cells.filter(pl.col("row").is_in([n for n, why in check.dropped.items() if why == "title"]))
    filled = pl.sum_horizontal(pl.exclude("row").str.contains(r"\S").fill_null(False).cast(pl.Int32))
    like = above.filter(filled >= max(3, _LIKE_A_RECORD * named))["row"].to_list()
    if len(like) > _FEW:
        found = f"{len(like)} rows above the header in row {check.r.header_row}, from row {like[0]} on"
        what = "one table a sheet: they fill as many cells as records do"
        check.add(like[0], "", found, what, "warning", "not data")


_LIKE_A_RECORD, _FEW = 0.6, 3


def _tell_dropped(check: Check) -> None:
    """Say which rows were taken for totals, examples and sections: they are the ones somebody may miss."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for row, reason in check.dropped.items():
        if reason not in ("blank", "header", "title"):
            kinds[reason].append(row)
    for reason, rows in kinds.items():
        where = ", ".join(map(str, rows[:10])) + (" …" if len(rows) > 10 else "")
        check.add(rows[0], "", f"{reason}: row {where}", "data rows", "info", "not data")


def _tell_bad(check: Check) -> None:
    by_reason: dict[str, list[int]] = defaultdict(list)
    for row, reason in check.bad.items():
        by_reason[reason].append(row)
    for reason, rows in by_reason.items():
        if len(rows) > 1 and check.rows.height and set(rows) >= set(check.rows["row"]):
            what = _wanted_by_all(check, reason)
            check.add(check.r.header_row, "", f"{reason}: all {len(rows):,} rows", what, "error", "quarantined")
        elif len(rows) <= 20:
            for row in rows:
                check.add(row, "", reason, "a row that can be loaded", "warning", "quarantined")
        else:
            found = f"{reason}: {len(rows)} rows from row {rows[0]}"
            check.add(rows[0], "", found, "a row that can be loaded", "warning", "quarantined")
    _tell_held_back(check)


def _wanted_by_all(check: Check, reason: str) -> str:
    """What would let all rows load that are held back for the same reason."""
    column = next((c for c in check.table.needs if reason.startswith(f"{check.label(c)} is missing")), "")
    if column != "kind" or check.table.name not in KIND_WORDS:
        return f"values in {check.label(column)} that can be read" if column else "rows that can be loaded"
    kinds = ", ".join(KIND_WORDS[check.table.name])
    return (
        f"a column that says of each row which it is ({kinds}), or one of these words in the name of the sheet or file"
    )


def _tell_held_back(check: Check) -> None:
    """What the rows in quarantine come to: somebody's sum lacks it."""
    held = check.m.rows.filter(pl.col("row").is_in(list(check.bad)))
    amounts = [*money_columns(check.m), *(c for c in ("hours",) if c in held.columns)]
    sums = {c: held[c].sum() for c in amounts if held[c].sum()}
    if sums:
        found = ", ".join(f"{check.label(c)} {amount:,.2f}" for c, amount in sums.items())
        check.add(
            None, "", f"{found} in rows that are quarantined", "rows that can be loaded", "warning", "not in any sum"
        )


def _tell_years(check: Check) -> None:
    """Columns of amounts by fiscal year: a year is no month, and when it begins such a sheet does not say."""
    years = fiscal_years(check.r.unmapped)
    if years and check.r.months:
        what = "amounts of a known kind, once a period: a revised budget goes before an original one"
        check.add(check.r.header_row, years[0], ", ".join(h.strip() for h in years[:6]), what, "info", "not loaded")
    elif len(years) > 1 and check.table.name == "project":
        what = "amounts of two periods or more: those of a single year are not what a project costs in all"
        check.add(check.r.header_row, years[0], ", ".join(h.strip() for h in years[:6]), what, "info", "not loaded")


def _fill_as_of(check: Check) -> None:
    if check.table.kind != "state" or "as_of" not in check.table.names:
        return
    if "as_of" in check.rows.columns and check.m.years:
        check.add(check.r.header_row, "year", "a year only", "the status date", "warning", "taken as its last day")
    if check.status is None:
        return
    day = pl.lit(check.status.day, pl.Date())
    if "as_of" not in check.rows.columns:
        check.rows = check.rows.with_columns(day.alias("as_of"))
    elif check.rows["as_of"].null_count():
        check.add(
            None,
            "as_of",
            f"{check.rows['as_of'].null_count()} rows without",
            "a status date",
            "warning",
            f"taken as {check.status.day}",
        )
        check.rows = check.rows.with_columns(pl.col("as_of").fill_null(day))


def _cut_off(check: Check) -> None:
    """As many rows as tools export at most: the rest may be missing."""
    records = len(set(check.m.records) - set(check.dropped)) + len(check.bad.keys() - set(check.m.records))
    if records in _CUT_OFF:
        what = f"another number of rows: many tools export {records:,} at most, so that rows may be missing"
        check.add(None, "", f"exactly {records:,} rows", what, "warning", "loaded: compare with the tool's own count")


_UPDATED = key("updated update modified 更新日期 更新时间")


def _tell_status(check: Check) -> None:
    if check.status is None or check.status.basis in ("column", "given") or not check.rows.height:
        return
    severity: Severity = "warning" if check.status.basis in ("same load", "newest fact", "day of loading") else "info"
    updated = next(
        (h for h in check.r.unmapped if key(h) & _UPDATED and key(h) <= _UPDATED | key("last date on at time")), ""
    )
    what = "a column such as Status date, or --as-of" + (f": {updated} says when a row was edited" if updated else "")
    check.add(None, "as_of", "no column for the status date", what, severity,
             f"taken as {check.status.day} from the {check.status.basis}")  # fmt: skip


def _result(check: Check) -> TableResult:
    _tell_status(check)
    for row in [r for r in check.bad if r in check.dropped]:
        del check.bad[row]
    good = check.rows.filter(
        ~pl.col("row").is_in([*check.bad, *(r for r, w in check.dropped.items() if w == "repeated row")])
    )
    _tell_repeated(check)
    texts = check.r.sheet.cells.filter(pl.col("row").is_in(list(check.bad)))
    quarantined = quarantine({r[0]: r[1:] for r in texts.iter_rows()}, check.bad)
    money = {c: _money(check, c, good) for c in money_columns(check.m)}
    sheet, total = check.r.sheet, check.r.sheet.cells.height
    columns, unmapped = _columns(check)
    order = [c for c in ("row", *check.table.names) if c in good.columns]
    stated = check.status if check.table.kind == "state" else None
    return TableResult(
        sheet.file, sheet.sheet, check.r.source, check.r.table, check.r.confidence, check.r.header_row, total,
        total - len(check.bad) - len(check.dropped), len(check.bad), len(check.dropped), money, columns, unmapped,
        good.select(order), quarantined, stated.day if stated else None, stated.basis if stated else "", check.r.headers,
    )  # fmt: skip


_IN_PARTS = frozenset({"share", "hours_week", "hours_day", "residual_likelihood", "residual_impact"})


def _columns(check: Check) -> tuple[dict[str, str], tuple[str, ...]]:
    """Which header each canonical column was read from; headers that turned out to say nothing are unmapped."""
    found: dict[str, str] = {}
    unmapped = list(check.r.unmapped)
    for column, place in check.r.columns.items():
        header = check.r.headers[place]
        if column == "year":
            if check.m.years:
                found["as_of"] = header
            else:
                unmapped.append(header)
        elif column in ("begin", "end"):
            if "hours" in check.r.columns:
                unmapped.append(header)
            else:
                found["hours"] = f"{found['hours']}, {header}" if "hours" in found else header
        elif column in ("first_name", "last_name"):
            name = "name" if check.table.name == "person" else "person_id"
            if name in check.r.columns:
                unmapped.append(header)
            else:
                found[name] = f"{found[name]}, {header}" if name in found else header
        elif column in _IN_PARTS and stands_for(check.table.name, column) in check.r.columns:
            unmapped.append(header)  # what it is a part of stands beside it
        elif column == "span":
            found |= {c: header for c in ("start", "finish") if c not in check.r.columns}
        else:
            name = "amount" if column.startswith("amount_") else stands_for(check.table.name, column)
            found[name] = f"{found[name]}, {header}" if name in found else header
    if check.r.months:
        ends = (check.r.headers[check.r.months[0][0]], check.r.headers[check.r.months[-1][0]])
        found["amount" if check.table.name in ("cost", "benefit") else "hours"] = " … ".join(ends)
    return found, tuple(unmapped)


def _tell_repeated(check: Check) -> None:
    rows = sorted(r for r, reason in check.dropped.items() if reason == "repeated row")
    if not rows:
        return
    left = check.m.rows.filter(pl.col("row").is_in(rows))
    sums = {c: left[c].sum() for c in money_columns(check.m) if left[c].sum()}
    found = f"{len(rows)} rows" + "".join(f", {name} {amount:,} in all" for name, amount in sums.items())
    check.add(
        rows[0],
        "",
        found,
        "each row once: give rows that are not the same an id",
        "warning" if sums else "info",
        "not data",
    )


def _money(check: Check, column: str, good: pl.DataFrame) -> Money:
    """What the data records of the sheet say, what of it is loaded, and what is in quarantine."""
    zero = Decimal("0.00")
    own = pl.lit(True) if check.table.name != "task" else ~pl.col("is_summary")  # a summary repeats what is below it
    read = check.m.rows.filter(~pl.col("row").is_in(list(check.dropped)), own)[column].sum()
    held = check.m.rows.filter(pl.col("row").is_in(list(check.bad)), own)[column].sum()
    loaded = good.filter(own)[column].sum() if column in good.columns else None
    return Money(Decimal(read or zero), Decimal(loaded or zero), Decimal(held or zero))


def counts(reasons: Mapping[int, str]) -> Counter[str]:
    """How many records were dropped for which reason."""
    return Counter(reasons.values())
