"""Columns of amounts that nobody read: money must never be left out without a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from pmo_metrics.ingest.check import Check
from pmo_metrics.ingest.figures import mark_of_column, plain_figures
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.header_units import MONEY_WORD, without_unit
from pmo_metrics.ingest.kinds import kind_of
from pmo_metrics.ingest.model import Severity
from pmo_metrics.ingest.period_headers import fiscal_years
from pmo_metrics.ingest.samples import sample
from pmo_metrics.ingest.total_rows import money_columns
from pmo_metrics.ingest.values import choice, number, split_amount

_TABLES = frozenset({"project", "cost", "benefit", "risk", "task", "timesheet", "register", "milestone", "progress"})
# Words of money that a list of projects has no column of yet: most likely it is that.
_MAY_BE = {
    "budget": re.compile(r"\b(budget|baseline|approved|planned|sanctioned)\b|contract[ _]?(?:value|sum|amount|price)|预算|合同额|合同金额"),
    "actual_cost": re.compile(r"\b(actual|actuals|spent|spend|paid|expended|expense|expenses|expenditure|used)\b|(?:aus|be)?gezahlt|\b(?:paye|verse)|pagad|pagat|wyplacon|vyplacen|udbetal|utbetal|实际|已用|已使用|支出"),
    "forecast_cost": re.compile(r"\b(forecast|eac|projected|estimate at completion|outturn)\b|预测|完工估算"),
}  # fmt: skip
_NOT_MONEY = key(
    "score rag rating index status id code number year date rate percent count share day month hour source 编号 比例 日期 年度"
)
# Funds of the European Union, by which lists call what they pay.
_FUNDS = key("feder fse efre esf erdf efro eu kofinansiering medfinansiering")
_TO_DATE = re.compile(r"[\s_]*to[\s_]*date$|ToDate$", re.I)
_PERCENT = re.compile(r"percent|prozent|pourcent|porcent")
_FEW = 0.2  # of the amounts of a column
_ENOUGH = 0.8  # of the cells of a column
_AMOUNT = pl.Decimal(28, 6)


def tell_unread(check: Check) -> None:
    """Each unmapped column of amounts with its sum: a warning where the table has no money, or none of the kind it speaks of."""
    if check.table.name not in _TABLES or not check.rows.height:
        return
    read = {*check.r.columns.values(), *(i for i, _, _ in check.r.months)}
    none_read = not any(kind_of(check.table.name, c) == "money" for c in check.r.columns) and not check.r.months
    years = fiscal_years(check.r.headers)
    for place, header in enumerate(check.r.headers):
        if place in read or header not in check.r.unmapped or header in years:
            continue
        if found := _amounts(check, place, header):
            alone = _alone(check, place)
            missed = none_read or _is_missed(check, header) or bool(alone) or bool(_of_benefit(check, header))
            check.add(
                check.r.header_row, header, found + _scale(header) + alone, "a header that says which money this is: budget, forecast or actual",
                "warning" if missed and check.table.name != "timesheet" else "info", "not loaded: say what the column means under Data, once",
            )  # fmt: skip


def tell_unnamed(check: Check) -> None:
    """Each column of a CSV that rows fill and no header names: a delimiter too many, or a header that was lost."""
    if check.r.sheet.sheet or not check.rows.height or check.r.header_row is None:
        return
    cells = check.r.sheet.cells.filter(pl.col("row").is_in(check.rows["row"].unique().to_list()))
    for place, name in enumerate(cells.columns[1:]):
        named = place < len(check.r.headers) and check.r.headers[place].strip()
        texts = [t.strip() for t in cells[name].drop_nulls() if t.strip()] if not named else []
        if texts:
            found = f"{len(texts):,} cells without a header, such as {texts[0][:40]}"
            many: Severity = "warning" if len(texts) > 1 and len(texts) >= _ENOUGH * cells.height else "info"
            many = "info" if place == 0 and _counts_rows(texts) else many
            check.add(check.r.header_row, f"column {place + 1}", found, "a header for each column", many, "not loaded")


def _counts_rows(texts: Sequence[str]) -> bool:
    """Whether cells are the numbers of their rows, as data frames write them: 0, 1, 2."""
    if not all(t.isdigit() and len(t) < 8 for t in texts):
        return False
    return all(int(b) > int(a) for a, b in pairwise(texts))


_STRUCK = key(
    "reversed reversal void voided cancelled canceled deleted excluded storno storniert anulado annule 作废 冲销 冲红 删除"
)


def tell_struck(check: Check) -> None:
    """Rows that a flag nobody reads says are undone: whether the amount that undoes them stands in the list as well, no rule can see."""
    read = set(check.r.columns.values())
    for place, header in enumerate(check.r.headers):
        if place in read or not key(header) & _STRUCK:
            continue
        cells = check.r.sheet.cells.select("row", pl.col(f"c{place}").alias("flag")).drop_nulls()
        flags = [(n, t) for n, t in cells.iter_rows() if t.strip() and n in check.m.records]
        if not all(choice(t, "flag") for _, t in flags):
            continue
        hit = check.rows.filter(pl.col("row").is_in([n for n, t in flags if choice(t, "flag") == "true"]))
        sums = [f", {check.label(c)} {hit[c].sum():,.2f}" for c in money_columns(check.m) if c in hit.columns]
        if hit.height:
            what = "rows that count: leave these out unless the rows that take them back are in the list"
            check.add(
                hit["row"][0], header, f"{hit.height:,} rows" + "".join(sums), what, "warning", "loaded with the others"
            )


_REALISED = re.compile(r"\b(?:actual|actuals|reali[sz]ed|achieved|delivered)\b|实现|实际")


def _of_benefit(check: Check, header: str) -> bool:
    """Whether a header of a list of benefits speaks of what came of them, which no other column gives."""
    return (
        check.table.name == "benefit"
        and "amount_realised" not in check.r.columns
        and bool(_REALISED.search(plain(header).replace("_", " ")))
    )


def _is_missed(check: Check, header: str) -> bool:
    """Whether a header of a list of projects, or of costs with a column a kind, speaks of a kind of money that no other column gives."""
    said = (c for c, words in _MAY_BE.items() if words.search(plain(header)))
    if check.table.name == "cost":
        kinds = {c for c in check.r.columns if c.startswith("amount_")}
        return bool(kinds) and any(f"amount_{c.removesuffix('_cost')}" not in kinds for c in said)
    return check.table.name == "project" and any(c not in check.rows.columns for c in said)


def _alone(check: Check, place: int) -> str:
    """In how many rows this is the only money there is, where those are more than a few: no other column makes up for it."""
    money = [c.name for c in check.table.columns if c.kind == "money" and c.name in check.rows.columns]
    if check.table.name != "project" or not money:
        return ""
    without = check.rows.filter(pl.all_horizontal(pl.col(c).is_null() for c in money))["row"]
    cells = check.r.sheet.cells.filter(pl.col("row").is_in(check.rows["row"].unique().to_list()))
    figures = cells.filter(pl.col(f"c{place}").str.contains(r"[1-9]"))["row"]
    only = int(figures.is_in(without.to_list()).sum())
    return f", in {only} rows the only ones" if only > max(1, _FEW * figures.len()) else ""


def _scale(header: str) -> str:
    scale = without_unit(header)[1].scale
    return f", in units of {scale:,}" if scale != 1 else ""


def _amounts(check: Check, place: int, header: str) -> str:
    """How many amounts a column holds and their sum; "" where it is no money by its header or its cells."""
    name, unit = without_unit(header)
    some = sample(check.r.sheet, check.r.header_row or 0, place)
    found = [a for t in some if (a := split_amount(t))]
    if not found or len(found) < _ENOUGH * len(some) or any(a.percent for a in found):
        return ""
    signed = sum(a.currency is not None for a in found) > len(found) / 2
    other = key(_TO_DATE.sub("", name)) & _NOT_MONEY or _PERCENT.search(plain(name)) or unit.percent or unit.time
    called = (
        unit.currency is not None or MONEY_WORD.search(plain(name)) or key(name) & _FUNDS or _of_benefit(check, name)
    )
    if all(re.fullmatch(r"(?:19|20)\d\d", t.strip()) for t in some):
        return ""  # years
    stated = unit.currency is not None and not (unit.percent or unit.time)
    return _summed(check, place) if signed or stated or (called and not other) else ""


def _summed(check: Check, place: int) -> str:
    loaded = pl.col("row").is_in(check.rows["row"].unique().to_list())
    texts = check.r.sheet.cells.filter(loaded)[f"c{place}"].str.strip_chars().replace("", None).drop_nulls()
    mark = mark_of_column(texts.unique())
    plainly = plain_figures(texts, mark, _AMOUNT)
    odd = texts.filter(plainly.is_null())
    read = {t: number(a, mark, "unknown") for t in odd.unique() if (a := split_amount(t))}
    if None in read.values():  # 172.306 may be thousands or decimals: then there is no sum to state
        return f"{texts.len():,} amounts, such as {texts[0]}"
    others = odd.replace_strict(read, default=None, return_dtype=_AMOUNT)
    amounts = pl.concat([plainly, others]).drop_nulls()
    return f"{amounts.len():,} amounts, {amounts.sum():,.2f} in all"
