"""Months, quarters and weeks that stand beside their year: `2026 | 3`, `2026 | Q1`, `2026 | 5` are one period each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pmo_metrics.ingest.dates import month_named
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.model import Problem, Sheet

_WITHIN = 20  # rows in which the header is looked for
_YEARS = frozenset(
    key(w)
    for w in (
        "year", "calendar year", "reporting year", "fiscal year", "financial year", "fy", "jahr", "annee", "ano", "anno", "jaar", "rok", "год", "yil", "年",
        "年度", "年份", "会计年度", "财年", "연도",
    )
)  # fmt: skip
_FISCAL = key("fiscal financial fy 财年 会计年度")
_PARTS = {
    key(w): part
    for part, words in {
        "month": (
            "month",
            "month number",
            "calendar month",
            "monat",
            "mois",
            "mes",
            "mese",
            "maand",
            "месяц",
            "月",
            "月份",
            "월",
        ),
        "quarter": ("quarter", "fiscal quarter", "qtr", "quartal", "trimestre", "trimester", "季度"),
        "week": (
            "week",
            "week number",
            "calendar week",
            "iso week",
            "kalenderwoche",
            "woche",
            "semaine",
            "semana",
            "周",
            "周次",
        ),
    }.items()
    for w in words
}
_MOST = {"month": 12, "quarter": 4, "week": 53}


def with_years(sheet: Sheet) -> Sheet:
    """The sheet with the year written into such a column; as it is where a cell speaks against it. It is told."""
    for row, *texts in sheet.cells.head(_WITHIN).iter_rows():
        found = _columns(texts)
        if found is None:
            continue
        year, place, part = found
        below = sheet.cells.filter(pl.col("row") > row)
        pairs = below.select(f"c{year}", f"c{place}").drop_nulls().unique().rows()
        joined = {(y, p): _joined(y.strip(), p.strip(), part, texts[year] or "") for y, p in pairs}
        if not joined or not all(joined.values()):
            return sheet
        return _written(sheet, row, (year, place), joined, texts)
    return sheet


def _columns(headers: Sequence[str | None]) -> tuple[int, int, str] | None:
    """The places of the one column of years and the one column of months, quarters or weeks of a header; None without both."""
    years = [i for i, h in enumerate(headers) if h and key(h) in _YEARS]
    parts = [(i, _PARTS[key(h)]) for i, h in enumerate(headers) if h and key(h) in _PARTS]
    if len(years) != 1 or len(parts) != 1 or any(h and key(h) == key("day") for h in headers):
        return None
    return years[0], *parts[0]


def _joined(year: str, part: str, kind: str, header: str) -> str:
    """The period that both cells name together; "" where they name none."""
    whole = re.fullmatch(r"(?:f\.?y\.?\s*)?((?:19|20)\d\d)(?:\.0)?", year, re.I)
    number = re.fullmatch(r"(?:q|w|kw|第)?\s*(\d{1,2})(?:\.0)?\s*(?:月|季度?|周|월)?", plain(part))
    place = int(number[1]) if number else month_named(plain(part).rstrip(".")) if kind == "month" else 0
    if whole is None or not 1 <= place <= _MOST[kind]:
        return ""
    if kind == "quarter":
        return f"{'FY' if key(header) & _FISCAL else ''}{whole[1]} Q{place}"
    return f"{whole[1]}-{place:02d}" if kind == "month" else f"{whole[1]}-W{place:02d}"


def _written(
    sheet: Sheet, row: int, places: tuple[int, int], joined: dict[tuple[str, str], str], headers: Sequence[str | None]
) -> Sheet:
    year, place = places
    pair = pl.struct(pl.col(f"c{year}").alias("y"), pl.col(f"c{place}").alias("p"))
    known = pl.DataFrame({"y": [y for y, _ in joined], "p": [p for _, p in joined], "whole": list(joined.values())})
    whole = (
        sheet.cells.select(pair.alias("pair"))
        .unnest("pair")
        .join(known, on=["y", "p"], how="left", maintain_order="left")["whole"]
    )
    below = (sheet.cells["row"] > row) & whole.is_not_null()
    written = whole.zip_with(below, sheet.cells[f"c{place}"]).alias(f"c{place}")
    found = f"{headers[year]} and {headers[place]} in columns of their own"
    told = Problem(
        sheet.file, sheet.sheet, row, headers[place] or "", found, "one column such as 2026-03", "info", "read together"
    )
    return replace(sheet, cells=sheet.cells.with_columns(written), problems=(*sheet.problems, told))
