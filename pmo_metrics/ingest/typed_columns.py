"""The columns of one sheet as typed series; how a column is written is decided over the whole column."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.cells import (
    ERROR,
    TYPES,
    Cell,
    Reader,
    against_their_words,
    choice_reader,
    currency_cell,
    day_cell,
    effort_reader,
    flag_cell,
    month_cell,
    nothing,
    nulls,
    number_reader,
    share_reader,
    step_cell,
    step_of,
    text_cell,
)
from pmo_metrics.ingest.clocks import hours_between
from pmo_metrics.ingest.dates import order_of, read_date
from pmo_metrics.ingest.durations import effort
from pmo_metrics.ingest.figures import mark_of_column, may_state_currency, plain_figures, plain_texts
from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.header_units import Unit, may_state_unit, time_named, unit_in_title, unit_of, without_unit
from pmo_metrics.ingest.hints import Hints
from pmo_metrics.ingest.kinds import choice_kind, kind_of
from pmo_metrics.ingest.legends import rag_legend
from pmo_metrics.ingest.model import Problem, Recognised, Severity
from pmo_metrics.ingest.totals import differences
from pmo_metrics.ingest.values import Mark, mark_of, number, says_nothing, split_amount
from pmo_metrics.sources import source_named

_FIGURES = ("money", "number", "hours")
_FEW = 5  # different values
_SHOWN = 500  # rows are enough to show in which unit times are written
_EACH = 20  # more problems of one kind in a column than this are told as one, with their number
# Trackers of many makers write bare numbers in hours, minutes or seconds.
_ANY_UNIT = ("work_items", "asana", "monday", "planner", "servicenow", "smartsheet")
_SAYS_HOURS = frozenset({"hour", "工时", "小时", "小时数", "工时数", "stunden", "heure", "hora", "ore", "uren"})


class Columns:
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
        opened = [n for n, why in self.not_data.items() if why == "repeated header"]
        wrong = differences(self.numbers, values.to_list(), stated, opened)
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
        if unit == Unit():
            self.tell_open_unit(titles)
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

    def tell_open_unit(self, titles: Sequence[str]) -> None:
        """A line above the table that speaks of money, where it was not read as the unit and no header states one."""
        headers = [self.r.headers[i] for c, i in self.r.columns.items() if kind_of(self.table, c) == "money"]
        line = next((t for t in titles if may_state_unit(t)), "")
        if line and headers and all(without_unit(h)[1] == Unit() for h in headers):
            what = "the unit of the amounts, if this line states one: write it in the headers, such as Budget (£m)"
            self.add(None, "", " ".join(line.split()), what, "warning", "amounts loaded as written")

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
        if kind in ("span", "year", "clock", "change", "date kind"):
            return
        reader, plain = self.way(column, kind, header, texts)
        self.series[column] = self.values(column, header, texts, reader, plain).alias(column)
        if kind == "money":
            self.note_currency(column, header, texts)
            self.check_totals(place, header, self.series[column], reader)

    def way(self, column: str, kind: str, header: str, texts: pl.Series) -> tuple[Reader, pl.Series]:
        """How the texts of a column are read one by one, and the values of those that need no second look."""
        if kind in ("text", "id"):
            return text_cell, plain_texts(texts)
        if kind in _FIGURES:
            unit = self.unit_for(header) if kind == "money" else without_unit(header)[1]
            unit = self.time_unit(header, texts) if self.table == "timesheet" and column == "hours" else unit
            return self.figures(kind, unit, mark_of_column(texts.drop_nulls().unique()), texts)
        unique = texts.drop_nulls().unique(maintain_order=True).to_list()
        return self.reader(column, kind, header, unique), nulls(TYPES[kind], texts.len())

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
        reader = number_reader(kind, unit, mark, self.hints.mark)
        decimal = TYPES[kind]
        assert isinstance(decimal, pl.Decimal)
        if unit.scale != 1 or (kind == "hours" and unit.time not in ("", "hours")):
            return reader, nulls(decimal, texts.len())
        return reader, plain_figures(texts, mark, decimal)

    def reader(self, column: str, kind: str, header: str, unique: Sequence[str]) -> Reader:
        if kind == "choice":
            section = choice_kind(self.table, column)
            return (
                self.by_legend(header, unique) or choice_reader(section) if section == "rag" else choice_reader(section)
            )
        if kind == "flag":
            return flag_cell
        if kind == "currency":
            return currency_cell
        if kind in ("date", "month"):
            return self.day_reader(column, kind, header, unique)
        if kind == "step":
            return self.step_reader(header, unique)
        if kind in ("work", "days"):
            return self.effort_way(column, kind, header, unique)
        if {t.strip() for t in unique} == {"0", "1"}:
            what = "shares such as 0.4 or 100 %: 1 beside nothing but 0 may be 1 %"
            self.add(None, header, "nothing but 0 and 1", what, "warning", "1 read as 100 %")
        return share_reader(unique, mark_of(unique), self.hints.mark)

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
        if not stated.time and _SAYS_HOURS & key(header):
            return Unit(time="hours")  # what a header says goes before what is usual for the tool
        if stated.time or usual or not bare:
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
            Cell(legend[t]) if t in legend else nothing(expected) if says_nothing(t) else Cell(None, expected)
        )

    def step_reader(self, header: str, unique: Sequence[str]) -> Reader:
        """Steps of a scale; what its words are taken for is told."""
        words = {t: step for t in unique if not re.search(r"\d", t) and (step := step_of(t)) is not None}
        if words:
            what = ", ".join(f"{word} is {step}" for word, step in sorted(words.items(), key=lambda w: w[1])[:8])
            self.add(self.r.header_row, header, what, "steps of a scale of five", "info", "read so")
        if against := against_their_words(unique):
            found = ", ".join(sorted(against)[:5])
            self.add(
                self.r.header_row,
                header,
                found,
                "steps that rise with what they mean",
                "warning",
                "read by their words",
            )
            return lambda t: Cell(against[t]) if t in against else step_cell(t)
        return step_cell

    def effort_way(self, column: str, kind: str, header: str, unique: Sequence[str]) -> Reader:
        """Work in hours or durations in working days, with a word on what a tool's day, week and month is taken for."""
        known = source_named(self.r.source)
        stated = without_unit(header)[1].time or time_named(header) or (known.units.get(column, "") if known else "")
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
        return effort_reader(kind, stated, mark)

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
            return lambda t: month_cell(t, order)
        edge = "start" if "start" in column or column in ("raised_on", "first_day", "week") else "end"
        return lambda t: day_cell(t, order, "start" if edge == "start" else "end")

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
            broken = ERROR.fullmatch(text) is not None
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
