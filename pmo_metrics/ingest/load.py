"""The whole flow on one screen: uploads are understood, kept, built into a release beside the old one, and switched to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import PurePath

import duckdb
import polars as pl

from pmo_metrics import __version__
from pmo_metrics.derive import ADMIN_TABLES, create_tables, derive
from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest.model import FileResult, Problem, TableResult, Upload
from pmo_metrics.ingest.periods import FiscalStart
from pmo_metrics.ingest.progress import Cancelled, Progress, silent, tell
from pmo_metrics.ingest.taught import Taught, parse, read_taught
from pmo_metrics.ingest.understand import understand
from pmo_metrics.settings import Limits
from pmo_metrics.store import (
    LoadedFile,
    LoadRecord,
    Release,
    Store,
    Texts,
    building,
    copy_parent,
    fingerprint_of,
    insert_frame,
)
from pmo_metrics.tables import TABLES, Table


@dataclass(frozen=True)
class LoadReport:
    """What was understood and what came of it. `changed` is False when this very load was there already."""

    release: Release | None
    changed: bool
    files: tuple[FileResult, ...]
    problems: tuple[Problem, ...]

    @property
    def rows_loaded(self) -> int:
        return sum(t.rows_loaded for f in self.files for t in f.tables)

    def as_json(self) -> dict[str, object]:
        """The object that `pmo load --json` and `pmo check --json` print."""
        return {
            "release": self.release.number if self.release else None,
            "files": [entry for f in self.files for entry in _file_json(f, self.problems)],
            "problems": [asdict(p) for p in self.problems],
        }


def load(
    store: Store,
    uploads: Sequence[Upload],
    as_of: date | None = None,
    publish: bool = True,
    today: date | None = None,
    taught: Taught | None = None,
    progress: Progress = silent,
) -> LoadReport:
    """Understand the uploads and publish them as one release.

    `as_of` is the status date of rows that state none; `today` the last resort for it (the day of loading). With
    `publish=False` nothing is kept. When no row could be loaded nothing is published and `release` is None. `taught` is
    what analysts taught, that of the store by default. Corrections and crosswalk hold for the rows loaded before as well.
    `progress` is told how far it is and may call it off (Cancelled): then nothing is published and nothing left behind.
    Raises StoreBusy when somebody else is publishing, BadRequest when there is nothing to read.
    """
    if not uploads:
        raise BadRequest("There is nothing to load: name at least one file.")
    day = today or date.today()
    uploads = sorted(uploads, key=lambda u: u.name)  # the order of the command line must not change a release
    taught = taught or read_taught(store.root)
    files = tuple(understand(uploads, as_of, day, Limits(), taught, progress, _fiscal(store)))
    report = LoadReport(None, False, files, tuple(p for f in files for p in f.problems))
    if not publish or report.rows_loaded == 0:
        return report
    record = _record(files, as_of, day, taught)
    with store.writing():
        parent = store.current()
        known = parent is not None and record.load_id in {r.load_id for r in parent.loads}
        same = parent is not None and parent.taught == taught.values
        if known and same:
            return LoadReport(parent, False, report.files, report.problems)
        new = [] if known else [(record, files)]
        with _originals(store, uploads):
            if parent and (parent.version != __version__ or not same):
                # Rows that an older program read, or that were taught otherwise, are read anew.
                release = _build(store, None, [*_replay(store, parent, taught), *new], taught.values, progress)
            else:
                release = _build(store, parent, new, taught.values, progress)
    return LoadReport(release, True, report.files, report.problems)


@contextmanager
def _originals(store: Store, uploads: Sequence[Upload]) -> Iterator[None]:
    """Keep the originals; those that are new go again when the load is called off, which is always before the switch."""
    fresh = [u for u in uploads if not (store.uploads / hashlib.sha256(u.content).hexdigest()).exists()]
    kept = [store.keep_original(upload.content) for upload in fresh]
    try:
        yield
    except Cancelled:
        for digest in kept:
            (store.uploads / digest).unlink(missing_ok=True)
        raise


def rebuild(store: Store, taught: bool = False) -> Release:
    """Make the current release again from the kept originals alone and switch to it; the fingerprint stays the same.

    With `taught`, the corrections and the crosswalk are taken as they stand now rather than as the release was made.
    """
    current = store.current()
    if current is None:
        raise BadRequest("The store is empty: there is nothing to rebuild.")
    values = read_taught(store.root) if taught else parse(dict(current.taught))
    with store.writing():
        return _build(store, None, [*_replay(store, current, values)], values.values)


def _replay(store: Store, release: Release, taught: Taught) -> list[tuple[LoadRecord, tuple[FileResult, ...]]]:
    """Every load of a release read again: by the mappings that it was read by then, with these corrections and joins."""
    loads = []
    for record in release.loads:
        uploads = [Upload(f.name, store.original(f)) for f in record.files]
        given = date.fromisoformat(record.as_of) if record.as_of else None
        then = parse(dict((*record.mappings, *taught.values)))
        files = understand(uploads, given, date.fromisoformat(record.today), Limits(), then, fiscal=_fiscal(store))
        loads.append((record, tuple(files)))
    return loads


def _fiscal(store: Store) -> FiscalStart:
    """What the settings say of fiscal years, for files that name years and no months."""
    settings = store.settings
    return FiscalStart(settings.fiscal_start_month, settings.fiscal_named_by)


def _build(
    store: Store,
    parent: Release | None,
    new: Sequence[tuple[LoadRecord, tuple[FileResult, ...]]],
    taught: Texts,
    progress: Progress = silent,
) -> Release:
    settings = store.settings.as_inputs()
    kept = parent.loads if parent else ()
    loads = (*kept, *(record for record, _ in new))
    with building(store) as (path, connection):
        create_tables(connection)
        copy_parent(connection, parent, [*TABLES, *(t for t in ADMIN_TABLES if t != "setting")])
        for seq, (record, files) in enumerate(new, start=len(kept) + 1):
            tell(progress, "build", seq - len(kept) - 1, len(new))
            _read_anew(connection, record, loads[: seq - 1])
            _insert_load(connection, seq, record, files)
        insert_frame(connection, "setting", pl.DataFrame({"name": list(settings), "value": list(settings.values())}))
        tell(progress, "derive")
        derive(connection)
        _check(connection)
        tell(progress, "publish")  # the last moment to call it off
        connection.execute("CHECKPOINT")
        connection.close()
        return store.put_in_place(path, store.next_number(), fingerprint_of(loads, settings, taught), loads, taught)


def _record(files: Sequence[FileResult], as_of: date | None, today: date, taught: Taught) -> LoadRecord:
    kept = tuple(LoadedFile(f.file, f.sha256) for f in files)
    given = as_of.isoformat() if as_of else None
    mappings = taught.used([t.source for f in files for t in f.tables])
    identity = json.dumps([[(f.name, f.sha256) for f in kept], given, *([mappings] if mappings else [])])
    day_matters = any(t.as_of_basis == "day of loading" for f in files for t in f.tables)
    load_id = hashlib.sha256(identity.encode()).hexdigest()[:12]
    return LoadRecord(load_id, kept, given, today.isoformat(), day_matters, mappings)


def _read_anew(connection: duckdb.DuckDBPyConnection, record: LoadRecord, earlier: Sequence[LoadRecord]) -> None:
    """Remove what was read of the same originals by other mappings: a file has one reading."""
    hashes = {f.sha256 for f in record.files}
    for other in earlier:
        if other.as_of not in (record.as_of, None) or other.mappings == record.mappings:
            continue
        for file in (f for f in other.files if f.sha256 in hashes):
            place = {"load": other.load_id, "file": file.name}
            for table in (*TABLES, "load_table", "problem", "quarantine"):
                connection.execute(f"DELETE FROM {table} WHERE load_id = $load AND file = $file", place)  # noqa: S608


def _insert_load(
    connection: duckdb.DuckDBPyConnection, seq: int, record: LoadRecord, files: Sequence[FileResult]
) -> None:
    load = {"load_id": [record.load_id], "seq": [seq], "as_of": [record.as_of], "loaded_on": [record.today]}
    insert_frame(connection, "load", pl.DataFrame(load, schema_overrides={"as_of": pl.String}))
    for file in files:
        stamp = {"load_id": record.load_id, "file": file.file}
        insert_frame(connection, "load_file", pl.DataFrame([{**stamp, "sha256": file.sha256, "refused": file.refused}]))
        problems = list(file.problems)
        for table in file.tables:
            insert_frame(connection, "load_table", pl.DataFrame([{**stamp, **_table_json(table)}]))
            problems += _insert_rows(connection, seq, record.load_id, table)
        insert_frame(connection, "problem", _problem_frame(record.load_id, problems))


def _insert_rows(connection: duckdb.DuckDBPyConnection, seq: int, load_id: str, result: TableResult) -> list[Problem]:
    place = {"load_id": load_id, "file": result.file, "sheet": result.sheet}
    stamp = [pl.lit(value).alias(name) for name, value in place.items()]
    if result.quarantined.height:
        insert_frame(connection, "quarantine", result.quarantined.with_columns(stamp))
    if result.table is None or result.rows.is_empty():
        return []
    table = TABLES[result.table]
    present = [c for c in table.names if c in result.rows.columns]
    brought = f",{','.join(present)},"
    more = [pl.lit(seq).alias("seq"), pl.lit(result.source).alias("source"), pl.lit(brought).alias("brought")]
    replaced = _replace(connection, seq, table, result) if table.kind != "state" else []
    insert_frame(connection, table.name, result.rows.select(*present, "row").with_columns(*stamp, *more))
    return replaced


# The part of a transaction table that a file is taken to cover: what it brings for a period replaces what the same
# export brought for that period before.
_PERIOD = {"cost": "period", "benefit": "period", "timesheet": "date_trunc('month', date)::DATE"}
_PERSON_DAY = "concat(person_id, ' ', date)"
_OF_A_WEEK = ("timesheet_by_day", "timesheet_by_week")  # sheets of a week, and often of one person


def _replace(connection: duckdb.DuckDBPyConnection, seq: int, table: Table, result: TableResult) -> list[Problem]:
    """Remove earlier rows that this file restates, and say how many of which file."""
    connection.register("incoming_frame", result.rows.to_arrow())
    keys = [c for c in table.key if c in result.rows.columns]
    same = " AND ".join(f"i.{c} IS NOT DISTINCT FROM {table.name}.{c}" for c in keys)
    absent = " AND ".join(f"{table.name}.{c} IS NULL" for c in table.key if c not in keys) or "true"
    conditions: list[tuple[str, dict[str, object]]] = [
        (f"{absent} AND EXISTS (SELECT 1 FROM incoming_frame i WHERE {same})", {})  # noqa: S608
    ]
    if table.name in _PERIOD:
        known = connection.execute(f"SELECT DISTINCT file FROM {table.name} WHERE seq < ?", [seq]).fetchall()  # noqa: S608
        files = [f for (f,) in known if _origin(f) == _origin(result.file)]
        period = _PERSON_DAY if result.source in _OF_A_WEEK else _PERIOD[table.name]
        # A table that was taught since is the same export, though its source has another name.
        covered = f"(source = $source OR source LIKE 'mapping:%' OR starts_with($source, 'mapping:')) AND list_contains($files, file) AND seq < $seq AND {period} IN (SELECT {period} FROM incoming_frame)"  # noqa: S608
        conditions.append((covered, {"source": result.source, "files": files, "seq": seq}))
    removed: dict[str, int] = {}
    for condition, parameters in conditions:
        count = f"SELECT file, count(*) FROM {table.name} WHERE {condition} GROUP BY file"  # noqa: S608
        for file, rows in connection.execute(count, parameters).fetchall():
            removed[file] = removed.get(file, 0) + rows
        connection.execute(f"DELETE FROM {table.name} WHERE {condition}", parameters)  # noqa: S608
    connection.unregister("incoming_frame")
    return [
        Problem(
            result.file, result.sheet, None, "", f"{rows} {table.name} rows loaded before from {file}",
            "one statement of each amount", "info" if file != result.file else "warning", "replaced by this file",
        )
        for file, rows in sorted(removed.items())
    ]  # fmt: skip


def _origin(file: str) -> str:
    """The name of the export a file is one issue of: `erp_costs_2026-05.csv` and `erp_costs_2026-06.csv` are one."""
    return re.sub(r"[\d\W_]+", "", PurePath(file).stem.casefold())


def _check(connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse to publish a build whose books do not balance: each table's rows must all be accounted for."""
    wrong = connection.execute(
        "SELECT file, sheet FROM load_table WHERE rows_read <> rows_loaded + rows_quarantined + rows_not_data"
    ).fetchall()
    if wrong:
        places = ", ".join(f"{file} {sheet}".strip() for file, sheet in wrong)
        raise BadRequest(f"The row counts of {places} do not add up; nothing was published. Please report this file.")


def _table_json(table: TableResult) -> dict[str, object]:
    return {
        "sheet": table.sheet, "source": table.source, "table": table.table, "confidence": table.confidence,
        "header_row": table.header_row, "rows_read": table.rows_read, "rows_loaded": table.rows_loaded,
        "rows_quarantined": table.rows_quarantined, "rows_not_data": table.rows_not_data,
        "money": json.dumps({c: asdict(m) for c, m in table.money.items()}, default=str), "columns": json.dumps(dict(table.columns), ensure_ascii=False),
        "unmapped": json.dumps(list(table.unmapped), ensure_ascii=False),
        "as_of": table.as_of, "as_of_basis": table.as_of_basis, "headers": json.dumps(list(table.headers), ensure_ascii=False),
    }  # fmt: skip


def _file_json(file: FileResult, problems: Sequence[Problem]) -> list[dict[str, object]]:
    if not file.tables:
        empty = {"source": None, "table": None, "confidence": 0.0, "header_row": None, "rows_read": 0, "rows_loaded": 0}
        more = {"rows_quarantined": 0, "rows_not_data": 0, "money": {}, "columns": {}, "unmapped": []}
        count = sum(p.file == file.file for p in problems)
        return [{"file": file.file, "sheet": "", **empty, **more, "problems": count, "refused": file.refused}]
    entries = []
    for table in file.tables:
        entry = _table_json(table)
        del entry["headers"]
        count = sum(p.file == table.file and p.sheet == table.sheet for p in problems)
        entry |= {
            "money": {c: asdict(m) for c, m in table.money.items()},
            "columns": dict(table.columns),
            "unmapped": list(table.unmapped),
        }
        entry |= {"as_of": table.as_of.isoformat() if table.as_of else None, "problems": count}
        entries.append({"file": file.file, **entry})
    return entries


def _problem_frame(load_id: str, problems: Sequence[Problem]) -> pl.DataFrame:
    text = dict.fromkeys(("load_id", "file", "sheet", "column", "found", "expected", "severity", "action"), pl.String)
    return pl.DataFrame([{"load_id": load_id, **asdict(p)} for p in problems], schema={**text, "row": pl.Int64})
