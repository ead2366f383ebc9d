"""Where the table in a sheet lies, which source it is, and what its columns mean: by the fit of headers and of values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache

import polars as pl

from pmo_metrics.ingest.bare_periods import with_year
from pmo_metrics.ingest.cells import step_of
from pmo_metrics.ingest.clocks import moment
from pmo_metrics.ingest.dates import month_end, read_date, read_month, read_quarter
from pmo_metrics.ingest.day_headers import day_columns, over_two_rows, total_columns
from pmo_metrics.ingest.durations import effort
from pmo_metrics.ingest.headers import Unit, key, matches, plain, unit_of, without_unit, words
from pmo_metrics.ingest.legends import rag_legend
from pmo_metrics.ingest.misspelt import corrected
from pmo_metrics.ingest.model import Problem, Recognised, Sheet
from pmo_metrics.ingest.periods import Period, period_in
from pmo_metrics.ingest.values import TOTAL_WORD, choice, choices, duration, says_nothing, split_amount
from pmo_metrics.sources import GRANTS, Source, all_sources
from pmo_metrics.tables import BENEFIT_KINDS, COST_KINDS, TABLES

HEADER_WITHIN = 50
_HEADER_CHARS = 5_000
_SAMPLE = 300
# Columns of the header list that no table has: they are turned into columns of the table when the sheet is mapped.
EXTRA = frozenset(
    {
        "span",
        "year",
        "forecast_change",
        "finish_change",
        *(f"amount_{kind}" for kind in (*COST_KINDS, *BENEFIT_KINDS)),
        "first_name",
        "last_name",
        "begin",
        "end",
        "period_end",
        "date_kind",
    }
)
_NUMBERED = re.compile(r"(?:column|unnamed|spalte)[\s:_]*\d+", re.IGNORECASE)  # what tools call a column without a name
_RAGS = ("reported_rag", "reported_schedule_rag", "reported_cost_rag", "reported_scope_rag", "reported_resource_rag")


@dataclass(frozen=True)
class _Fit:
    source: str
    table: str
    header_row: int
    headers: tuple[str, ...]
    columns: Mapping[str, int]
    score: float
    months: tuple[tuple[int, Period, str], ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def recognise(sheet: Sheet) -> Recognised:
    """The best reading of a sheet; `source` is None where no source fits."""
    texts = sheet.cells.drop("row").head(HEADER_WITHIN).rows()
    if texts and next((t for t in texts[0] if t), "") in ("ERMHDR", "MPX"):
        what = "the plan file as the tool wrote it (XER, MPX): this one was opened and saved as a table"
        return Recognised(
            sheet, problems=(Problem(sheet.file, sheet.sheet, 1, "", "a plan file", what, "error", "not loaded"),)
        )
    numbers = sheet.cells["row"].head(HEADER_WITHIN).to_list()
    fits = [fit for place, row in enumerate(texts) for fit in _fits(sheet, texts, place, numbers[place]) if any(row)]
    fits.sort(key=lambda f: -f.score)
    checked = [c for f in fits[:6] if (c := _check_values(sheet, f)) is not None]
    if not checked:
        return Recognised(sheet)
    best = _with_lights(sheet, _with_misspelt(sheet, max(checked, key=lambda f: f.score)))
    used = {*best.columns.values(), *(c for c, _, _ in best.months)}
    named = [h for i, h in enumerate(best.headers) if h.strip() and i not in used]
    return Recognised(
        sheet, best.source, best.table, _confidence(best, len(used), len(named)), best.header_row, best.headers,
        dict(best.columns), best.months, tuple(dict.fromkeys(named)), best.problems,
    )  # fmt: skip


def _with_misspelt(sheet: Sheet, fit: _Fit) -> _Fit:
    """The reading with the columns that headers nobody knows nearly name, where their cells fit; each is told."""
    if all_sources()[fit.source].layout == "labels":
        return fit
    columns, problems = dict(fit.columns), list(fit.problems)
    taken = {*columns.values(), *(i for i, _, _ in fit.months)}
    for place, header in enumerate(fit.headers):
        if place in taken or not header.strip() or matches(header, fit.table):
            continue
        meant = corrected(header, fit.table)
        texts = sample(sheet, fit.header_row, place) if meant else []
        for column in (m.column for m in matches(meant or "", fit.table)):
            if len(texts) > 2 and column not in columns and not _misfit(fit, column, header, texts):
                columns[column] = place
                found = Problem(
                    sheet.file,
                    sheet.sheet,
                    fit.header_row,
                    header,
                    header[:200],
                    meant or "",
                    "info",
                    "read so: spelt nearly like it",
                )
                problems.append(found)
                break
    return replace(fit, columns=columns, problems=tuple(problems))


_LIGHT = re.compile(
    r"(?:dark |light |bright )?(?:red|amber|yellow|orange|green)(?:\s*[/-]\s*(?:red|amber|green))?|红|黄|绿|[红黄绿]色|🔴|🟡|🟠|🟢"
)
_OF_A_PART = key("cost spend budget schedule time scope resource risk benefit quality safety 成本 进度 风险 质量")


def _with_lights(sheet: Sheet, fit: _Fit) -> _Fit:
    """A list of projects without a reported status, yet with one column of nothing but lights: that is it, whatever its name."""
    if fit.table != "project" or any(c in _RAGS for c in fit.columns):
        return fit
    free = [
        i for i, h in enumerate(fit.headers) if h.strip() and i not in fit.columns.values() and not key(h) & _OF_A_PART
    ]
    lights = [
        i
        for i in free
        if (t := sample(sheet, fit.header_row, i)) and len(t) > 2 and all(_LIGHT.fullmatch(plain(x)) for x in t)
    ]
    if len(lights) != 1:
        return fit
    place = lights[0]
    header = fit.headers[place]
    told = Problem(sheet.file, sheet.sheet, fit.header_row, header, _some(sample(sheet, fit.header_row, place)), "the reported status", "info", "read so: all its cells are lights")  # fmt: skip
    return replace(fit, columns={**fit.columns, "reported_rag": place}, problems=(*fit.problems, told))


def _confidence(fit: _Fit, used: int, left: int) -> float:
    """How sure we are: exact labels are certain; otherwise how much of the sheet and how much of the table was found."""
    if all_sources()[fit.source].layout == "labels":
        return 1.0
    found = min(1.0, len(fit.columns) / 6 + (0.3 if fit.months else 0.0))
    return round(0.35 + 0.35 * found + 0.29 * used / max(used + left, 1), 2)


def _fits(sheet: Sheet, texts: Sequence[Sequence[str | None]], place: int, row: int) -> Iterator[_Fit]:
    """Every source that this row could be the header of."""
    single = tuple(t or "" for t in texts[place])
    filled = [t for t in single if t.strip()]
    if len(filled) < 2 or sum(len(t) > 120 for t in filled) > 0.3 * len(filled):
        return
    if any(len(t) > _HEADER_CHARS for t in filled):
        return  # a text this long is no header, and to compare it with every known one would take seconds
    options = [single]
    if place + 1 < len(texts) and (stated := _with_units(single, texts[place + 1])):
        options = [stated]
    if place:
        above = _short(texts[place - 1])
        options += [both] if (both := _two_rows(above, single)) else []
        options += [days] if (days := over_two_rows(above, single)) else []
        options += [grouped] if (grouped := _grouped(above, single)) else []
    if place > 1:
        top, middle = (_short(texts[i]) for i in (place - 2, place - 1))
        options += [three] if (three := _three_rows(top, middle, single)) else []
    for depth in range(1, min(place, 2) + 1):
        above_it = [_short(texts[i]) for i in range(place - depth, place)]
        options += [stacked] if (stacked := stacked_headers([*above_it, single])) else []
    dated, year = with_year(sheet, texts[:place], single)
    options += [dated] if dated else []
    for headers in options:
        for name, source in all_sources().items():
            if sheet.holds not in ("", source.table):
                continue
            fit = (
                _labels(name, headers, row) if source.layout == "labels" else _match(sheet, name, source, headers, row)
            )
            if fit and headers is dated:
                fit = replace(fit, problems=(*fit.problems, _year_told(sheet, row, year)))
            if fit:
                yield fit


def _year_told(sheet: Sheet, row: int, year: str) -> Problem:
    what = f"months or quarters of {year}: the only year stated above them, or in the name of the sheet or file"
    return Problem(sheet.file, sheet.sheet, row, "", "months or quarters without a year", what, "warning", "read so")


def _with_units(headers: tuple[str, ...], below: Sequence[str | None]) -> tuple[str, ...] | None:
    """Headers with the units that a row of nothing but units states below them; None without such a row."""
    units = [unit_of(t.strip("()（）[] ")) if t and t.strip() else None for t in below]
    if not any(units) or any(t and t.strip() and unit is None for t, unit in zip(below, units, strict=True)):
        return None
    return tuple(
        f"{h} ({(t or '').strip('()（）[] ')})" if u and h else h for h, t, u in zip(headers, below, units, strict=True)
    )


def _short(line: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(t if t and len(t) <= _HEADER_CHARS else "" for t in line)


def _two_rows(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...] | None:
    """A header over two rows: months in merged cells above kinds (or kinds above months), read as one row."""
    filled, last = [], ""
    for top, bottom in zip(above, below, strict=True):
        last = top.strip() or (last if bottom.strip() else "")
        filled.append(last)
    pairs = list(zip(filled, below, strict=True))
    joined = [f"{t} {b}".strip() if _month_of(f"{t} {b}") and not _month_of(b) else b or t for t, b in pairs]
    kinds = [f"{t} {b}".strip() for t, b in pairs if _month_of(b) and choice(t, "cost_kind")]
    if len(kinds) >= 2:
        joined = [f"{t} {b}".strip() if _month_of(b) and choice(t, "cost_kind") else b or t for t, b in pairs]
    return tuple(joined) if sum(1 for j in joined if _month_of(j)) >= 2 and tuple(joined) != below else None


def _grouped(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...] | None:
    """A header over two rows: `Baseline` over `Start` and `Finish`, or cells merged over both rows."""
    words = [t for t in above if t.strip()]
    if len(words) < 2 or any(split_amount(t) or len(t) > 60 for t in words):
        return None
    twice = {plain(b) for b in below if b.strip() and sum(plain(b) == plain(o) for o in below) > 1}
    joined, group = [], ""
    for top, bottom in zip(above, below, strict=True):
        group = top.strip() or (group if bottom.strip() else "")
        joined.append(f"{group} {bottom}".strip() if plain(bottom) in twice else bottom or top)
    return tuple(joined) if tuple(joined) != below else None


def _three_rows(top: tuple[str, ...], middle: tuple[str, ...], low: tuple[str, ...]) -> tuple[str, ...] | None:
    """A header over three rows: years in merged cells, months or quarters below, and kinds of cost below those."""
    if sum(bool(_YEAR.fullmatch(t.strip())) for t in top) < 1 or sum(bool(t.strip()) for t in middle) < 2:
        return None
    joined, year, period = [], "", ""
    for one, two, three in zip(top, middle, low, strict=True):
        year = one.strip() or year
        period = two.strip() or ("" if one.strip() else period)
        named = _YEAR.fullmatch(year)
        text = f"{period} {named[1] if named else year} {three}".strip()
        joined.append(text if period and _month_of(text) else three or two or one)
    return tuple(joined) if sum(1 for j in joined if _month_of(j)) >= 2 else None


def stacked_headers(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """A header over several rows of which the upper ones are merged: fiscal years over halves, over kinds of cost.

    Columns whose cells together name a period are called by all of them, others by the lowest. None without two of those.
    """
    if not any(period_of(t) for row in rows[:-1] for t in row if t):
        return None
    joined: list[str] = []
    carried = [""] * (len(rows) - 1)
    for cells in zip(*(tuple(t.strip() for t in row) for row in rows), strict=True):
        for level, text in enumerate(cells[:-1]):
            if text:
                carried[level:] = [text, *[""] * (len(carried) - level - 1)]
        own = [t for t in cells if t]
        whole = " ".join(dict.fromkeys(t for t in (*carried, cells[-1]) if t)) if own else ""
        period = period_of(whole) if own else None
        joined.append(whole if period else own[-1] if own else "")
        if cells[-1] and not period:  # what stands above another column is a title, and of no column further right
            carried = ["" if text else kept for text, kept in zip(cells[:-1], carried, strict=True)]
    named = sum(1 for j in joined if period_of(j))
    return tuple(joined) if named >= 2 and named > sum(1 for t in rows[-1] if period_of(t)) else None


_YEAR = re.compile(r"(?:year |calendar year |cy ?)?((?:19|20)\d{2})(?:\s*年度?)?", re.I)


def _labels(name: str, headers: tuple[str, ...], row: int) -> _Fit | None:
    """A sheet of our template: each filled header is a label of one table, and the needed columns are there."""
    for table in TABLES.values():
        by_label = _labels_of(table.name)
        columns = {by_label[plain(h)]: i for i, h in enumerate(headers) if plain(h) in by_label}
        filled = [h for h in headers if h.strip()]
        if len(columns) == len(filled) and set(table.needs) <= set(columns) and len(columns) >= 3:
            # A file may hold nothing but such labels and yet be somebody's own list: then the values decide as well.
            return _Fit(name, table.name, row, headers, columns, 100.0 + len(columns))
    return None


@cache
def _labels_of(table: str) -> Mapping[str, str]:
    return {plain(label): c.name for c in TABLES[table].columns for label in (c.label, c.label_zh)}


@lru_cache(maxsize=20_000)
def _month_of(header: str) -> tuple[date, str] | None:
    """The month and the cost kind that a header such as `2026-01 actual` or `Actual Jan-26` names."""
    bare = " ".join(header.replace("_", " ").split())
    month, _ = read_month(bare, "unknown")
    if month:
        return month, ""
    found = re.search(
        r"(?<!\d)((?:19|20)\d{2}[-/ ]*[Qq][1-4]|[Qq][1-4][-/ ]*(?:19|20)\d{2}|(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{1,2})?(?: 00:00:00)?|(?:0?[1-9]|1[0-2])[-/.](?:19|20)\d{2}|(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月份?"
        r"|(?<![A-Za-z])[A-Za-z]{3,9}[\s\-/']*(?:20)?\d{2})(?!\d)",
        bare,
    )
    if not found:
        return None
    month, _ = read_month(found[1], "unknown")
    rest = (bare[: found.start()] + " " + bare[found.end() :]).strip(" -–_/:()（）的")
    rest, _ = without_unit(rest)
    kind = choice(rest, "cost_kind") if rest else ""
    if month is None or (rest and kind is None and not _hours_word(rest)):
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


def _months(headers: tuple[str, ...]) -> tuple[tuple[int, Period, str], ...]:
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


month_columns = _months  # a taught table asks for the same


def _match(sheet: Sheet, name: str, source: Source, headers: tuple[str, ...], row: int) -> _Fit | None:
    months = _months(headers) if source.layout == "months" else day_columns(headers) if source.layout == "days" else ()
    taken = {i for i, _, _ in months} | ({*total_columns(headers)} if source.layout == "days" else set())
    columns, weight = _assign(source, headers, taken)
    if months and source.table == "cost":
        listed = _match(sheet, "project_list", all_sources()["project_list"], headers, row)
        if listed and {i for c, i in listed.columns.items() if kind_of("project", c) == "money"} - taken:
            return None  # a list of projects with what each costs in all, and by period: costs_beside reads the periods
        columns = {c: i for c, i in columns.items() if not c.startswith("amount")}
    if sheet.kind_column is not None:
        columns = _of_a_log(sheet.kind_column, columns, source.table, headers)
    found = _brought(columns, bool(months))
    usual = source.at_least - (source.table == "project" and _names_beneficiary(headers))
    if not all(found & group for group in source.needs) or len(source.typical & found) < usual:
        return None
    kinds = {kind for _, _, kind in months if kind} if source.table == "cost" else set()
    if not (signed(sheet, source, headers) or len(kinds) > 1) or (vetoed(source, headers, columns) and not sheet.holds):
        return None
    if (
        source.table == "task"
        and "actual_hours" in columns
        and not found & _SAYS_TASK
        and key("author") in map(key, headers)
    ):
        return None  # hours, who spent them and on what, and nothing of the state of it: work that was logged
    named = columns.get("name") if name == "project_list" and "project_id" not in columns else None
    if named is not None and key(headers[named]) <= key("name title") and len(source.typical & found) < 3:
        return None  # a bare name and one more column may be of anything: members of a club and what they paid
    filled = sum(1 for h in headers if h.strip())
    used = len(columns) + len(months)
    priority = 0.6 if source.table != "project" or name == "gate_dates" else 0.0
    said = 0.05 * sum(1 for _, _, kind in months if kind)  # the header that says most of them is the whole header
    score = weight + said + 0.2 * len(months) - 0.04 * (filled - used) + priority
    return _Fit(name, source.table, row, headers, columns, score, months)


# In a log of several kinds of entries all share the words of one: the id of a risk is called Issue ID, or Risk ID that of an issue.
_SHARED = {"risk": (("risk_id", "register", "entry_id"), ("title", "register", "title"), ("response_due", "register", "due")),
           "register": (("entry_id", "risk", "risk_id"), ("title", "risk", "title"), ("due", "risk", "response_due"))}  # fmt: skip


def _of_a_log(kind: int, columns: Mapping[str, int], table: str, headers: tuple[str, ...]) -> dict[str, int]:
    """The columns of one kind of entries: its kind, and what it lacks by the words of the other kind."""
    found = {c: i for c, i in columns.items() if i != kind} | ({"kind": kind} if table in _SHARED else {})
    for column, other, name in _SHARED.get(table, ()):
        offers = [(m.weight, -i) for i, h in enumerate(headers) for m in matches(h, other) if m.column == name]
        free = [-i for _, i in sorted(offers, reverse=True) if -i not in found.values()]
        if column not in found and free:
            found[column] = free[0]
    return found


_BENEFICIARY = re.compile(r"beneficiar|begunstigt|zuwendungsempfanger|beneficjent|beneficient|受益人|获资助")


def _names_beneficiary(headers: tuple[str, ...]) -> bool:
    """Whether a column tells who got the money: then the list is one of funded operations, however few its columns."""
    return any(len(h) <= 120 and _BENEFICIARY.search(plain(h)) for h in headers)


def _brought(columns: Mapping[str, int], months: bool) -> set[str]:
    """The columns a sheet brings once its extra columns are turned into columns of the table."""
    found = set(columns) | ({"months"} if months else set())
    if any(c.startswith("amount_") for c in columns):
        found.add("amounts")
    if {"begin", "end"} <= set(columns):
        found |= {"hours", "date"}
    return found | ({"person_id", "name"} if "last_name" in columns else set())


@cache
def _own_names(source: str) -> Mapping[frozenset[str], tuple[str, float]]:
    declared = all_sources()[source].headers
    return {
        key(without_unit(n)[0]): (column, 1.0 - 0.001 * place)
        for column, names in declared.items()
        for place, n in enumerate(names)
    }


@lru_cache(maxsize=20_000)
def _own(source: str, header: str) -> tuple[str, float] | None:
    """The column that only this source calls so, with a weight by its place in the list: the best name comes first."""
    return _own_names(source).get(key(without_unit(header)[0]))


def _assign(source: Source, headers: tuple[str, ...], taken: set[int]) -> tuple[dict[str, int], float]:
    """Each column to the header that names it best; a header stands for one column only."""
    name = next(n for n, s in all_sources().items() if s is source)
    offers = []
    for i, header in enumerate(headers):
        if not header.strip() or i in taken or key(without_unit(header)[0]) in map(key, source.ignores):
            continue
        own = _own(name, header)
        offers += [(own[1], i, own[0])] if own else [(m.weight, i, m.column) for m in matches(header, source.table)]
    columns: dict[str, int] = {}
    weight = 0.0
    for value, i, column in sorted(offers, key=lambda o: (-o[0], o[1])):
        if column not in columns and i not in columns.values():
            columns[column] = i
            weight += value
    return columns, weight


def signed(sheet: Sheet, source: Source, headers: tuple[str, ...]) -> bool:
    """Whether a header or the name of the sheet or file holds one of the words that the source asks for."""
    whole = {key(s[1:]) for s in source.signs if s.startswith("=")}
    if not source.signs or sheet.holds or whole & {key(h) for h in headers if h.strip()}:
        return True
    stated = [set(words(h)) for h in (*headers, sheet.sheet, sheet.file.rsplit(".", 1)[0])]
    chinese = "".join((*headers, sheet.sheet, sheet.file))
    if any(s in chinese for s in source.signs if not s.isascii()):
        return True
    return any(key(s) <= w or any(len(s) >= 5 and t.startswith(s) for t in w) for s in source.signs for w in stated)


def vetoed(source: Source, headers: tuple[str, ...], columns: Mapping[str, int]) -> bool:
    """Whether a header says that the sheet is something else than the source."""
    keys = {key(without_unit(h)[0]) for i, h in enumerate(headers) if h.strip() and i not in columns.values()}
    keys |= {key(headers[i]) for c, i in columns.items()}
    return any(key(veto) in keys for veto in (*source.vetoes, *(GRANTS if source.table == "task" else ())))


# --- what is nearest --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Nearest:
    """The table of ours that a sheet comes closest to: what it has of it, and what it lacks or what else it says it is."""

    label: str
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    other: str = ""


def nearest(sheet: Sheet, headers: tuple[str, ...]) -> Nearest | None:
    """Of a sheet that is none of our tables, the one it shares most columns with; None where it shares fewer than two."""
    best: tuple[float, Nearest] | None = None
    for source in all_sources().values():
        if source.layout == "labels" or source.headers:
            continue  # a tool's own words make no better name for what is nearest
        months = _months(headers) if source.layout == "months" else ()
        columns, weight = _assign(source, headers, {i for i, _, _ in months})
        found = _brought(columns, bool(months))
        weight -= sum(not found & g for g in source.needs)
        if len(found) < 2 or weight <= (best[0] if best else -9.0):
            continue
        table = TABLES[source.table]
        wanted = [sorted(g) for g in source.needs if not found & g]
        labels = {c.name: c.label for c in table.columns} | {"months": "a column for each month", "amounts": "amounts"}
        lacks = ["a column for " + " or ".join(labels.get(c, c) for c in g[:3]) for g in wanted]
        if len(source.typical & found) < source.at_least:
            usual = [c for c in labels if c in source.typical - found][:4]
            lacks.append("more of its usual columns, such as " + ", ".join(labels[c] for c in usual))
        if not signed(sheet, source, headers):
            lacks.append(f"a word such as {source.signs[0]} in a header or the name of the file")
        vetoes = {key(v) for v in source.vetoes}
        other = next((h for h in headers if h.strip() and key(without_unit(h)[0]) in vetoes), "")
        best = weight, Nearest(source.label, tuple(headers[i] for i in columns.values()), tuple(lacks), other)
    return best[1] if best else None


# --- values ----------------------------------------------------------------------------------------------------------


def sample(sheet: Sheet, header_row: int, column: int, count: int = _SAMPLE) -> list[str]:
    """Up to `count` filled cells of a column below the header, spread over the sheet, placeholders left out."""
    below = sheet.cells.filter(pl.col("row") > header_row).get_column(f"c{column}").drop_nulls()
    step = max(1, below.len() // count)
    texts = [t for t in below.gather_every(step).to_list() if t.strip() and not says_nothing(t)]
    return [t for t in texts if t.strip() not in ("END", "End")]  # closes a form, and is no value of it


def named_width(headers: Sequence[str]) -> int:
    """How many columns the table has: up to the last header that somebody wrote, not a tool ("Column 15", "Unnamed: 7")."""
    return max((i for i, h in enumerate(headers) if h.strip() and not _NUMBERED.fullmatch(h.strip())), default=-1) + 1


def overlong(sheet: Sheet, headers: Sequence[str]) -> frozenset[int]:
    """Rows of a CSV with more cells than headers: an unquoted comma has shifted their cells, no value can be trusted."""
    named = [i for i, h in enumerate(headers[: named_width(headers)]) if h.strip()]
    beyond = [c for c in sheet.cells.columns[1:] if int(c[1:]) > max(named, default=0)]
    gap = bool(named) and len(named) < named[-1] - named[0] + 1  # a second table beside: unnamed columns are its own
    if sheet.sheet or not beyond or gap:
        return frozenset()
    wide = sheet.cells.filter(
        pl.any_horizontal(pl.col(c).str.contains(r"[\p{L}\p{N}]") for c in beyond).fill_null(False)
    )
    unnamed = len(beyond) == 1 and wide.height > 0.5 * sheet.cells.height  # one more column, whose header is empty
    return frozenset() if unnamed or wide.height >= 0.95 * sheet.cells.height else frozenset(wide["row"].to_list())


def choice_kind(table: str, column: str) -> str:
    """The section of choices.toml that a choice column is read by."""
    if column in _RAGS:
        return "rag"
    return {("project", "status"): "status", ("milestone", "status"): "milestone_status", ("risk", "status"): "risk_status",
            ("task", "status"): "task_status",
            ("risk", "kind"): "risk_kind", ("cost", "kind"): "cost_kind", ("fx_rate", "kind"): "rate_kind",
            ("register", "kind"): "register_kind", ("register", "status"): "register_status",
            ("dependency", "status"): "dependency_status", ("benefit", "kind"): "benefit_kind"}.get((table, column), column)  # fmt: skip


def kind_of(table: str, column: str) -> str:
    """The kind of a column, of the extra ones too."""
    extra = {
        "span": "span",
        "year": "year",
        "forecast_change": "change",
        "finish_change": "change",
        "first_name": "text",
        "last_name": "text",
        "begin": "clock",
        "end": "clock",
        "period_end": "date",
        "date_kind": "date kind",
    }
    if column in EXTRA:
        return extra.get(column, "money")
    return TABLES[table].column(column).kind


def _is_number(text: str) -> bool:
    return split_amount(text) is not None


def _is_score(text: str) -> bool:
    return _is_number(text) or bool(re.match(r"^\d+\s*[-–.:]\s*\S", text))


_A_YEAR = re.compile(r"(?:19|20)\d\d")
_LOOKS: Mapping[str, Callable[[str], bool]] = {
    "date": lambda t: read_date(t) is not None or read_quarter(t) is not None or bool(_A_YEAR.fullmatch(t.strip())),
    "month": lambda t: read_month(t, "day")[0] is not None or ((p := period_in(t)) is not None and not p[1]),
    "money": _is_number,
    "number": _is_score,
    "step": lambda t: step_of(t) is not None,
    "share": _is_number,
    "hours": lambda t: duration(t) is not None or _is_number(t),
    "work": lambda t: effort(t, "unknown") is not None,
    "days": lambda t: effort(t, "unknown") is not None,
    "flag": lambda t: choice(t, "flag") is not None,
    "span": lambda t: len(re.split(r"\s*(?:[-–—~至到]+)\s*", t.strip())) >= 2,
    "clock": lambda t: moment(t) is not None,
    "change": _is_number,
    "date kind": lambda t: choice(t, "cost_kind") in ("actual", "forecast", "budget"),
    "year": lambda t: bool(_A_YEAR.fullmatch(t.strip())),
    "currency": lambda t: len(t.strip()) <= 12,
}


def _share(texts: Sequence[str], looks: Callable[[str], bool]) -> float:
    return sum(map(looks, texts)) / len(texts) if texts else 1.0


def _check_values(sheet: Sheet, fit: _Fit) -> _Fit | None:
    """Take columns whose cells are of another kind out of the reading, and see whether enough is left."""
    columns, problems = (
        dict(fit.columns),
        list[Problem](),
    )  # of this look at the cells: each makes the reading less likely
    shifted = overlong(sheet, fit.headers)
    sheet = replace(sheet, cells=sheet.cells.filter(~pl.col("row").is_in(list(shifted)))) if shifted else sheet
    sheet = _without_headings(sheet)
    if fit.table == "project" and (_lists_work(sheet, fit) or _several_a_project(sheet, fit)):
        return None
    if fit.table == "task" and _lists_projects(sheet, fit):
        return None
    for column, place in fit.columns.items():
        texts = [t for t in sample(sheet, fit.header_row, place) if not _TOTAL.match(plain(t))]
        if not texts and (better := _next_best(sheet, fit, column, columns)) is not None:
            columns[column] = better  # a column of this name that nobody fills, beside another that says the same
            continue
        expected = (
            _misfit(fit, column, fit.headers[place], texts) or _in_hours(sheet, fit, column) or _far_number(fit, column)
        )
        if not expected or (column in _RAGS and set(texts) <= rag_legend(sheet.cells).keys()):
            continue
        del columns[column]
        header = fit.headers[place]
        other = (
            _rag_instead(fit, column, texts, columns, header)
            or _step_instead(fit, column, texts, columns)
            or _other_meaning(fit, place, texts, columns)
        )
        if other:
            columns[other] = place
            continue
        problems.append(
            Problem(
                sheet.file,
                sheet.sheet,
                fit.header_row,
                fit.headers[place],
                _some(texts),
                expected,
                "warning",
                "not loaded",
            )
        )
    for column in [c for c in fit.columns if c not in columns and c != "period"]:  # beside 1, 2, 3 a year is no period
        other_place = _next_best(sheet, fit, column, columns)
        if other_place is not None and not _in_hours(sheet, fit, column):
            columns[column] = other_place
    source = all_sources()[fit.source]
    found = _brought(columns, bool(fit.months))
    if not all(found & g for g in source.needs) or len(source.typical & found) < source.at_least - 1:
        return None
    filled = _share_filled(sheet, fit, columns)
    return replace(
        fit, columns=columns, problems=(*fit.problems, *problems), score=fit.score - 0.8 * len(problems) + filled
    )


def _other_meaning(fit: _Fit, place: int, texts: Sequence[str], columns: Mapping[str, int]) -> str | None:
    """What else a header may stand for, where its cells fit that: `Summary` over sentences is the name of an issue."""
    return next(
        (
            m.column
            for m in matches(fit.headers[place], fit.table)
            if m.column not in fit.columns
            and m.column not in columns
            and not _misfit(fit, m.column, fit.headers[place], texts)
        ),
        None,
    )


_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2})?\s*([ap]\.?m\.?)?", re.I)
_SAYS_TASK = frozenset({"status", "finish", "percent_complete", "kind", "work_hours", "resolved_on"})
_SHARP = re.compile(r"\d{1,2}:\d{2}(:00)?\s*([ap]\.?m\.?)?", re.I)  # durations have odd seconds
_ISSUE_KEY = re.compile(r"[A-Z][A-Z0-9_]+-\d+")
_PROJECT_WORDS = frozenset(
    key(w) for w in ("project", "项目", "所属项目", "projekt", "projet", "proyecto", "progetto", "projeto")
)


_PROJECT_NAMES = frozenset(key(w) for w in ("project name", "project title", "项目名称"))


def _lists_work(sheet: Sheet, fit: _Fit) -> bool:
    """Whether rows are pieces of work, not projects: they have times of day, keys of issues, or a project that they share."""
    own = sample(sheet, fit.header_row, fit.columns["project_id"]) if "project_id" in fit.columns else []
    if len(own) > 1 and len(set(own)) == len(own):
        return False  # each row has a project id of its own, whatever tool's key stands beside it
    for place, header in enumerate(fit.headers):
        texts = sample(sheet, fit.header_row, place)
        if texts and all(_CLOCK.fullmatch(t.strip()) for t in texts):
            return True
        keyed = place not in fit.columns.values() and "budget" not in fit.columns
        if keyed and len(texts) > 1 and all(_ISSUE_KEY.fullmatch(t.strip()) for t in texts):
            return len(set(texts)) == len(texts)
        named = fit.columns.get("name") not in (None, place) and place != fit.columns.get("project_id")
        if named and key(header) in _PROJECT_WORDS and texts and (len(set(texts)) < len(texts) or len(texts) == 1):
            return True
    return False


def _several_a_project(sheet: Sheet, fit: _Fit) -> bool:
    """Whether several rows share a project that only an id names, on no date: risks, costs or the like, not projects."""
    place = fit.columns.get("project_id")
    if place is None or {"name", "as_of", "year"} & set(fit.columns):
        return False
    ids = sample(sheet, fit.header_row, place)
    return len(set(ids)) < 0.9 * len(ids)


def _lists_projects(sheet: Sheet, fit: _Fit) -> bool:
    """Whether each row is a project with an id and a name of its own, and no task has either."""
    place = fit.columns.get("project_id")
    if place is None or "task_id" in fit.columns or not any(key(h) in _PROJECT_NAMES for h in fit.headers):
        return False
    ids = sample(sheet, fit.header_row, place)
    return len(ids) > 2 and len(set(ids)) == len(ids)


def _next_best(sheet: Sheet, fit: _Fit, column: str, columns: Mapping[str, int]) -> int | None:
    """Another header for a column whose best one holds cells of another kind."""
    taken = {*columns.values(), fit.columns[column], *(i for i, _, _ in fit.months)}
    offers = [
        (m.weight, -i)
        for i, h in enumerate(fit.headers)
        if i not in taken and h.strip()
        for m in matches(h, fit.table)[:1]
        if m.column == column
    ]
    for _, place in sorted(offers, reverse=True):
        texts = [t for t in sample(sheet, fit.header_row, -place) if not _TOTAL.match(plain(t))]
        if texts and not _misfit(fit, column, fit.headers[-place], texts):
            return -place
    return None


_TOTAL = re.compile(rf"({TOTAL_WORD})\s*[:：]?$")
_FEW = 5_000


def _without_headings(sheet: Sheet) -> Sheet:
    """A shorter sheet without rows of one cell: headings of groups say nothing about the kind of the column they stand in."""
    if sheet.cells.height > _FEW or sheet.cells.width < 4:
        return sheet
    filled = pl.sum_horizontal(pl.exclude("row").str.contains(r"\S").fill_null(False).cast(pl.Int32))
    return replace(sheet, cells=sheet.cells.filter(filled != 1))


def _share_filled(sheet: Sheet, fit: _Fit, columns: Mapping[str, int]) -> float:
    """Up to 1 for a header with filled rows below: guidance tables above the data have the words but no rows."""
    below = sheet.cells.filter(pl.col("row") > fit.header_row)
    if not below.height or not columns:
        return 0.0
    return sum(below[f"c{i}"].null_count() < below.height for i in columns.values()) / len(columns)


def _some(texts: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(t.strip()[:40] for t in texts[:20]))[:120]


def _rag_instead(fit: _Fit, column: str, texts: Sequence[str], columns: Mapping[str, int], header: str) -> str | None:
    """A status column that holds traffic lights is the reported RAG, when no other column is.

    Letters that the header itself explains by words are steps of work: "Status (G granted, A paid)" has no amber.
    """
    if fit.table != "project" or column != "status" or "reported_rag" in fit.columns or "reported_rag" in columns:
        return None
    explained = re.findall(r"(?<!\w)([A-Z])(?!\w)\W*(\w{2,})", header)
    if any(choice(word, "rag") is None for letter, word in explained if letter in {t.strip() for t in texts}):
        return None
    return "reported_rag" if texts and _share(texts, lambda t: choice(t, "rag") is not None) >= 0.8 else None


_MEASURED_BY = frozenset({"budget by", "budget type", "budget unit", "budget basis"})


def _in_hours(sheet: Sheet, fit: _Fit, column: str) -> str:
    """What a budget should have been, where a column beside it says that it is counted in hours; "" where none does."""
    places = [i for i, h in enumerate(fit.headers) if column == "budget" and plain(h) in _MEASURED_BY]
    said = [t for i in places for t in sample(sheet, fit.header_row, i)]
    hours = next((t for t in said if "hour" in key(t)), "")
    return f"money: the column beside it says {hours}" if hours else ""


# What a column of a risk register is, where its cells are steps of a scale and no probability, or amounts and no score.
_INSTEAD = {
    "probability": "likelihood_score", "impact_score": "cost_likely", "residual_score": "residual_cost", "target_score": "target_cost",
}  # fmt: skip


def _far_number(fit: _Fit, column: str) -> str:
    """What an id should have been, where it is a bare number far to the right of the name: of a street or of houses, say."""
    place, name = fit.columns[column], fit.columns.get("name", 0)
    far = (
        fit.table == "project"
        and column == "project_id"
        and key(fit.headers[place]) == key("number")
        and place > name + 1
    )
    return "an id: what this number counts is not in its header" if far else ""


def _step_instead(fit: _Fit, column: str, texts: Sequence[str], columns: Mapping[str, int]) -> str | None:
    """The score that a probability in steps is, the cost that a score in amounts is, when no other column is."""
    other = _INSTEAD.get(column) if fit.table == "risk" else None
    if other is None or not texts or other in {*fit.columns, *columns}:
        return None
    return other if _share(texts, _LOOKS[kind_of("risk", other)]) >= 0.5 else None


def _is_money(texts: Sequence[str]) -> bool:
    """Whether figures are amounts and no scores: with currencies, below zero, or far beyond any scale."""
    amounts = [a for t in texts if (a := split_amount(t))]
    large = sum(
        a.currency is not None or a.negative or a.scale > 1 or len(a.digits.split(".")[0].replace(",", "")) > 3
        for a in amounts
    )
    return large > len(amounts) / 2


def _misfit(fit: _Fit, column: str, header: str, texts: Sequence[str]) -> str:
    """What the cells of a column should have been like; "" where they fit well enough."""
    kind, (_, unit) = kind_of(fit.table, column), without_unit(header)
    if not texts:
        return ""
    few = len(texts) < 3  # one or two cells may simply be wrong: they are told one by one
    if kind == "choice":
        section = choice_kind(fit.table, column)
        wanted = 0.75 if section == "milestone_status" else 0.5
        fits = _share(texts, lambda t: choice(t, section) is not None) >= wanted
        return "" if fits else "one of " + ", ".join(dict.fromkeys(choices(section).values()))
    if clash := _unit_clash(kind, unit):
        return clash
    if kind == "number" and column.endswith("score") and _is_money(texts):
        return "a score, not amounts"
    if kind == "work" and key(header) in _UNITLESS and all(_is_number(t) for t in texts):
        return "hours of work such as 38h: bare numbers under this header may be points, days or hours"
    if kind == "hours" and key(header) == key("time") and all(_SHARP.fullmatch(t.strip()) for t in texts):
        return "hours: 9:00 under this header may be a time of day"
    parts = (key("hours"), key("minutes"))
    if kind == "hours" and key(header) in parts and set(parts) <= {key(h) for h in fit.headers}:
        return "hours as one number: here hours and minutes stand in columns of their own"
    if kind == "share" and column.endswith("probability") and _ordinal(texts):
        return "a probability such as 0.4 or 40 %, not a step of a scale"
    looks = _LOOKS.get(kind)
    if kind == "id" and all(plain(t) in ("yes", "no", "true", "false", "是", "否") for t in texts):
        return "an id or a name, not yes or no"
    if kind == "id" and column == "project_id" and fit.table == "project":
        return "" if sum(len(t) <= 200 for t in texts) > 0.98 * len(texts) else "an id"
    few = few and (kind != "flag" or _share(texts, looks or _is_number) > 0)  # a release is no yes or no, however few
    return "" if looks is None or few or _share(texts, looks) >= 0.5 else f"values like a {kind}"


# Trackers put points under these at least as often as hours.
_UNITLESS = frozenset(key(w) for w in ("estimate", "estimation", "effort", "估算", "估计"))


def _unit_clash(kind: str, unit: Unit) -> str:
    if kind in ("money", "date", "month", "choice") and (unit.percent or unit.time):
        return f"a {kind}, not {'per cent' if unit.percent else unit.time}"
    if kind == "hours" and (unit.time not in ("", "hours", "minutes", "seconds") or unit.currency is not None):
        return f"hours, not {unit.time or 'money'}: how many hours a day has is not in the file"
    if kind == "share" and (unit.currency is not None or unit.time):
        return "a share"
    return ""


def _ordinal(texts: Sequence[str]) -> bool:
    """Whether a likelihood is given in steps (1 to 5, `3 - Medium`, High) rather than as a probability."""
    if any("%" in t for t in texts):
        return False
    amounts = [a for t in texts if (a := split_amount(t))]
    if len(amounts) < len(texts) / 2:
        return True
    if any("." in a.digits or "," in a.digits for a in amounts):
        return False
    return 1 < max(int(a.digits) for a in amounts) <= 10
