"""Which records of a sheet are no data (titles, totals, examples, sections), and which cannot be read under its header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from pmo_metrics.ingest.cells import step_of
from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.header_units import unit_of
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.model import Recognised
from pmo_metrics.ingest.plainly import plainly_data
from pmo_metrics.ingest.regions import beside_the_table
from pmo_metrics.ingest.samples import overlong
from pmo_metrics.ingest.values import TOTAL_WORD, duration, says_nothing, split_amount

_STATISTIC = re.compile(
    r"^(average|avg|mean|median|minimum|maximum|min|max|count|durchschnitt|mittelwert|anzahl|moyenne|promedio|media|平均|平均值|最大值|最小值|计数|数量)\s*[:：]?$"
)
_BY_HAND = 2_000  # sheets up to this many rows are filled in by hand: forms with prepared rows, rows of statistics
_TOTAL = re.compile(rf"^({TOTAL_WORD})\s*[:：]?$")
TOTAL_OF = re.compile(rf"^({TOTAL_WORD})\b|(合计|小计|总计|subtotal| total| gesamt)\s*[:：]?$")
# "Example of how …", "EXAMPLE P-001", "示例": prepared rows; a risk that begins with the word "Example" is none.
_EXAMPLE = re.compile(r"^\W*(EXAMPLE\b|[Ee]xample\s*(?:[:>–-]|of how\b|row\b|only\b|$)|e\.g\.|示例|样例|范例|填写示例)")
MARKER = re.compile(r"^(end|[A-Z][A-Z0-9]*([-_][A-Z0-9]+)*[-_](START|END))$")
_NOTE = re.compile(
    r"^(note|notes|source|sources|legend|comment|remark|注|备注|说明|来源|数据来源|填表说明|\*)\s*[:：]?"
)
# "Project 1: | Fleming Way" between the rows: the rows below belong to that project.
SECTION_PROJECT = re.compile(r"^(project|program|programme|项目)\s*(\d+|name|id|名称|编号)?\s*[:：]")


def section_project(texts: Sequence[str]) -> str | None:
    """The project that the filled cells of a section row name: "" where they leave it open, None for any other row."""
    place = next((i for i, t in enumerate(texts) if SECTION_PROJECT.match(plain(t))), None)
    if place is None:
        return None
    inside = re.split("[:：]", texts[place], maxsplit=1)[1].strip()
    inside = re.split(r"\s{2,}\w[\w ]*[:：]", inside)[0]  # Project: Portal   Server: http://…   Query: …
    beside = texts[place + 1] if place + 1 < len(texts) and not texts[place + 1].endswith((":", "：")) else ""
    return inside or beside


def group_titles(cells: pl.DataFrame, data: Sequence[int], reasons: Mapping[int, str]) -> dict[int, str]:
    """Rows of one short text directly above data, where two or more of them divide all of the data into groups."""
    found, numbers = dict[int, str](), set(data)
    sections = [n for n, why in reasons.items() if why == "section or note"]
    blank = {n for n, why in reasons.items() if why in ("blank", "repeated header")}
    for row, *texts in cells.filter(pl.col("row").is_in(sections)).iter_rows():
        filled = [t.strip() for t in texts if t and t.strip()]
        following = next((n for n in range(row + 1, row + 4) if n not in blank), 0)
        short = len(filled) == 1 and 1 < len(filled[0]) <= 60 and not filled[0].endswith((".", ":", "："))
        if short and following in numbers and not filled[0].startswith(("*", "Note", "注", "备注")):
            found[row] = filled[0]
    return found if len(found) > 1 and min(found) < min(numbers) else {}


def not_data(recognised: Recognised) -> dict[int, str]:
    """Records that are no data, with what they are: titles, headers, blanks, totals, examples, sections, markers."""
    header_row, found = recognised.header_row or 0, dict[int, str]()
    typed = {i for c, i in recognised.columns.items() if kind_of(recognised.table or "", c) in _CHECKS}
    typed |= {i for i, _, _ in recognised.months}
    headers = [plain(h) for h in recognised.headers]
    cells, aside = recognised.sheet.cells, beside_the_table(recognised)
    running = _running_number(recognised)
    # Forms list every source of funding in every period, filled in or not.
    prepared = recognised.columns.get("amount") if "period_end" in recognised.columns else None
    sure = None if aside else plainly_data(cells, recognised.headers, typed, header_row + 3)
    if sure is not None and prepared is not None:
        sure = sure & cells[f"c{prepared}"].str.contains(r"\S").fill_null(False)
    pauses = _breaks(recognised)
    if sure is not None and pauses:
        sure = sure & ~cells["row"].is_in(list(pauses))
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
        elif number in pauses:
            found[number] = "break"
        elif prepared is not None and number > header_row and not (texts[prepared] or "").strip():
            found[number] = "no amount"
        elif running is not None and _GROUP_NUMBER.fullmatch((texts[running] or "").strip()):
            found[number] = "section or note"
    return found


_BREAK = frozenset({"break", "lunch", "lunch break", "pause", "mittagspause", "休息", "午休"})


def _breaks(recognised: Recognised) -> frozenset[int]:
    """Records of a time tracker that are breaks by their type: nobody worked in them."""
    place = recognised.columns.get("work_type")
    if recognised.table != "timesheet" or place is None:
        return frozenset()
    cells = recognised.sheet.cells
    kinds = [t for t in cells[f"c{place}"].drop_nulls().unique() if plain(t) in _BREAK]
    return frozenset(cells.filter(pl.col(f"c{place}").is_in(kinds))["row"].to_list()) if kinds else frozenset()


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
        | _below_summary(recognised, dropped)
        | _bare_names(recognised, dropped)
        | _other_table(recognised, dropped)
        | _next_table(recognised, dropped)
        | _smaller_table(recognised, dropped)
    )


# SUMMARY, RESUMO GERAL, 项目总结: alone in its row it begins another part of the sheet.
_SUMMARY = re.compile(
    r"^(?:(?:overall|project|general|executive) )?(?:summary|resumo|resumen|zusammenfassung|resume|riepilogo|samenvatting|podsumowanie|сводка|итоги)(?: (?:geral|general|generale))?\s*:?$|^(?:项目)?(?:汇总|总结|小结)[:：]?$"
)


def _below_summary(recognised: Recognised, dropped: Mapping[int, str]) -> dict[int, str]:
    """Rows below a line that has nothing but the word summary: what they say of the table is no part of it."""
    cells = recognised.sheet.cells
    begins = next(
        (
            row
            for row, *texts in _sparse(cells).iter_rows()
            if row > (recognised.header_row or 0) and any(t and _SUMMARY.match(plain(t)) for t in texts)
        ),
        None,
    )
    if begins is None or cells.height > _BY_HAND:
        return {}
    below = cells.filter(pl.col("row") > begins)["row"].to_list()
    return {row: f"below the summary in row {begins}" for row in below if row not in dropped}


def _bare_names(recognised: Recognised, dropped: Mapping[int, str]) -> dict[int, str]:
    """Records with nothing but a name, where no id tells an empty record from a heading or a remark."""
    keys = {i for c, i in recognised.columns.items() if c in ("name", "title")}
    if not keys or any(c in recognised.columns for c in ("project_id", "risk_id", "milestone_id", "person_id")):
        return {}
    if sum(1 for h in recognised.headers if h.strip()) < 3:
        return {}
    found: dict[int, str] = {}
    for number, *texts in recognised.sheet.cells.iter_rows():
        filled = [i for i, t in enumerate(texts) if t and t.strip() and not MARKER.match(t.strip())]
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
    """Rows from a header on that stands below a blank row and shares words with the header above: tasks, then people."""
    names = {i for c, i in recognised.columns.items() if c.endswith("_id") or c in ("name", "title")}
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
        same = {i for i, t in filled if i < len(headers) and headers[i] == t}
        if (len(same) >= 2 or (same & names and len(filled) > 2)) and not any(re.search(r"\d", t) for _, t in filled):
            after = rows.filter(pl.col("row") >= number)["row"].to_list()
            return {n: f"another table begins in row {number}" for n in after if n not in dropped}
    return {}


_USUAL = 0.8  # of the rows of a table fill such a column
_SPARSE = 0.5  # of these columns are filled in rows of something else


def _smaller_table(recognised: Recognised, dropped: Mapping[int, str]) -> dict[int, str]:
    """Rows below a blank row that fill few of the columns all rows above fill: a legend, a summary, notes of the author."""
    cells = recognised.sheet.cells
    if recognised.months or cells.height > _BY_HAND or "blank" not in dropped.values():
        return {}
    blocks: list[list[tuple[int, frozenset[int]]]] = [[]]
    for number, *texts in cells.iter_rows():
        if dropped.get(number) == "blank":
            blocks.append([])
        elif number not in dropped:
            blocks[-1].append((number, frozenset(i for i, t in enumerate(texts) if t and t.strip())))
    table, *below = [block for block in blocks if block] or [[]]
    usual = [i for i in range(cells.width - 1) if sum(i in filled for _, filled in table) >= _USUAL * len(table)]
    if len(table) < 2 or len(usual) < 4:
        return {}
    found: dict[int, str] = {}
    for block in below:
        shares = [sum(i in filled for i in usual) / len(usual) for _, filled in block]
        total = len(block) == 1 and not _has_words(
            cells, block[0][0]
        )  # whether it sums up the rows is seen by its figures
        if max(shares) <= _SPARSE and not total:
            found |= {
                number: f"something else begins in row {block[0][0]}: it fills few columns of the table"
                for number, _ in block
            }
    return found


def _has_words(cells: pl.DataFrame, row: int) -> bool:
    texts = cells.filter(pl.col("row") == row).drop("row").row(0)
    return any(t and t.strip() and split_amount(t) is None for t in texts)


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
    "step": lambda t: step_of(t) is not None,
}  # fmt: skip


def _reason(
    recognised: Recognised, texts: Sequence[str | None], headers: Sequence[str], typed: set[int], below: int
) -> str:
    filled = [(i, t.strip()) for i, t in enumerate(texts) if t and t.strip()]
    if not filled:
        return "blank"
    first = filled[0][1]
    if all(MARKER.match(t) or plain(t) == "end" for _, t in filled):
        return "marker"
    same = sum(1 for i, t in filled if i < len(headers) and headers[i] == plain(t))
    if same >= 2 and same >= 0.7 * len(filled):
        return "repeated header"
    alike = sum(1 for i, t in filled if i < len(headers) and _begin_alike(headers[i], plain(t)))
    if alike >= 3 and alike >= 0.6 * len(filled) and not any(re.search(r"\d", t) for _, t in filled):
        return "repeated header"  # of another page, in fewer words or more
    if below <= 2 and (_second_header(filled, typed, recognised) or _units_only(filled)):
        return "second header"
    short = recognised.sheet.cells.height < _BY_HAND
    if _template_row(filled, typed) or (short and all(_ZERO.fullmatch(t) for _, t in filled)):
        return "template row"
    if len(filled) <= 3 and any(SECTION_PROJECT.match(plain(t)) for _, t in filled):
        return "section or note"
    if any(_EXAMPLE.match(t) for _, t in filled[:3] if len(t) < 80):
        return "example"
    return _total_or_section(recognised, filled, first, typed)


def _begin_alike(header: str, text: str) -> bool:
    shorter, longer = sorted((header, text), key=len)
    return len(shorter) > 3 and longer.startswith(shorter)


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
    if len(words) == 1 and TOTAL_OF.search(label) and any(i in typed for i, t in filled if t != words[0][1]):
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
