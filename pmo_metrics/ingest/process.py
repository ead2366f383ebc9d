"""The throw-away process in which a workbook or a plan is opened: started, told what to read, and ended in time."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from pmo_metrics.errors import Unreadable
from pmo_metrics.settings import Limits

_CHILD = Path(__file__).with_name("child.py")
_STARTING_SECONDS = 10
_ASK = {
    "book": "Open it in a spreadsheet program, save it as .xlsx and load that.",
    "plan": "Export the plan as Excel or CSV and load that.",
}


class Child:
    """The process that opens a file when it is told to; its results lie in the directory. Ended at the latest on exit."""

    def __init__(self, what: Literal["book", "plan"], limits: Limits) -> None:
        self.what, self.limits, self.opened = what, limits, False
        self.folder = tempfile.TemporaryDirectory(prefix="pmo-read-")
        self.directory = Path(self.folder.name)
        command = [sys.executable, "-I", str(_CHILD), what, str(self.directory)]
        command += [str(limits.reader_memory), str(limits.reader_seconds), str(limits.cells), *_sites()]
        keep = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
        environment = {k: os.environ[k] for k in keep if k in os.environ} | {"ARROW_DEFAULT_MEMORY_POOL": "system"}
        pipe = subprocess.PIPE  # nothing is written to the second: it closes when the child ends, which is seen at once
        self.process = subprocess.Popen(
            command, cwd=self.directory, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        self.folder.cleanup()

    def open(self, content: bytes, kind: str) -> None:
        """Let the child open the file of that kind; it reads no sheet yet."""
        (self.directory / f"{self.what}.{kind}").write_bytes(content)
        self.opened = True
        assert self.process.stdin
        with contextlib.suppress(OSError):  # a child that has died says why when it is asked to read
            self.process.stdin.write(f"{self.what}.{kind}\n".encode())
            self.process.stdin.flush()

    def read(self, name: str, order: str) -> list[dict[str, Any]]:
        """What the child says about each sheet of the file of that name. Unreadable where it gave up or was ended."""
        wall = self.limits.reader_seconds + _STARTING_SECONDS
        try:
            self.process.communicate(f"{order}\n".encode("utf-8", "replace"), timeout=wall)
        except subprocess.TimeoutExpired:
            raise Unreadable(f"{name} takes more than {wall} seconds to open. Split it or save it as CSV.") from None
        report = self.directory / "meta.json"
        outcome = json.loads(report.read_text("utf-8")) if self.process.returncode == 0 and report.exists() else {}
        if "refused" in outcome:
            raise Unreadable(f"{name} {outcome['refused']}")
        if "sheets" not in outcome:
            raise Unreadable(self._why(name, str(outcome.get("error", ""))))
        sheets: list[dict[str, Any]] = outcome["sheets"]
        return sheets

    def _why(self, file: str, error: str) -> str:
        """The sentence for a file that the reader gave up on."""
        low, limits = error.casefold(), self.limits
        if error.startswith("TooManyCells"):
            return f"{file} has more than {limits.cells} cells. Split the export by period or portfolio."
        if error.startswith(("ImportError", "ModuleNotFoundError")):
            return f"{file} cannot be read because its reader is missing from this installation. Install pmo-metrics again."
        if "password" in low or "encrypt" in low:
            return f"{file} is protected with a password. Save it without the password and load that."
        if not error or "memoryerror" in low or "alloc" in low:
            return (
                f"{file} asks for more than the reader may use ({limits.reader_memory >> 20} MiB, {limits.reader_seconds} "
                "seconds), or is damaged. Split it, or save it as CSV and load that."
            )
        kind = {"book": "no workbook", "plan": "no plan"}[self.what]
        return f"{file} is damaged or {kind}, and the reader gave up on it. {_ASK[self.what]}"


@cache
def _sites() -> tuple[str, ...]:
    """Where the reader and Arrow are installed, which the isolated child might not find by itself."""
    places = [spec.origin for spec in map(find_spec, ("fastexcel", "pyarrow")) if spec and spec.origin]
    return tuple(dict.fromkeys(str(Path(place).parent.parent) for place in places))
