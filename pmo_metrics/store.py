"""Releases: how data is kept. Built beside, checked, switched by one atomic rename; opened read-only; never changed.

    uploads/<sha256>                        every original that was ever loaded
    releases/<number>-<fingerprint>.duckdb  one complete database per publish, with a manifest (.json) of its inputs
    current                                 the name of the release that readers follow
    mappings/, corrections.toml, crosswalk.toml   what analysts taught; each release keeps the texts that it was made with

A release is a pure function of its inputs: originals, their order, the stated dates, what was taught, the settings and
this version.
File names are never reused, since DuckDB serves the old content of a path that is still open.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import filelock
import polars as pl

from pmo_metrics import __version__
from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.engines.locked import CONFIG, lock_down, open_locked
from pmo_metrics.errors import BadRequest, StoreBusy
from pmo_metrics.settings import Settings, read_settings

# A page run pins its release for a moment only; a release nobody asked for since then may be let go.
DETACH_AFTER_SECONDS = 600.0


Texts = tuple[tuple[str, str], ...]  # name in the store, and the text as it was then


@dataclass(frozen=True)
class LoadedFile:
    """An original as it was given: the name to show and the hash under which its bytes are kept."""

    name: str
    sha256: str


@dataclass(frozen=True)
class LoadRecord:
    """One `pmo load`: its files, the status date given with it, and the day it happened (a last resort for dates)."""

    load_id: str
    files: tuple[LoadedFile, ...]
    as_of: str | None
    today: str
    day_matters: bool  # some table had no other status date than the day of loading
    mappings: Texts = ()  # the saved mappings that its tables were read by


@dataclass(frozen=True)
class Release:
    """One immutable database. `files` are the names of the originals of its newest load."""

    number: int
    fingerprint: str
    published_at: str
    version: str
    loads: tuple[LoadRecord, ...]
    path: Path
    taught: Texts = ()  # the corrections and the crosswalk that hold for all its rows

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.loads[-1].files) if self.loads else ()

    @property
    def name(self) -> str:
        return self.path.stem


@dataclass
class Known:
    """What was already asked of a release and will never change: the columns of its tables, its status dates."""

    columns: dict[str, Mapping[str, pl.DataType]] = field(default_factory=dict)
    dates: tuple[date, ...] | None = None


@dataclass(frozen=True)
class Snapshot(DuckEngine):
    """One release, open for reading: an engine with a cursor of its own. Make one for each script run or thread."""

    release: Release
    known: Known

    def columns(self, table: str) -> Mapping[str, pl.DataType]:
        """Names and types of the columns of a table of ours, looked up once for each release."""
        if table not in self.known.columns:
            self.known.columns[table] = super().columns(table)
        return self.known.columns[table]

    def dates(self) -> Sequence[date]:
        """The status dates, oldest first, looked up once for each release."""
        if self.known.dates is None:
            self.known.dates = tuple(super().dates())
        return self.known.dates


class Store:
    """The releases of one installation. Reading is free of locks; publishing takes the one writer's lock."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.uploads = self.root / "uploads"
        self.release_dir = self.root / "releases"
        self._mutex = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._attached: dict[str, float] = {}
        self._idle: dict[str, list[duckdb.DuckDBPyConnection]] = {}  # cursors by catalog, put back by `reading`
        self._known: dict[str, Known] = {}

    @property
    def settings(self) -> Settings:
        return read_settings(self.root)

    def releases(self) -> list[Release]:
        """Every release there is, the newest first."""
        found = [_read_manifest(p) for p in self.release_dir.glob("*.json") if p.with_suffix(".duckdb").exists()]
        return sorted(found, key=lambda r: r.number, reverse=True)

    def current(self) -> Release | None:
        """The release that readers follow; None when nothing was ever published."""
        pointer = self.root / "current"
        if not pointer.exists():
            return None
        return _read_manifest(self.release_dir / f"{pointer.read_text('utf-8').strip()}.json")

    def release(self, number: int) -> Release:
        """The release of that number; BadRequest names what exists when it is gone."""
        releases = self.releases()
        for release in releases:
            if release.number == number:
                return release
        known = f"Releases here: {', '.join(str(r.number) for r in releases)}." if releases else "The store is empty."
        raise BadRequest(f"Release {number} does not exist. {known}")

    def snapshot(self, release: Release | None = None) -> Snapshot:
        """A release open for reading, the current one by default; BadRequest when the store is empty."""
        chosen = release or self.current()
        if chosen is None:
            raise BadRequest("The store is empty. Load files with `pmo load PATH…` or on the Data page.")
        with self._mutex:
            cursor = self._attach(chosen)
        return Snapshot(cursor, chosen, self._known.setdefault(chosen.name, Known()))

    @contextmanager
    def reading(self, release: Release) -> Iterator[Snapshot]:
        """A snapshot for the length of a `with`. Its cursor is used again: a new one costs twice what a small query does."""
        catalog = _catalog(release)
        with self._mutex:
            idle = self._idle.get(catalog)
            cursor = idle.pop() if idle else self._attach(release)
            self._attached[catalog] = time.monotonic()
        yield Snapshot(cursor, release, self._known.setdefault(release.name, Known()))
        with self._mutex:  # not after an error: what state the cursor is in then is anybody's guess
            if catalog in self._attached:
                self._idle.setdefault(catalog, []).append(cursor)

    def _attach(self, release: Release) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            self._connection = open_locked(self.release_dir)
        catalog = _catalog(release)
        now = time.monotonic()
        if catalog not in self._attached:
            for idle in [c for c, used in self._attached.items() if now - used > DETACH_AFTER_SECONDS]:
                self._connection.execute(f"DETACH {idle}")
                del self._attached[idle]
                self._idle.pop(idle, None)
            path = str(release.path).replace("'", "''")
            self._connection.execute(f"ATTACH '{path}' AS {catalog} (READ_ONLY)")
        self._attached[catalog] = now
        cursor = self._connection.cursor()
        cursor.execute(f"USE {catalog}")
        return cursor

    def close(self) -> None:
        """Let go of every open file; snapshots made before stop working."""
        with self._mutex:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._attached, self._idle = None, {}, {}

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The one writer's lock; StoreBusy at once when somebody else holds it. Left-over builds are swept."""
        for folder in (self.root, self.uploads, self.release_dir):
            folder.mkdir(parents=True, exist_ok=True)
        try:
            with filelock.FileLock(self.root / ".lock", timeout=0):
                for left_over in self.release_dir.glob(".building*"):
                    left_over.unlink(missing_ok=True)
                yield
        except filelock.Timeout:
            raise StoreBusy(
                "Somebody else is publishing to this store. Nothing was changed; try again in a moment."
            ) from None

    def keep_original(self, content: bytes) -> str:
        """Keep the bytes under their hash, once; gives the hash."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.uploads / digest
        if not target.exists():
            write_durably(target, content)
        return digest

    def original(self, file: LoadedFile) -> bytes:
        """The bytes as they came; BadRequest when they are gone or were altered."""
        path = self.uploads / file.sha256
        content = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise BadRequest(f"The original of {file.name} is missing or altered; restore uploads/{file.sha256}.")
        return content

    def next_number(self) -> int:
        return max((r.number for r in self.releases()), default=0) + 1

    def put_in_place(
        self, building: Path, number: int, fingerprint: str, loads: Sequence[LoadRecord], taught: Texts = ()
    ) -> Release:
        """Make a finished build a release and let readers follow it; call inside `writing()`."""
        path = self.release_dir / f"{number:04d}-{fingerprint}.duckdb"
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        manifest = {
            "number": number,
            "fingerprint": fingerprint,
            "published_at": now,
            "version": __version__,
            "loads": [asdict(load) for load in loads],
            "taught": taught,
        }
        _sync(building)
        write_durably(path.with_suffix(".json"), json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        building.replace(path)
        _sync(self.release_dir)
        self.switch_to(path.stem)
        return _read_manifest(path.with_suffix(".json"))

    def switch_to(self, name: str) -> None:
        """Point readers at a release by one atomic rename."""
        write_durably(self.root / "current", name.encode())

    def rollback(self, number: int) -> Release:
        """Let readers follow an earlier (or later) release again; every release stays where it is."""
        target = self.release(number)
        with self.writing():
            self.switch_to(target.name)
        return target


def open_store(path: str | Path = "data") -> Store:
    """The store at `path`; it need not exist yet. Reading an empty one raises BadRequest with what to do."""
    return Store(Path(path))


def fingerprint_of(loads: Sequence[LoadRecord], settings: Mapping[str, str], taught: Texts = ()) -> str:
    """Twelve hex digits over everything a release is made from; the clock is part of it only where a date hung on it."""
    inputs = [__version__, sorted(settings.items())]
    inputs += [[load.load_id, load.today if load.day_matters else ""] for load in loads]
    inputs += [list(text) for text in taught]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()[:12]


@contextmanager
def building(store: Store) -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    """A new database beside the releases, locked down; removed again unless it was put in place."""
    path = store.release_dir / f".building-{os.getpid()}.duckdb"
    connection = duckdb.connect(str(path), config=CONFIG)
    try:
        yield path, connection
    finally:
        connection.close()
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def copy_parent(connection: duckdb.DuckDBPyConnection, parent: Release | None, tables: Sequence[str]) -> None:
    """Bring the parent's rows into the build, then lock the connection down: it needs no other file."""
    if parent is not None:
        path = str(parent.path).replace("'", "''")
        connection.execute(f"ATTACH '{path}' AS parent (READ_ONLY)")
        for table in tables:
            connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM parent.{table}")  # noqa: S608
        connection.execute("DETACH parent")
    lock_down(connection)


def insert_frame(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Append a frame to a table of the build by column name; columns the frame lacks become null."""
    if frame.height:
        connection.register("incoming_frame", frame.to_arrow())
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming_frame")  # noqa: S608
        connection.unregister("incoming_frame")


def write_durably(path: Path, content: bytes) -> None:
    """Write beside, sync, rename, sync the folder: after this returns the file survives a crash whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    beside.write_bytes(content)
    _sync(beside)
    beside.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _catalog(release: Release) -> str:
    """What a release is called inside DuckDB: a number of ours, never text from outside."""
    return f"r{release.number}"


def _read_manifest(path: Path) -> Release:
    try:
        given = json.loads(path.read_text("utf-8"))
    except (OSError, json.JSONDecodeError):
        raise BadRequest(
            f"The manifest {path.name} is missing or damaged; `pmo rollback N` to another release."
        ) from None
    loads = tuple(_load_record(load) for load in given["loads"])
    return Release(
        given["number"],
        given["fingerprint"],
        given["published_at"],
        given["version"],
        loads,
        path.with_suffix(".duckdb"),
        _texts(given.get("taught", [])),
    )


def _load_record(given: Mapping[str, Any]) -> LoadRecord:
    more = {"files": tuple(LoadedFile(**f) for f in given["files"]), "mappings": _texts(given.get("mappings", []))}
    return LoadRecord(**{**given, **more})


def _texts(given: Sequence[Sequence[str]]) -> Texts:
    return tuple((name, text) for name, text in given)
