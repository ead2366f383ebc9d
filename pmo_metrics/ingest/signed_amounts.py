"""Amounts whose sign stands in a column beside them: a change that decreases, a line on the credit side."""

from __future__ import annotations

import polars as pl

from pmo_metrics.ingest.folding import plain
from pmo_metrics.ingest.typed_columns import Columns

_MORE = frozenset(
    [
        "increase", "addition", "add", "additional", "extra", "debit", "dr", "soll", "charge", "mehrkosten", "erhohung", "augmentation", "aumento",
        "调增", "增加", "核增", "追加", "借", "借方",
    ]
)  # fmt: skip
_LESS = frozenset(
    [
        "decrease", "reduction", "reduce", "deduction", "deduct", "credit", "credit note", "cr", "haben", "saving", "savings", "omission", "omit",
        "minderkosten", "minderung", "gutschrift", "diminution", "reduccion", "riduzione", "调减", "减少", "核减", "扣减", "贷", "贷方",
    ]
)  # fmt: skip
_AMOUNTS = {"register": "cost_impact", "cost": "amount"}


def signed_by_type(work: Columns) -> None:
    """Turn amounts that another column calls a decrease or a credit into negative ones, where none is negative as it stands."""
    name = _AMOUNTS.get(work.table, "")
    amounts = work.series.get(name)
    if amounts is None or not amounts.len() or (amounts.drop_nulls() < 0).any():
        return
    for place, header in enumerate(work.r.headers):
        said = [plain(t) if t else "" for t in work.texts(place)] if header.strip() else []
        filled = {t for t in said if t}
        if not filled & _LESS or not filled <= _MORE | _LESS:
            continue
        less = pl.Series([t in _LESS for t in said], dtype=pl.Boolean)
        work.series[name] = amounts.zip_with(~less, -amounts).alias(name)
        found, what = f"{int(less.sum())} amounts that {header[:60]} calls less", "negative amounts"
        work.add(work.r.header_row, header, found, what, "warning", "read as negative")
        return
