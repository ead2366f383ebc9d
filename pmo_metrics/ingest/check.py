"""One table while its rows are sorted into loaded, quarantined and not data."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pmo_metrics.ingest.map import Mapped
from pmo_metrics.ingest.model import Problem, Severity
from pmo_metrics.ingest.statusdate import StatusDate
from pmo_metrics.ingest.total_rows import total_rows
from pmo_metrics.tables import TABLES


class Check:
    """The rows left, why others are not (`dropped`: no data, `bad`: quarantined), and what is to be told."""

    def __init__(
        self, mapped: Mapped, dropped: Mapping[int, str], refused: Mapping[int, str], status: StatusDate | None
    ) -> None:
        self.m, self.r = mapped, mapped.recognised
        self.table = TABLES[self.r.table or ""]
        self.status = status
        self.dropped = dict(dropped) | dict.fromkeys(total_rows(mapped), "total")
        self.bad = dict(refused) | dict(mapped.refused)
        self.problems = [
            p
            for p in (*self.r.problems, *mapped.problems)
            if p.row is None or self.dropped.get(p.row, "header") == "header"
        ]
        self.rows = mapped.rows.filter(~pl.col("row").is_in(list(self.dropped)))

    def add(self, row: int | None, column: str, found: object, expected: str, severity: Severity, action: str) -> None:
        sheet = self.r.sheet
        self.problems.append(
            Problem(sheet.file, sheet.sheet, row, column, str(found)[:200], expected, severity, action)
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

    def label(self, column: str) -> str:
        place = self.r.columns.get(column)
        return self.r.headers[place] if place is not None else self.table.column(column).label
