"""Headers that name periods: months, quarters and fiscal years beside kinds of cost, in one row or stacked in several."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from pmo_metrics.ingest.dates import month_end, read_date, read_month
from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.periods import Period, period_in
from pmo_metrics.ingest.values import choice


def stacked_headers(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """A header over several rows of which the upper ones are merged: fiscal years over halves, over kinds of cost, or kinds over months.

    Columns whose cells together name a period are called by all of them, others by the lowest. None without two of those.
    """
    if not any(_period_and_kind(t) or choice(t, "cost_kind") for row in rows[:-1] for t in row if t):
        return None
    joined: list[str] = []
    carried = [""] * (len(rows) - 1)
    for cells in zip(*(tuple(t.strip() for t in row) for row in rows), strict=True):
        for level, text in enumerate(cells[:-1]):
            if text:
                carried[level:] = [text, *[""] * (len(carried) - level - 1)]
        own = [t for t in cells if t]
        whole = " ".join(dict.fromkeys(t for t in (*carried, cells[-1]) if t)) if own else ""
        period = _period_and_kind(whole) if own else None
        joined.append(whole if period else own[-1] if own else "")
        if cells[-1] and not period:  # what stands above another column is a title, and of no column further right
            carried = ["" if text else kept for text, kept in zip(cells[:-1], carried, strict=True)]
    found = [p for j in joined if (p := _period_and_kind(j))]
    alone = [p for t in rows[-1] if (p := _period_and_kind(t))]
    more = len(found) > len(alone) or sum(bool(kind) for _, kind in found) > sum(bool(kind) for _, kind in alone)
    return tuple(joined) if len(found) >= 2 and more else None


def _period_and_kind(text: str) -> tuple[object, str] | None:
    """The month or longer period that a text names, and the kind of cost beside it ("" where none); None without a period."""
    return _month_of(text) or ((p := period_of(text)) and p[:2]) or None


# A month or quarter beside other words: in figures before one with a name, since a year may follow any word (Budget 2026-01).
_MONTH_INSIDE = (
    re.compile(
        r"(?<!\d)((?:19|20)\d{2}[-/ ]*[Qq][1-4]|[Qq][1-4][-/ ]*(?:19|20)\d{2}|(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{1,2})?(?: 00:00:00)?"
        r"|(?:0?[1-9]|1[0-2])[-/.](?:19|20)\d{2}|(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月份?)(?!\d)"
    ),
    re.compile(r"(?<![A-Za-z])([A-Za-z]{3,9}[\s\-/']*(?:20)?\d{2})(?!\d)"),
)


@lru_cache(maxsize=20_000)
def _month_of(header: str) -> tuple[date, str] | None:
    """The month and the cost kind that a header such as `2026-01 actual` or `Actual Jan-26` names."""
    bare = " ".join(header.replace("_", " ").split())
    month, _ = read_month(bare, "unknown")
    if month:
        return month, ""
    read = (
        (found, read_month(found[1], "unknown")[0]) for pattern in _MONTH_INSIDE for found in pattern.finditer(bare)
    )
    found, month = next(((found, month) for found, month in read if month), (None, None))
    if found is None or month is None:
        return None
    rest = (bare[: found.start()] + " " + bare[found.end() :]).strip(" -–_/:()（）的")
    rest, _ = without_unit(rest)
    kind = choice(rest, "cost_kind") if rest else ""
    if rest and kind is None and not _hours_word(rest):
        return None
    return month, kind or ""


_QUALIFIED: Mapping[str, int] = {
    "revised": 1, "latest": 1, "current": 1, "updated": 1, "working": 1, "调整后": 1, "最新": 1, "调整": 1,
    "original": -1, "initial": -1, "opening": -1, "proposed": -1, "原": -1, "年初": -1,
}  # fmt: skip


def _kind_in(rest: str) -> tuple[str, int] | None:
    """The kind of cost that the words beside a period name, and how they rank among columns of that kind; None for others.

    A revised budget goes before a budget, and that before an original one.
    """
    rank = next((r for word, r in _QUALIFIED.items() if word in rest), 0)
    bare = re.sub("|".join(_QUALIFIED), " ", rest).strip() if rank else rest
    kinds = {choice(word, "cost_kind") for word in bare.split()}
    kind = choice(bare, "cost_kind") or (kinds.pop() if len(kinds) == 1 else None)
    known = kind or not bare or _hours_word(bare)
    return (kind or "", rank) if known and not re.search(r"\d", bare) else None


@lru_cache(maxsize=20_000)
def period_of(header: str) -> tuple[Period, str, int] | None:
    """The period that a header such as `2024/25 revised budget` names, the kind of cost, and its rank."""
    found = period_in(header)
    kind = _kind_in(found[1]) if found else None
    return (found[0], *kind) if found and kind else None


_TWO_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/–]\s*(?:20)?(\d\d)(?!\d)")
_FISCAL = re.compile(
    r"\b(?:f\.?y\.?|fiscal year|financial year|exercice|haushaltsjahr)\s*'?(?:20)?\d\d\b|(?:20)\d\d\s*年度", re.I
)


def fiscal_years(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers of fiscal years: FY 2026, and 2010/11 where all of that form join a year to the next (not November 2010)."""
    joined = [(h, m) for h in headers if (m := _TWO_YEARS.search(h))]
    following = bool(joined) and all((int(m[1]) + 1) % 100 == int(m[2]) for _, m in joined)
    return tuple(h for h in headers if _FISCAL.search(h) or (following and _TWO_YEARS.search(h)))


def _hours_word(text: str) -> bool:
    return bool(key(text)) and key(text) <= key("planned hours work hour h allocated 工时 计划工时")


def month_columns(headers: tuple[str, ...]) -> tuple[tuple[int, Period, str], ...]:
    """The columns of periods: place, period and kind of cost ("" where not said); none where two say the same."""
    years = fiscal_years(headers)
    found: dict[tuple[Period, str], list[tuple[int, int]]] = {}
    for place, header in enumerate(headers):
        if not header.strip():
            continue
        month = None if header in years else _month_of(header)
        period = period_of(header)
        if month and (period is None or period[0].joined or period[0].months == 1):  # 2011-12 alone is a December
            found.setdefault((Period(month[0].year, month[0].month, 1), month[1]), []).append((0, place))
        elif period:
            found.setdefault(period[:2], []).append((period[2], place))
    best = [(max(places), named) for named, places in found.items()]
    same = any([rank for rank, _ in found[named]].count(top[0]) > 1 for top, named in best)
    if same or sum(1 for (p, _) in found if not p.whole) < 2 or all(p.edge for p, _ in found) or _exact_days(headers):
        return ()
    return tuple(sorted(((place, *named) for (_, place), named in best), key=lambda m: m[0]))


def _exact_days(headers: tuple[str, ...]) -> bool:
    """Whether dates among the cells fall on various days: those are dates of a row of data, months are all first or last days."""
    read = [r for h in headers if re.search(r"\d", h) and (r := read_date(h)) and r.alone and r.day]
    days = {r.day.day for r in read if r.day and r.day != month_end(r.day)}
    return len(days) > 1
