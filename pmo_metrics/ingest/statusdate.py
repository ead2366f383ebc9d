"""The status date of a table that has no column for it: from what was given, the names, the titles, the load, or today."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_metrics.ingest.dates import dates_in, month_end, read_date
from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.model import Recognised, Sheet

# Dates of things that have happened: the newest of them bounds the status date from below.
FACTS = frozenset(
    {
        "actual_date",
        "actual_start",
        "actual_finish",
        "date",
        "raised_on",
        "reviewed_on",
        "closed_on",
        "created_on",
        "updated_on",
        "resolved_on",
    }
)
_SAYS_STATUS = re.compile(
    r"as of|as at|status date|report(ing)? date|data date|date of last update|updat|stand\b|snapshot|stichtag|mise a jour|situation au|fecha de corte|corte a|actualizado|situazione al|peildatum|stan na|报告|状态|截至|截止|统计|更新|编制|准备日期"
)


@dataclass(frozen=True)
class StatusDate:
    """A status date and where it is from: the `as_of_basis` of the load report."""

    day: date
    basis: str


def in_names(sheet: Sheet) -> StatusDate | None:
    """A date in the name of the sheet or of the file; a month alone stands for its last day."""
    stem = sheet.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for text, basis in ((sheet.sheet, "sheet title"), (stem, "file name")):
        found = {d if alone else month_end(d) for d, alone in dates_in(text)}
        if len(found) == 1:
            return StatusDate(found.pop(), basis)
    return None


def in_titles(recognised: Recognised) -> StatusDate | None:
    """A date in the rows above the header, best beside words such as "as of"."""
    if recognised.header_row is None:
        return None
    rows = recognised.sheet.cells.filter(pl.col("row") < recognised.header_row).drop("row").rows()
    rows += [(title,) for title in recognised.sheet.titles]
    marked, other = set[date](), set[date]()
    for row in rows:
        texts = [t for t in row if t]
        found = {d for t in texts for d in _dates(t)}
        (marked if _SAYS_STATUS.search(plain(" ".join(texts))) else other).update(found)
    for found in (marked, other):
        if len(found) == 1:
            return StatusDate(found.pop(), "sheet title")
        if found:
            return None
    return None


def _dates(text: str) -> set[date]:
    read = read_date(text) if len(text) < 30 else None
    if read is not None and read.other is None and read.day and not text.strip().replace(".", "").isdigit():
        return {read.day if read.alone else month_end(read.day)}
    return {d if alone else month_end(d) for d, alone in dates_in(text)} if len(text) < 200 else set()


def newest_fact(frames: Iterable[pl.DataFrame], today: date) -> date | None:
    """The newest date of something that happened, not after today; None where no table has one."""
    days = [
        day
        for frame in frames
        for column in FACTS & set(frame.columns)
        if isinstance(day := frame.filter(pl.col(column) <= today)[column].max(), date)
    ]
    return max(days, default=None)
