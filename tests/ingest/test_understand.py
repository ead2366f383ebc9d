"""The whole of ingest: status dates, several files at once, and a list that reads back in any layout."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.understand import understand

TODAY = date(2026, 7, 1)
LIST = "Project ID,Project name,Budget\nP1,A,1\nP2,B,2\n"


def status(name: str, text: str, given: date | None = None) -> tuple[date | None, str]:
    [found] = understand([Upload(name, text.encode())], given, TODAY)[0].tables
    return found.as_of, found.as_of_basis


def test_status_date_by_precedence() -> None:
    dated = (
        LIST.replace("Budget\n", "Budget,Status date\n")
        .replace("1\n", "1,2026-04-30\n")
        .replace("2\n", "2,2026-04-30\n")
    )
    assert status("projects 2026-05.csv", dated, date(2026, 6, 30)) == (date(2026, 4, 30), "column")
    assert status("projects 2026-05.csv", LIST, date(2026, 6, 30)) == (date(2026, 6, 30), "given")
    assert status("projects 2026-05.csv", LIST) == (date(2026, 5, 31), "file name")
    assert status("projects.csv", "Status as of 15 May 2026,,\n" + LIST) == (date(2026, 5, 15), "sheet title")
    assert status("projects.csv", LIST) == (TODAY, "day of loading")


def test_status_date_of_the_same_load() -> None:
    other = "Milestone ID,Project ID,Milestone,Actual date\nM1,P1,Go,2026-03-01\n"
    files = understand([Upload("p 2026-05-31.csv", LIST.encode()), Upload("m.csv", other.encode())], None, TODAY)
    assert [(t.as_of, t.as_of_basis) for f in files for t in f.tables] == [
        (date(2026, 5, 31), "file name"), (date(2026, 5, 31), "same load"),
    ]  # fmt: skip
    assert status("m.csv", other) == (date(2026, 3, 1), "newest fact")


def test_a_year_is_its_last_day_and_a_warning() -> None:
    file = understand([Upload("p.csv", b"project_name,budget,year\nA,1,2018\nB,2,2018\n")], None, TODAY)[0]
    assert (file.tables[0].as_of, file.tables[0].columns["as_of"]) == (date(2018, 12, 31), "year")
    assert any(p.action == "taken as its last day" and p.severity == "warning" for p in file.problems)


def test_names_become_ids_within_a_load() -> None:
    risks = "Risk ID,Project,Risk title,Status\nR1,a,x,Open\nR2,Other,y,Open\n"
    files = understand([Upload("p.csv", LIST.encode()), Upload("r.csv", risks.encode())], None, TODAY)
    assert files[1].tables[0].rows["project_id"].to_list() == ["P1", "Other"]


def test_same_inputs_same_result() -> None:
    uploads = [Upload("p.csv", LIST.encode())]
    first, second = understand(uploads, None, TODAY), understand(uploads, None, TODAY)
    assert first[0].problems == second[0].problems and first[0].tables[0].rows.equals(second[0].tables[0].rows)


def test_refused_file_beside_a_good_one() -> None:
    files = understand([Upload("x.csv", b""), Upload("p.csv", LIST.encode())], None, TODAY)
    assert files[0].refused and not files[0].tables and files[1].tables[0].rows_loaded == 2


def test_sideways_list() -> None:
    text = "Project name,A,B,C,D\nDepartment,IT,HR,IT,HR\nTotal budget (£m),1,2,3,TBD\nStart date,01/02/2026,13/02/2026,,\n"
    [found] = understand([Upload("sideways.csv", text.encode())], None, TODAY)[0].tables
    assert found.rows["budget"].to_list() == [Decimal(1_000_000), Decimal(2_000_000), Decimal(3_000_000), None]
    assert (found.rows_read, found.rows_loaded, found.rows_not_data) == (5, 4, 1)


HEADERS = {
    "en": {"id": "Project ID", "name": "Project name", "budget": "Total Budget (EUR)", "finish": "Planned Finish"},
    "zh": {"id": "项目编号", "name": "项目名称", "budget": "预算（EUR）", "finish": "计划完成日期"},
}
DATES = {"en": ["%Y-%m-%d", "%d-%b-%Y", "%B %d, %Y", "%d.%m.%Y"], "zh": ["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d"]}
PROJECT = st.tuples(
    st.text(st.sampled_from("ABCdef 桥梁项目Ä"), min_size=1, max_size=12).filter(lambda t: bool(t.strip())),
    st.decimals(0, 10**9, places=2),
    st.integers(0, 4000),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PROJECT, min_size=2, max_size=8), st.sampled_from(["en", "zh"]), st.permutations(["id", "name", "budget", "finish"]),
       st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.integers(0, 3), st.booleans(), st.booleans())  # fmt: skip
def test_a_list_reads_back_in_any_layout(
    projects: list[tuple[str, Decimal, int]],
    language: str,
    order: list[str],
    delimiter: str,
    encoding: str,
    titles: int,
    total: bool,
    comma: bool,
) -> None:
    style = DATES[language][titles % len(DATES[language])]
    out = io.StringIO()
    write = csv.writer(out, delimiter=delimiter)
    for i in range(titles):
        write.writerow([f"Projects of the company, part {'I' * (i + 1)}", "", "", ""])
    write.writerow([HEADERS[language][c] for c in order])
    for i, (name, budget, days) in enumerate(projects):
        money = f"{budget:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".") if comma else f"{budget:,.2f}"
        cells = {
            "id": f"P{i:03}",
            "name": name,
            "budget": money,
            "finish": (date(2020, 1, 1) + timedelta(days)).strftime(style),
        }
        write.writerow([cells[c] for c in order])
    if total:
        write.writerow(
            ["Total" if c == order[0] else f"{sum(p[1] for p in projects):.2f}" if c == "budget" else "" for c in order]
        )
    [found] = understand([Upload("list.csv", out.getvalue().encode(encoding))], date(2026, 5, 31), TODAY)[0].tables
    expected = pl.DataFrame(
        {
            "project_id": [f"P{i:03}" for i in range(len(projects))],
            "name": [p[0].strip() for p in projects],
            "budget": pl.Series([p[1] for p in projects], dtype=pl.Decimal(18, 2)),
            "baseline_finish": [date(2020, 1, 1) + timedelta(p[2]) for p in projects],
        }
    )
    assert found.rows.select(expected.columns).equals(expected)
    assert found.money["budget"].read == sum(p[1] for p in projects)


WORDS = st.sampled_from(
    ["Project ID", "Project name", "Budget", "预算（万元）", "Status", "Start date", "Finish", "Risk ID", "Risk title", "Probability",
     "Impact", "Milestone", "Milestone ID", "Actual date", "Amount", "Period", "Kind", "2026-01", "Feb 2026 Actual", "Hours", "Person ID",
     "Work date", "% complete", "Year", "起止年月", "Total", "EXAMPLE", "P1", "P2", "1,234.50", "(9)", "€5", "£1e3", "1.234", "45%", "0.3", "7:30",
     "31/12/2026", "03/04/2026", "2026-05-31", "44562", "999999999999999999999", "TBD", "Green", "On hold", "Actual", "2018.01-2020.12", "",
     "", "Project:", "合计", "< Select >", "\u0000x", "9" * 400, "1e9999", "٣", "１２", "½", "--", "((1))", "2026年13月", "Q1 2026"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(WORDS, min_size=2, max_size=7), min_size=2, max_size=12),
    st.sampled_from(["x.csv", "risk 2026-05.csv", "Actual costs.csv"]),
)
def test_nothing_goes_missing_whatever_the_sheet_holds(rows: list[list[str]], name: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    for file in understand([Upload(name, out.getvalue().encode())], None, TODAY):
        for found in file.tables:
            assert found.rows_read == found.rows_loaded + found.rows_quarantined + found.rows_not_data
            assert found.quarantined.height == found.rows_quarantined
            assert all(m.read == m.loaded + m.quarantined for m in found.money.values())
