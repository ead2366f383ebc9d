"""A sheet that is no table of ours: kept whole, with one sentence on what it comes closest to and what can be done."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import polars as pl

from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.forms import Band, bands_of
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.model import Problem, Recognised, Severity, Sheet, TableResult
from pmo_metrics.ingest.nearest import nearest
from pmo_metrics.ingest.not_data import MARKER, TOTAL_OF
from pmo_metrics.ingest.period_headers import fiscal_years
from pmo_metrics.ingest.source_signs import signed, vetoed, wholes_listed
from pmo_metrics.ingest.values import duration, says_nothing, split_amount
from pmo_metrics.sources import all_sources

Rows = Mapping[int, tuple[str | None, ...]]


def unrecognised(recognised: Recognised, alone: bool = True) -> tuple[TableResult, list[Problem]]:
    """A sheet no source fits: every filled row is kept in quarantine; an error where the file has no other table."""
    sheet = recognised.sheet
    texts = sheet.cells.drop("row").rows()
    filled = {n: r for n, r in zip(sheet.cells["row"].to_list(), texts, strict=True) if any(t and t.strip() for t in r)}
    instructions = plain(sheet.sheet) in _INSTRUCTIONS
    if instructions or _only_header(list(filled.values())):
        filled = {}
    quarantined = quarantine(filled, dict.fromkeys(filled, "not recognised"))
    result = TableResult(
        sheet.file, sheet.sheet, None, None, 0.0, None, sheet.cells.height, 0, len(filled), sheet.cells.height - len(filled),
        {}, {}, (), pl.DataFrame({"row": []}, {"row": pl.Int64()}), quarantined,
    )  # fmt: skip
    row = _likest_header(filled)
    what = (
        _NO_PROJECT_NEEDED
        if sheet.holds == "dependency"
        else _NO_ENTRIES
        if sheet.holds
        else _contracts(sheet, row)
        or _programmes(sheet, filled.get(row or 0, ()), row)
        or _no_project(sheet)
        or _none_of_ours(sheet, filled.get(row or 0, ()))
    )
    found = " | ".join(" ".join(t.split())[:30] for t in filled.get(row or 0, ()) if t and t.strip())[:200]
    # A list that somebody keeps beside others is missed; a cover, a chart's figures or a page of text is not.
    missed = sheet.holds or "Nearest: " in what
    severity: Severity = "error" if alone else "warning" if missed else "info"
    problem = Problem(sheet.file, sheet.sheet, row, "", found, what, severity, "not loaded")
    told = [*recognised.problems, problem] if sheet.holds else list(recognised.problems) or [problem]
    if instructions:
        return result, [Problem(sheet.file, sheet.sheet, None, "", "instructions", "a table", "info", "not data")]
    return result, told if filled else [empty(sheet.file, sheet.sheet)]


_NO_PROJECT_NEEDED = (
    "a dependency on another project: a column for the project that is needed, such as Needs project ID"
)
_NO_ENTRIES = "risks, issues, decisions, actions, changes or dependencies: no table holds assumptions and other entries"


def _none_of_ours(sheet: Sheet, headers: Sequence[str | None]) -> str:
    """What a sheet that is no table of ours comes closest to, why it is not that, and what can be done."""
    known = "a table whose columns are known: compare its headers with the template (pmo template)"
    near = nearest(sheet, tuple(t if t and len(t) < 200 else "" for t in headers))
    if near is None:
        return known
    has = ", ".join(" ".join(h.split())[:30] for h in near.has[:4])
    why = f"it lacks {' and '.join(near.lacks)}" if near.lacks else "too little else is known"
    if near.other:
        why = f"its column {' '.join(near.other.split())[:40]} says that the rows are something else, which no table of ours holds"
    years = fiscal_years([h or "" for h in headers])
    more = f"; amounts of years such as {years[0][:20]} belong to no month" if len(years) > 1 else ""
    return f"{known}. Nearest: {near.label} ({has}), but {why}{more}. If it is one, rename its headers or say once what they mean (pmo check --save-mapping)"


_CONTRACT = frozenset(map(key, ("contract number", "contract no", "contract id", "合同编号", "合同号")))
_OBLIGED = re.compile(r"obligat|contract value|contract amount|award(ed)? amount|合同金额|合同额")
_SHARED = re.compile(r"investment|project|programme|项目")


def _contracts(sheet: Sheet, row: int | None) -> str:
    """Why a list of contracts is no table of commitments; "" for any other sheet."""
    below = sheet.cells.filter(pl.col("row") >= (row or 0))
    headers = [plain(without_unit(t)[0]) if t else "" for t in below.drop("row").row(0)] if row and below.height else []
    number = next((f"c{i}" for i, h in enumerate(headers) if key(h) in _CONTRACT), None)
    number = next((f"c{i}" for i, h in enumerate(headers) if h.startswith("contract number")), number)
    project = next((f"c{i}" for i, h in enumerate(headers) if _SHARED.search(h)), None)
    if number is None or project is None or not any(_OBLIGED.search(h) for h in headers):
        return ""
    listed = below.slice(1).filter(pl.col(number).str.contains(r"\S"))
    several = listed.group_by(number).agg(pl.col(project).n_unique().alias("n")).filter(pl.col("n") > 1).height
    twice = (
        f", and {several} contracts stand under several {headers[int(project[1:])]}s with their whole amount, so that a sum would count them again"
        if several
        else ""
    )
    return (
        f"commitments by month: these are contracts, whose amounts belong to no month{twice}. To load what is committed, export an amount a"
        " row with the project, the month it was committed in and its share (Project ID, Period, Amount; Cost kind: commitment)"
    )


def _programmes(sheet: Sheet, headers: Sequence[str | None], row: int | None) -> str:
    """Why a list of programmes or portfolios is no list of projects; "" for any other sheet."""
    named = wholes_listed(sheet, [t or "" for t in headers], row or 0)
    return (
        f"a list of projects: by {named[:40]} these are what projects belong to, whose budgets and dates their projects bring as well. Load"
        " the list of their projects with the programme in a column; if these are the projects, call their name Project name"
        if named
        else ""
    )


def _no_project(sheet: Sheet) -> str:
    """Why amounts by period that name no project cannot be loaded; "" for any other sheet."""
    wide = all_sources()["cost_lines_wide"]
    rows = [[(t or "").strip() for t in row] for row in sheet.cells.head(_FORM).drop("row").iter_rows()]
    bands = [b for b in bands_of(rows) if signed(sheet, wide, b.headers) and not vetoed(wide, b.headers, {})]
    if not any(_amounts_below(rows, band) for band in bands):
        return ""
    return (
        "amounts by period of projects: neither a column nor a row above them (Project: …) says on which project this is spent, and what"
        " a whole fund or programme spends is booked to none. Add a column Project ID, or load it where it is split by project"
    )


def _likest_header(filled: Rows) -> int | None:
    """Of the first rows the one with the most short texts: what a person would take for the header."""
    first = list(filled.items())[:50]

    def texts(cells: Sequence[str | None]) -> int:
        words = {t.strip() for t in cells if t and t.strip() and len(t) < 60 and not MARKER.match(t.strip())}
        return sum(not (split_amount(t) or says_nothing(t) or read_date(t) or duration(t) is not None) for t in words)

    return max(first, key=lambda item: (texts(item[1]), -item[0]))[0] if first else None


def _amounts_below(rows: Sequence[Sequence[str]], band: Band) -> bool:
    """Whether a row with amounts that is no total follows the header of a block."""
    below = rows[band.last + 1 : band.last + 1 + _NEAR]
    filled = [[t for t in row if t] for row in below]
    return any(sum(split_amount(t) is not None for t in r) > 1 and not TOTAL_OF.search(plain(r[0])) for r in filled)


_NEAR = 10  # rows below a header
_FORM = 500  # rows in which a form has its headers
# A sheet of this name holds text for people, as the first sheet of our own template does.
_INSTRUCTIONS = frozenset(
    {"read me", "readme", "instructions", "guidance", "how to use", "userdata", "说明", "使用说明", "填写说明"}
)


def _only_header(rows: Sequence[tuple[str | None, ...]]) -> bool:
    """A prepared sheet: titles and, as its last and widest row, a header of words."""
    widths = [sum(1 for t in r if t and t.strip()) for r in rows]
    if not rows or len(rows) > 10 or widths[-1] < 3 or widths[-1] != max(widths) or widths.count(max(widths)) > 1:
        return len(rows) == 0
    return not any(re.search(r"\d", t) or len(t) > 60 for t in rows[-1] if t)


def empty(file: str, sheet: str, row: int | None = None) -> Problem:
    """The one sentence for a sheet without data rows."""
    return Problem(file, sheet, row, "", "no data rows", "rows below the header", "warning", "not loaded")


def quarantine(rows: Rows, reasons: Mapping[int, str]) -> pl.DataFrame:
    numbers = sorted(reasons)
    cells = [json.dumps(["" if t is None else t for t in rows.get(n, ())], ensure_ascii=False) for n in numbers]
    schema = {"row": pl.Int64(), "reason": pl.String(), "cells": pl.String()}
    return pl.DataFrame({"row": numbers, "reason": [reasons[n] for n in numbers], "cells": cells}, schema)
