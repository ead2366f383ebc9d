"""Timesheets with a column a day: which days the columns are of, and one row for each filled cell.

A header says a date, a day and month, a day of the month, or a weekday. What it leaves out stands in a column of weeks, in a
title, or in the name of the sheet or file. Where nothing says it, or two say different things, it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import polars as pl

from pmo_metrics.ingest.dates import dates_in, month_named, read_date, weeks_in
from pmo_metrics.ingest.day_headers import Day, date_of, days_in, total_columns
from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.typed_columns import Columns
from pmo_metrics.ingest.values import mark_of

_DAY = timedelta(1)
_CENT = Decimal("0.05")
_WEEK_WORD = re.compile(
    r"\bweek|\bwk\b|\bw/[ce]\b|period|\bfrom\b|woche|\bkw\b|zeitraum|\bvom\b|semaine|semana|settimana|周|期间"
)
# Titles that say when the sheet was made, not what it is of.
_MADE = re.compile(
    r"print|creat|export|generat|submi|approv|gedruckt|erstellt|\bstand\b|unterschr|打印|导出|生成|提交|审批|制表"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WEEK_END = re.compile(r"end(?:s|ing|e)?\b|\bw/e\b|\bto\b|\bbis\b|结束|截止")
_WORKED = re.compile(
    r"timesheet|time sheet|worked|actual|booked|stundenzettel|zeiterfassung|istzeit|工时表|实际|填报|考勤"
)
_NOT_WORKED = re.compile(
    r"\bplan|forecast|capacity|availab|allocation|absence|\bleave\b|vacation|holiday|\bshift|\brota\b|roster|urlaub|dienstplan|schichtplan|kapazitat|计划|预测|排班|请假|休假|可用"
)
_HOURS_WORD = re.compile(r"hour|\bhrs?\b|stunde|heure|hora|\bore\b|uren|工时|小时")
_PERSON = re.compile(
    r"(?:^|\s{2})(?:employee|staff|person|resource|consultant|team member|mitarbeiter(?:in)?|name|员工|姓名|人员)(?: name|姓名)?"
    r"\s*[:：]\s*(\S+(?: \S+)*)",
    re.I,
)


# --- which days they are ----------------------------------------------------------------------------------------------


class _Unknown(Exception):
    """What is not said of the days, as what was expected."""


def _dated(work: Columns, days: Sequence[Day], rows: pl.DataFrame) -> list[list[date | None]]:
    """For each column of a day its date in each row. _Unknown where that is not said."""
    said = days[0].says
    if said == "weekday":
        weeks = _weeks(work, days[0], rows)
        return [[first and _on(first, day) for first in weeks] for day in days]
    found = _by_month(work, days) if said == "number" else _by_year(work, days)
    for day, when in zip(days, found, strict=True):
        if when is not None and day.weekday not in (None, when.weekday()):
            raise _Unknown(f"days that agree with their weekdays: {when} is a {when:%A}")
    return [[when] * rows.height for when in found]


def _by_year(work: Columns, days: Sequence[Day]) -> list[date | None]:
    """Days with their month: the year is theirs, or the one that titles and names say."""
    if all(d.year for d in days):
        return [date_of(d.year, d.month, d.number) for d in days]
    texts = _titles(work) if any(dates_in(t) or _YEAR.search(t) for t in _titles(work)) else _names(work)
    near = {found for t in texts for found, alone in dates_in(t) if alone}
    years = {int(y) for t in texts for y in _YEAR.findall(t)}
    turns = any(b.month < a.month for a, b in pairwise(days))
    if near:
        around = {y for d in near for y in (d.year - 1, d.year, d.year + 1)}
        first = {
            min(around, key=lambda y: abs((date_of(y, days[0].month, days[0].number) or date.max) - d)) for d in near
        }
    else:
        first = set() if turns else years
    if len(first) != 1:
        raise _Unknown("the year of these days: in a title such as March 2025, or in the name of the sheet or file")
    year, found = first.pop(), list[date | None]()
    for before, day in zip([days[0], *days], days, strict=False):
        year += day.month < before.month
        found.append(date_of(year, day.month, day.number))
    return found


def _by_month(work: Columns, days: Sequence[Day]) -> list[date | None]:
    """Days 1 to 31: the month is the one that titles and names say; a day it does not have is none."""
    bare = {day for t in (*_titles(work), *_names(work)) for day in _months_named(t)}
    months = sorted(bare or {day.replace(day=1) for t in _titles(work) for day in _from_to(t)})
    turns = any(b.number < a.number for a, b in pairwise(days))
    if len(months) != (2 if turns else 1) or (turns and (months[1] - months[0]).days > 31):
        raise _Unknown("the month of these days: in a title such as March 2025, or in the name of the sheet or file")
    month, found = months[0], list[date | None]()
    for before, day in zip([days[0], *days], days, strict=False):
        month = months[-1] if day.number < before.number else month
        found.append(date_of(month.year, month.month, day.number))
    return found


def _months_named(text: str) -> list[date]:
    """The months that a text names without a day: 2025-03, March 2025, März 2025, 2025年3月."""
    words = re.findall(r"[^\W\d_]+|(?<!\d)\d+(?!\d)", plain(text))
    named = [date(int(y), month_named(m), 1) for before, m, y in zip(["", *words], words, words[1:], strict=False)
             if re.fullmatch(r"(?:19|20)\d\d", y) and month_named(m) and not before.isdigit()]  # fmt: skip
    return [*named, *(day for day, alone in dates_in(text) if not alone)]


def _from_to(text: str) -> list[date]:
    """The two days of a title that says from when to when; none where it says anything else."""
    said = sorted({day for day, alone in dates_in(text) if alone})
    return said if len(said) == 2 else []


def _weeks(work: Columns, first: Day, rows: pl.DataFrame) -> list[date | None]:
    """The first day of the week of each row, by a column of weeks, or of the whole sheet."""
    if "date" not in rows.columns:
        return [_week_said(work, first)] * rows.height
    bases, header = rows["date"].to_list(), plain(work.r.headers[work.r.columns["date"]])
    if not _WEEK_WORD.search(header) and any(b and b.weekday() != first.weekday for b in bases):
        raise _Unknown("a column of weeks: the dates of this one do not begin them")
    return [_first(base, first, _edge(header)) if base else None for base in bases]


def _edge(said: str) -> str:
    """Which end of the week a date with these words is; "" for a day in it."""
    return "start" if re.search(r"start|begin|commenc|起始|开始", said) else "end" if _WEEK_END.search(said) else ""


def _on(first: date, day: Day) -> date:
    """The day of that name in the seven days from the first on."""
    return first + timedelta(((day.weekday or 0) - first.weekday()) % 7)


def _first(base: date, first: Day, edge: str) -> date:
    """The first of the seven days that a date stands for: it begins them, ends them, or lies in the week of the columns."""
    if edge:
        return base if edge == "start" else base - 6 * _DAY
    return base - timedelta((base.weekday() - (first.weekday or 0)) % 7)


def _week_said(work: Columns, first: Day) -> date:
    """The first day of the one week that the titles name; without those, that the names of sheet and file give."""
    found = {week for text in _titles(work) for week in _weeks_in(text, first)}
    found = found or {week for text in _names(work) for week in _weeks_in(text, first)}
    if len(found) != 1:
        raise _Unknown("the week of these days: in a title such as Week starting 2025-03-03, or in a column of weeks")
    return found.pop()


def _weeks_in(text: str, first: Day) -> set[date]:
    """The first days of the weeks that a title names: by number, from a day to a day, or by one day of each."""
    bare, span = plain(text), _from_to(text)
    if span and (span[1] - span[0]).days <= 6:
        return {span[0]}
    if (numbered := weeks_in(text)) or not _WEEK_WORD.search(bare):
        return numbered
    said = {day for day, alone in dates_in(text) if alone} | set(_either_way(text, first))
    return {_first(day, first, _edge(bare)) for day in said}


def _either_way(text: str, first: Day) -> Iterator[date]:
    """Dates such as 03/10/2025 where one reading only is the weekday of the first column."""
    for match in re.finditer(r"(?<!\d)\d{1,2}[/-]\d{1,2}[/-]\d{4}(?!\d)", text):
        read = read_date(match[0])
        days = [d for d in (read.day, read.other) if d and d.weekday() == first.weekday] if read else []
        if read and read.other and len(days) == 1:
            yield days[0]


def _titles(work: Columns) -> list[str]:
    """The rows above the header that do not say when it was made, each as one text with two blanks between its cells."""
    above = work.r.sheet.cells.filter(pl.col("row") < (work.r.header_row or 0)).drop("row").rows()
    titles = [*work.r.sheet.titles, *("  ".join(t.strip() for t in row if t and t.strip()) for row in above)]
    return [t for t in titles if not _MADE.search(plain(t))]


def _names(work: Columns) -> list[str]:
    return [work.r.sheet.sheet, work.r.sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]]


# --- rows -------------------------------------------------------------------------------------------------------------


def by_day(work: Columns, rows: pl.DataFrame) -> pl.DataFrame:
    """One row for each filled cell, with its date and hours; none where it is not said which days or what hours they are."""
    days = days_in(work.r.headers)
    places = [place for place, _ in days]
    named = _with_person(work, rows.drop("hours", strict=False))
    every = [t for place in places for t in set(work.texts(place)) if t]
    try:
        _worked_hours(work, every)
        dates = _dated(work, [day for _, day in days], rows)
    except _Unknown as reason:
        header = ", ".join(work.r.headers[place] for place in places[:7])
        work.add(work.r.header_row, "", header, str(reason), "error", "not loaded")
        work.refused |= dict.fromkeys(work.numbers, f"hours by day without {str(reason).split(':')[0]}")
        return named.clear()
    parts, sums = list[pl.DataFrame](), [Decimal(0)] * rows.height
    for place, dated in zip(places, dates, strict=True):
        series = _hours(work, place, every)
        sums = [s + (v or 0) for s, v in zip(sums, series, strict=True)]
        when = pl.Series("date", dated, pl.Date())
        _tell_no_day(work, place, series, when)
        parts.append(named.with_columns(when, series.alias("hours")).filter(pl.col("hours").is_not_null()))
    _check_row_totals(work, sums, every)
    return pl.concat(parts).sort("row", maintain_order=True)


def _hours(work: Columns, place: int, every: Sequence[str]) -> pl.Series:
    header, texts = work.r.headers[place], work.texts(place)
    reader, plainly = work.figures("hours", without_unit(header)[1], mark_of(every), texts)
    series = work.values(header, header, texts, reader, plainly)
    work.check_totals(place, header, series, reader)
    return series


def _worked_hours(work: Columns, every: Sequence[str]) -> None:
    """_Unknown where the cells may be planned hours, absences or shares of days."""
    texts = [plain(t) for t in (*_titles(work), *_names(work), *work.r.headers)]
    if any(_NOT_WORKED.search(t) for t in texts) and not any(_WORKED.search(t) for t in texts):
        raise _Unknown("hours worked: the names speak of plans, shifts or absences; call it a timesheet if it is one")
    figures = (t.replace(",", ".") for t in every if re.fullmatch(r"\d{1,4}([.,]\d+)?", t))
    largest = max(map(Decimal, figures), default=Decimal(24))
    if largest <= 1 and not any(_HOURS_WORD.search(t) for t in texts):
        raise _Unknown("the unit, hours or days: no number is above 1; say hours in a title if they are")


def _with_person(work: Columns, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows; a sheet of one person names them in a title such as `Employee: Ann Lee`."""
    if "person_id" in rows.columns:
        return rows
    found = {match[1] for t in _titles(work) for match in _PERSON.finditer(t)}
    if len(found) != 1:
        return rows
    name = found.pop()
    how = f"taken as {name} from the title"
    work.add(None, "person_id", "no column for the person", "a column with the person", "info", how)
    return rows.with_columns(pl.lit(name).alias("person_id"))


def _tell_no_day(work: Columns, place: int, hours: pl.Series, when: pl.Series) -> None:
    """Hours on a 31st that the month does not have, or in a row without its week: the row is held back."""
    for row in work.cells["row"].filter(hours.is_not_null() & when.is_null()).to_list():
        work.refused[row] = f"hours under {work.r.headers[place]}, which is no day of that month or week"


def _check_row_totals(work: Columns, sums: Sequence[Decimal], every: Sequence[str]) -> None:
    """The totals at the end of the rows against the sum of their days."""
    for place in {*total_columns(work.r.headers), work.r.columns.get("hours", -1)} - {-1}:
        header, stated = work.r.headers[place], _hours(work, place, every)
        wrong = [
            (row, said, summed)
            for row, said, summed in zip(work.cells["row"], stated, sums, strict=True)
            if said is not None and abs(said - summed) > _CENT
        ]
        for row, said, summed in wrong[:20]:
            what = f"{summed.normalize():f} as the sum of the days"
            work.add(
                row, header, f"{said.normalize():f}", what, "warning", "noted: the days are loaded, the total is not"
            )
        if len(wrong) > 20:
            work.add(None, header, f"{len(wrong) - 20} more totals", "the sum of the days", "warning", "as above")
        work.agreeing += stated.len() - stated.null_count() - len(wrong)
