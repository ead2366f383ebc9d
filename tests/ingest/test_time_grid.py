"""Timesheets with a column a day: which days they are, totals checked, and what is asked instead of guessed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from pmo_metrics.ingest.day_headers import days_in
from pmo_metrics.ingest.load import load
from pmo_metrics.ingest.model import FileResult, TableResult, Upload
from pmo_metrics.ingest.understand import understand
from pmo_metrics.store import open_store

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ANN = ("Ann", "P1", 8, 7.5, None, 8, 6, None, None)
# What Ann worked in the week of Monday 3 March 2025.
WORKED = [(date(2025, 3, 3), "8"), (date(2025, 3, 4), "7.5"), (date(2025, 3, 6), "8"), (date(2025, 3, 7), "6")]


def packed(*rows: Sequence[object], sheet: str = "Sheet1") -> bytes:
    out, made = io.BytesIO(), openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def book(*rows: Sequence[object], name: str = "time.xlsx", sheet: str = "Sheet1") -> FileResult:
    return understand([Upload(name, packed(*rows, sheet=sheet))], None, date(2026, 7, 1))[0]


def days(table: TableResult, person: str = "Ann") -> list[tuple[date, Decimal]]:
    assert table.rows_read == table.rows_loaded + table.rows_quarantined + table.rows_not_data
    return table.rows.filter(table.rows["person_id"] == person).select("date", "hours").rows()


def worked(pairs: Sequence[tuple[date, str]]) -> list[tuple[date, Decimal]]:
    return [(day, Decimal(hours)) for day, hours in pairs]


def asked(result: FileResult) -> str:
    [table] = result.tables
    assert (table.source, table.rows.height) == ("timesheet_by_day", 0)
    assert table.rows_quarantined and not table.rows_loaded
    return next(p.expected for p in result.problems if p.severity == "error")


# --- headers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "first", "count"),
    [
        ("Mon Tue Wed Thu Fri", (0, 0, 0, 0), 5),
        ("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag", (0, 0, 0, 0), 7),
        ("So Mo Di Mi Do Fr Sa", (6, 0, 0, 0), 7),
        ("周一 周二 周三 周四 周五 周六 周日", (0, 0, 0, 0), 7),
        ("星期日 星期一 星期二 星期三 星期四 星期五 星期六", (6, 0, 0, 0), 7),
        ("lun. mar. mer. jeu. ven.", (0, 0, 0, 0), 5),
        ("3/3 3/4 3/5", (None, 3, 3, 0), 3),  # a run of days only with the month first
        ("30/4 1/5 2/5", (None, 30, 4, 0), 3),
        ("28.02. 01.03. 02.03.", (None, 28, 2, 0), 3),
        ("3月3日 3月4日 3月5日", (None, 3, 3, 0), 3),
        ("3-Mar 4-Mar 5-Mar", (None, 3, 3, 0), 3),
        ("2025-03-03 2025-03-04 2025-03-05", (None, 3, 3, 2025), 3),
        ("29/12 30/12 31/12 1/1 2/1", (None, 29, 12, 0), 5),
        (" ".join(map(str, range(1, 32))), (None, 1, 0, 0), 31),
        ("26日 27日 28日 1日 2日 3日 4日 5日 6日 7日 8日 9日 10日", (None, 26, 0, 0), 13),
    ],
)
def test_headers_of_days(headers: str, first: tuple[int | None, int, int, int], count: int) -> None:
    found = days_in(("Employee", *headers.split(), "Total"))
    day = found[0][1]
    assert (day.weekday, day.number, day.month, day.year) == first
    assert [place for place, _ in found] == list(range(1, count + 1))


@pytest.mark.parametrize("headers", [
    "1 2 3 4 5 6 7 8 9 10 11 12", "Mon Wed Fri", "2025-03-03 2025-03-10 2025-03-17 2025-03-24", "Mon Tue Wed Thu Fri Mon Tue Wed Thu Fri",
    "2025-01 2025-02 2025-03", "Jan Feb Mar Apr May", "1/1 1/2 1/4 1/9",
])  # fmt: skip
def test_headers_of_no_days(headers: str) -> None:
    """Months, weeks, quarters and lists of numbers are not days."""
    assert days_in(("Employee", *headers.split())) == []


# --- weeks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "titles",
    [
        [("Week starting 3 March 2025",)], [("Week starting:", "2025-03-03")], [("Week ending 9 March 2025",)],
        [("Timesheet",), ("Week of", date(2025, 3, 5))], [("Week: 03/03/2025 - 09/03/2025",)], [("KW 10/2025",)], [("2025-W10",)],
        [("Stundenzettel vom 03.03.2025 bis 09.03.2025",)], [("工时表 2025年3月3日至2025年3月9日",)], [("2025年第10周",)],
        [("Week starting 10/03/2025",), ("Week starting 2025-03-10",)],
        [("Week ending 9 March 2025",), ("Printed on 2025-04-02",)],
    ],
)  # fmt: skip
def test_the_week_of_a_title(titles: list[tuple[object, ...]]) -> None:
    later = timedelta(
        7 if "10/03" in str(titles) else 0
    )  # the tenth of March is a Monday, the third of October is none
    [found] = book(*titles, ("Employee", "Project", *WEEK), ANN).tables
    assert (found.source, found.rows_loaded) == ("timesheet_by_day", 1)
    assert days(found) == worked([(day + later, hours) for day, hours in WORKED])


@pytest.mark.parametrize("titles", [
    [], [("Timesheet",)], [("Week 10",)], [("Week 10 2025",)], [("Timesheet 2025-03-10",)], [("Printed on 2025-03-10",)],
    [("Week starting 2025-03-03",), ("Week starting 2025-03-10",)], [("Week starting 01/02/2025",)],
])  # fmt: skip
def test_a_week_that_is_not_said_is_asked_about(titles: list[tuple[object, ...]]) -> None:
    """1 February 2025 is a Saturday and 2 January a Thursday: no reading is decided by the Monday of the first column."""
    assert "the week of these days" in asked(book(*titles, ("Employee", "Project", *WEEK), ANN))


def test_the_week_in_the_names_of_sheet_and_file() -> None:
    rows = ("Employee", "Project", *WEEK), ANN
    assert days(book(*rows, sheet="KW 10 2025").tables[0]) == worked(WORKED)
    assert days(book(*rows, name="Week of 2025-03-03.xlsx").tables[0]) == worked(WORKED)
    assert "the week" in asked(book(*rows, name="timesheet_2025-03-10.xlsx"))  # the day it was exported, perhaps


@pytest.mark.parametrize(
    ("header", "base"), [("Week starting", date(2025, 3, 3)), ("Week ending", date(2025, 3, 9)), ("周起始", date(2025, 3, 3)), ("Woche", date(2025, 3, 5))]
)  # fmt: skip
def test_a_column_of_weeks(header: str, base: date) -> None:
    rows = [("Ann", "P1", base, *ANN[2:]), ("Ann", "P1", base + timedelta(7), 1, *[None] * 6),
            ("Ann", "P1", None, 8, *[None] * 6)]  # fmt: skip
    [found] = book(("Employee", "Project", header, *WEEK), *rows).tables
    assert days(found) == worked([*WORKED, (date(2025, 3, 10), "1")])
    assert (found.rows_loaded, found.rows_quarantined) == (2, 1)
    assert "no day of that month or week" in found.quarantined["reason"][0]


def test_a_week_that_starts_on_sunday() -> None:
    header = ("Employee", "Project", "Sun", *WEEK[:6])
    [found] = book(("Week of 5 March 2025",), header, ("Ann", "P1", 2, 8, *[None] * 5)).tables
    assert days(found) == worked([(date(2025, 3, 2), "2"), (date(2025, 3, 3), "8")])


# --- months and dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["Timesheet March 2025", "Stundenzettel März 2025", "2025年3月 工时表", "Period 2025-03", "01.03.2025 - 31.03.2025"])  # fmt: skip
def test_days_of_a_month(title: str) -> None:
    header = ("姓名" if "年" in title else "Name", "项目" if "年" in title else "Projekt", *range(1, 32), "Summe")
    row = ["Ann", "P1", *[None] * 31, 12]
    row[2 + 2], row[2 + 30] = 8, 4  # the 3rd and the 31st
    [found] = book((title,), header, row).tables
    assert days(found) == worked([(date(2025, 3, 3), "8"), (date(2025, 3, 31), "4")])


def test_a_day_that_the_month_does_not_have_holds_its_row_back() -> None:
    full, short = ["Ann", "P1", *[None] * 31], ["Bob", "P1", *[None] * 31]
    full[2 + 30] = 8  # 31 April
    short[2 + 29] = 8
    [found] = book(("Timesheet April 2025",), ("Employee", "Project", *range(1, 32)), full, short).tables
    assert (found.rows_loaded, found.rows_quarantined) == (1, 1)
    assert days(found, "Bob") == worked([(date(2025, 4, 30), "8")])


@pytest.mark.parametrize(
    "titles", [[], [("Timesheet, printed on 2025-04-02",)], [("March 2025",), ("April 2025",)], [("March",)]]
)
def test_a_month_that_is_not_said_is_asked_about(titles: list[tuple[object, ...]]) -> None:
    header = ("Employee", "Project", *range(1, 32))
    assert "the month of these days" in asked(book(*titles, header, ("Ann", "P1", 8, *[None] * 30)))


def test_dates_over_weekdays_and_a_person_in_a_title() -> None:
    [found] = book(
        ("Employee:", "Ann Lee", None, "Year:", 2025), ("Project", None, "3/3", "3/4", "3/5", "3/6", "3/7"),
        ("Project", "Task", *WEEK[:5]), ("P1", "Dig", 8, 7.5, None, 8, 6),
    ).tables  # fmt: skip
    assert days(found, "Ann Lee") == worked(WORKED)


def test_the_turn_of_the_year() -> None:
    header = ("Employee", "Project", "29.12.", "30.12.", "31.12.", "01.01.", "02.01.")
    [found] = book(
        ("Stundenzettel, erstellt 2026-01-05",), ("Woche bis 2026-01-04",), header, ("Ann", "P1", 8, 8, 4, None, 6)
    ).tables
    assert [day for day, _ in days(found)] == [
        date(2025, 12, 29),
        date(2025, 12, 30),
        date(2025, 12, 31),
        date(2026, 1, 2),
    ]
    assert "the year" in asked(book(("Stundenzettel 2025",), header, ("Ann", "P1", 8, 8, 4, None, 6)))


def test_weekdays_that_do_not_fit_their_dates_are_asked_about() -> None:
    header = ("Employee", "Project", "Mon 3/4", "Tue 4/4", "Wed 5/4", "Thu 6/4", "Fri 7/4")
    assert "agree with their weekdays" in asked(
        book(("Timesheet 2025",), header, ANN[:7])
    )  # of 2023: 3 April 2025 is a Thursday


def test_dates_in_a_csv_of_semicolons() -> None:
    text = "Mitarbeiter;Projekt;03.03.2025;04.03.2025;05.03.2025;06.03.2025;07.03.2025;Gesamt\nAnn;P1;8;7,5;;8;6;29,5\n"
    [found] = understand([Upload("Stunden.csv", text.encode("cp1252"))], None, date(2026, 7, 1))[0].tables
    assert days(found) == worked(WORKED)


# --- totals -----------------------------------------------------------------------------------------------------------


def test_totals_are_checked_and_not_read() -> None:
    result = book(
        ("Week starting 2025-03-03",), ("Employee", "Project", *WEEK, "Total"), (*ANN, 29.5), ("Bob", "P2", 4, 4, *[None] * 5, 9),
        ("Total", None, 12, 11.5, 0, 8, 7, 0, 0, 38.5),
    )  # fmt: skip
    [found] = result.tables
    assert found.rows["hours"].sum() == Decimal("37.5")
    told = {(p.row, p.column, p.found, p.expected.split(":")[0]) for p in result.problems if p.severity == "warning"}
    assert told == {
        (4, "Total", "9", "8 as the sum of the days"),  # Bob worked 8 hours, not 9
        (None, "Fri", "7.00", "6.00 as the sum of the rows"),
    }


@pytest.mark.parametrize(
    ("titles", "values", "words"),
    [
        ([("Resource plan, week starting 2025-03-03",)], (8, 8, 8, 8, 8), "hours worked"),
        ([("Absences, week starting 2025-03-03",)], (8, 8, 8, 8, 8), "hours worked"),
        ([("Week starting 2025-03-03",)], (1, 0.5, 1, 1, 0), "the unit, hours or days"),
    ],
)
def test_what_may_be_no_hours_worked_is_asked_about(
    titles: list[tuple[str]], values: tuple[float, ...], words: str
) -> None:
    assert words in asked(book(*titles, ("Employee", "Project", *WEEK[:5]), ("Ann", "P1", *values)))


# --- one sheet after the other ----------------------------------------------------------------------------------------


def test_the_next_week_stands_beside_the_last_and_a_corrected_one_replaces_it(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    header = ("Employee", "Project", *WEEK)
    for name, start, row in (
        ("timesheet_W10.xlsx", "2025-03-03", ("Ann", "P1", 8, 8, 8, 8, 8, None, None)),
        ("timesheet_W11.xlsx", "2025-03-10", ("Ann", "P1", 8, 8, None, None, None, None, None)),
        (
            "timesheet_W11b.xlsx",
            "2025-03-10",
            ("Ann", "P2", 4, 4, None, None, None, None, None),
        ),  # the project was wrong
        ("timesheet_W11.xlsx", "2025-03-10", ("Ben", "P1", 6, None, None, None, None, None, None)),
    ):
        load(store, [Upload(name, packed((f"Week starting {start}",), header, row))])
    rows = (
        store.snapshot().run("SELECT person_id, project_id, sum(hours) FROM timesheet GROUP BY ALL ORDER BY ALL").rows()
    )
    # The letter b makes another export of it: both stand. The sheet of Ben leaves those of Ann alone.
    assert rows == [("Ann", "P1", 56), ("Ann", "P2", 8), ("Ben", "P1", 6)]
    load(
        store,
        [Upload("timesheet_W11.xlsx", packed(("Week starting 2025-03-10",), header, ("Ann", "P3", 5, *[None] * 6)))],
    )
    rows = (
        store.snapshot()
        .run("SELECT project_id, sum(hours) FROM timesheet WHERE person_id = 'Ann' GROUP BY ALL ORDER BY ALL")
        .rows()
    )
    assert rows == [("P1", 48), ("P2", 8), ("P3", 5)]  # Monday is restated, Tuesday is not mentioned any more
