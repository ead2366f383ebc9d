"""The throw-away process that opens a workbook: limits on itself first, then one Arrow file a sheet. No code of ours imported.

Run by path as `python -I child.py DIRECTORY MEMORY SECONDS CELLS SITE...`: a reader that asks for too much memory ends the process it
runs in, and that must not be the server. The name of the book in the directory comes as one line on standard input once the
package has been checked, and the word `read` as another once its sheets have been. Results and the reader's own complaint go to `meta.json` in the directory.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

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
    if sys.stdin.readline().strip() != "read":  # the check has refused a sheet
        raise EOFError
    described: list[dict[str, object]] = []
    for number, name in enumerate(reader.sheet_names):
        sheet = reader.load_sheet(number, header_row=None, skip_rows=0, dtypes="string")
        cells -= sheet.width * sheet.height
        if cells < 0:
            raise TooManyCells
        batch, errors = sheet.to_arrow_with_errors()
        with pyarrow.ipc.new_file(str(into / f"{number}.arrow"), batch.schema) as writer:
            writer.write_batch(batch)
        found = errors.errors if errors else []
        described.append(
            {
                "name": name,
                "width": batch.num_columns,
                "hidden": sheet.visible != "visible",
                "errors": [[*e.position, e.detail] for e in found[:_NAMED_ERRORS]],
                "errors_total": len(found),
            }
        )
        del batch, sheet
    return described


def main(into: str, memory: str, seconds: str, cells: str, *sites: str) -> int:
    """Read one book within limits; whatever goes wrong becomes text in meta.json. `sites`: where the reader is installed."""
    limit(int(memory), int(seconds))
    sys.path.extend(site for site in sites if site not in sys.path)
    directory = Path(into)
    try:
        _get_ready()
        book = sys.stdin.readline().strip()
        if not book:  # the check has refused it
            return 0
        outcome: dict[str, object] = {"sheets": read_book(directory / book, directory, int(cells))}
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
    sys.exit(main(*sys.argv[1:]))
