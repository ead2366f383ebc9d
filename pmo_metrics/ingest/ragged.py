"""Records of a CSV with more cells than headers, put back together where only one way fits the other columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.delimited import DELIMITERS
from pmo_metrics.ingest.durations import effort
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.model import Problem, Recognised
from pmo_metrics.ingest.samples import named_width, overlong
from pmo_metrics.ingest.values import choice, split_amount

SHIFTED = "a cell that does not fit its column, in a file whose cells have shifted"
_ENOUGH = 20  # straight rows that show what the cells of a column are like
_MOST_WAYS = 2_000
_FREE, _LETTER = 40, re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[\w.\-/#:]{1,30}")
Cells = list[str | None]


@dataclass(frozen=True)
class Repaired:
    """The table with its records put right, and those whose cells stand in wrong columns."""

    recognised: Recognised
    refused: Mapping[int, str]


def repair(recognised: Recognised) -> Repaired:
    """Join cells that an unquoted delimiter has cut, where the kinds of the columns leave one way only."""
    untouched = Repaired(recognised, {})
    sheet, header_row = recognised.sheet, recognised.header_row or 0
    width = named_width(recognised.headers)
    if sheet.sheet or width < 4 or not _suspect(recognised, width):
        return untouched
    mark = _delimiter(recognised)
    records: dict[int, Cells] = {
        r[0]: _unjunk(list(r[1:]), mark) for r in sheet.cells.filter(pl.col("row") > header_row).iter_rows()
    }
    straight = [c for c in records.values() if len(c) <= width]
    enough = sum(len(c) == width for c in straight) >= _ENOUGH
    looks = (
        [_look([c[i] for c in straight if len(c) == width]) for i in range(width)]
        if enough
        else _by_kind(recognised, straight, width)
    )
    read = frozenset(i for i in recognised.columns.values() if i < width)
    mended, refused = dict[int, Cells](), dict[int, str]()
    for row, cells in records.items():
        raw = _bracketed(_split(cells, width, mark), mark) if len(cells) > width or enough else cells
        if _fit(raw, looks) and len(raw) <= width:
            if raw is not cells:
                mended[row] = raw
            continue
        whole = _joined(raw, looks, width, mark, read) if enough or len(raw) > width else None
        if whole is not None:
            mended[row] = whole
        elif enough and 1 < len(raw) <= width and not _kinds_fit(raw, looks):
            refused[row] = SHIFTED
    return Repaired(_put_back(recognised, mended, records, mark), refused)


def _suspect(recognised: Recognised, width: int) -> bool:
    cells = recognised.sheet.cells
    return bool(overlong(recognised.sheet, recognised.headers)) and len(cells.columns) - 1 > width


def _delimiter(recognised: Recognised) -> str:
    named = next((p.found for p in recognised.sheet.problems if "delimiter " in p.found), "")
    return next((mark for mark, name in DELIMITERS.items() if named.endswith(name)), ",")


def _unjunk(cells: Cells, mark: str) -> Cells:
    """The cells up to the last that says something, without a stray semicolon behind it."""
    last = max((i for i, t in enumerate(cells) if t and re.search(r"\w", t)), default=-1)
    kept = cells[: last + 1]
    if kept and mark != ";" and (text := kept[-1]) and text.rstrip().endswith(";"):
        kept[-1] = text.rstrip().rstrip(";")
    return kept


def _split(cells: Cells, width: int, mark: str) -> Cells:
    """A record whose one cell holds the whole line, cut as it should have been."""
    if len(cells) != 1 or not cells[0] or cells[0].count(mark) < width - 1:
        return cells
    try:
        [parts] = csv.reader([cells[0]], delimiter=mark, strict=True)
    except (csv.Error, ValueError):
        parts = cells[0].replace('"', "").split(mark)
    return _unjunk(list(parts), mark)


def _bracketed(cells: Cells, mark: str) -> Cells:
    """The cells with lists in square brackets, which a tool wrote without quotes, in one piece again."""
    whole: Cells = []
    for text in cells:
        last = whole[-1] if whole else None
        if last and last.count("[") == last.count("]") + 1 and last.startswith("["):
            whole[-1] = f"{last}{mark}{text or ''}"
        else:
            whole.append(text)
    return whole if len(whole) < len(cells) else cells


@dataclass(frozen=True)
class _Look:
    """What the cells of a column are like: a kind, or one of few known texts."""

    kind: str  # "number", "date", "effort", "choice", "word" (an id, say), "shape" (of an id), "known", "free"
    known: frozenset[str]

    def fits(self, text: str | None) -> bool:
        if not text or not text.strip():
            return True
        if self.kind == "number":
            return split_amount(text) is not None
        if self.kind == "date":
            return read_date(text) is not None and (not text.strip().isdigit() or len(text.strip()) == 13)
        if self.kind == "shape":
            return _shape(text) in self.known
        if self.kind == "effort":
            return effort(text, "unknown") is not None
        if self.kind == "choice":
            return _flat(text) in self.known or choice(text, "task_status") is not None
        if self.kind == "word":
            return _WORD.fullmatch(text.strip()) is not None
        return self.kind != "known" or _flat(text) in self.known


def _flat(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _shape(text: str) -> str:
    """What an id is made of: PAY-142 is a-9."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", text.strip()))


def _look(texts: Sequence[str | None]) -> _Look:
    filled = [t for t in texts if t and t.strip()]
    if filled:
        long_dates = [t for t in filled if read_date(t) is not None and not re.fullmatch(r"\d+", t.strip())]
        if len(long_dates) > 0.9 * len(filled):
            return _Look("date", frozenset())
        if sum(split_amount(t) is not None for t in filled) > 0.9 * len(filled):
            return _Look("number", frozenset())
        if sum(_WORD.fullmatch(t.strip()) is not None for t in filled) > 0.95 * len(filled):
            return _Look("word", frozenset())
        known = {_flat(t) for t in filled}
        if len(known) <= min(_FREE, len(filled) / 10):
            return _Look("known", frozenset(known))
    return _Look("free", frozenset())


def _by_kind(recognised: Recognised, straight: Sequence[Cells], width: int) -> list[_Look]:
    """In a short file: what the cells of a column are like by what it is read as, where its straight rows agree."""
    looks = [_Look("free", frozenset())] * width
    for column, place in recognised.columns.items():
        texts = [t for c in straight if place < len(c) and (t := c[place]) and t.strip()]
        kind = _KINDS.get(kind_of(recognised.table or "", column), "")
        known = frozenset(map(_shape if kind == "shape" else _flat, texts))
        look = _Look(kind, known)
        if kind and place < width and (texts or kind != "shape") and all(map(look.fits, texts)):
            looks[place] = look
    return looks


_KINDS = {
    "date": "date", "money": "number", "number": "number", "share": "number", "choice": "choice", "id": "shape",
    "work": "effort", "days": "effort", "hours": "effort",
}  # fmt: skip


def _fit(cells: Cells, looks: Sequence[_Look]) -> bool:
    return all(look.fits(text) for text, look in zip(cells, looks, strict=False))


def _kinds_fit(cells: Cells, looks: Sequence[_Look]) -> bool:
    return all(look.fits(t) for t, look in zip(cells, looks, strict=False) if look.kind in ("number", "date"))


def _joined(cells: Cells, looks: Sequence[_Look], width: int, mark: str, read: frozenset[int]) -> Cells | None:
    """A way to join cells so that each column gets what it holds; None where there is none, or where two ways differ in
    a column that is read: a label more or less in a list that nobody reads does not matter."""
    for spare in range(3):  # blank cells at the end may have been real ones
        padded = [*cells, *[None] * (max(width - len(cells), 0) + spare)]
        extra = len(padded) - width
        if extra <= 0 or extra > 6:
            continue
        ways: dict[tuple[str | None, ...], Cells] = {}
        for count, way in enumerate(_ways(padded, looks, 0, 0, extra, mark)):
            ways.setdefault(tuple(way[i] for i in sorted(read)), way)
            if len(ways) > 1 or count > _MOST_WAYS:
                return None
        if ways:
            return next(iter(ways.values()))
    return None


def _ways(cells: Cells, looks: Sequence[_Look], column: int, place: int, extra: int, mark: str) -> Iterator[Cells]:
    if column == len(looks):
        if place == len(cells):
            yield []
        return
    look = looks[column]
    for more in range(extra + 1 if look.kind in ("free", "known") else 1):
        parts = cells[place : place + more + 1]
        if len(parts) < more + 1 or (more and not all(t and _LETTER.search(t) for t in parts)):
            break
        text = mark.join(t or "" for t in parts) if more else parts[0]
        if look.fits(text):
            for rest in _ways(cells, looks, column + 1, place + more + 1, extra - more, mark):
                yield [text, *rest]


def _put_back(
    recognised: Recognised, mended: Mapping[int, Cells], records: Mapping[int, Cells], mark: str
) -> Recognised:
    """The sheet with the mended records in their rows."""
    sheet = recognised.sheet
    places = [c for c in sheet.cells.columns if c != "row"]
    junk = {r: c for r, c in records.items() if c and mark != ";"}
    rows = []
    for row, *cells in sheet.cells.iter_rows():
        kept = mended.get(row) or junk.get(row) or cells
        rows.append([row, *kept, *[None] * (len(places) - len(kept))][: len(places) + 1])
    frame = pl.DataFrame(rows, sheet.cells.schema, orient="row")
    if not mended:
        return replace(recognised, sheet=replace(sheet, cells=frame))
    where = ", ".join(map(str, list(mended)[:10])) + (" …" if len(mended) > 10 else "")
    note = Problem(sheet.file, sheet.sheet, next(iter(mended)), "", f"{len(mended)} rows cut by an unquoted delimiter: {where}",
                   "as many cells as headers", "warning", "repaired: joined in the only way that fits all columns")  # fmt: skip
    return replace(recognised, sheet=replace(sheet, cells=frame), problems=(*recognised.problems, note))
