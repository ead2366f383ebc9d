"""From paths to uploads: the one place where a name given on the command line opens a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pmo_metrics.errors import BadRequest
from pmo_metrics.ingest.model import Upload
from pmo_metrics.settings import Limits

# Beside exports people keep notes and settings; a folder is searched for what a reader may understand.
_SUFFIXES = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".xml", ".xer", ".mpx", ".planner"}
)


def read_files(paths: Sequence[str | Path], limits: Limits | None = None) -> list[Upload]:
    """Uploads for files and, recursively, for the tables in folders. BadRequest names a path that cannot be read.

    A file is named as it lies below the folder given, or by its own name: never by a path of this machine.
    """
    allowed = limits or Limits()
    uploads = []
    for given in map(Path, paths):
        if given.is_dir():
            found = sorted(p for p in given.rglob("*") if p.is_file() and p.suffix.lower() in _SUFFIXES)
            uploads += [_read(path, path.relative_to(given).as_posix(), allowed) for path in found]
        else:
            uploads.append(_read(given, given.name, allowed))
    return uploads


def _read(path: Path, name: str, limits: Limits) -> Upload:
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            # The content is left unread; the reader refuses by size and says so.
            with path.open("rb") as handle:
                return Upload(name, handle.read(limits.file_bytes + 1))
        return Upload(name, path.read_bytes())
    except OSError as error:
        raise BadRequest(
            f"{path} cannot be read: {error.strerror or error}. Check the path and its permissions."
        ) from None
