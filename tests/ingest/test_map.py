"""Cells: dates, numbers, shares, hours, choices; decided by the column, and left empty rather than guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo_metrics.ingest.dates import dates_in, order_of, read_date, read_month, settle
from pmo_metrics.ingest.model import FileResult, Upload
from pmo_metrics.ingest.understand import understand
from pmo_metrics.ingest.values import choice, duration, mark_of, number, rounded, says_nothing, split_amount


def load(text: str, name: str = "projects.csv") -> FileResult:
    return understand([Upload(name, text.encode())], date(2026, 5, 31), date(2026, 7, 1))[0]


def column(text: str, name: str) -> list[object]:
    return load(text).tables[0].rows[name].to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-07-25", date(2022, 7, 25)), ("2012-09-30T00:00:00Z", date(2012, 9, 30)), ("July 25, 2022", date(2022, 7, 25)),
        ("25-Jul-22", date(2022, 7, 25)), ("14/Jul/25 3:42 PM", date(2025, 7, 14)), ("31.12.40", date(2040, 12, 31)),
        ("01.04.98", date(1998, 4, 1)), ("2016-05-25 17:00:00", date(2016, 5, 25)), ("24/10/2016", date(2016, 10, 24)),
        ("2026年5月31日", date(2026, 5, 31)), ("44562", date(2022, 1, 1)), ("20260531", date(2026, 5, 31)),
        ("Mon 13/07/26", date(2026, 7, 13)), ("1st March 2026", date(2026, 3, 1)), ("2026 January 02 12:00 AM", date(2026, 1, 2)),
    ],
)  # fmt: skip
def test_date(text: str, expected: date) -> None:
    read = read_date(text)
    assert read is not None and settle(read, "day", "end") == expected


@pytest.mark.parametrize(
    "text", ["31/02/2026", "0016-01-11", "Ongoing", "2018-19", "13/15/2024", "12", "1.234,56", "Fall 2023"]
)
def test_no_date(text: str) -> None:
    assert read_date(text) is None


def test_order_by_evidence_of_the_column() -> None:
    assert order_of(["03/04/2026", "13/04/2026"]) == "day"
    assert order_of(["03/04/2026", "04/13/2026"]) == "month"
    assert order_of(["03/04/2026", "05/05/2026"]) == "unknown"
    assert order_of(["13/04/2026", "04/13/2026"]) == "mixed"
    # The first of April and October of two years, rather than days in January of both.
    assert order_of(["01/04/2025", "01/10/2025", "01/04/2026"]) == "day"
    assert order_of(["04/01/2025", "10/01/2025", "04/01/2026"]) == "month"
    assert order_of(["01/04/2026", "01/10/2026"]) == "unknown"
    assert order_of(["01/04/2025", "01/25/2026"]) == "month"


def test_month_takes_the_end_for_a_finish() -> None:
    read = read_date("Dec-26")
    assert read is not None
    assert (settle(read, "day", "start"), settle(read, "day", "end")) == (date(2026, 12, 1), date(2026, 12, 31))


def test_ambiguous_dates_stay_empty_and_say_how_to_settle_it() -> None:
    file = load("Project ID,Project name,Start date\nP1,A,03/04/2026\nP2,B,05/06/2026\n")
    assert file.tables[0].rows["start"].to_list() == [None, None]
    assert any("2026-05-31" in p.expected and p.action == "left empty" for p in file.problems)


def test_another_date_column_settles_the_order() -> None:
    text = "Project ID,Project name,Start date,Finish date\nP1,A,03/04/2026,12/31/2026\nP2,B,05/06/2026,11/30/2026\n"
    assert column(text, "start") == [date(2026, 3, 4), date(2026, 5, 6)]


def test_mixed_formats_in_one_column() -> None:
    text = "Project ID,Project name,Start date\nP1,A,5/02/2016 5:00:00 PM\nP2,B,24/10/2016\nP3,C,2016-05-25 17:00:00\n"
    assert column(text, "start") == [date(2016, 2, 5), date(2016, 10, 24), date(2016, 5, 25)]


def test_months_and_quarters() -> None:
    assert read_month("2026-05", "day") == (date(2026, 5, 1), False)
    assert read_month("Q2 2026", "day") == (date(2026, 4, 1), True)
    assert read_month("2026年5月", "day") == (date(2026, 5, 1), False)
    assert read_month("FY26", "day") == (None, False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("projects_20260531", date(2026, 5, 31)), ("report 2026-05", date(2026, 5, 1)), ("May 2026", date(2026, 5, 1)),
     ("2026年5月周报", date(2026, 5, 1)), ("Stand 31.05.2026", date(2026, 5, 31)), ("Stand_31-05-2026", date(2026, 5, 31)), ("t-m-18-4-2026-amr", date(2026, 4, 18))],
)  # fmt: skip
def test_date_in_a_name(name: str, expected: date) -> None:
    assert [d for d, _ in dates_in(name)] == [expected]


@pytest.mark.parametrize("name", ["berlin_2014-2020", "2018_005_tf", "FSE_14-20", "v2.10.1", "uk_2018", "05-06-2026"])
def test_no_date_in_a_name(name: str) -> None:
    assert dates_in(name) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£12,131.50", "12131.50"), ("40.000,00 €", "40000.00"), ("(1,234.5)", "-1234.5"), ("-$3,794,700", "-3794700"),
        ("26\u00a0112 €", "26112"), ("1'234.50", "1234.50"), ("1.234.567", "1234567"), ("£1.2m", "1200000"), ("3.5亿元", "350000000"),
        ("100万元", "1000000"), ("1.5E+06", "1500000"), ("0.179", "0.179"), ("5-", "-5"), ("USD 1,000", "1000"),
        ("1,257.668,98", "1257668.98"), ("1.257,668.98 €", "1257668.98"), ("₩12,000", "12000"), ("NT$1,500", "1500"),
    ],
)  # fmt: skip
def test_amount(text: str, expected: str) -> None:
    amount = split_amount(text)
    assert amount is not None and number(amount, mark_of([text]), "unknown") == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["12 days", "5 - High", "P1", "1,2,3", "1,257.66,8", "1.25,668.98", "Exempt under Section 43", "3.4.5.6.7a"]
)
def test_no_amount(text: str) -> None:
    assert split_amount(text) is None


def test_decimal_mark_by_column() -> None:
    assert mark_of(["1.234,50", "12"]) == ","
    assert mark_of(["1,234.50", "12"]) == "."
    assert mark_of(["1.234", "12.500"]) == "unknown"


def test_thousands_or_thousandths_stay_open() -> None:
    file = load("Project ID,Project name,Budget\nP1,A,1.234\nP2,B,2.500\n")
    assert file.tables[0].rows["budget"].null_count() == 2
    assert any("decimal mark" in p.expected for p in file.problems)


def test_float_noise_is_rounded_to_cents() -> None:
    assert column("Project ID,Project name,Budget\nP1,A,2066075.5899999999\nP2,B,0.005\n", "budget") == [
        Decimal("2066075.59"), Decimal("0.01"),
    ]  # fmt: skip


def test_currency_from_symbols_but_not_from_dollar() -> None:
    assert column("Project ID,Project name,Budget\nP1,A,£5.00\nP2,B,€1.00\n", "currency") == ["GBP", "EUR"]
    assert "currency" not in load("Project ID,Project name,Budget\nP1,A,$5.00\n").tables[0].rows.columns


@pytest.mark.parametrize(
    ("cells", "expected"),
    [(("45%", "5%"), ("0.45", "0.05")), (("45", "1.6"), ("0.45", "0.016")), (("0.45", "1"), ("0.45", "1"))],
)
def test_percent_by_column(cells: tuple[str, ...], expected: tuple[str, ...]) -> None:
    rows = "".join(f"P{i},N{i},{c}\n" for i, c in enumerate(cells))
    assert column("Project ID,Project name,% complete\n" + rows, "percent_complete") == [Decimal(e) for e in expected]


def test_hours() -> None:
    assert duration("7h 30m") == duration("7:30") == duration("PT7H30M") == duration("450 min") == Decimal("7.5")
    assert duration("7.5") is None


def test_nothing_said_is_no_mistake() -> None:
    assert all(
        map(
            says_nothing,
            ["NA", "#N/A", "TBD", "< Select >", "Please select an option", "待定", "Exempt under Section 43 of FOI"],
        )
    )
    assert not any(map(says_nothing, ["0", "Amber", "Project not started"]))


def test_text_and_ids_stay_as_they_are() -> None:
    rows = load("Project ID,Project name,Manager,Budget\n007,NA,N/A,NA\n123456789012345678901,B,C,1\n").tables[0].rows
    assert rows["project_id"].to_list() == ["007", "123456789012345678901"]
    assert rows["name"].to_list() == ["NA", "B"]
    assert rows["budget"].to_list() == [None, Decimal("1.00")]


def test_many_of_a_kind_are_told_once() -> None:
    rows = "".join(f"P{i},N{i},{'TBD' if i % 2 else i}\n" for i in range(100))
    problems = [p for p in load("Project ID,Project name,Budget\n" + rows).problems if p.column == "Budget"]
    assert [p.found.split(",")[0] for p in problems if p.action == "left empty"] == ["50 cells"]


def test_choice_words() -> None:
    assert choice("Amber/Red", "rag") == "amber_red"
    assert choice("Exempt under Section 26", "rag") == "exempt"
    assert choice("1. Completed", "status") == "complete"
    assert choice("blue", "rag") is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2), st.sampled_from([",", ".", " ", "'", ""]))
def test_money_reads_back(value: Decimal, group: str) -> None:
    mark = "," if group == "." else "."
    whole, _, cents = f"{abs(value):.2f}".partition(".")
    digits = f"{int(whole):,}".replace(",", group) + mark + cents
    amount = split_amount(("-" if value < 0 else "") + digits)
    assert amount is not None
    found = number(amount, mark_of([digits]), "unknown")
    assert found is not None and rounded(found, 2) == value


@given(
    st.dates(date(1970, 1, 1), date(2069, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%d-%b-%y", "%d.%m.%Y", "%B %d, %Y", "%Y年%m月%d日"]),
)
def test_date_reads_back(day: date, style: str) -> None:
    read = read_date(day.strftime(style))
    assert read is not None and read.day == day and read.other is None


def test_quarters_broken_formulas_and_words_among_numbers_are_told() -> None:
    rows = [
        "Project ID,Project name,Budget,Finish",
        *(f"P{i},N{i},{i}00,Q3 2026" for i in range(1, 30)),
        "P90,X,#REF!,2026年Q1",
        "P91,Y,see finance,",
    ]
    [file] = understand([Upload("x.csv", "\n".join(rows).encode())], None, date(2026, 7, 1))
    table = file.tables[0]
    assert table.rows["finish"].to_list()[0] == date(2026, 9, 30) and table.rows["finish"].to_list()[29] == date(
        2026, 3, 31
    )
    told = {(p.row, p.found): (p.severity, p.expected) for p in file.problems}
    assert told[(31, "#REF!")] == ("warning", "an amount: the formula of this cell is broken")
    assert told[(32, "see finance")] == ("warning", "an amount")
    assert any("calendar quarter" in p.expected and p.severity == "warning" for p in file.problems)


@pytest.mark.parametrize(
    ("header", "more", "less"),
    [("Change type", "Increase", "Decrease"), ("变更类型", "调增", "调减"), ("Kind of change", "Addition", "Omission")],
)
def test_changes_that_decrease_cost_are_negative(header: str, more: str, less: str) -> None:
    text = (
        f"Change ID,Project ID,Change description,{header},Cost impact,Status\n"
        f"C1,P1,More bolts,{more},100,Approved\nC2,P1,Less paint,{less},40,Approved\n"
    )
    [file] = understand([Upload("changes.csv", text.encode())], None, date(2026, 7, 1))
    assert file.tables[0].rows["cost_impact"].to_list() == [Decimal(100), Decimal(-40)]
    assert any(p.action == "read as negative" and p.severity == "warning" for p in file.problems)


def test_a_sign_that_stands_in_the_amount_goes_before_a_word() -> None:
    text = "Change ID,Project ID,Change description,Change type,Cost impact,Status\nC1,P1,A,Increase,100,Open\nC2,P1,B,Decrease,-40,Open\n"
    [file] = understand([Upload("changes.csv", text.encode())], None, date(2026, 7, 1))
    assert file.tables[0].rows["cost_impact"].to_list() == [Decimal(100), Decimal(-40)]
