"""What rows must hold to be loaded: impossible values are emptied, improbable ones told, rows without a key kept back."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.check import Check
from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.values import choice, split_amount


def empty_wide_rows(check: Check) -> None:
    """A record of a wide sheet with no amount in any month loads nothing."""
    gone = [n for n in check.m.records if n not in check.dropped]
    if check.r.months or any(c.startswith("amount_") for c in check.r.columns):
        kept = set(check.rows["row"].to_list())
        empty = [n for n in gone if n not in kept and n not in check.bad]
        prepared = _zero_sums(check, empty)
        check.dropped |= dict.fromkeys(prepared, "no amount")
        check.bad |= dict.fromkeys((n for n in empty if n not in prepared), "no amount in any column")


def _zero_sums(check: Check, rows: list[int]) -> set[int]:
    """Those records whose only figures from the first period on are sums of zero: lines of a form that nobody filled in."""
    if not check.r.months:
        return set()
    first = min(place for place, _, _ in check.r.months)
    cells = check.r.sheet.cells.filter(pl.col("row").is_in(rows))
    figures = {n: [a for t in texts[first:] if t and (a := split_amount(t))] for n, *texts in cells.iter_rows()}
    return {n for n, found in figures.items() if found and not any(a.digits.strip("0.,") for a in found)}


def out_of_range(check: Check) -> None:
    """Impossible values are emptied and told; improbable ones are only told."""
    for column in ("percent_complete", "probability", "residual_probability"):
        if column in check.rows.columns:
            check.blank(column, (pl.col(column) < 0) | (pl.col(column) > 1), "a share between 0 and 100 %")
    for column in ("hours", "fte"):
        if column in check.rows.columns:
            check.blank(column, pl.col(column) < 0, "a number of 0 or more")
    if "fte" in check.rows.columns:
        check.blank("fte", pl.col("fte") > 2, "a share of full time such as 0.8")
    if check.table.name == "timesheet" and "hours" in check.rows.columns:
        check.remark(pl.col("hours") > 24, "hours", "at most 24 hours on a day")
    pairs = [
        ("start", "finish"),
        ("baseline_start", "baseline_finish"),
        ("actual_start", "actual_finish"),
        ("created_on", "resolved_on"),
    ]
    for first, last in pairs:
        if {first, last} <= set(check.rows.columns):
            check.remark(pl.col(last) < pl.col(first), last, f"a date not before {first}")
    for column in ("actual_start", "actual_finish", "actual_date"):
        if {column, "as_of"} <= set(check.rows.columns):
            late = pl.col(column) > pl.col("as_of").dt.offset_by("1mo")  # a report of June is written in July
            check.remark(late, column, "a day that has come: not after the status date")
    if check.table.name == "project" and {"status", "actual_finish"} <= set(check.rows.columns):
        open_ = pl.col("status").is_in(["proposed", "active", "on_hold"])
        check.remark(
            open_ & pl.col("actual_finish").is_not_null(), "status", "a status that agrees with the actual finish"
        )
    if check.table.name == "training" and "completed_on" in check.rows.columns:
        _not_completed(check)
    if check.table.name == "milestone" and {"status", "actual_date"} <= set(check.rows.columns):
        _doubtful_status(check)
    _small_amounts(check)
    if check.table.name == "absence" and {"start", "finish"} <= set(check.rows.columns):
        for row in check.rows.filter(pl.col("finish") < pl.col("start"))["row"].to_list():
            check.bad[row] = "finish before start"


def _not_completed(check: Check) -> None:
    """Trainings that a column of their own says are not completed: their date is that of the course."""
    place = next((i for i, h in enumerate(check.r.headers) if key(h) == key("completed")), None)
    if place is None or place == check.r.columns.get("completed_on"):
        return
    flags = check.r.sheet.cells.select("row", pl.col(f"c{place}").alias("flag")).drop_nulls()
    open_ = [row for row, text in flags.iter_rows() if choice(text, "flag") == "false"]
    check.blank(
        "completed_on",
        pl.col("row").is_in(open_) & pl.col("completed_on").is_not_null(),
        "a day of completion: the row says that it is not completed",
    )


def _doubtful_status(check: Check) -> None:
    """Milestones that are "planned" yet have an actual date: where that is the rule, the status means something else."""
    both = ((pl.col("status") == "planned") & pl.col("actual_date").is_not_null()).fill_null(False)
    found, stated = check.rows.filter(both).height, check.rows["status"].count()
    if found * 2 > stated:
        check.rows = check.rows.with_columns(pl.lit(None, pl.String()).alias("status"))
        what = f"{found} rows planned with an actual date"
        check.add(
            None,
            check.label("status"),
            what,
            "a status that agrees with the dates",
            "warning",
            f"all {stated} left empty",
        )
    elif found:
        check.blank("status", both, "a status that agrees with the actual date")


def _small_amounts(check: Check) -> None:
    """Project money without a unit whose largest amount is small may be in thousands or millions: said, never guessed."""
    if check.table.name != "project":
        return
    scales = {
        without_unit(check.r.headers[i])[1].scale
        for c, i in check.r.columns.items()
        if kind_of("project", c) == "money"
    }
    beside = max(scales, default=Decimal(1)) != 1  # another column of the same list says (£m)
    for column in ("budget", "forecast_cost", "actual_cost"):
        place = check.r.columns.get(column)
        if place is None or column not in check.rows.columns or without_unit(check.r.headers[place])[1].scale != 1:
            continue
        largest = check.rows[column].abs().max()
        cut = _cut(check, place)
        if cut and isinstance(largest, Decimal) and largest < _FEW_THOUSANDS:
            what = "the unit in the header, such as (£m): so many decimals are those of thousands or millions"
            check.add(
                None, check.r.headers[place], f"{cut} amounts with parts of cents", what, "warning", "rounded to cents"
            )
            continue
        if isinstance(largest, Decimal) and 0 < largest < 100_000 and (beside or check.rows.height >= 10):
            check.add(
                None,
                check.r.headers[place],
                f"at most {largest:,}",
                "the unit in the header, such as (£m) or (万元), if these are not single units",
                "warning" if beside else "info",
                "loaded as written",
            )


_FEW_THOUSANDS = Decimal(10_000)
_PARTS_OF_CENTS = r"^-?\d+\.\d{4,}$|^-?0[.,]\d{3,}$"


def _cut(check: Check, place: int) -> int:
    """How many amounts of a column have more decimals than there are cents."""
    loaded = check.r.sheet.cells.filter(pl.col("row").is_in(check.rows["row"].to_list()))
    return int(loaded[f"c{place}"].str.strip_chars().str.contains(_PARTS_OF_CENTS).sum() or 0)


def needs(check: Check) -> None:
    """A row without what names it, or without what it is for, cannot load."""
    for column in check.table.needs:
        if column not in check.rows.columns:
            missing = check.rows["row"].unique().to_list()
        else:
            missing = check.rows.filter(pl.col(column).is_null())["row"].unique().to_list()
        for row in missing:
            check.bad.setdefault(row, f"{check.label(column)} is missing or cannot be read")


def duplicates(check: Check) -> None:
    """In a state table a key stands once per status date: the first row is kept, others are told."""
    if check.table.kind != "state" or not check.rows.height:
        return
    extra = ("booking", "work_type") if check.table.name == "assignment" else ()
    key = [c for c in (*check.table.key, "as_of", *extra) if c in check.rows.columns]
    good = check.rows.filter(~pl.col("row").is_in(list(check.bad)))
    repeated = good.filter(pl.struct(key).is_duplicated())
    if not repeated.height:
        return
    first: dict[tuple[object, ...], tuple[int, tuple[object, ...]]] = {}
    names = [c for c in repeated.columns if c != "row"]
    cells = check.r.sheet.cells.filter(pl.col("row").is_in(repeated["row"].unique().to_list()))
    texts = {record[0]: record[1:] for record in cells.iter_rows()}
    for record in repeated.iter_rows(named=True):
        named = tuple(record[c] for c in key)
        content = tuple(record[c] for c in names)
        row, kept = first.setdefault(named, (record["row"], content))
        if row == record["row"]:
            continue
        shown = ", ".join(str(v) for v in named if v is not None)
        # a tracker that also lists relations repeats the item on each of them: what differs is not its own
        if content == kept and (texts[row] == texts[record["row"]] or check.table.name == "task"):
            check.dropped.setdefault(record["row"], "repeated row")
        else:
            check.bad.setdefault(record["row"], f"the same key as row {row} with other content: {shown}")
