"""Which records are not data, which rows may load, and the account that nothing went missing.

rows read = rows loaded + rows quarantined + rows not data; money read = money loaded + money quarantined.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.headers import key, plain, unit_of, without_unit
from pmo_metrics.ingest.map import Mapped
from pmo_metrics.ingest.model import Money, Problem, Recognised, Severity, Sheet, TableResult
from pmo_metrics.ingest.plainly import plainly_data
from pmo_metrics.ingest.recognise import fiscal_years, kind_of, nearest, overlong
from pmo_metrics.ingest.regions import beside_the_table
from pmo_metrics.ingest.statusdate import StatusDate
from pmo_metrics.ingest.values import TOTAL_WORD, duration, says_nothing, split_amount
from pmo_metrics.tables import TABLES

_STATISTIC = re.compile(
    r"^(average|avg|mean|median|minimum|maximum|min|max|count|durchschnitt|mittelwert|anzahl|moyenne|promedio|media|平均|平均值|最大值|最小值|计数|数量)\s*[:：]?$"
)
_BY_HAND = 2_000  # sheets up to this many rows are filled in by hand: forms with prepared rows, rows of statistics
_TOTAL = re.compile(rf"^({TOTAL_WORD})\s*[:：]?$")
_TOTAL_OF = re.compile(rf"^({TOTAL_WORD})\b|(合计|小计|总计|subtotal| total| gesamt)\s*[:：]?$")
# "Example of how …", "EXAMPLE P-001", "示例": prepared rows; a risk that begins with the word "Example" is none.
_EXAMPLE = re.compile(r"^\W*(EXAMPLE\b|[Ee]xample\s*(?:[:>–-]|of how\b|row\b|only\b|$)|e\.g\.|示例|样例|范例|填写示例)")
_MARKER = re.compile(r"^(end|[A-Z][A-Z0-9]*([-_][A-Z0-9]+)*[-_](START|END))$")
_NOTE = re.compile(
    r"^(note|notes|source|sources|legend|comment|remark|注|备注|说明|来源|数据来源|填表说明|\*)\s*[:：]?"
)
# "Project 1: | Fleming Way" between the rows: the rows below belong to that project.
_SECTION_PROJECT = re.compile(r"^(project|program|programme|项目)\s*(\d+|name|id|名称|编号)?\s*[:：]")
# What tools and older spreadsheets stop at.
_CUT_OFF = frozenset({500, 1_000, 10_000, 65_535, 1_048_575})
Rows = Mapping[int, tuple[str | None, ...]]


def not_data(recognised: Recognised) -> dict[int, str]:
    """Records that are no data, with what they are: titles, headers, blanks, totals, examples, sections, markers."""
    header_row, found = recognised.header_row or 0, dict[int, str]()
    typed = {i for c, i in recognised.columns.items() if kind_of(recognised.table or "", c) in _CHECKS}
    typed |= {i for i, _, _ in recognised.months}
    headers = [plain(h) for h in recognised.headers]
    cells, aside = recognised.sheet.cells, beside_the_table(recognised)
    running = _running_number(recognised)
    sure = None if aside else plainly_data(cells, recognised.headers, typed, header_row + 3)
    if sure is not None and running is not None:
        sure = sure & cells[f"c{running}"].str.contains(r"^\s*\d").fill_null(False)
    for record in (cells.filter(~sure) if sure is not None else cells).iter_rows():
        number, texts = record[0], record[1:]
        if aside and number > header_row and any(t and t.strip() for t in texts):
            texts = tuple(None if i in aside else t for i, t in enumerate(texts))
            if not any(t and t.strip() for t in texts):
                found[number] = "beside the table"
                continue
        if number < header_row:
            found[number] = "title" if any(t and t.strip() for t in texts) else "blank"
        elif number == header_row:
            found[number] = "header"
        elif reason := _reason(recognised, texts, headers, typed, number - header_row):
            found[number] = reason
        elif running is not None and _GROUP_NUMBER.fullmatch((texts[running] or "").strip()):
            found[number] = "section or note"
    return found


# 一、 (二) IV. A: the number of a group, above rows numbered 1, 2, 3; what it sums up stands in those rows.
_GROUP_NUMBER = re.compile(r"[（(]?([一二三四五六七八九十]{1,3}|[IVX]{1,5}|[A-H])[)）]?[、.．]?")
_RUNNING = frozenset(
    key(h) for h in ("序号", "No.", "S/N", "S.No.", "Sl. No.", "Serial number", "Item no.", "#", "Nr.", "Lfd. Nr.")
)


def _running_number(recognised: Recognised) -> int | None:
    """The column of the running number, where most of its cells are one; None without."""
    place = next((i for i, h in enumerate(recognised.headers) if h.strip() and key(h) in _RUNNING), None)
    if place is None:
        return None
    below = recognised.sheet.cells.filter(pl.col("row") > (recognised.header_row or 0))
    texts = [t.strip() for t in below[f"c{place}"].drop_nulls().to_list()]
    groups = sum(_GROUP_NUMBER.fullmatch(t) is not None for t in texts)
    return place if groups and sum(t.isdigit() for t in texts) > groups else None


def refused_rows(recognised: Recognised, dropped: Mapping[int, str]) -> dict[int, str]:
    """Records that cannot be read under this header: shifted by a stray delimiter, or of another table further down."""
    shifted = overlong(recognised.sheet, recognised.headers)
    found = {r: "more cells than headers: a value with an unquoted delimiter" for r in shifted if r not in dropped}
    return (
        found
        | _whole_lines(recognised, dropped)
        | _bare_names(recognised, dropped)
        | _other_table(recognised, dropped)
        | _next_table(recognised, dropped)
    )


def _bare_names(recognised: Recognised, dropped: Mapping[int, str]) -> dict[int, str]:
    """Records with nothing but a name, where no id tells an empty record from a heading or a remark."""
    keys = {i for c, i in recognised.columns.items() if c in ("name", "title")}
    if not keys or any(c in recognised.columns for c in ("project_id", "risk_id", "milestone_id", "person_id")):
        return {}
    if sum(1 for h in recognised.headers if h.strip()) < 3:
        return {}
    found: dict[int, str] = {}
    for number, *texts in recognised.sheet.cells.iter_rows():
        filled = [i for i, t in enumerate(texts) if t and t.strip() and not _MARKER.match(t.strip())]
        if number not in dropped and len(filled) == 1 and filled[0] in keys:
            found[number] = "nothing but a name: a heading, a remark or an empty record"
    return found


def _whole_lines(recognised: Recognised, dropped: Mapping[int, str]) -> dict[int, str]:
    """Records of a CSV whose one cell holds the whole line, since its quotes do not close."""
    return {
        n: "the whole line in one cell: its quotes are broken"
        for n, *texts in _sparse(recognised.sheet.cells).iter_rows()
        if n not in dropped and _whole_line(recognised, texts)
    }


def _sparse(cells: pl.DataFrame) -> pl.DataFrame:
    """The rows with one cell that is more than blanks, or none."""
    filled = pl.sum_horizontal(pl.col(n).str.contains(r"\S").fill_null(False) for n in cells.columns[1:])
    return cells.filter(filled <= 1) if cells.width > 1 else cells


def _whole_line(recognised: Recognised, texts: Sequence[str | None]) -> bool:
    filled = [t for t in texts if t and t.strip()]
    columns = sum(1 for h in recognised.headers if h.strip())
    return len(filled) == 1 and not recognised.sheet.sheet and max(map(filled[0].count, ",;\t")) >= max(3, columns // 2)


def _next_table(recognised: Recognised, dropped: Mapping[int, str]) -> dict[int, str]:
    """Rows from a header on that stands below a blank row and shares its first words with the header above: tasks, then people."""
    headers = [plain(h) for h in recognised.headers]
    blank = [number for number, why in dropped.items() if why == "blank"]
    rows = recognised.sheet.cells
    candidates = (
        rows.filter(pl.col("row").is_in([n + 1 for n in blank]), ~pl.col("row").is_in(list(dropped)))
        if blank
        else rows.clear()
    )
    for number, *texts in candidates.iter_rows():
        filled = [(i, plain(t)) for i, t in enumerate(texts) if t and t.strip()]
        same = sum(1 for i, t in filled if i < len(headers) and headers[i] == t)
        if same >= 2 and not any(re.search(r"\d", t) for _, t in filled):
            after = rows.filter(pl.col("row") >= number)["row"].to_list()
            return {n: f"another table begins in row {number}" for n in after if n not in dropped}
    return {}


def _other_table(recognised: Recognised, dropped: Mapping[int, str]) -> dict[int, str]:
    """Rows from a second header on that stands below the table after at least two empty rows."""
    typed = {i for c, i in recognised.columns.items() if kind_of(recognised.table or "", c) in _CHECKS}
    if not typed or recognised.months or sum(why == "blank" for why in dropped.values()) < 2:
        return {}
    gap, since, found = 0, 0, dict[int, str]()
    for number, *texts in recognised.sheet.cells.iter_rows():
        why = dropped.get(number)
        if why:
            gap = gap + 1 if why == "blank" else 0
            since = 0 if why == "repeated header" else since
            continue
        filled = [(i, t) for i, t in enumerate(texts) if t and t.strip()]
        words = all(not re.search(r"\d", t) and len(t) < 60 for _, t in filled)
        if not since and gap >= 2 and len(filled) >= 3 and words and not typed & {i for i, _ in filled}:
            since = number
        if since:
            found[number] = f"another table begins in row {since}"
        gap = 0
    return found


_CHECKS = {
    "date": lambda t: read_date(t) is not None, "month": lambda t: bool(re.search(r"\d", t)),
    "money": lambda t: split_amount(t) is not None, "share": lambda t: split_amount(t) is not None,
    "number": lambda t: bool(re.match(r"\s*[-(£€$¥]?\d", t)), "hours": lambda t: split_amount(t) is not None or duration(t) is not None,
}  # fmt: skip


def _reason(
    recognised: Recognised, texts: Sequence[str | None], headers: Sequence[str], typed: set[int], below: int
) -> str:
    filled = [(i, t.strip()) for i, t in enumerate(texts) if t and t.strip()]
    if not filled:
        return "blank"
    first = filled[0][1]
    if all(_MARKER.match(t) or plain(t) == "end" for _, t in filled):
        return "marker"
    same = sum(1 for i, t in filled if i < len(headers) and headers[i] == plain(t))
    if same >= 2 and same >= 0.7 * len(filled):
        return "repeated header"
    if below <= 2 and (_second_header(filled, typed, recognised) or _units_only(filled)):
        return "second header"
    short = recognised.sheet.cells.height < _BY_HAND
    if _template_row(filled, typed) or (short and all(_ZERO.fullmatch(t) for _, t in filled)):
        return "template row"
    if len(filled) <= 3 and any(_SECTION_PROJECT.match(plain(t)) for _, t in filled):
        return "section or note"
    if any(_EXAMPLE.match(t) for _, t in filled[:3] if len(t) < 80):
        return "example"
    return _total_or_section(recognised, filled, first, typed)


_ZERO = re.compile(r"[£€$¥]?\s*[-–]?0?(?:[.,]0+)?\s*%?")


def _template_row(filled: Sequence[tuple[int, str]], typed: set[int]) -> bool:
    """A prepared row nobody filled in: a row number and placeholders such as < Select >."""
    left = [
        (i, t)
        for i, t in filled
        if not (t.startswith("<") or plain(t).startswith(("please select", "请选择"))) or not says_nothing(t)
    ]
    return len(left) <= 2 and all(re.fullmatch(r"[A-Z]?\d{1,3}", t) and i not in typed for i, t in left)


def _units_only(filled: Sequence[tuple[int, str]]) -> bool:
    """A row of nothing but units, in brackets or not, below the header."""
    return all(unit_of(t.strip("()（）[] ")) is not None for _, t in filled)


def _second_header(filled: Sequence[tuple[int, str]], typed: set[int], recognised: Recognised) -> bool:
    """A row of words under columns of numbers and dates: the header in another language, or guidance."""
    under = [t for i, t in filled if i in typed and not says_nothing(t)]
    kinds = {i: kind_of(recognised.table or "", c) for c, i in recognised.columns.items()}
    reads = [i for i, t in filled if i in typed and _CHECKS[kinds.get(i, "money")](t)]
    return len(under) >= 2 and not reads and not any(re.fullmatch(r"[\d.,\s%]+", t) for _, t in filled)


def _total_or_section(recognised: Recognised, filled: Sequence[tuple[int, str]], first: str, typed: set[int]) -> str:
    words = [(i, t) for i, t in filled if split_amount(t) is None]
    label = plain(words[0][1]) if words else ""
    if words and len(words) <= 2 and _TOTAL.match(label) and len(filled) > len(words) - 1:
        return "total"
    if len(words) == 1 and len(filled) > 1 and _STATISTIC.match(label) and recognised.sheet.cells.height < _BY_HAND:
        return "statistics"
    if len(words) == 1 and _TOTAL_OF.search(label) and any(i in typed for i, t in filled if t != words[0][1]):
        return "total"
    keys = {i for c, i in recognised.columns.items() if c.endswith("_id") or c in ("name", "title")}
    ids = {i for c, i in recognised.columns.items() if c.endswith("_id")}
    if (
        len(filled) == 1
        and len(recognised.columns) + len(recognised.months) >= 3
        and not _whole_line(recognised, [first])
    ):
        place = filled[0][0]
        heading = not re.search(r"\d", first) or " " in first  # ids have digits, headings of groups have words
        if _NOTE.match(plain(first)) or place not in keys or (ids and (place not in ids or heading)) or _prose(first):
            return "section or note"
    return ""


def _prose(text: str) -> bool:
    return len(text) > 60 or text.rstrip().endswith((":", "：", "."))


# --- totals by arithmetic ----------------------------------------------------------------------------------------------


def _sum_rows(mapped: Mapped) -> set[int]:
    """Unlabelled total rows: no words at all, and each amount is the sum of the amounts above."""
    money = _money_columns(mapped)
    if not money or mapped.recognised.months or not mapped.rows.height:
        return set()
    last = int(mapped.rows["row"].to_list()[-1])
    texts = mapped.recognised.sheet.cells.filter(pl.col("row") == last).drop("row").row(0)
    words = [t for t in texts if t and t.strip() and split_amount(t) is None]
    if words:
        return set()
    above, row = mapped.rows.filter(pl.col("row") < last), mapped.rows.filter(pl.col("row") == last)
    own = {c: row[c][0] for c in money if row[c][0] is not None}
    checks = [abs((above[c].sum() or Decimal(0)) - v) <= Decimal("0.05") for c, v in own.items()]
    return {last} if checks and all(checks) and any(own.values()) and above.height > 1 else set()


_NAMED_TOTAL = re.compile(rf"^({TOTAL_WORD})\b|^(合计|小计|总计)|(合计|小计)$", re.I)


def _named_totals(mapped: Mapped) -> set[int]:
    """Rows whose name says total, where their amounts are the sums of the rows above or they lack what all others have.

    A name alone proves nothing: Total Rewards is a project.
    """
    money = _money_columns(mapped)
    if "name" not in mapped.rows.columns or not money:
        return set()
    named = mapped.rows.filter(
        pl.col("name").str.contains(r"(?i)total|sum|somme|gesamt|totaal|celkem|yhte|[合小总共]计|总和|汇总")
    )
    said = {row for row, name in named.select("row", "name").iter_rows() if _NAMED_TOTAL.search(plain(name))}
    found = _lacking(mapped, said) if said else set()
    since, everything = ([Decimal(0)] * len(money) for _ in range(2))
    for row, *amounts in mapped.rows.select("row", *money).iter_rows() if said else ():
        own = [(i, a) for i, a in enumerate(amounts) if a]
        summed = own and any(
            all(abs(a - s[i]) <= Decimal("0.05") for i, a in own) for s in (since, everything) if any(s)
        )
        if row in found or (row in said and summed):
            found.add(row)
            since = [Decimal(0)] * len(money)
            continue
        since = [s + (a or 0) for s, a in zip(since, amounts, strict=True)]
        everything = [s + (a or 0) for s, a in zip(everything, amounts, strict=True)]
    return found


def _lacking(mapped: Mapped, said: set[int]) -> set[int]:
    """Of these rows those without an id, or without two other cells, where nearly all other rows have them."""
    cells = mapped.recognised.sheet.cells.filter(pl.col("row").is_in(mapped.rows["row"].unique().to_list()))
    others = cells.filter(~pl.col("row").is_in(list(said)))
    if others.height < 3:
        return set()
    usual = [
        c for c in cells.columns[1:] if others[c].str.contains(r"\S").fill_null(False).sum() >= 0.8 * others.height
    ]
    missing = [(~pl.col(c).str.contains(r"\S").fill_null(False)).cast(pl.Int32) for c in usual]
    place = mapped.recognised.columns.get("project_id")
    weight = [m * (2 if c == f"c{place}" else 1) for c, m in zip(usual, missing, strict=True)]
    return said & set(cells.filter(pl.sum_horizontal(weight) >= 2)["row"].to_list()) if weight else set()


def _outline_rows(mapped: Mapped) -> set[int]:
    """Rows of a group's name and its sums, above or below the rows they sum up, without a word such as total."""
    money = _money_columns(mapped)
    if not money or mapped.recognised.table != "project" or not 3 <= mapped.rows.height <= 20_000:
        return set()
    words = _words_in(mapped)
    most = max(words.values(), default=0)
    amounts = {row: tuple(rest) for row, *rest in mapped.rows.select("row", *money).iter_rows()}
    order = sorted(amounts)
    heads = [i for i, r in enumerate(order) if words.get(r, 0) <= 1 < most and any(amounts[r])]
    found: dict[int, int] = {}  # the row and how many amounts it sums up
    for place, last, following in zip(heads, [-1, *heads], [*heads[1:], len(order)], strict=False):
        for group in (order[place + 1 : following], order[last + 1 : place]):
            addends = [amounts[r] for r in group if any(amounts[r])]
            if len(addends) > 1 and _sums_up(amounts[order[place]], addends):
                found[order[place]] = max(found.get(order[place], 0), len(addends))
    # A single row that equals the two below it may do so by chance.
    return (
        set(found) if (len(found) > 1 and len(found) * 2 >= len(heads)) or max(found.values(), default=0) > 2 else set()
    )


def _sums_up(own: Sequence[Decimal | None], rows: Sequence[Sequence[Decimal | None]]) -> bool:
    sums = [sum((r[i] or Decimal(0) for r in rows), Decimal(0)) for i in range(len(own))]
    return all(o is None or abs(o - s) <= Decimal("0.05") for o, s in zip(own, sums, strict=True))


def _words_in(mapped: Mapped) -> dict[int, int]:
    """How many cells of words or dates each record has."""
    cells = mapped.recognised.sheet.cells.filter(pl.col("row").is_in(mapped.rows["row"].to_list()))
    return {
        row: sum(1 for t in texts if t and t.strip() and split_amount(t) is None) for row, *texts in cells.iter_rows()
    }


def _money_columns(mapped: Mapped) -> list[str]:
    table = TABLES[mapped.recognised.table or ""]
    return [c.name for c in table.columns if c.kind == "money" and c.name in mapped.rows.columns]


# Headers that may tell one report of a project from the next: those with such a word, and a bare year or date.
_REPORTS = key("report reporting period quarter month week version snapshot round 期间 月份 季度 版本 报告")
_BARE_TIMES = frozenset(key(h) for h in ("year", "date", "年度", "年份", "日期"))


def _numbered(rows: Mapping[int, tuple[tuple[str, ...], tuple[str | None, ...]]], beside: int | None) -> dict[int, str]:
    """An id a row from its name, the text beside it and, where that is the same too, its number among those."""
    found: dict[int, str] = {}
    given: dict[tuple[object, ...], dict[tuple[str | None, ...], int]] = defaultdict(dict)
    for row, (named, texts) in sorted(rows.items()):
        more = (texts[beside] or "").strip() if beside is not None else ""
        name = f"{named[0]} / {more}" if more else named[0]
        number = given[(name, *named[1:])].setdefault(texts, len(given[(name, *named[1:])]) + 1)
        found[row] = name if number == 1 else f"{name} ({number})"
    return found


# --- the account ------------------------------------------------------------------------------------------------------


def unrecognised(recognised: Recognised, alone: bool = True) -> tuple[TableResult, list[Problem]]:
    """A sheet no source fits: every filled row is kept in quarantine; an error where the file has no other table."""
    sheet = recognised.sheet
    texts = sheet.cells.drop("row").rows()
    filled = {n: r for n, r in zip(sheet.cells["row"].to_list(), texts, strict=True) if any(t and t.strip() for t in r)}
    instructions = plain(sheet.sheet) in _INSTRUCTIONS
    if instructions or _only_header(list(filled.values())):
        filled = {}
    quarantined = _quarantine(filled, dict.fromkeys(filled, "not recognised"))
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
        words = {t.strip() for t in cells if t and t.strip() and len(t) < 60 and not _MARKER.match(t.strip())}
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


def _quarantine(rows: Rows, reasons: Mapping[int, str]) -> pl.DataFrame:
    numbers = sorted(reasons)
    cells = [json.dumps(["" if t is None else t for t in rows.get(n, ())], ensure_ascii=False) for n in numbers]
    schema = {"row": pl.Int64(), "reason": pl.String(), "cells": pl.String()}
    return pl.DataFrame({"row": numbers, "reason": [reasons[n] for n in numbers], "cells": cells}, schema)


def validate(
    mapped: Mapped, dropped: Mapping[int, str], refused: Mapping[int, str], status: StatusDate | None
) -> tuple[TableResult, list[Problem]]:
    """The rows that may load, the rest with reasons, and every problem of the sheet."""
    check = _Check(mapped, dropped, refused, status)
    check.run()
    return check.result(), check.problems


class _Check:
    """One table while its rows are sorted into loaded, quarantined and not data."""

    def __init__(
        self, mapped: Mapped, dropped: Mapping[int, str], refused: Mapping[int, str], status: StatusDate | None
    ) -> None:
        self.m, self.r = mapped, mapped.recognised
        self.table = TABLES[self.r.table or ""]
        self.status = status
        self.dropped = dict(dropped) | dict.fromkeys(
            _sum_rows(mapped) | _outline_rows(mapped) | _named_totals(mapped), "total"
        )
        self.bad = dict(refused) | dict(mapped.refused)
        self.problems = [
            p
            for p in (*self.r.problems, *mapped.problems)
            if p.row is None or self.dropped.get(p.row, "header") == "header"
        ]
        self.rows = mapped.rows.filter(~pl.col("row").is_in(list(self.dropped)))

    def run(self) -> None:
        self.tell_dropped()
        if (
            "row" in self.rows.columns
            and not self.rows.height
            and not (set(self.m.records) - set(self.dropped))
            and not self.bad
        ):
            self.problems.append(empty(self.r.sheet.file, self.r.sheet.sheet, self.r.header_row))
        self.fill_ids()
        self.fill_as_of()
        self.separate()
        self.add_up()
        self.empty_wide_rows()
        self.out_of_range()
        self.needs()
        self.duplicates()
        self.cut_off()
        self.tell_years()
        self.tell_bad()

    def add(self, row: int | None, column: str, found: object, expected: str, severity: Severity, action: str) -> None:
        sheet = self.r.sheet
        self.problems.append(
            Problem(sheet.file, sheet.sheet, row, column, str(found)[:200], expected, severity, action)
        )

    def tell_dropped(self) -> None:
        """Say which rows were taken for totals, examples and sections: they are the ones somebody may miss."""
        kinds: dict[str, list[int]] = defaultdict(list)
        for row, reason in self.dropped.items():
            if reason not in ("blank", "header", "title"):
                kinds[reason].append(row)
        for reason, rows in kinds.items():
            where = ", ".join(map(str, rows[:10])) + (" …" if len(rows) > 10 else "")
            self.add(rows[0], "", f"{reason}: row {where}", "data rows", "info", "not data")

    def tell_bad(self) -> None:
        by_reason: dict[str, list[int]] = defaultdict(list)
        for row, reason in self.bad.items():
            by_reason[reason].append(row)
        for reason, rows in by_reason.items():
            if len(rows) <= 20:
                for row in rows:
                    self.add(row, "", reason, "a row that can be loaded", "warning", "quarantined")
            else:
                self.add(
                    rows[0],
                    "",
                    f"{reason}: {len(rows)} rows from row {rows[0]}",
                    "a row that can be loaded",
                    "warning",
                    "quarantined",
                )

    def tell_years(self) -> None:
        """Columns of amounts by fiscal year: a year is no month, and when it begins such a sheet does not say."""
        years = fiscal_years(self.r.unmapped)
        if len(years) > 1 and self.table.name in ("project", "cost", "benefit"):
            what = "amounts by month: in which month its fiscal year begins is not in the file"
            self.add(self.r.header_row, years[0], ", ".join(h.strip() for h in years[:6]), what, "info", "not loaded")

    # -- ids

    def fill_ids(self) -> None:
        """An id that is missing is taken from the name beside it, and said so once."""
        name = self.table.name
        if name == "project":
            self.take("project_id", "name", "department")
        elif name == "milestone":
            self.take("milestone_id", "name")
            self.one_project()
        elif name == "risk":
            self.untitled()
            self.take("risk_id", "title")
            self.one_project()
        elif name in ("task", "benefit"):
            self.one_project()
        elif name == "register":
            self.take("entry_id", "title")
            self.one_project()
        elif name == "lesson":
            self.take("lesson_id", "title")
        elif name == "person":
            self.take("person_id", "name")

    def take(self, key: str, source: str, also: str = "") -> None:
        if source not in self.rows.columns or not self.rows.height:
            return
        had = key in self.rows.columns
        new = pl.col(source)
        if also and also in self.rows.columns and not had:
            state = ["as_of"] if "as_of" in self.rows.columns else []
            repeats = pl.len().over([source, *state]) > 1
            new = (
                pl.when(repeats & pl.col(also).is_not_null())
                .then(pl.concat_str(source, also, separator=" / "))
                .otherwise(new)
            )
        before = self.rows[key].null_count() if had else self.rows.height
        if before:
            self.rows = self.rows.with_columns((pl.coalesce(key, new) if had else new).alias(key))
            taken = before - self.rows[key].null_count()
            if taken:
                self.add(None, key, f"{taken} rows without", "an id", "info", f"taken from {source}")

    def untitled(self) -> None:
        """A row with the running number of a form, but no risk in it."""
        if not {"title", "risk_id"} <= set(self.r.columns) or "title" not in self.rows.columns:
            return
        numbered = pl.col("title").is_null() & pl.col("risk_id").str.contains(r"^\d{1,3}$").fill_null(False)
        for row in self.rows.filter(numbered)["row"].to_list():
            self.bad.setdefault(row, f"{self.label('title')} is missing: nothing but a running number names the risk")

    def separate(self) -> None:
        """Operations of a list without ids that share a name: told apart by another column or a number, and said so.

        Where many rows repeat a name the list may hold several reports of the same projects: then only if no column
        looks like the date or period of a report, and another column of words tells nearly all rows apart.
        """
        made = "project_id" in self.rows.columns and "project_id" not in self.r.columns
        if self.table.name != "project" or not made or "name" not in self.r.columns:
            return
        state = ["project_id", *(["as_of"] if "as_of" in self.rows.columns else [])]
        repeated = self.rows.filter(pl.struct(state).is_duplicated() & pl.col("project_id").is_not_null())
        named = {record[0]: record[1:] for record in repeated.select("row", *state).iter_rows()}
        cells = self.r.sheet.cells.filter(pl.col("row").is_in(list(named)))
        texts = {record[0]: record[1:] for record in cells.iter_rows()}
        different = {row: (named[row], texts[row]) for row in named}
        extra = len(set(different.values())) - len(set(named.values()))
        beside = self.telling_column(list(different.values()))
        if not extra or (extra > 0.15 * self.rows.height and not self.told_apart(list(different.values()), beside)):
            return
        ids = _numbered(different, beside)
        swap = pl.col("row").replace_strict(ids, default=None, return_dtype=pl.String())
        self.rows = self.rows.with_columns(pl.coalesce(swap, "project_id").alias("project_id"))
        how = f"name and {self.r.headers[beside]}" if beside is not None else "name"
        what = f"{extra + len(set(named.values()))} operations share {len(set(named.values()))} names"
        self.add(min(named), "project_id", what, "an id column, by which each is known again next time", "warning",
                 f"loaded as separate projects, told apart by {how}, else by a number")  # fmt: skip

    def add_up(self) -> None:
        """Rows of one project that differ in amounts and in whom they are for (its participants, its funds) are its parts.

        Not where a column looks like the date or period of a report: those rows are the same amounts again.
        """
        money = _money_columns(self.m)
        if self.table.name != "project" or "project_id" not in self.r.columns or not money:
            return
        state = ["project_id", *(["as_of"] if "as_of" in self.rows.columns else [])]
        others = [c for c in self.rows.columns if c not in ("row", *money)]
        shared = pl.struct(state).is_duplicated() & pl.col("project_id").is_not_null()
        agree = pl.struct(others).n_unique().over(state) == 1
        parts = self.rows.filter(~pl.col("row").is_in(list(self.bad))).filter(shared & agree)
        cells = self.r.sheet.cells.filter(pl.col("row").is_in(parts["row"].to_list()))
        texts = {record[0]: record[1:] for record in cells.iter_rows()}
        rows = [(project, texts[row]) for row, project in parts.select("row", "project_id").iter_rows()]
        beside = self.telling_column(rows) if rows else None
        if not self.told_apart(rows, beside) or len({(p, t[beside or 0]) for p, t in rows}) < len(rows):
            return
        total = [pl.when(pl.col(c).count() > 0).then(pl.col(c).sum()).alias(c) for c in money]
        first = [pl.col(c).first() for c in ("row", *others) if c not in state]
        whole = parts.group_by(state, maintain_order=True).agg(*first, *total).select(self.rows.columns)
        left = self.rows.filter(~pl.col("row").is_in(parts["row"].to_list()))
        self.rows = pl.concat([left, whole.cast(left.schema)]).sort("row")
        self.add(int(parts["row"][0]), "project_id", f"{parts.height} rows of {whole.height} projects, told apart by {self.r.headers[beside or 0]}",
                 "one row a project", "warning", "their amounts are added up")  # fmt: skip

    def told_apart(self, rows: Sequence[tuple[object, tuple[str | None, ...]]], beside: int | None) -> bool:
        """Whether rows of one name are different operations, of different beneficiaries say, and not reports over time."""
        if beside is None or any(_REPORTS & key(h) or key(h) in _BARE_TIMES for h in self.r.unmapped):
            return False
        return len({(name, texts[beside]) for name, texts in rows}) > len({name for name, _ in rows}) * 1.2

    def telling_column(self, rows: Sequence[tuple[object, tuple[str | None, ...]]]) -> int | None:
        """The column of words that best tells rows of one name apart, such as the beneficiary; None without any."""
        best, most = None, len({key for key, _ in rows})
        for place, header in enumerate(self.r.headers):
            filled = [t for _, texts in rows if (t := texts[place]) and t.strip()]
            words = [t for t in filled if re.search(r"[^\W\d_]{2}", t) and len(t) <= 120 and not read_date(t)]
            if not header.strip() or place == self.r.columns.get("name") or len(words) < 0.8 * len(rows):
                continue
            distinct = len({(key, texts[place]) for key, texts in rows})
            if distinct > most:
                best, most = place, distinct
        return best

    def one_project(self) -> None:
        """A register that names no project belongs to its section's or title's project, else to the file as a whole."""
        if "project_id" in self.rows.columns or not self.rows.height:
            return
        named = self.r.sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        sections = self.project_sections()
        owner = [next((p for start, p in reversed(sections) if start < row), "") for row in self.rows["row"].to_list()]
        self.rows = self.rows.with_columns(pl.Series("project_id", [o or named for o in owner], pl.String()))
        if any(owner):
            self.add(
                None,
                "project_id",
                f"{sum(map(bool, owner))} rows",
                "a column with the project's id",
                "info",
                "taken from the title above",
            )
        if not all(owner):
            self.add(
                None,
                "project_id",
                "no project column",
                "a column with the project's id",
                "warning",
                f"taken as {named}",
            )

    def project_sections(self) -> list[tuple[int, str]]:
        """Titles such as `Project 1: | Fleming Way` or `项目名称：智慧园区`, and the project that each opens."""
        places = [r for r, why in self.dropped.items() if why in ("section or note", "title")]
        rows = self.r.sheet.cells.filter(pl.col("row").is_in(places))
        found: list[tuple[int, str]] = []
        for record in rows.iter_rows():
            texts = [t.strip() for t in record[1:] if t and t.strip()]
            place = next((i for i, t in enumerate(texts) if _SECTION_PROJECT.match(plain(t))), None)
            if place is not None:
                inside = re.split("[:：]", texts[place], maxsplit=1)[1].strip()
                inside = re.split(r"\s{2,}\w[\w ]*[:：]", inside)[0]  # Project: Portal   Server: http://…   Query: …
                beside = (
                    texts[place + 1] if place + 1 < len(texts) and not texts[place + 1].endswith((":", "：")) else ""
                )
                found.append((record[0], inside or beside))
        return found

    # -- status date

    def fill_as_of(self) -> None:
        if self.table.kind != "state" or "as_of" not in self.table.names:
            return
        if "as_of" in self.rows.columns and self.m.years:
            self.add(self.r.header_row, "year", "a year only", "the status date", "warning", "taken as 31 December")
        if self.status is None:
            return
        day = pl.lit(self.status.day, pl.Date())
        if "as_of" not in self.rows.columns:
            self.rows = self.rows.with_columns(day.alias("as_of"))
        elif self.rows["as_of"].null_count():
            self.add(
                None,
                "as_of",
                f"{self.rows['as_of'].null_count()} rows without",
                "a status date",
                "warning",
                f"taken as {self.status.day}",
            )
            self.rows = self.rows.with_columns(pl.col("as_of").fill_null(day))

    def cut_off(self) -> None:
        """As many rows as tools export at most: the rest may be missing."""
        records = len(set(self.m.records) - set(self.dropped)) + len(self.bad.keys() - set(self.m.records))
        if records in _CUT_OFF:
            what = f"another number of rows: many tools export {records:,} at most, so that rows may be missing"
            self.add(
                None, "", f"exactly {records:,} rows", what, "warning", "loaded: compare with the tool's own count"
            )

    def tell_status(self) -> None:
        if self.status is None or self.status.basis in ("column", "given") or not self.rows.height:
            return
        severity: Severity = (
            "warning" if self.status.basis in ("same load", "newest fact", "day of loading") else "info"
        )
        self.add(None, "as_of", "no column for the status date", "a column such as Status date, or --as-of", severity,
                 f"taken as {self.status.day} from the {self.status.basis}")  # fmt: skip

    # -- rules

    def empty_wide_rows(self) -> None:
        """A record of a wide sheet with no amount in any month loads nothing."""
        gone = [n for n in self.m.records if n not in self.dropped]
        if self.r.months or any(c.startswith("amount_") for c in self.r.columns):
            kept = set(self.rows["row"].to_list())
            for row in (n for n in gone if n not in kept):
                self.bad[row] = "no amount in any column"

    def out_of_range(self) -> None:
        """Impossible values are emptied and told; improbable ones are only told."""
        for column in ("percent_complete", "probability", "residual_probability"):
            if column in self.rows.columns:
                self.blank(column, (pl.col(column) < 0) | (pl.col(column) > 1), "a share between 0 and 100 %")
        for column in ("hours", "fte"):
            if column in self.rows.columns:
                self.blank(column, pl.col(column) < 0, "a number of 0 or more")
        if "fte" in self.rows.columns:
            self.blank("fte", pl.col("fte") > 2, "a share of full time such as 0.8")
        if self.table.name == "timesheet" and "hours" in self.rows.columns:
            self.remark(pl.col("hours") > 24, "hours", "at most 24 hours on a day")
        pairs = [
            ("start", "finish"),
            ("baseline_start", "baseline_finish"),
            ("actual_start", "actual_finish"),
            ("created_on", "resolved_on"),
        ]
        for first, last in pairs:
            if {first, last} <= set(self.rows.columns):
                self.remark(pl.col(last) < pl.col(first), last, f"a date not before {first}")
        if self.table.name == "milestone" and {"status", "actual_date"} <= set(self.rows.columns):
            self.doubtful_status()
        self.small_amounts()
        if self.table.name == "absence" and {"start", "finish"} <= set(self.rows.columns):
            for row in self.rows.filter(pl.col("finish") < pl.col("start"))["row"].to_list():
                self.bad[row] = "finish before start"

    def doubtful_status(self) -> None:
        """Milestones that are "planned" yet have an actual date: where that is the rule, the status means something else."""
        planned = self.rows.filter(pl.col("status") == "planned")
        both = planned.filter(pl.col("actual_date").is_not_null())
        if both.height * 2 > planned.height:
            self.rows = self.rows.with_columns(pl.lit(None, pl.String()).alias("status"))
            self.add(
                None,
                self.label("status"),
                f"{both.height} rows planned with an actual date",
                "a status that agrees with the dates",
                "warning",
                "left empty",
            )
        elif both.height:
            self.remark(
                (pl.col("status") == "planned") & pl.col("actual_date").is_not_null(),
                "actual_date",
                "no actual date of a planned milestone",
            )

    def small_amounts(self) -> None:
        """Project money without a unit whose largest amount is small may be in thousands or millions: said, never guessed."""
        if self.table.name != "project":
            return
        scales = {
            without_unit(self.r.headers[i])[1].scale
            for c, i in self.r.columns.items()
            if kind_of("project", c) == "money"
        }
        beside = max(scales, default=Decimal(1)) != 1  # another column of the same list says (£m)
        for column in ("budget", "forecast_cost", "actual_cost"):
            place = self.r.columns.get(column)
            if place is None or column not in self.rows.columns or without_unit(self.r.headers[place])[1].scale != 1:
                continue
            largest = self.rows[column].abs().max()
            if isinstance(largest, Decimal) and 0 < largest < 100_000 and (beside or self.rows.height >= 10):
                self.add(
                    None,
                    self.r.headers[place],
                    f"at most {largest:,}",
                    "the unit in the header, such as (£m) or (万元), if these are not single units",
                    "warning" if beside else "info",
                    "loaded as written",
                )

    def blank(self, column: str, wrong: pl.Expr, expected: str) -> None:
        hits = self.rows.filter(wrong.fill_null(False))
        for row, value in hits.select("row", column).head(20).iter_rows():
            self.add(row, column, value, expected, "warning", "left empty")
        if hits.height > 20:
            self.add(None, column, f"{hits.height} cells in all", expected, "warning", "left empty")
        if hits.height:
            self.rows = self.rows.with_columns(
                pl.when(wrong.fill_null(False)).then(None).otherwise(pl.col(column)).alias(column)
            )

    def remark(self, wrong: pl.Expr, column: str, expected: str) -> None:
        hits = self.rows.filter(wrong.fill_null(False))
        if hits.height > 20:
            self.add(hits["row"][0], column, f"{hits.height} rows", expected, "warning", "noted")
        else:
            for row, value in hits.select("row", column).iter_rows():
                self.add(row, column, value, expected, "warning", "noted")

    def needs(self) -> None:
        """A row without what names it, or without what it is for, cannot load."""
        for column in self.table.needs:
            if column not in self.rows.columns:
                missing = self.rows["row"].unique().to_list()
            else:
                missing = self.rows.filter(pl.col(column).is_null())["row"].unique().to_list()
            for row in missing:
                self.bad.setdefault(row, f"{self.label(column)} is missing or cannot be read")

    def label(self, column: str) -> str:
        place = self.r.columns.get(column)
        return self.r.headers[place] if place is not None else self.table.column(column).label

    def duplicates(self) -> None:
        """In a state table a key stands once per status date: the first row is kept, others are told."""
        if self.table.kind != "state" or not self.rows.height:
            return
        extra = ("booking", "work_type") if self.table.name == "assignment" else ()
        key = [c for c in (*self.table.key, "as_of", *extra) if c in self.rows.columns]
        good = self.rows.filter(~pl.col("row").is_in(list(self.bad)))
        repeated = good.filter(pl.struct(key).is_duplicated())
        if not repeated.height:
            return
        first: dict[tuple[object, ...], tuple[int, tuple[object, ...]]] = {}
        names = [c for c in repeated.columns if c != "row"]
        cells = self.r.sheet.cells.filter(pl.col("row").is_in(repeated["row"].unique().to_list()))
        texts = {record[0]: record[1:] for record in cells.iter_rows()}
        for record in repeated.iter_rows(named=True):
            named = tuple(record[c] for c in key)
            content = tuple(record[c] for c in names)
            row, kept = first.setdefault(named, (record["row"], content))
            if row == record["row"]:
                continue
            shown = ", ".join(str(v) for v in named if v is not None)
            # a tracker that also lists relations repeats the item on each of them: what differs is not its own
            if content == kept and (texts[row] == texts[record["row"]] or self.table.name == "task"):
                self.dropped.setdefault(record["row"], "repeated row")
            else:
                self.bad.setdefault(record["row"], f"the same key as row {row} with other content: {shown}")

    # -- result

    def result(self) -> TableResult:
        self.tell_status()
        for row in [r for r in self.bad if r in self.dropped]:
            del self.bad[row]
        good = self.rows.filter(
            ~pl.col("row").is_in([*self.bad, *(r for r, w in self.dropped.items() if w == "repeated row")])
        )
        self.tell_repeated()
        texts = self.r.sheet.cells.filter(pl.col("row").is_in(list(self.bad)))
        quarantined = _quarantine({r[0]: r[1:] for r in texts.iter_rows()}, self.bad)
        money = {c: self.money(c, good) for c in _money_columns(self.m)}
        sheet, total = self.r.sheet, self.r.sheet.cells.height
        columns, unmapped = self.columns()
        order = [c for c in ("row", *self.table.names) if c in good.columns]
        stated = self.status if self.table.kind == "state" else None
        return TableResult(
            sheet.file, sheet.sheet, self.r.source, self.r.table, self.r.confidence, self.r.header_row, total,
            total - len(self.bad) - len(self.dropped), len(self.bad), len(self.dropped), money, columns, unmapped,
            good.select(order), quarantined, stated.day if stated else None, stated.basis if stated else "", self.r.headers,
        )  # fmt: skip

    def columns(self) -> tuple[dict[str, str], tuple[str, ...]]:
        """Which header each canonical column was read from; headers that turned out to say nothing are unmapped."""
        found: dict[str, str] = {}
        unmapped = list(self.r.unmapped)
        for column, place in self.r.columns.items():
            header = self.r.headers[place]
            if column == "year":
                if self.m.years:
                    found["as_of"] = header
                else:
                    unmapped.append(header)
            elif column in ("begin", "end"):
                if "hours" in self.r.columns:
                    unmapped.append(header)
                else:
                    found["hours"] = f"{found['hours']}, {header}" if "hours" in found else header
            elif column in ("first_name", "last_name"):
                name = "name" if self.table.name == "person" else "person_id"
                if name in self.r.columns:
                    unmapped.append(header)
                else:
                    found[name] = f"{found[name]}, {header}" if name in found else header
            elif column == "span":
                found |= {c: header for c in ("start", "finish") if c not in self.r.columns}
            else:
                name = "amount" if column.startswith("amount_") else column
                found[name] = f"{found[name]}, {header}" if name in found else header
        if self.r.months:
            ends = (self.r.headers[self.r.months[0][0]], self.r.headers[self.r.months[-1][0]])
            found["amount" if self.table.name in ("cost", "benefit") else "hours"] = " … ".join(ends)
        return found, tuple(unmapped)

    def tell_repeated(self) -> None:
        rows = sorted(r for r, reason in self.dropped.items() if reason == "repeated row")
        if rows:
            self.add(rows[0], "", f"{len(rows)} rows", "each row once", "info", "not data")

    def money(self, column: str, good: pl.DataFrame) -> Money:
        """What the data records of the sheet say, what of it is loaded, and what is in quarantine."""
        zero = Decimal("0.00")
        own = pl.lit(True) if self.table.name != "task" else ~pl.col("is_summary")  # a summary repeats what is below it
        read = self.m.rows.filter(~pl.col("row").is_in(list(self.dropped)), own)[column].sum()
        held = self.m.rows.filter(pl.col("row").is_in(list(self.bad)), own)[column].sum()
        loaded = good.filter(own)[column].sum() if column in good.columns else None
        return Money(Decimal(read or zero), Decimal(loaded or zero), Decimal(held or zero))


def counts(reasons: Mapping[int, str]) -> Counter[str]:
    """How many records were dropped for which reason."""
    return Counter(reasons.values())
