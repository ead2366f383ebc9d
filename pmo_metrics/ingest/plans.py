"""Plan files that are no tables: read by plan_formats in a process of its own, and handed on as sheets of text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from pmo_metrics.ingest.delimited import decode
from pmo_metrics.ingest.model import Problem, Sheet, Upload
from pmo_metrics.ingest.plan_formats import plan_format
from pmo_metrics.ingest.process import Child
from pmo_metrics.settings import Limits

__all__ = ["plan_format", "read_plan", "text_sheet"]

_XML = ("mspdi", "planner")
# What the first record of an MPX file calls its encoding; ANSI is whatever the machine that wrote it used.
_CODE_PAGES = {"MAC": "mac_roman", "850": "cp850", "437": "cp437"}


def read_plan(upload: Upload, limits: Limits) -> list[Sheet]:
    """The sheets of a plan file of a format that `plan_format` knows. Unreadable (one sentence) where it is not read."""
    kind = plan_format(upload.content)
    content, notes = (upload.content, ()) if kind in _XML else _in_utf8(upload, kind)
    with Child("plan", limits) as child:
        child.open(content, kind)
        said = child.read(upload.name, " ".join(upload.name.split()))
    first, *others = (text_sheet(upload.name, one) for one in said)
    return [replace(first, problems=(*notes, *first.problems)), *others]


def _in_utf8(upload: Upload, kind: str) -> tuple[bytes, tuple[Problem, ...]]:
    """A plan that is text as UTF-8, and what is to be told of its encoding."""
    stated = upload.content[:200].split(b"\n")[0].decode("ascii", "replace").strip().upper() if kind == "mpx" else ""
    known = next((page for word, page in _CODE_PAGES.items() if stated.endswith(word)), "")
    text, encoding, notes = (upload.content.decode(known), known, []) if known else decode(upload)
    told = Problem(upload.name, "", None, "", f"encoding {encoding}", "", "info", "noted")
    return text.encode("utf-8"), (told, *notes)


def text_sheet(file: str, said: Mapping[str, Any]) -> Sheet:
    """A sheet of text cells of a table as plain data (see `plan_formats.sheets.Table`)."""
    rows = said["rows"]
    columns = {
        f"c{i}": pl.Series([title, *(row[i] or None for _, row in rows)], dtype=pl.String())
        for i, title in enumerate(said["header"])
    }
    numbers = pl.Series("row", [said["first"], *(number for number, _ in rows)], pl.Int64())
    problems = tuple(Problem(file, said["name"], *note) for note in said["notes"])
    return Sheet(file, said["name"], pl.DataFrame({"row": numbers, **columns}), False, problems)
