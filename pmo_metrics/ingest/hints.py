"""What the columns of a file show together: the order of days and months, the decimal mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pmo_metrics.ingest.dates import Order, order_of, read_date
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.model import Recognised
from pmo_metrics.ingest.periods import FiscalStart
from pmo_metrics.ingest.samples import sample
from pmo_metrics.ingest.values import Mark, mark_of

_JANUARY = FiscalStart()


@dataclass(frozen=True)
class Hints:
    """What the other columns of the same file show: the order of days and months, the decimal mark.

    `fiscal` is what the settings say of fiscal years; no file goes by it that says more itself.
    """

    order: Order = "unknown"
    mark: Mark = "unknown"
    fiscal: FiscalStart = _JANUARY


def hints_of(found: Sequence[Recognised], fiscal: FiscalStart = _JANUARY) -> Hints:
    """The order and decimal mark that the columns of a file agree on; unknown where they do not."""
    orders, marks = Counter[Order](), Counter[Mark]()
    for one in found:
        if one.header_row is None:
            continue
        mapped = {i: kind_of(one.table or "", c) for c, i in one.columns.items()}
        for place in range(len(one.headers)):
            texts = sample(one.sheet, one.header_row, place)
            kind = mapped.get(place, "")
            if kind in ("money", "number", "hours", "share"):
                marks[mark_of(texts)] += 1
            elif (
                (texts := texts if kind else [t for t in texts if re.search(r"\d{4}", t)])  # 12/13/14 says nothing
                and kind in ("", "date", "month")
                and (kind or sum(read_date(t) is not None for t in texts) > len(texts) / 2)
            ):
                orders[order_of(texts)] += 1
    both = orders["mixed"] or (orders["day"] and orders["month"])
    order: Order = "mixed" if both else next((o for o in ("day", "month") if orders[o]), "unknown")
    order = _stated_order(found) or order
    mark: Mark = next((m for m in (".", ",") if marks[m]), "unknown") if not marks["."] or not marks[","] else "unknown"
    if mark == "unknown" and any(_continental(one) for one in found):
        mark = ","
    if mark == "unknown" and found and found[0].sheet.sheet:
        mark = "."  # numbers of workbooks are stored, not written: they always come with a point
    return Hints(order, mark, fiscal)


def _stated_order(found: Sequence[Recognised]) -> Order | None:
    """The order that a file states itself: Primavera's workbooks hold DateFormat=dd/mm/yyyy on the sheet USERDATA."""
    said = [
        t
        for one in found
        if one.sheet.sheet == "USERDATA"
        for row in one.sheet.cells.drop("row").rows()
        for t in row
        if t
    ]
    stated = next((m[1].lower() for t in said if (m := re.search(r"DateFormat\s*=\s*([dm])", t, re.I))), "")
    return "day" if stated == "d" else "month" if stated == "m" else None


def _continental(one: Recognised) -> bool:
    """A CSV divided by semicolons with dates such as 31.12.2026: there the point groups thousands."""
    semicolon = any("delimiter semicolon" in p.found for p in one.sheet.problems)
    dates = [i for c, i in one.columns.items() if kind_of(one.table or "", c) == "date"]
    texts = [t for i in dates for t in sample(one.sheet, one.header_row or 0, i, 20)]
    return semicolon and any(re.match(r"\d{1,2}\.\d{1,2}\.\d{2,4}\b", t) for t in texts)
