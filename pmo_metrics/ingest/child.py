"""The throw-away process that opens a workbook or a plan: limits on itself first. Of our code it imports plan_formats only.

Run by path as `python -I child.py book|plan DIRECTORY MEMORY SECONDS CELLS SITE...`: a reader that asks for too much memory ends
the process it runs in, and that must not be the server. The name of the file in the directory (`book.xlsx`, `plan.xer`: its
ending says how to read it) comes as one line on standard input. For a book that is once the package has been checked; another
line is the order to `read` once its sheets have been, with `quickly` where the check saw no error value such as #N/A in any of
them, and each sheet becomes an Arrow file. For a plan the other line is the name of the upload, and its sheets go to
`meta.json` in the directory, as do the results of a book and the reader's own complaint.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import fastexcel
    import pyarrow

_NAMED_ERRORS = 100


class TooManyCells(Exception):
    """The sheets together hold more cells than are read."""


def limit(memory: int, seconds: int) -> None:
    """Bound this process; systems without `resource` have the caller's clock only."""
    try:
        import resource
    except ImportError:
        return
    for kind, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 1 << 30),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # macOS refuses some of them
            continue


def read_book(book: Path, into: Path, cells: int) -> list[dict[str, object]]:
    """Write every sheet of the book to `into` and describe them in order."""
    import fastexcel
    import pyarrow

    reader = fastexcel.read_excel(str(book))
    order = sys.stdin.buffer.readline().decode("utf-8").split()
    if not order:  # the check has refused a sheet
        raise EOFError
    load = _quickly if "quickly" in order else _with_errors
    described: list[dict[str, object]] = []
    for number, name in enumerate(reader.sheet_names):
        batch, said = load(reader, number, cells)
        cells -= batch.num_columns * batch.num_rows
        if cells < 0:
            raise TooManyCells
        with pyarrow.ipc.new_file(str(into / f"{number}.arrow"), batch.schema) as writer:
            writer.write_batch(batch)
        described.append({"name": name, "width": batch.num_columns, **said})
        del batch
    return described


def _quickly(reader: fastexcel.ExcelReader, number: int, cells: int) -> tuple[pyarrow.RecordBatch, dict[str, object]]:
    """A sheet of an .xlsx without error values; whether it is hidden is known from the check."""
    return reader.load_sheet_eager(number, header_row=None, skip_rows=0, dtypes="string"), {}


def _with_errors(
    reader: fastexcel.ExcelReader, number: int, cells: int
) -> tuple[pyarrow.RecordBatch, dict[str, object]]:
    """Any sheet, with the cells that hold an error value."""
    sheet = reader.load_sheet(number, header_row=None, skip_rows=0, dtypes="string")
    if sheet.width * sheet.height > cells:
        raise TooManyCells
    batch, errors = sheet.to_arrow_with_errors()
    found = errors.errors if errors else []
    said: dict[str, object] = {
        "hidden": sheet.visible != "visible",
        "errors": [[*e.position, e.detail] for e in found[:_NAMED_ERRORS]],
        "errors_total": len(found),
    }
    return batch, said


def read_plan(plan: Path, cells: int) -> dict[str, object]:
    """The sheets of a plan, or why it is refused."""
    gc.disable()  # records hold no cycles, and looking for some in hundreds of thousands takes a third of the time
    sys.path.append(str(Path(__file__).parent))
    formats = import_module("plan_formats")
    name = sys.stdin.buffer.readline().decode("utf-8").strip()
    try:
        return {"sheets": formats.read_plan(plan.suffix[1:], name, plan.read_bytes(), cells)}
    except formats.NotRead as reason:
        return {"refused": str(reason)}


def main(what: str, into: str, memory: str, seconds: str, cells: str, *sites: str) -> int:
    """Read one file within limits; whatever goes wrong becomes text in meta.json. `sites`: where the reader is installed."""
    limit(int(memory), int(seconds))
    sys.path.extend(site for site in sites if site not in sys.path)
    directory = Path(into)
    try:
        if what == "book":
            _get_ready()
        file = sys.stdin.buffer.readline().decode("utf-8").strip()
        if not file:  # the check has refused it
            return 0
        outcome: dict[str, object] = (
            {"sheets": read_book(directory / file, directory, int(cells))}
            if what == "book"
            else read_plan(directory / file, int(cells))
        )
    except BaseException as error:  # a panic of the reader is no Exception
        outcome = {"error": f"{type(error).__name__}: {error}"[:500]}
    (directory / "meta.json").write_text(json.dumps(outcome), encoding="utf-8")
    return 0


def _get_ready() -> None:
    """Import what takes time while the book is still being checked."""
    import fastexcel  # noqa: F401
    import pyarrow

    pyarrow.set_cpu_count(1)


if __name__ == "__main__":
    os._exit(main(*sys.argv[1:]))  # all is written: taking the sheets apart in memory would only take time
