"""Plan files as sheets of text, one module a format. Read in a child process: nothing here imports more than Python itself.

Nothing is executed or fetched, and everything counted: a plan beyond what tools write is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .mpx import read_mpx
from .mspdi import read_mspdi
from .planner import read_planner
from .sheets import NotRead, Table
from .xer import read_xer

__all__ = ["FORMATS", "NotRead", "Table", "plan_format", "read_plan"]

# Each is given the name of the file (a plan without a title is called so) and the bytes; text is in UTF-8.
FORMATS: Mapping[str, Callable[[str, bytes], Sequence[Table]]] = {
    "mspdi": read_mspdi, "planner": read_planner, "xer": read_xer, "mpx": read_mpx,
}  # fmt: skip
_TEXT = 100_000_000  # characters of all cells: titles and names stand in many rows


def plan_format(content: bytes) -> str:
    """Which of the formats the bytes begin like; "" for none."""
    head = content[:4096].replace(b"\x00", b"")
    bare = head.removeprefix(b"\xef\xbb\xbf")
    lines = bare.lstrip()
    if lines[:7].upper() == b"ERMHDR\t" or re.match(
        rb"%T\t\w+\r?\n%F\t", lines
    ):  # some tools leave the first record out
        return "xer"
    if re.match(rb"MPX[,;\t]", bare):
        return "mpx"
    if b"<" not in head[:8]:
        return ""
    if re.search(rb"<project\s[^<>]*mrproject-version", head):
        return "planner"
    if b"schemas.microsoft.com/project" in head:
        return "mspdi"
    tasks = re.search(rb"<Project[\s>]", head) and b"<Tasks" in content[: 1 << 16].replace(b"\x00", b"")
    return "mspdi" if tasks else ""


def read_plan(kind: str, name: str, content: bytes, cells: int) -> list[dict[str, Any]]:
    """The sheets of a plan as plain data (see `Table`); of at most so many cells. NotRead says why a plan is not read."""
    tables = FORMATS[kind](name, content)
    if sum(len(t.header) * len(t.rows) for t in tables) > cells:
        raise NotRead(f"has more than {cells} cells as a table. Split the plan.")
    if sum(len("".join(row)) for t in tables for _, row in t.rows) > _TEXT:
        raise NotRead("repeats texts far longer than any name. Shorten the names in it.")
    return [table.plain() for table in tables]
