"""The load report as a workbook, and the rows held back as files to correct and load again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import PurePath

import polars as pl

from pmo_metrics.derive import FILLED
from pmo_metrics.inert import escape, safe_xlsx
from pmo_metrics.ingest.load import LoadReport
from pmo_metrics.ingest.model import TableResult
from pmo_metrics.store import Release, Store
from pmo_metrics.tables import TABLES

_PLACE = {"file": pl.String(), "sheet": pl.String()}
_SHOWN = 200_000  # rows of one sheet; a spreadsheet ends at 1,048,576


def report_book(report: LoadReport, store: Store) -> bytes:
    """What was understood, every problem, the rows held back, the reconciled totals, and what changed, a sheet each."""
    tables = [t for f in report.files for t in f.tables]
    loaded, projects = changes(report, store)
    return safe_xlsx(
        {
            "Files": _files(report),
            "Problems": _problems(report),
            "Rows held back": _held_back(tables),
            "Totals": _totals(tables),
            "Changes": loaded,
            "Projects": projects,
        }
    )


def _files(report: LoadReport) -> pl.DataFrame:
    schema = {
        **_PLACE, "understood as": pl.String(), "source": pl.String(), "confidence": pl.Float64(), "header row": pl.Int64(),
        "rows read": pl.Int64(), "rows loaded": pl.Int64(), "rows held back": pl.Int64(), "rows not data": pl.Int64(),
        "status date": pl.Date(), "status date from": pl.String(), "columns": pl.String(), "columns not used": pl.String(),
        "refused": pl.String(), "sha256": pl.String(),
    }  # fmt: skip
    rows: list[list[object]] = []
    for file in report.files:
        if not file.tables:
            rows.append([file.file, "", *[None] * 12, file.refused, file.sha256])
        for t in file.tables:
            columns = ", ".join(f"{header} → {column}" for column, header in t.columns.items())
            rows.append([
                t.file, t.sheet, t.table or "not recognised", t.source, t.confidence, t.header_row, t.rows_read, t.rows_loaded,
                t.rows_quarantined, t.rows_not_data, t.as_of, t.as_of_basis, columns, ", ".join(t.unmapped), file.refused, file.sha256,
            ])  # fmt: skip
    return pl.DataFrame(rows, schema, orient="row")


def _problems(report: LoadReport) -> pl.DataFrame:
    names = ("severity", "file", "sheet", "row", "column", "found", "expected", "action")
    order = {"error": 0, "warning": 1, "info": 2}
    found = sorted((asdict(p) for p in report.problems), key=lambda p: order[p["severity"]])
    schema = {n: pl.Int64() if n == "row" else pl.String() for n in names}
    return pl.DataFrame([[p[n] for n in names] for p in found[:_SHOWN]], schema, orient="row")


def _held_back(tables: Sequence[TableResult]) -> pl.DataFrame:
    """One line a row, its cells side by side as they were in the file."""
    lines = [
        [t.file, t.sheet, row, reason, *json.loads(cells)]
        for t in tables
        for row, reason, cells in t.quarantined.select("row", "reason", "cells").iter_rows()
    ][:_SHOWN]
    width = max(map(len, lines), default=4)
    schema = {
        **_PLACE,
        "row": pl.Int64(),
        "reason": pl.String(),
        **{f"cell {i}": pl.String() for i in range(1, width - 3)},
    }
    return pl.DataFrame([line + [None] * (width - len(line)) for line in lines], schema, orient="row")


def _totals(tables: Sequence[TableResult]) -> pl.DataFrame:
    """Rows and money of each table, read against loaded and held back; `difference` is zero, or the release would not exist."""
    rows: list[list[object]] = []
    for t in tables:
        rest = t.rows_read - t.rows_loaded - t.rows_quarantined - t.rows_not_data
        rows.append(
            [t.file, t.sheet, t.table, "rows", t.rows_read, t.rows_loaded, t.rows_quarantined, t.rows_not_data, rest]
        )
        rows += [
            [t.file, t.sheet, t.table, c, m.read, m.loaded, m.quarantined, None, m.read - m.loaded - m.quarantined]
            for c, m in t.money.items()
        ]
    number = pl.Decimal(38, 2)
    figures = dict.fromkeys(("read", "loaded", "held back", "not data", "difference"), number)
    return pl.DataFrame(rows, {**_PLACE, "table": pl.String(), "what": pl.String(), **figures}, orient="row")


# --- what changed -----------------------------------------------------------------------------------------------------


def changes(report: LoadReport, store: Store) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of each table before and after, and projects that are new or that the load does not mention.

    Rows that the load replaces are only known once it is published: until then `replaced` and `after` are empty.
    """
    after = report.release if report.changed else None
    before = _before(store, after) if after else store.current()
    brought = _brought(report)
    schema = {"table": pl.String(), **dict.fromkeys(("before", "brought", "replaced", "after"), pl.Int64())}
    lines: list[list[object]] = []
    for name in TABLES:
        old = _count(store, before, name)
        new = _count(store, after, name) if after else None
        come = sum(f.height for f in brought.get(name, ()))
        if old or come or new:
            lines.append([name, old, come, old + come - new if new is not None else None, new])
    return pl.DataFrame(lines, schema, orient="row"), _projects(brought.get("project", []), store, before)


def _brought(report: LoadReport) -> dict[str, list[pl.DataFrame]]:
    found: dict[str, list[pl.DataFrame]] = {}
    for table in (t for f in report.files for t in f.tables if t.table):
        found.setdefault(table.table or "", []).append(table.rows)
    return found


def _before(store: Store, after: Release) -> Release | None:
    return next((r for r in store.releases() if r.number < after.number), None)


def _count(store: Store, release: Release | None, table: str) -> int:
    if release is None:
        return 0
    brought = f"SELECT count(*) AS n FROM {table} WHERE source <> $filled"  # noqa: S608
    return int(store.snapshot(release).run(brought, {"filled": FILLED})["n"][0])


def _projects(brought: Iterable[pl.DataFrame], store: Store, before: Release | None) -> pl.DataFrame:
    """Projects that no earlier load knew, and known ones that the project lists of this load leave out."""
    now = {p for f in brought if "project_id" in f.columns for p in f["project_id"].drop_nulls().to_list()}
    known: set[str] = set()
    if before is not None:
        sql = "SELECT DISTINCT project_id FROM project WHERE project_id IS NOT NULL"
        known = set(store.snapshot(before).run(sql)["project_id"].to_list())
    new = [[p, "new"] for p in sorted(now - known)]
    left = [[p, "not reported"] for p in sorted(known - now)] if now else []
    return pl.DataFrame([*new, *left], {"project": pl.String(), "change": pl.String()}, orient="row")


# --- rows to correct --------------------------------------------------------------------------------------------------


def to_fix(file: str, sheet: str, headers: Sequence[str], cells: Sequence[str]) -> tuple[str, bytes] | None:
    """The rows held back of one table as a CSV under the header they came with: correct them there and load the file.

    `cells` are JSON lists, as the table `quarantine` has them. None where there is nothing to correct.
    """
    rows = [json.loads(text) for text in cells]
    if not rows or not any(h.strip() for h in headers):
        return None
    width = max(len(headers), *map(len, rows))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in ([*headers], *rows):
        writer.writerow([escape(text or "") for text in [*row, *[""] * (width - len(row))]])
    return _file_name(file, sheet), out.getvalue().encode("utf-8-sig", errors="replace")


def _file_name(file: str, sheet: str) -> str:
    """The name of the export with `to_fix`, the dates in it kept: they may be where the status date is read from."""
    stem = PurePath(file).stem + (f" {sheet}" if sheet else "")
    return re.sub(r"[^\w.()-]+", "_", stem)[:80].strip("_") + "_to_fix.csv"
