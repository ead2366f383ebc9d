"""From the text of recognised columns to typed canonical rows: columns are read, then those that tell others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.cells import TYPES, Cell, nulls, number_reader, span_of
from pmo_metrics.ingest.clocks import Moment, hours_between, moment
from pmo_metrics.ingest.dates import year_end
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.header_units import MONEY_WORD, without_unit
from pmo_metrics.ingest.headers import matches
from pmo_metrics.ingest.hints import Hints
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.model import Problem, Recognised, Severity
from pmo_metrics.ingest.not_data import group_titles
from pmo_metrics.ingest.part_rows import part_rows
from pmo_metrics.ingest.period_cells import close_open_ends, read_periods
from pmo_metrics.ingest.periods import USUAL_START
from pmo_metrics.ingest.signed_amounts import signed_by_type
from pmo_metrics.ingest.spells import by_spell
from pmo_metrics.ingest.tasks import ISSUE_KEY, TRACKED
from pmo_metrics.ingest.tasks import settle as settle_tasks
from pmo_metrics.ingest.time_grid import by_day
from pmo_metrics.ingest.typed_columns import Columns
from pmo_metrics.ingest.values import choice, mark_of, rounded, says_nothing
from pmo_metrics.ingest.wide import KIND_WORDS, booked_by, kind_by_name, unpivot
from pmo_metrics.sources import source_named
from pmo_metrics.tables import TABLES

# A forecast, how far it has moved in all, and what it was first.
_SINCE_FIRST = (
    ("forecast_cost", "forecast_change", "original_budget"),
    ("finish", "finish_change", "original_baseline_finish"),
)
_NO_DAY = Moment(Decimal(0), False)


@dataclass(frozen=True)
class Mapped:
    """Canonical rows with the number of the record they come from, and what was found on the way.

    `rows` has `row` and the canonical columns the sheet brings; a wide sheet gives several rows of one record.
    `records` are the numbers of all records read as data.
    """

    recognised: Recognised
    records: tuple[int, ...]
    rows: pl.DataFrame
    problems: tuple[Problem, ...]
    years: bool = False  # as_of is the last day of a stated year
    refused: Mapping[int, str] = field(default_factory=dict)  # records that contradict themselves


def map_rows(recognised: Recognised, not_data: Mapping[int, str], hints: Hints) -> Mapped:
    """Every data record of a recognised sheet as canonical rows; records in `not_data` are left out."""
    skip = list(not_data)
    cells = recognised.sheet.cells.filter(~pl.col("row").is_in(skip)) if skip else recognised.sheet.cells
    work = Columns(recognised, cells, hints, not_data)
    for column in recognised.columns:
        if column != "period" or not read_periods(work):
            work.read(column)
    close_open_ends(work)
    _full_names(work)
    _clocks(work)
    _dates_by_kind(work)
    signed_by_type(work)
    _project_names(work)
    _project_keys(work)
    years = _year(work)
    _span(work)
    _originals(work)
    _residual_scores(work)
    _fill_currency(work)
    _fold_addresses(work)
    _sections(work)
    rows = _frame(work)
    if work.table == "task":
        rows = settle_tasks(recognised, cells, rows, work.add)
    known = source_named(recognised.source)
    if known and known.layout == "days":
        rows = by_day(work, rows)
    elif recognised.months or any(c.startswith("amount_") for c in recognised.columns):
        rows = unpivot(work, rows)
    rows = by_spell(work, rows)
    work.tell_totals()
    return Mapped(recognised, tuple(cells["row"].to_list()), rows, tuple(work.problems), years, work.refused)


def _full_names(work: Columns) -> None:
    """First and last name in two columns are one name."""
    if "last_name" not in work.series:
        return
    parts = [work.series[c] for c in ("first_name", "last_name") if c in work.series]
    target = "name" if work.table == "person" else "person_id"
    if target not in work.series:
        joined = pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True).alias(target))
        work.series[target] = joined[target].replace("", None)


def _project_names(work: Columns) -> None:
    """Worked hours whose project has no code belong to the project that the row names."""
    place = next(
        (i for i, h in enumerate(work.r.headers) if key(h) in (key("project"), key("project name"), key("项目"))),
        None,
    )
    if work.table != "timesheet" or "project_id" not in work.series or place in (None, work.r.columns["project_id"]):
        return
    codes, names = work.series["project_id"].to_list(), work.texts(place or 0)
    bare = sum(1 for c, n in zip(codes, names, strict=True) if n and not c)
    if bare:
        filled = [c or n for c, n in zip(codes, names, strict=True)]
        work.series["project_id"] = pl.Series("project_id", filled, pl.String())
        work.add(
            None,
            "project_id",
            f"{bare} rows without",
            "a project code",
            "info",
            f"taken from {work.r.headers[place or 0]}",
        )


def _project_keys(work: Columns) -> None:
    """Hours logged on issues of a tracker belong to the project that the keys of the issues begin with: PAY-12."""
    place = next(
        (i for i, h in enumerate(work.r.headers) if key(h) & TRACKED and i not in work.r.columns.values()), None
    )
    if work.table != "timesheet" or "project_id" in work.r.columns or place is None:
        return
    texts = work.texts(place).to_list()
    keys = [ISSUE_KEY.fullmatch(t) if t else None for t in texts]
    if any(keys) and all(k or not t for k, t in zip(keys, texts, strict=True)):
        work.series["project_id"] = pl.Series("project_id", [k[1] if k else None for k in keys], pl.String())
        what = "a column with the project's id"
        work.add(None, "project_id", "no project column", what, "info", f"taken from {work.r.headers[place]}")


def _clocks(work: Columns) -> None:
    """Worked hours, and the day where no column has it, from the times at which work began and ended."""
    if not {"begin", "end"} <= set(work.r.columns) or {"hours", "date"} <= set(work.series):
        return
    began, ended = (work.texts(work.r.columns[c]) for c in ("begin", "end"))
    pairs = list(zip(began, ended, strict=True))
    if "hours" not in work.series:
        worked = [hours_between(b, e) if b and e else None for b, e in pairs]
        over = sum(1 for w in worked if w and w.past_midnight)
        work.series["hours"] = pl.Series("hours", [rounded(w.hours, 2) if w else None for w in worked], TYPES["hours"])
        work.add(None, "hours", "no column of hours", "hours", "info", "end minus beginning")
        if over:
            work.add(None, "hours", f"{over} rows that end earlier than they begin", "an end after the beginning", "warning", "taken as past midnight")  # fmt: skip
    if "date" not in work.series:
        header = work.r.headers[work.r.columns["begin"]]
        read = work.day_reader("start", "date", header, [b for b in dict.fromkeys(began) if b])
        days = [read(b).value if b and moment(b) and (moment(b) or _NO_DAY).dated else None for b in began]
        work.series["date"] = pl.Series("date", days, pl.Date())


def _dates_by_kind(work: Columns) -> None:
    """A date that the column beside it calls actual is the actual date, any other the forecast."""
    dates = work.series.get("forecast_date")
    if "date_kind" not in work.r.columns or dates is None or "actual_date" in work.series:
        return
    kinds = work.texts(work.r.columns["date_kind"])
    happened = pl.Series([choice(kind, "cost_kind") == "actual" if kind else False for kind in kinds], dtype=pl.Boolean)
    none = nulls(TYPES["date"], dates.len())
    work.series["actual_date"] = dates.zip_with(happened, none).alias("actual_date")
    work.series["forecast_date"] = none.zip_with(happened, dates).alias("forecast_date")


def _year(work: Columns) -> bool:
    """A year alone is the status date when it is the same in all rows or the same project comes once a year."""
    if "year" not in work.r.columns or "as_of" in work.r.columns or "as_of" not in TABLES[work.table].names:
        return False
    texts = work.texts(work.r.columns["year"])
    keys = next((work.series[c].to_list() for c in ("project_id", "name") if c in work.series), [None] * len(texts))
    pairs = [(k, t) for k, t in zip(keys, texts, strict=True) if t]
    several = len({t for _, t in pairs}) > 1
    if several and (len(set(pairs)) < len(pairs) or len({k for k, _ in pairs}) > 0.8 * len(pairs)):
        return False
    fiscal = work.hints.fiscal.month if work.hints.fiscal.month > 1 else USUAL_START
    ends = [year_end(t, fiscal) if t else None for t in texts]
    work.series["as_of"] = pl.Series("as_of", ends, pl.Date())
    return any(ends)


def _span(work: Columns) -> None:
    """`2018.01-2020.12` in one cell is a start and a finish."""
    if "span" not in work.r.columns:
        return
    place = work.r.columns["span"]
    texts = work.texts(place)
    unique = [t for t in dict.fromkeys(texts) if t]
    read = {t: span_of(t, work.hints.order) for t in unique}
    bad = {
        t: Cell(None, "a period such as 2018.01-2020.12")
        for t in unique
        if read[t] == (None, None) and not says_nothing(t)
    }
    work.tell("span", work.r.headers[place], texts, bad)
    for index, column in enumerate(("start", "finish")):
        if column not in work.series:
            work.series[column] = pl.Series(column, [read[t][index] if t else None for t in texts], pl.Date())


def _originals(work: Columns) -> None:
    """How far a forecast has moved in all, stated beside it, gives the first baseline: forecast less change."""
    for now, change, first in _SINCE_FIRST:
        if change not in work.r.columns or now not in work.series or first in work.series:
            continue
        header, texts = work.r.headers[work.r.columns[change]], work.texts(work.r.columns[change])
        unit = work.unit_for(header) if now == "forecast_cost" else without_unit(header)[1]
        reader = number_reader("money", unit, mark_of([t for t in texts if t]), work.hints.mark)
        read = {t: reader(t) for t in dict.fromkeys(texts) if t}
        work.tell(change, header, texts, read)
        moved = [read[t].value if t else None for t in texts]
        work.series[first] = pl.Series(
            first,
            [_before(n, m) for n, m in zip(work.series[now], moved, strict=True)],
            TYPES[TABLES[work.table].column(first).kind],
        )
        work.add(
            None,
            first,
            f"{header!r}: the change in all",
            "the first baseline",
            "info",
            "taken as forecast less change",
        )


def _residual_scores(work: Columns) -> None:
    """What is left of a risk as likelihood times impact, where a register states both in steps and no score."""
    likelihood, impact = (work.series.get(f"residual_{c}") for c in ("likelihood", "impact"))
    if impact is None or "residual_score" in work.series:
        return
    header = work.r.headers[work.r.columns["residual_impact"]]
    if likelihood is None:
        what = "a step of likelihood after the response beside it, or the score of both"
        work.add(None, header, f"{impact.count()} impacts after the response", what, "warning", "not loaded")
        return
    work.series["residual_score"] = (likelihood * impact).cast(TYPES["number"]).alias("residual_score")
    work.add(
        None, header, "likelihood and impact after the response", "the residual score", "info", "taken as their product"
    )


def _before(now: date | Decimal | None, moved: object) -> date | Decimal | None:
    """What a date or an amount was before it moved."""
    if now is None or not isinstance(moved, Decimal):
        return None
    return now - timedelta(days=round(moved)) if isinstance(now, date) else now - moved


def _fill_currency(work: Columns) -> None:
    """The currency column from symbols and codes beside the amounts, where the file has no column of its own."""
    if "currency" not in TABLES[work.table].names or not work.currencies:
        return
    own = _own_currency(work)
    beside = pl.DataFrame({"row": work.cells["row"], "own": own, **work.currencies})
    one = pl.coalesce(*work.currencies)
    several = pl.any_horizontal(pl.col(c) != one for c in work.currencies).fill_null(False)
    yen = (pl.col("own") == "JPY") & (one == "CNY") & ~several  # the sign ¥ stands for both
    beside = beside.with_columns(
        pl.coalesce("own", pl.when(~several).then(one)).alias("currency"),
        (several | ((pl.col("own") != one) & ~yen)).fill_null(False).alias("differ"),
    )
    for row, *found, _, _ in beside.filter("differ").iter_rows():
        work.refused[row] = f"two currencies in one row: {', '.join(sorted(set(filter(None, found))))}"
    if beside["currency"].null_count() < beside.height:
        work.series["currency"] = beside["currency"]


def _fold_addresses(work: Columns) -> None:
    """People who are known by an e-mail address are one however it is written: Ann@Acme.com."""
    ids = work.series.get("person_id")
    if ids is not None and ids.dtype == pl.String():
        address = ids.str.contains("@", literal=True).fill_null(False)
        work.series["person_id"] = ids.zip_with(~address, ids.str.to_lowercase()).alias("person_id")


def _own_currency(work: Columns) -> pl.Series:
    """The column of currencies; where headers name the one of all amounts that are read, it is that of others, and told."""
    own = work.series.get("currency", nulls(pl.String(), len(work.numbers)))
    headers = [work.r.headers[work.r.columns[c]] if c in work.r.columns else "" for c in work.currencies]
    said = {without_unit(h)[1].currency or "" for h in headers}
    code = said.pop() if len(said) == 1 else ""
    others = own.drop_nulls().unique(maintain_order=True).to_list()
    unread = [h for h in work.r.unmapped if MONEY_WORD.search(plain(h)) and without_unit(h)[1].currency is None]
    if not code or not set(others) - {code} or not unread:
        return own
    header = work.r.headers[work.r.columns["currency"]] if "currency" in work.r.columns else ""
    work.add(
        None, header, ", ".join(others[:5]), f"{code}, as {headers[0]} says", "warning", f"amounts loaded in {code}"
    )
    return nulls(pl.String(), len(work.numbers))


def _sections(work: Columns) -> None:
    """Section rows over groups of projects become a column: the one they name (`Department: IT`), else the portfolio."""
    if work.table != "project" or not work.numbers:
        return
    opened = group_titles(work.r.sheet.cells, work.numbers, work.not_data)
    if not opened:
        return
    parts = {row: re.split(r"\s*[:：]\s*", text, maxsplit=1) for row, text in opened.items()}
    named = {m[0].column for p in parts.values() if (m := matches(p[0], "project")) and len(p) == 2}
    labelled = len(named) == 1 and all(len(p) == 2 for p in parts.values())
    column = named.pop() if labelled else next((c for c in ("portfolio", "program") if c not in work.r.columns), "")
    if not column or column in work.r.columns or kind_of("project", column) != "text":
        return
    texts = {row: (p[1] if labelled else opened[row]) for row, p in parts.items()}
    places = sorted(texts)
    values = [texts[places[bisect_right(places, n) - 1]] for n in work.numbers]
    work.series[column] = pl.Series(column, values, pl.String())
    what = f"{len(texts)} section rows such as {opened[places[0]][:60]}"
    how = f"taken as the {column} of the rows below"
    work.add(None, "", what, "a column for what the sections say", "info" if labelled else "warning", how)


def _kind_of_all(work: Columns) -> None:
    """The kind of every row where no column says it: by the name of sheet or file, else by a column that only bookings have."""
    kind, booked = kind_by_name(work), booked_by(work.r)
    basis = "the name" if kind else booked[:40]
    if kind or booked:
        taken = kind or "actual"
        work.series["kind"] = pl.Series("kind", [taken] * len(work.numbers), pl.String())
        what = f"no column for the kind of {work.table}"
        severity: Severity = "info" if kind else "warning"
        work.add(None, "kind", what, ", ".join(KIND_WORDS[work.table]), severity, f"taken as {taken} from {basis}")


def _frame(work: Columns) -> pl.DataFrame:
    long = not work.r.months and not any(c.startswith("amount_") for c in work.r.columns)
    stated = "kind" in work.r.columns or work.table not in KIND_WORDS or not work.numbers
    if long and not stated:
        _kind_of_all(work)
    if long and work.table == "cost" and "kind" in work.series and (of_part := part_rows(work)):
        kinds = [of_part.get(n, k) for n, k in zip(work.numbers, work.series["kind"], strict=True)]
        work.series["kind"] = pl.Series("kind", kinds, pl.String())
    names = [c for c in (*TABLES[work.table].names, "period_end") if c in work.series]
    return pl.DataFrame([work.cells["row"], *(work.series[c] for c in names)])
