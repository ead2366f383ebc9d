"""Total rows found by arithmetic: rows whose amounts are the sums of rows around them, whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.map import Mapped
from pmo_metrics.ingest.values import TOTAL_WORD, split_amount
from pmo_metrics.tables import TABLES


def total_rows(mapped: Mapped) -> set[int]:
    """The numbers of the records that sum up others."""
    return _sum_rows(mapped) | _outline_rows(mapped) | _named_totals(mapped)


def _sum_rows(mapped: Mapped) -> set[int]:
    """Unlabelled total rows: no words at all, and each amount is the sum of the amounts above."""
    money = money_columns(mapped)
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
    money = money_columns(mapped)
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
    money = money_columns(mapped)
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


def money_columns(mapped: Mapped) -> list[str]:
    table = TABLES[mapped.recognised.table or ""]
    return [c.name for c in table.columns if c.kind == "money" and c.name in mapped.rows.columns]
