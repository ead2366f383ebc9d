"""From the text of recognised columns to typed canonical rows; how a column is written is decided over the whole column."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from pmo_metrics.ingest.clocks import Moment, hours_between, moment
from pmo_metrics.ingest.dates import Order, order_of, read_date, read_month, read_quarter, settle
from pmo_metrics.ingest.durations import effort
from pmo_metrics.ingest.figures import mark_of_column, may_state_currency, plain_figures, plain_texts
from pmo_metrics.ingest.headers import Unit, key, matches, unit_in_title, unit_of, without_unit
from pmo_metrics.ingest.legends import rag_legend
from pmo_metrics.ingest.model import Problem, Recognised, Severity
from pmo_metrics.ingest.recognise import EXTRA, choice_kind, kind_of, sample
from pmo_metrics.ingest.tasks import settle as settle_tasks
from pmo_metrics.ingest.totals import differences
from pmo_metrics.ingest.values import (
    Mark,
    choice,
    choices,
    duration,
    mark_of,
    number,
    rounded,
    says_nothing,
    split_amount,
)  # fmt: skip
from pmo_metrics.sources import source_named
from pmo_metrics.tables import TABLES

TYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(), "id": pl.String(), "currency": pl.String(), "choice": pl.String(), "date": pl.Date(),
    "month": pl.Date(), "money": pl.Decimal(18, 2), "share": pl.Decimal(9, 6), "number": pl.Decimal(18, 6),
    "hours": pl.Decimal(12, 2), "work": pl.Decimal(12, 2), "days": pl.Decimal(12, 2), "flag": pl.Boolean(),
}  # fmt: skip
_PLACES = {"money": 2, "share": 6, "number": 6, "hours": 2}
_LARGEST = {
    "money": Decimal(10) ** 16,
    "share": Decimal(10) ** 3,
    "number": Decimal(10) ** 12,
    "hours": Decimal(10) ** 10,
}
_FIGURES = ("money", "number", "hours")
_FEW = 5  # different values
_SHOWN = 500  # rows are enough to show in which unit times are written
_EACH = 20  # more problems of one kind in a column than this are told as one, with their number


class Cell(NamedTuple):
    """A cell read: its value, and where there is none what was expected (empty where the cell says "nothing" itself)."""

    value: object
    expected: str = ""
    severity: Severity = "warning"


Reader = Callable[[str], Cell]
_ERROR = re.compile(r"#(REF|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]", re.I)


@dataclass(frozen=True)
class Hints:
    """What the other columns of the same file show: the order of days and months, the decimal mark."""

    order: Order = "unknown"
    mark: Mark = "unknown"


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


def hints_of(found: Sequence[Recognised]) -> Hints:
    """The order and decimal mark that the columns of a file agree on; unknown where they do not."""
    orders, marks = Counter[Order](), Counter[Mark]()
    for one in found:
        if one.header_row is None:
            continue
        mapped = {i: kind_of(one.table or "", c) for c, i in one.columns.items()}
        for place in range(len(one.headers)):
            texts = sample(one.sheet, one.header_row, place)
            kind = mapped.get(place, "")
            if kind in ("money", "number", "hours", "share"):
                marks[mark_of(texts)] += 1
            elif (
                texts
                and kind in ("", "date", "month")
                and sum(read_date(t) is not None for t in texts) > len(texts) / 2
            ):
                orders[order_of(texts)] += 1
    both = orders["mixed"] or (orders["day"] and orders["month"])
    order: Order = "mixed" if both else next((o for o in ("day", "month") if orders[o]), "unknown")
    order = _stated_order(found) or order
    mark: Mark = next((m for m in (".", ",") if marks[m]), "unknown") if not marks["."] or not marks[","] else "unknown"
    if mark == "unknown" and any(_continental(one) for one in found):
        mark = ","
    if mark == "unknown" and found and found[0].sheet.sheet:
        mark = "."  # numbers of workbooks are stored, not written: they always come with a point
    return Hints(order, mark)


def _stated_order(found: Sequence[Recognised]) -> Order | None:
    """The order that a file states itself: Primavera's workbooks hold DateFormat=dd/mm/yyyy on the sheet USERDATA."""
    said = [
        t
        for one in found
        if one.sheet.sheet == "USERDATA"
        for row in one.sheet.cells.drop("row").rows()
        for t in row
        if t
    ]
    stated = next((m[1].lower() for t in said if (m := re.search(r"DateFormat\s*=\s*([dm])", t, re.I))), "")
    return "day" if stated == "d" else "month" if stated == "m" else None


def _continental(one: Recognised) -> bool:
    """A CSV divided by semicolons with dates such as 31.12.2026: there the point groups thousands."""
    semicolon = any("delimiter semicolon" in p.found for p in one.sheet.problems)
    dates = [i for c, i in one.columns.items() if kind_of(one.table or "", c) == "date"]
    texts = [t for i in dates for t in sample(one.sheet, one.header_row or 0, i, 20)]
    return semicolon and any(re.match(r"\d{1,2}\.\d{1,2}\.\d{2,4}\b", t) for t in texts)


def map_rows(recognised: Recognised, not_data: Mapping[int, str], hints: Hints) -> Mapped:
    """Every data record of a recognised sheet as canonical rows; records in `not_data` are left out."""
    skip = list(not_data)
    cells = recognised.sheet.cells.filter(~pl.col("row").is_in(skip)) if skip else recognised.sheet.cells
    work = _Work(recognised, cells, hints, not_data)
    for column in recognised.columns:
        work.read(column)
    work.full_names()
    work.clocks()
    work.project_names()
    years = work.year()
    work.span()
    work.originals()
    work.fill_currency()
    work.sections()
    rows = work.frame()
    if work.table == "task":
        rows = settle_tasks(recognised, cells, rows, work.add)
    if recognised.months or any(c.startswith("amount_") for c in recognised.columns):
        rows = work.unpivot(rows)
        work.tell_quarters()
    work.tell_totals()
    return Mapped(recognised, tuple(cells["row"].to_list()), rows, tuple(work.problems), years, work.refused)


class _Work:
    """The columns of one sheet while they are read."""

    def __init__(self, recognised: Recognised, cells: pl.DataFrame, hints: Hints, not_data: Mapping[int, str]) -> None:
        self.r, self.cells, self.hints, self.not_data = recognised, cells, hints, not_data
        self.refused: dict[int, str] = {}
        self.table = recognised.table or ""
        self.numbers: list[int] = cells["row"].to_list()
        self.series: dict[str, pl.Series] = {}
        self.currencies: dict[str, pl.Series] = {}
        self.problems: list[Problem] = []

        self.unit = self.stated_unit()
        totals = [n for n, why in not_data.items() if why == "total"]
        self.totals = recognised.sheet.cells.filter(pl.col("row").is_in(totals)) if totals else None
        self.agreeing = 0

    def check_totals(self, place: int, header: str, values: pl.Series, reader: Reader) -> None:
        """Totals of the sheet against the rows they stand for; what differs is told with both figures."""
        if self.totals is None:
            return
        texts = zip(self.totals["row"].to_list(), self.totals[f"c{place}"].to_list(), strict=True)
        read = {row: reader(text.strip()).value for row, text in texts if text and text.strip()}
        stated = {row: value for row, value in read.items() if isinstance(value, Decimal)}
        wrong = differences(self.numbers, values.to_list(), stated)
        self.agreeing += len(stated) - len(wrong)
        for one in wrong:
            what = f"{one.summed:,} as the sum of the rows: {one.stated - one.summed:+,} in the total of row {one.row}"
            severity: Severity = "info" if one.slight else "warning"
            self.add(None, header, f"{one.stated:,}", what, severity, "noted: the rows are loaded, the total is not")

    def tell_totals(self) -> None:
        if self.agreeing:
            what = f"{self.agreeing} stated totals agree with the sum of the rows"
            self.add(None, "", what, "totals that agree", "info", "noted")

    def stated_unit(self) -> Unit:
        """The unit stated above the table, or by a sheet named after a currency; it holds for headers that state none."""
        above = self.r.sheet.cells.filter(pl.col("row") < (self.r.header_row or 0)).drop("row").rows()
        titles = [t for row in above for t in row if t] or list(self.r.sheet.titles)
        found = {u for t in titles if (u := unit_in_title(t))} or {
            u for t in titles if len(t) < 20 and (u := unit_of(t.strip("()（） ")))
        }
        named = unit_of(self.r.sheet.sheet) if re.fullmatch(r"[A-Z]{3}", self.r.sheet.sheet) else None
        unit = found.pop() if len(found) == 1 else named or Unit()
        if unit.scale != 1 and (self.r.months or any(kind_of(self.table, c) == "money" for c in self.r.columns)):
            self.add(
                self.r.header_row,
                "",
                "the unit above the table",
                f"amounts in units of {unit.scale:,}",
                "info",
                "multiplied",
            )
        return Unit() if unit.time or unit.percent else unit

    def unit_for(self, header: str) -> Unit:
        """The unit of a header; where it names a currency only, as in Budget (EUR), thousands above the table hold for it."""
        _, unit = without_unit(header)
        if unit == Unit():
            return self.unit
        same = self.unit.currency in (None, "", unit.currency) and not unit.percent and not unit.time
        return replace(unit, scale=self.unit.scale) if unit.scale == 1 and same else unit

    # -- one column

    def texts(self, place: int) -> pl.Series:
        stripped = self.cells[f"c{place}"].str.strip_chars()
        return stripped.set(stripped == "", None)

    def read(self, column: str) -> None:
        """Read a column into a typed series and note each cell that could not be read."""
        place = self.r.columns[column]
        kind, header = kind_of(self.table, column), self.r.headers[place]
        texts = self.texts(place)
        if kind in ("span", "year", "clock", "change"):
            return
        reader, plain = self.way(column, kind, header, texts)
        self.series[column] = self.values(column, header, texts, reader, plain).alias(column)
        if kind == "money":
            self.note_currency(column, header, texts)
            self.check_totals(place, header, self.series[column], reader)

    def way(self, column: str, kind: str, header: str, texts: pl.Series) -> tuple[Reader, pl.Series]:
        """How the texts of a column are read one by one, and the values of those that need no second look."""
        if kind in ("text", "id"):
            return _text, plain_texts(texts)
        if kind in _FIGURES:
            unit = self.unit_for(header) if kind == "money" else without_unit(header)[1]
            unit = self.time_unit(header, texts) if self.table == "timesheet" and column == "hours" else unit
            return self.figures(kind, unit, mark_of_column(texts.drop_nulls().unique()), texts)
        unique = texts.drop_nulls().unique(maintain_order=True).to_list()
        return self.reader(column, kind, header, unique), _nulls(TYPES[kind], texts.len())

    def values(self, column: str, header: str, texts: pl.Series, reader: Reader, plain: pl.Series) -> pl.Series:
        """The values of all texts: those that are not plain are read one by one, each different one once."""
        odd = texts.filter(plain.is_null()).drop_nulls().unique(maintain_order=True).to_list()
        if not odd:
            return plain
        read = {t: reader(t) for t in odd}
        self.tell(column, header, texts, read)
        found = pl.Series([c.value for c in read.values()], dtype=plain.dtype, strict=False)
        return plain.zip_with(
            plain.is_not_null(), texts.replace_strict(odd, found, default=None, return_dtype=plain.dtype)
        )

    def figures(self, kind: str, unit: Unit, mark: Mark, texts: pl.Series) -> tuple[Reader, pl.Series]:
        """How to read the figures of a column, and the values of those that are plain."""
        reader = _number_reader(kind, unit, mark, self.hints.mark)
        decimal = TYPES[kind]
        assert isinstance(decimal, pl.Decimal)
        if unit.scale != 1 or (kind == "hours" and unit.time not in ("", "hours")):
            return reader, _nulls(decimal, texts.len())
        return reader, plain_figures(texts, mark, decimal)

    def reader(self, column: str, kind: str, header: str, unique: Sequence[str]) -> Reader:
        if kind == "choice":
            section = choice_kind(self.table, column)
            return (
                self.by_legend(header, unique) or _choice_reader(section)
                if section == "rag"
                else _choice_reader(section)
            )
        if kind == "flag":
            return _flag
        if kind == "currency":
            return _currency
        if kind in ("date", "month"):
            return self.day_reader(column, kind, header, unique)
        if kind in ("work", "days"):
            return self.effort_reader(column, kind, header, unique)
        return _share_reader(unique, mark_of(unique), self.hints.mark)

    def time_unit(self, header: str, texts: pl.Series) -> Unit:
        """The unit of bare numbers of worked time: stated, usual for the tool, or shown by the times of day beside them."""
        stated, known = without_unit(header)[1], source_named(self.r.source)
        named = next((unit for word, unit in (("minute", "minutes"), ("second", "seconds")) if word in key(header)), "")
        stated = stated if stated.time or not named else Unit(time=named)
        usual = known.units.get("hours", "") if known else ""
        bare = [
            (t, a)
            for t in texts.drop_nulls().unique(maintain_order=True).head(_SHOWN)
            if (a := split_amount(t)) and not a.percent
        ]
        if stated.time or usual or not bare or _SAYS_HOURS & key(header):
            return stated if stated.time else Unit(time=usual)
        if {"begin", "end"} <= set(self.r.columns) and (shown := self.shown_by_clocks(texts)):
            if shown != "hours":
                what = f"{shown}, as the times of day beside them show"
                self.add(None, header, f"bare numbers such as {bare[0][0]}", what, "info", "read so")
            return Unit(time=shown)
        over = sum(1 for _, a in bare if len(a.digits) > 1 and a.digits.isdigit() and int(a.digits) > 24)
        return Unit(time="unknown") if over > len(bare) / 2 else stated

    def shown_by_clocks(self, texts: pl.Series) -> str:
        """The unit in which the numbers are the time from the beginning to the end of each row; "" where none fits."""
        began, ended = (self.texts(self.r.columns[c]).head(_SHOWN) for c in ("begin", "end"))
        pairs = [
            (value, worked.hours)
            for text, b, e in zip(texts.head(_SHOWN), began, ended, strict=True)
            if text and b and e and (worked := hours_between(b, e)) and (a := split_amount(text))
            if (value := number(a, self.hints.mark, self.hints.mark)) is not None and worked.hours
        ]
        for unit, parts in (("hours", 1), ("minutes", 60), ("seconds", 3600)):
            fits = sum(abs(value / parts - hours) <= Decimal("0.03") for value, hours in pairs)
            if pairs and fits >= 0.8 * len(pairs):
                return unit
        return ""

    def by_legend(self, header: str, unique: Sequence[str]) -> Reader | None:
        """Ratings in steps by the legend on the same sheet; None where the cells are words or there is no legend."""
        steps = [t for t in unique if not says_nothing(t)]
        legend = rag_legend(self.r.sheet.cells) if steps and all(t.isdigit() for t in steps) else {}
        if not legend:
            return None
        what = ", ".join(f"{step} is {level}" for step, level in legend.items())
        self.add(self.r.header_row, header, "ratings in steps", what, "info", "read by the legend of the sheet")
        expected = "a step of the sheet's legend"
        return lambda t: (
            Cell(legend[t]) if t in legend else _nothing(expected) if says_nothing(t) else Cell(None, expected)
        )

    def effort_reader(self, column: str, kind: str, header: str, unique: Sequence[str]) -> Reader:
        """Work in hours or durations in working days, with a word on what a tool's day, week and month is taken for."""
        known = source_named(self.r.source)
        stated = without_unit(header)[1].time or (known.units.get(column, "") if known else "")
        mark = mark_of(unique)
        mark = mark if mark != "unknown" else self.hints.mark
        found = [e for t in unique if (e := effort(t, mark))]
        if any(e.assumed(kind, stated) for e in found):
            what = "how many hours a day has, and days a week and month: the file does not say"
            self.add(None, header, unique[0], what, "info", "taken as 8 hours, 5 and 20 days")
        whole = {e.plain for e in found if e.plain}
        if (
            kind == "work"
            and not stated
            and "hour" not in key(header)
            and self.r.source in _ANY_UNIT
            and max(whole, default=0) >= 1000
        ):
            return lambda t: Cell(
                None, "a unit: hours, minutes or seconds? Name it in the header, such as Time spent (hours)"
            )
        if stated == "seconds" and any(v % 60 for v in whole):
            return lambda t: Cell(None, "seconds as the tool exports them, or a number with its unit such as 38h")
        return _effort_reader(kind, stated, mark)

    def day_reader(self, column: str, kind: str, header: str, unique: Sequence[str]) -> Reader:
        order = order_of(unique)
        if order == "unknown" or (self.hints.order == "mixed" and len(unique) < _FEW):
            order = self.hints.order  # where the columns of a file disagree, a column of few dates proves nothing
        open_cells = [t for t in unique if (r := read_date(t)) and r.day and r.other and order in ("unknown", "mixed")]
        if open_cells:
            read = read_date(open_cells[0])
            days = " or ".join(f"{d.day} {d:%B}" for d in (read.day, read.other) if d) if read else ""
            what = (
                f"day or month first cannot be told from this column: {open_cells[0]} may be {days}, and no date of the file "
                "decides it. Export more days (one after the 12th decides) or dates such as 2026-05-31, or give the order in a "
                "saved mapping (day_first)"
            )
            self.add(None, header, open_cells[0], what, "warning", "left empty")
        if kind == "month":
            return lambda t: _month(t, order)
        edge = "start" if "start" in column or column in ("raised_on",) else "end"
        return lambda t: _day(t, order, "start" if edge == "start" else "end")

    # -- problems

    def add(self, row: int | None, column: str, found: str, expected: str, severity: Severity, action: str) -> None:
        sheet = self.r.sheet
        self.problems.append(Problem(sheet.file, sheet.sheet, row, column, found[:200], expected, severity, action))

    def tell(self, column: str, header: str, texts: pl.Series, read: Mapping[str, Cell]) -> None:
        """One problem a cell, or one for all where there are many of the same kind."""
        bad = {t: c for t, c in read.items() if c.expected}
        if not bad:
            return
        where: dict[tuple[str, Severity], list[tuple[int, str]]] = defaultdict(list)
        here = texts.is_in(list(bad))
        for row, text in zip(self.cells["row"].filter(here), texts.filter(here), strict=True):
            cell = bad[text]
            broken = _ERROR.fullmatch(text) is not None
            expected = f"{cell.expected}: the formula of this cell is broken" if broken else cell.expected
            where[(expected, "warning" if broken else cell.severity)].append((row, text))
        for (expected, severity), cells in where.items():
            action = "left empty" if all(read[t].value is None for _, t in cells) else "noted"
            if len(cells) <= _EACH:
                for row, text in cells:
                    self.add(row, header, text, expected, severity, action)
                continue
            often = ", ".join(t[:40] for t, _ in Counter(t for _, t in cells).most_common(3))
            self.add(cells[0][0], header, f"{len(cells)} cells, such as {often}", expected, severity, action)

    # -- currency

    def note_currency(self, column: str, header: str, texts: pl.Series) -> None:
        unit = self.unit_for(header)
        stated = {t: a.currency for t in may_state_currency(texts) if (a := split_amount(t))}
        codes = {t: currency for t, currency in stated.items() if currency}
        found = texts.replace_strict(codes, default=unit.currency or None, return_dtype=pl.String())
        self.currencies[column] = found.set(texts.is_null(), None)
        unclear = [t for t, currency in stated.items() if currency == ""]
        dollars = int(texts.is_in(unclear).sum()) or int(unit.currency == "")
        if dollars and "currency" not in self.r.columns:
            self.add(None, header, "$", "the currency code, since $ stands for many", "info", "currency left empty")
        if without_unit(header)[1].scale != 1:
            self.add(self.r.header_row, header, header, f"amounts in units of {unit.scale:,}", "info", "multiplied")

    def fill_currency(self) -> None:
        """The currency column from symbols and codes beside the amounts, where the file has no column of its own."""
        if "currency" not in TABLES[self.table].names or not self.currencies:
            return
        own = self.series.get("currency", _nulls(pl.String(), len(self.numbers)))
        beside = pl.DataFrame({"row": self.cells["row"], "own": own, **self.currencies})
        one = pl.coalesce(*self.currencies)
        several = pl.any_horizontal(pl.col(c) != one for c in self.currencies).fill_null(False)
        yen = (pl.col("own") == "JPY") & (one == "CNY") & ~several  # the sign ¥ stands for both
        beside = beside.with_columns(
            pl.coalesce("own", pl.when(~several).then(one)).alias("currency"),
            (several | ((pl.col("own") != one) & ~yen)).fill_null(False).alias("differ"),
        )
        for row, *found, _, _ in beside.filter("differ").iter_rows():
            self.refused[row] = f"two currencies in one row: {', '.join(sorted(set(filter(None, found))))}"
        if beside["currency"].null_count() < beside.height:
            self.series["currency"] = beside["currency"]

    # -- columns that become others

    def full_names(self) -> None:
        """First and last name in two columns are one name."""
        if "last_name" not in self.series:
            return
        parts = [self.series[c] for c in ("first_name", "last_name") if c in self.series]
        target = "name" if self.table == "person" else "person_id"
        if target not in self.series:
            joined = pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True).alias(target))
            self.series[target] = joined[target].replace("", None)

    def project_names(self) -> None:
        """Worked hours whose project has no code belong to the project that the row names."""
        place = next(
            (i for i, h in enumerate(self.r.headers) if key(h) in (key("project"), key("project name"), key("项目"))),
            None,
        )
        if (
            self.table != "timesheet"
            or "project_id" not in self.series
            or place in (None, self.r.columns["project_id"])
        ):
            return
        codes, names = self.series["project_id"].to_list(), self.texts(place or 0)
        bare = sum(1 for c, n in zip(codes, names, strict=True) if n and not c)
        if bare:
            filled = [c or n for c, n in zip(codes, names, strict=True)]
            self.series["project_id"] = pl.Series("project_id", filled, pl.String())
            self.add(
                None,
                "project_id",
                f"{bare} rows without",
                "a project code",
                "info",
                f"taken from {self.r.headers[place or 0]}",
            )

    def clocks(self) -> None:
        """Worked hours, and the day where no column has it, from the times at which work began and ended."""
        if not {"begin", "end"} <= set(self.r.columns) or {"hours", "date"} <= set(self.series):
            return
        began, ended = (self.texts(self.r.columns[c]) for c in ("begin", "end"))
        pairs = list(zip(began, ended, strict=True))
        if "hours" not in self.series:
            worked = [hours_between(b, e) if b and e else None for b, e in pairs]
            over = sum(1 for w in worked if w and w.past_midnight)
            self.series["hours"] = pl.Series(
                "hours", [rounded(w.hours, 2) if w else None for w in worked], TYPES["hours"]
            )
            self.add(None, "hours", "no column of hours", "hours", "info", "end minus beginning")
            if over:
                self.add(None, "hours", f"{over} rows that end earlier than they begin", "an end after the beginning", "warning", "taken as past midnight")  # fmt: skip
        if "date" not in self.series:
            header = self.r.headers[self.r.columns["begin"]]
            read = self.day_reader("start", "date", header, [b for b in dict.fromkeys(began) if b])
            days = [read(b).value if b and moment(b) and (moment(b) or _NO_DAY).dated else None for b in began]
            self.series["date"] = pl.Series("date", days, pl.Date())

    def year(self) -> bool:
        """A year alone is the status date when it is the same in all rows or the same project comes once a year."""
        if "year" not in self.r.columns or "as_of" in self.r.columns or "as_of" not in TABLES[self.table].names:
            return False
        texts = self.texts(self.r.columns["year"])
        keys = next((self.series[c].to_list() for c in ("project_id", "name") if c in self.series), [None] * len(texts))
        pairs = [(k, t) for k, t in zip(keys, texts, strict=True) if t]
        several = len({t for _, t in pairs}) > 1
        if several and (len(set(pairs)) < len(pairs) or len({k for k, _ in pairs}) > 0.8 * len(pairs)):
            return False
        ends = [date(int(t), 12, 31) if t and re.fullmatch(r"(19|20)\d\d", t) else None for t in texts]
        self.series["as_of"] = pl.Series("as_of", ends, pl.Date())
        return any(ends)

    def span(self) -> None:
        """`2018.01-2020.12` in one cell is a start and a finish."""
        if "span" not in self.r.columns:
            return
        place = self.r.columns["span"]
        texts = self.texts(place)
        unique = [t for t in dict.fromkeys(texts) if t]
        read = {t: _span(t, self.hints.order) for t in unique}
        bad = {
            t: Cell(None, "a period such as 2018.01-2020.12")
            for t in unique
            if read[t] == (None, None) and not says_nothing(t)
        }
        self.tell("span", self.r.headers[place], texts, bad)
        for index, column in enumerate(("start", "finish")):
            if column not in self.series:
                self.series[column] = pl.Series(column, [read[t][index] if t else None for t in texts], pl.Date())

    def originals(self) -> None:
        """How far a forecast has moved in all, stated beside it, gives the first baseline: forecast less change."""
        for now, change, first in _SINCE_FIRST:
            if change not in self.r.columns or now not in self.series or first in self.series:
                continue
            header, texts = self.r.headers[self.r.columns[change]], self.texts(self.r.columns[change])
            unit = self.unit_for(header) if now == "forecast_cost" else without_unit(header)[1]
            reader = _number_reader("money", unit, mark_of([t for t in texts if t]), self.hints.mark)
            read = {t: reader(t) for t in dict.fromkeys(texts) if t}
            self.tell(change, header, texts, read)
            moved = [read[t].value if t else None for t in texts]
            self.series[first] = pl.Series(
                first,
                [_before(n, m) for n, m in zip(self.series[now], moved, strict=True)],
                TYPES[TABLES[self.table].column(first).kind],
            )
            self.add(
                None,
                first,
                f"{header!r}: the change in all",
                "the first baseline",
                "info",
                "taken as forecast less change",
            )

    def sections(self) -> None:
        """Section rows over groups of projects become a column: the one they name (`Department: IT`), else the portfolio."""
        if self.table != "project" or not self.numbers:
            return
        opened = self.section_rows()
        if len(opened) < 2 or min(opened) > self.numbers[0]:
            return
        parts = {row: re.split(r"\s*[:：]\s*", text, maxsplit=1) for row, text in opened.items()}
        named = {m[0].column for p in parts.values() if (m := matches(p[0], "project")) and len(p) == 2}
        labelled = len(named) == 1 and all(len(p) == 2 for p in parts.values())
        column = named.pop() if labelled else next((c for c in ("portfolio", "program") if c not in self.r.columns), "")
        if not column or column in self.r.columns or kind_of("project", column) != "text":
            return
        texts = {row: (p[1] if labelled else opened[row]) for row, p in parts.items()}
        places = sorted(texts)
        values = [texts[places[bisect_right(places, n) - 1]] for n in self.numbers]
        self.series[column] = pl.Series(column, values, pl.String())
        what = f"{len(texts)} section rows such as {opened[places[0]][:60]}"
        how = f"taken as the {column} of the rows below"
        self.add(None, "", what, "a column for what the sections say", "info" if labelled else "warning", how)

    def section_rows(self) -> dict[int, str]:
        """Rows of one short text directly above data."""
        found, data = dict[int, str](), set(self.numbers)
        sections = [n for n, why in self.not_data.items() if why == "section or note"]
        blank = {n for n, why in self.not_data.items() if why in ("blank", "repeated header")}
        for row, *texts in self.r.sheet.cells.filter(pl.col("row").is_in(sections)).iter_rows():
            filled = [t.strip() for t in texts if t and t.strip()]
            following = next((n for n in range(row + 1, row + 4) if n not in blank), 0)
            short = len(filled) == 1 and 1 < len(filled[0]) <= 60 and not filled[0].endswith((".", ":", "："))
            if short and following in data and not filled[0].startswith(("*", "Note", "注", "备注")):
                found[row] = filled[0]
        return found

    # -- the frame

    def frame(self) -> pl.DataFrame:
        long = not self.r.months and not any(c.startswith("amount_") for c in self.r.columns)
        stated = "kind" in self.r.columns or self.table not in _KIND_WORDS or not self.numbers
        if long and not stated and (kind := self.kind_by_name()):
            self.series["kind"] = pl.Series("kind", [kind] * len(self.numbers), pl.String())
            self.add(
                None,
                "kind",
                f"no column for the kind of {self.table}",
                ", ".join(_KIND_WORDS[self.table]),
                "info",
                f"taken as {kind} from the name",
            )
        names = [c for c in TABLES[self.table].names if c in self.series]
        return pl.DataFrame([self.cells["row"], *(self.series[c] for c in names)])

    def unpivot(self, rows: pl.DataFrame) -> pl.DataFrame:
        """One row a month (or a kind) from a wide sheet; empty cells give no row."""
        value = "amount" if self.table in ("cost", "benefit") else "hours"
        parts: list[pl.DataFrame] = []
        for name, series, period, kind in self.parts(value):
            by_section = self.kinds_by_section() if not kind and value == "amount" else []
            extra = [series.alias(value)]
            if period is not None:
                extra.append(pl.Series("period", [period] * rows.height, pl.Date()))
            if value == "amount" and (kind or "kind" not in rows.columns):
                fallback = None if kind else self.kind_by_name() or None
                kinds = [kind or section or fallback for section in by_section or [""] * rows.height]
                extra.append(pl.Series("kind", kinds, pl.String()))
            if name in self.currencies and "currency" not in self.r.columns:
                extra.append(self.currencies[name].alias("currency"))
            parts.append(rows.with_columns(extra).filter(pl.col(value).is_not_null()))
        if not parts:
            return rows.clear()
        names = ["row", *(c for c in TABLES[self.table].names if any(c in p.columns for p in parts))]
        return (
            pl.concat([p.select(n for n in names if n in p.columns) for p in parts], how="diagonal")
            .sort("row", maintain_order=True)
            .select(names)
        )

    def tell_quarters(self) -> None:
        quarters = [self.r.headers[i] for i, _, _ in self.r.months if read_month(self.r.headers[i], "unknown")[1]]
        if quarters:
            self.add(
                self.r.header_row,
                quarters[0],
                ", ".join(quarters[:4]),
                "a month: a quarter is booked in its first month",
                "info",
                "noted",
            )

    def parts(self, value: str) -> list[tuple[str, pl.Series, date | None, str]]:
        kinds = [c for c in self.r.columns if c.startswith("amount_")]
        if not self.r.months:
            return [(c, self.series[c], None, c.removeprefix("amount_")) for c in kinds]
        every = [t for place, _, _ in self.r.months for t in set(self.texts(place)) if t]
        if value == "hours" and not self.says_hours(every):
            return []
        mark, found = mark_of(every), list[tuple[str, pl.Series, date | None, str]]()
        for place, month, kind in self.r.months:
            header, texts = self.r.headers[place], self.texts(place)
            unit = self.unit_for(header) if value == "amount" else without_unit(header)[1]
            reader, plain = self.figures("money" if value == "amount" else "hours", unit, mark, texts)
            series = self.values(header, header, texts, reader, plain).alias(value)
            name = f"months {place}"
            if value == "amount":
                self.note_currency(name, header, texts)
            self.check_totals(place, header, series, reader)
            found.append((name, series, month, kind))
        return found

    def says_hours(self, every: Sequence[str]) -> bool:
        """Numbers by month may be hours, days, FTE or per cent: small ones count as hours only where the sheet says so."""
        above = self.r.sheet.cells.filter(pl.col("row") < (self.r.header_row or 0)).drop("row").rows()
        named = [
            self.r.sheet.sheet,
            self.r.sheet.file,
            *self.r.sheet.titles,
            *self.r.headers,
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
            if (a := split_amount(t))
            and not a.percent
            and (v := number(a, mark_of(every), self.hints.mark)) is not None
        ]
        if max(map(abs, amounts), default=Decimal(0)) <= 31:
            what = "the unit: hours, days, FTE or per cent? Only hours are loaded: name them in a title, such as Planned hours"
            self.add(self.r.header_row, "", "numbers by month without a unit", what, "error", "not loaded")
            return False
        self.add(
            self.r.header_row,
            "",
            "numbers by month without a unit",
            "the unit, such as hours",
            "warning",
            "taken as hours",
        )
        return True

    def kinds_by_section(self) -> list[str]:
        """For each record the cost kind of the section it stands in: a row with nothing but `Actual` or `预算`."""
        opened: list[tuple[int, str]] = []
        places = [n for n, why in self.not_data.items() if why == "section or note"]
        for start, *texts in self.r.sheet.cells.filter(pl.col("row").is_in(places)).iter_rows():
            words = [t for t in texts if t and t.strip()]
            opened.append(
                (start, choice(words[0].strip(" :："), f"{self.table}_kind") or "" if len(words) == 1 else "")
            )
        opened = [o for o in opened if o[1]]
        return [next((kind for start, kind in reversed(opened) if start < n), "") for n in self.numbers]

    def kind_by_name(self) -> str:
        """The kind in the name of the sheet, the file or a title, when nothing nearer says it."""
        if "kind" in self.r.columns:
            return ""
        above = self.r.sheet.cells.filter(pl.col("row") < (self.r.header_row or 0)).drop("row").rows()
        titles = [t for row in reversed(above) for t in row if t] + list(self.r.sheet.titles)
        for text in (self.r.sheet.sheet, *titles, self.r.sheet.file.rsplit(".", 1)[0]):
            kinds = {
                k
                for k, names in _KIND_WORDS[self.table].items()
                for w in names
                if (key(w) <= key(text) if w.isascii() else w in text)
            }
            if len(kinds) == 1:
                return kinds.pop()
        return ""


# Trackers of many makers write bare numbers in hours, minutes or seconds.
_ANY_UNIT = ("work_items", "asana", "monday", "planner", "servicenow", "smartsheet")
_SAYS_HOURS = frozenset({"hour", "工时", "小时", "小时数", "工时数", "stunden", "heure", "hora", "ore", "uren"})


def _before(now: date | Decimal | None, moved: object) -> date | Decimal | None:
    """What a date or an amount was before it moved."""
    if now is None or not isinstance(moved, Decimal):
        return None
    return now - timedelta(days=round(moved)) if isinstance(now, date) else now - moved


# A forecast, how far it has moved in all, and what it was first.
_SINCE_FIRST = (
    ("forecast_cost", "forecast_change", "original_budget"),
    ("finish", "finish_change", "original_baseline_finish"),
)
_NO_DAY = Moment(Decimal(0), False)

_KIND_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
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


# --- cells -----------------------------------------------------------------------------------------------------------


def _nulls(kind: pl.DataType, height: int) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, height)


def _nothing(expected: str) -> Cell:
    return Cell(None, expected, "info")


def _text(text: str) -> Cell:
    if (text.startswith("<") and says_nothing(text)) or not text.strip("-–—"):
        return Cell(None)
    if re.fullmatch(r"\d\.\d+E\+\d{2,}", text):
        return Cell(text, "an id as text: Excel has turned this one into a rounded number", "warning")
    return Cell(text)


def _choice_reader(section: str) -> Reader:
    names = "one of " + ", ".join(dict.fromkeys(choices(section).values()))

    def read(text: str) -> Cell:
        found = choice(text, section)
        return Cell(found) if found else _nothing(names) if says_nothing(text) else Cell(None, names)

    return read


def _flag(text: str) -> Cell:
    found = choice(text, "flag")
    if found is None:
        return _nothing("yes or no") if says_nothing(text) else Cell(None, "yes or no")
    return Cell(found == "true")


_CURRENCY_WORDS = {
    "人民币": "CNY", "元": "CNY", "rmb": "CNY", "cny": "CNY", "¥": "CNY", "euro": "EUR", "euros": "EUR", "欧元": "EUR", "€": "EUR",
    "美元": "USD", "us$": "USD", "us dollar": "USD", "us dollars": "USD", "英镑": "GBP", "£": "GBP", "日元": "JPY", "港币": "HKD",
    "港元": "HKD",
}  # fmt: skip


def _currency(text: str) -> Cell:
    bare = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"[A-Za-z]{3}", bare) and bare.casefold() != "rmb":
        return Cell(bare.upper())
    found = _CURRENCY_WORDS.get(bare.casefold()) or _CURRENCY_WORDS.get(text.strip())
    return (
        Cell(found) if found else Cell(None, "a currency code such as EUR", "info" if says_nothing(text) else "warning")
    )


def _day(text: str, order: Order, edge: str) -> Cell:
    read = read_date(text)
    if read is None and (quarter := read_quarter(text)):
        last = edge != "start"
        return Cell(
            quarter[last], f"a day: taken as the {'last' if last else 'first'} of the calendar quarter", "warning"
        )
    if read is None:
        return _nothing("a date") if says_nothing(text) else Cell(None, "a date such as 2026-05-31")
    found = settle(read, order, "start" if edge == "start" else "end")
    if found is None:
        return Cell(None)  # told once for the whole column
    if not read.alone:
        return Cell(found, f"a day: taken as the {'first' if edge == 'start' else 'last'} of the month", "info")
    return Cell(found)


def _month(text: str, order: Order) -> Cell:
    found, quarter = read_month(text, order)
    if found is None:
        open_ = (r := read_date(text)) is not None and r.day is not None and r.other is not None
        return (
            Cell(None)
            if open_
            else _nothing("a month")
            if says_nothing(text)
            else Cell(None, "a month such as 2026-05")
        )
    return Cell(found, "a month: the quarter is booked in its first month", "info") if quarter else Cell(found)


def _number_reader(kind: str, unit: Unit, mark: Mark, hint: Mark) -> Reader:
    what = {"money": "an amount", "hours": "hours"}.get(kind, "a number")
    divide = {"minutes": 60, "seconds": 3600, "milliseconds": 3_600_000}.get(unit.time, 1) if kind == "hours" else 1

    def read(text: str) -> Cell:
        value, scale = duration(text) if kind == "hours" else None, unit.scale
        if value is None:
            amount = split_amount(text)
            if amount is None:
                step = re.match(r"^(\d+)\s*[-–.:]\s*[^\d\s]", text) if kind == "number" else None
                if step:
                    return Cell(Decimal(step[1]))
                return _nothing(what) if says_nothing(text) else Cell(None, what)
            if amount.percent and kind != "number":
                return Cell(None, f"{what}, not per cent")
            value = number(amount, mark, hint)
            value = value / 100 if value is not None and amount.percent else value
            scale = unit.scale if amount.scale == 1 else Decimal(1)  # £950k is no millions, whatever the header says
            if value is None:
                return Cell(None, f"{what} whose decimal mark is clear: . and , cannot be told apart here")
            if unit.time == "unknown":
                return Cell(
                    None, "a unit: hours, minutes or seconds? Name it in the header, such as Duration (minutes)"
                )
            value = value / divide
        value = value * scale
        if abs(value) >= _LARGEST[kind]:
            return Cell(None, f"{what} below {_LARGEST[kind]:.0e}")
        return Cell(rounded(value, _PLACES[kind]))

    return read


def _effort_reader(kind: str, stated: str, mark: Mark) -> Reader:
    what = "a duration such as 5 days" if kind == "days" else "hours of work such as 38h"

    def read(text: str) -> Cell:
        found = effort(text, mark)
        value = found.as_days(stated) if found and kind == "days" else found.as_hours(stated) if found else None
        if value is None:
            return _nothing(what) if says_nothing(text) else Cell(None, what)
        if abs(value) >= _LARGEST["hours"]:
            return Cell(None, f"{what} below {_LARGEST['hours']:.0e}")
        return Cell(rounded(value, 2))

    return read


def _share_reader(unique: Sequence[str], mark: Mark, hint: Mark) -> Reader:
    """45 %, 45 and 0.45 are the same share; which is meant is decided over the column."""
    amounts = [a for t in unique if (a := split_amount(t))]
    signs = any(a.percent for a in amounts)
    bare = [abs(v) for a in amounts if not a.percent and (v := number(a, mark, hint)) is not None]
    largest = max(bare, default=Decimal(0))
    over = sum(v > 1 for v in bare)
    hundred = largest > Decimal("1.5") or (largest > 1 and over > len(bare) / 5)
    small = sum(0 < v < 1 for v in bare)
    doubtful = signs or (hundred and small > over)

    def read(text: str) -> Cell:
        amount = split_amount(text)
        value = number(amount, mark, hint) if amount else None
        if amount is None or value is None or abs(value) >= _LARGEST["share"] * 100:
            return _nothing("a percentage") if says_nothing(text) else Cell(None, "a percentage")
        if amount.percent:
            return Cell(rounded(value / 100, 6))
        if doubtful and 0 < abs(value) <= 1:
            return Cell(None, "a percentage: beside the other values of the column this may be a share or per cent")
        return Cell(rounded(value / 100 if hundred or signs else value, 6))

    return read


def _span(text: str, order: Order) -> tuple[date | None, date | None]:
    """A start and a finish from one cell; (None, None) where it is no period."""
    bare = unicodedata.normalize("NFKC", text).strip()
    for pattern in (r"\s*[~～至到–—]+\s*", r"\s+-+\s+", r"\s+to\s+", r"(?<=[\d月日])\s*-+\s*(?=\d{4})"):
        parts = re.split(pattern, bare)
        if len(parts) != 2:
            continue
        first, last = read_date(parts[0]), read_date(parts[1])
        if first and last:
            return settle(first, order, "start"), settle(last, order, "end")
        years = [re.fullmatch(r"((?:19|20)\d\d)\s*年?", part) for part in parts]
        if years[0] and years[1]:
            return date(int(years[0][1]), 1, 1), date(int(years[1][1]), 12, 31)
    return None, None


__all__ = ["EXTRA", "Cell", "Hints", "Mapped", "hints_of", "map_rows"]
