"""A portfolio that the test writes in any layout reads back equal."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo_metrics.ingest.model import Upload
from pmo_metrics.ingest.understand import understand

TODAY = date(2026, 7, 1)
HEADERS = {
    "en": {"id": "Project ID", "name": "Project name", "manager": "Project manager", "status": "Status", "rag": "Overall RAG",
           "budget": "Total budget (EUR)", "actual": "Actual cost (EUR)", "finish": "Planned finish", "done": "% complete"},
    "de": {"id": "Projektnummer", "name": "Projektname", "manager": "Projektleiter", "status": "Projektstatus", "rag": "RAG",
           "budget": "Gesamtkosten in EUR", "actual": "Ist-Kosten (EUR)", "finish": "Planned finish", "done": "% complete"},
    "zh": {"id": "项目编号", "name": "项目名称", "manager": "项目经理", "status": "项目状态", "rag": "总体红黄绿",
           "budget": "预算（EUR）", "actual": "实际成本（EUR）", "finish": "计划完成日期", "done": "完成百分比"},
}  # fmt: skip
DATES = {
    "en": ["%Y-%m-%d", "%d-%b-%Y", "%B %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y-%m-%dT00:00:00"],
    "de": ["%d.%m.%Y", "%Y-%m-%d"],
    "zh": ["%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d"],
}
STATUS = {"en": {"active": "In progress", "complete": "Completed", "on_hold": "On hold"},
          "de": {"active": "Laufend", "complete": "Abgeschlossen", "on_hold": "Ruht"},
          "zh": {"active": "进行中", "complete": "已完成", "on_hold": "暂停"}}  # fmt: skip
RAG = {"en": {"green": "Green", "amber": "Amber", "red": "Red"}, "de": {"green": "G", "amber": "A", "red": "R"},
       "zh": {"green": "绿", "amber": "黄", "red": "红"}}  # fmt: skip
ENCODINGS = {"en": ["utf-8", "utf-8-sig", "utf-16", "cp1252"], "de": ["utf-8", "utf-16", "cp1252"], "zh": ["utf-8", "utf-8-sig", "utf-16", "gb18030"]}  # fmt: skip
TOTAL = {"en": ("Subtotal", "Grand total"), "de": ("Zwischensumme", "Gesamtsumme"), "zh": ("小计", "总计")}
NAMES = {"en": ["Bridge", "New road", "Harbour – east", "School"], "de": ["Brücke", "Straße", "Übergang Süd", "Schule"], "zh": ["桥梁", "新道路", "港口", "学校"]}  # fmt: skip
PROJECT = st.tuples(st.integers(0, 3), st.decimals(0, 10**9, places=2), st.decimals(0, 10**9, places=2), st.integers(0, 4000),
                    st.sampled_from(["active", "complete", "on_hold"]), st.sampled_from(["green", "amber", "red"]), st.integers(0, 100))  # fmt: skip


@dataclass(frozen=True)
class Layout:
    language: str
    order: tuple[str, ...]
    delimiter: str
    encoding: int
    style: int
    titles: int
    sections: int
    totals: bool
    comma: bool
    blanks: bool
    repeated: bool


LAYOUT = st.builds(
    Layout, st.sampled_from(["en", "de", "zh"]), st.permutations(list(HEADERS["en"])).map(tuple), st.sampled_from([",", ";", "\t", "|"]),
    st.integers(0, 3), st.integers(0, 5), st.integers(0, 3), st.sampled_from([0, 0, 2, 3]), st.booleans(), st.booleans(), st.booleans(),
    st.booleans(),
)  # fmt: skip


def written(projects: list[tuple[int, Decimal, Decimal, int, str, str, int]], layout: Layout) -> bytes:
    """The portfolio as somebody's file: titles, header, sections with their totals, blank rows, a total at the end."""
    language, width = layout.language, len(layout.order)
    header = [HEADERS[language][c] for c in layout.order]
    rows: list[list[str]] = [["Portfolio of the works department"], ["prepared for the board"], [""]][: layout.titles]
    rows.append(header)
    step = -(-len(projects) // layout.sections) if layout.sections else len(projects)
    for start in range(0, len(projects), step):
        group = projects[start : start + step]
        if layout.sections:
            rows.append([f"Part {chr(65 + start // step)} of it"])
        rows += [row(start + i, p, layout) for i, p in enumerate(group)]
        if layout.totals and layout.sections:
            rows.append(total(TOTAL[language][0], group, layout))
        if layout.blanks:
            rows.append([""])
        if layout.repeated and start + step < len(projects):
            rows.append(header)
    if layout.totals:
        rows.append(total(TOTAL[language][1], projects, layout))
    out = io.StringIO()
    csv.writer(out, delimiter=layout.delimiter).writerows([*r, *[""] * (width - len(r))] for r in rows)
    encodings = ENCODINGS[language]
    return out.getvalue().encode(encodings[layout.encoding % len(encodings)])


def money(value: Decimal, layout: Layout) -> str:
    text = f"{value:,.2f}"
    return text.replace(",", "_").replace(".", ",").replace("_", ".") if layout.comma else text


def row(number: int, project: tuple[int, Decimal, Decimal, int, str, str, int], layout: Layout) -> list[str]:
    name, budget, actual, days, status, rag, done = project
    styles = DATES[layout.language]
    cells = {
        "id": f"P{number:03}", "name": f"{NAMES[layout.language][name]} {number}", "manager": f"Ann {number % 3}", "status": STATUS[layout.language][status],
        "rag": RAG[layout.language][rag], "budget": money(budget, layout), "actual": money(actual, layout), "done": f"{done} %",
        "finish": (date(2020, 1, 1) + timedelta(days)).strftime(styles[layout.style % len(styles)]),
    }  # fmt: skip
    return [cells[c] for c in layout.order]


def total(word: str, projects: list[tuple[int, Decimal, Decimal, int, str, str, int]], layout: Layout) -> list[str]:
    label = next(c for c in layout.order if c not in ("budget", "actual"))
    sums = {"budget": sum(p[1] for p in projects), "actual": sum(p[2] for p in projects)}
    return [money(Decimal(sums[c]), layout) if c in sums else word if c == label else "" for c in layout.order]


@settings(max_examples=100, deadline=None)
@given(st.lists(PROJECT, min_size=4, max_size=12), LAYOUT)
def test_a_portfolio_reads_back_in_any_layout(
    projects: list[tuple[int, Decimal, Decimal, int, str, str, int]], layout: Layout
) -> None:
    [file] = understand([Upload("portfolio.csv", written(projects, layout))], date(2026, 5, 31), TODAY)
    assert [t.table for t in file.tables] == ["project"]
    [found] = file.tables
    expected = pl.DataFrame(
        {
            "project_id": [f"P{i:03}" for i in range(len(projects))],
            "name": [f"{NAMES[layout.language][p[0]]} {i}" for i, p in enumerate(projects)],
            "manager": [f"Ann {i % 3}" for i in range(len(projects))],
            "status": [p[4] for p in projects],
            "budget": pl.Series([p[1] for p in projects], dtype=pl.Decimal(18, 2)),
            "actual_cost": pl.Series([p[2] for p in projects], dtype=pl.Decimal(18, 2)),
            "percent_complete": pl.Series([Decimal(p[6]) / 100 for p in projects], dtype=pl.Decimal(9, 6)),
            "baseline_finish": [date(2020, 1, 1) + timedelta(p[3]) for p in projects],
            "reported_rag": [p[5] for p in projects],
        }
    )
    assert found.rows.select(expected.columns).equals(expected)
    assert found.rows_quarantined == 0
    assert found.money["budget"].loaded == sum(p[1] for p in projects)
    assert not [p for p in file.problems if "in the total of row" in p.expected]
