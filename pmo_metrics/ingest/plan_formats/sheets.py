"""What every format of plans comes to: sheets of text with a row for each task, link, person and assignment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

Record = Mapping[str, str]
# Row of the sheet (null: all of it), column, what was found, what was expected, severity, what was done.
Note = tuple[int | None, str, str, str, str, str]

RECORDS = 100_000  # of one kind in a plan: tasks, links, assignments
TEXT = 4_000  # characters of one value that is read; names in tools have 255
ASK = "Export the plan as Excel or CSV and load that."

TASK_HEADER = (
    "Project", "Status date", "Unique ID", "ID", "Task name", "Outline level", "WBS", "Summary task", "Milestone",
    "Start", "Finish", "Baseline start", "Baseline finish", "Actual start", "Actual finish", "% complete",
    "Duration (days)", "Work (h)", "Actual work (h)", "Remaining work (h)", "Baseline cost", "Cost", "Actual cost",
    "Currency", "Resource names", "Predecessors", "Priority", "Active", "Created on", "Total slack (days)",
    "Constraint type",
)  # fmt: skip
LINK_HEADER = ("Project ID", "Task ID", "Predecessor ID", "Link type", "Lag (days)", "Status date", "As written")
_EACH = 20  # problems with links are told one by one, up to this many


class NotRead(Exception):
    """Why a plan is not read; the message finishes the sentence "<file> …"."""


@dataclass(frozen=True)
class Table:
    """A sheet: its name, the row of its header, the header, rows each with their number, and notes on it.

    Columns in which no row has anything are left out of the plain data, but for those in `keep`.
    """

    name: str
    first: int
    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    notes: Sequence[Note] = field(default_factory=list)
    keep: frozenset[str] = frozenset()

    def plain(self) -> dict[str, Any]:
        """What it says as plain data, without the columns in which no row has anything."""
        used = [
            i for i in range(len(self.header)) if self.header[i] in self.keep or any(row[i] for _, row in self.rows)
        ]
        rows = [(number, [row[i] for i in used]) for number, row in self.rows]
        header = [self.header[i] for i in used]
        return {"name": self.name, "first": self.first, "header": header, "rows": rows, "notes": self.notes}


def task_table(name: str, first: int, tasks: Iterable[tuple[int, Record]], notes: Sequence[Note]) -> Table:
    """Tasks as a sheet, each with its row and what it has of the columns of `TASK_HEADER`."""
    rows = [(number, [task.get(column, "") for column in TASK_HEADER]) for number, task in tasks]
    return Table(name, first, TASK_HEADER, rows, notes)


def link_table(name: str, first: int, rows: Sequence[tuple[int, Sequence[str]]], notes: Sequence[Note]) -> list[Table]:
    """Links between tasks as a sheet, in the order of `LINK_HEADER`; none without links.

    The last cell of a row is how the predecessor is written; a predecessor that is not known is "".
    """
    return [Table(name, first, LINK_HEADER, rows, _few(notes), frozenset(LINK_HEADER[:3]))] if rows else []


def _few(notes: Sequence[Note]) -> list[Note]:
    """The first notes, and how many more there are."""
    more = len(notes) - _EACH
    rest: Note = (None, "", f"{more} more links like these", "links within the list", "warning", "as above")
    return [*notes[:_EACH], rest] if more > 0 else list(notes)


def title_of(name: str) -> str:
    """What a plan without a title is called: its file, without folder and ending."""
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def taken_from_title(project: str) -> Note:
    return (None, "project_id", "a plan of one project", "the project's id", "warning", f"taken as {project} from the plan's title")  # fmt: skip


@lru_cache(maxsize=10_000)
def number(text: str) -> Decimal | None:
    """A number with a point, or with the comma of the machine that wrote it; None for anything else."""
    try:
        found = Decimal(text.replace(",", ".")) if 0 < len(text) <= 40 else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def two_places(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


def yes(text: str) -> str:
    return {"1": "Yes", "0": "No", "true": "Yes", "false": "No"}.get(text, "")


def currency_code(text: str) -> str:
    return text if re.fullmatch(r"[A-Z]{3}", text) else ""


CURRENCY_SIGNS = {"£": "GBP", "€": "EUR", "¥": "CNY", "￥": "CNY", "元": "CNY"}
