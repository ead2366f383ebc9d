"""A sheet that is no table of ours: kept whole, with one sentence on what it comes closest to and what can be done."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import polars as pl

from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.headers import plain
from pmo_metrics.ingest.model import Problem, Recognised, Sheet, TableResult
from pmo_metrics.ingest.not_data import MARKER
from pmo_metrics.ingest.recognise import fiscal_years, nearest
from pmo_metrics.ingest.values import duration, says_nothing, split_amount

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
    what = _none_of_ours(sheet, filled.get(row or 0, ()))
    found = " | ".join(" ".join(t.split())[:30] for t in filled.get(row or 0, ()) if t and t.strip())[:200]
    problem = Problem(sheet.file, sheet.sheet, row, "", found, what, "error" if alone else "info", "not loaded")
    told = list(recognised.problems) or [problem]
    if instructions:
        return result, [Problem(sheet.file, sheet.sheet, None, "", "instructions", "a table", "info", "not data")]
    return result, told if filled else [empty(sheet.file, sheet.sheet)]


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


def _likest_header(filled: Rows) -> int | None:
    """Of the first rows the one with the most short texts: what a person would take for the header."""
    first = list(filled.items())[:50]

    def texts(cells: Sequence[str | None]) -> int:
        words = {t.strip() for t in cells if t and t.strip() and len(t) < 60 and not MARKER.match(t.strip())}
        return sum(not (split_amount(t) or says_nothing(t) or read_date(t) or duration(t) is not None) for t in words)

    return max(first, key=lambda item: (texts(item[1]), -item[0]))[0] if first else None


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
