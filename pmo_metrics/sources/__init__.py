"""The layouts we know, one a file: which table it fills, what marks it, and words only it uses.

Every module of this package holds one `source`; the folder is walked, so that adding a file is all it takes. What a
header means in general is in the headers*.toml files and glossary.toml, the words inside choice columns are in choices.toml and
choices_languages.toml.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Literal

Layout = Literal["long", "months", "days", "labels"]


@dataclass(frozen=True)
class Source:
    """How to recognise one layout.

    `needs`: of each group at least one column must be found. `typical`: at least `at_least` of these as well.
    `signs`: words of which one must stand in a header or in the name of the sheet or file (none given: not asked);
    one that begins with "=" is a whole header.
    `vetoes`: headers that say the sheet is something else. `headers`: what only this layout calls a column.
    `ignores`: headers that look like a column of ours and are not in this layout.
    `units`: the unit of time of a column whose bare numbers state none (seconds, minutes, hours, days).
    Layout "months" has one column a month, "days" one a day, "labels" is our own template with the tables' own labels.
    """

    label: str
    label_zh: str
    table: str
    needs: tuple[frozenset[str], ...] = ()
    typical: frozenset[str] = frozenset()
    at_least: int = 0
    signs: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    layout: Layout = "long"
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignores: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


# Headers of work items: a sheet with one of these lists tasks, tickets or contracts, not projects.
WORK_ITEMS = (
    "task", "task id", "task name", "task mode", "wbs", "wbs code", "activity id", "activity name", "outline level",
    "issue key", "issue id", "issue type", "vorgangsschlüssel", "vorgangstyp", "clé de ticket", "clave de incidencia", "tipo de incidencia", "action id", "decision id", "change id", "work item type", "subject", "tracker", "sprint", "story points",
    "contract id", "contract number", "invoice id", "invoice number", "invoice", "po number", "purchase order", "purchase order number", "voucher number", "receipt number",
    "transaction id", "ticket id", "任务名称", "任务编号", "前置任务", "大纲级别", "predecessors",
    "risk id", "raid id", "raid type", "milestone id", "funding source name", "output", "outcome", "indicator", "question",
)  # fmt: skip

# Headers of grants: a sheet with one of these lists what is funded, and no tasks, whatever else it has.
GRANTS = (
    "amount awarded", "award amount", "awarded amount", "grant amount", "award date", "beneficiary", "beneficiary name",
    "recipient org name", "total eligible expenditure",
)  # fmt: skip

# Headers of worked time, people and money: a sheet with one of these lists no tasks.
NOT_TASKS = (
    "start time", "end time", "stop time", "duration decimal", "billable", "billable rate", "user email", "work date",
    "person id", "employee id", "date raised", "raised by", "raised on", "impact", "mitigation", "risk id", "milestone id", "invoice id", "probability", "likelihood", "cost category",
)  # fmt: skip


@cache
def all_sources() -> Mapping[str, Source]:
    """Every source by its id, the name of its file, in alphabetical order."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").source for name in names}


def source_named(name: str | None) -> Source | None:
    """The source of that id; None for a table read by a saved mapping, which is no layout of ours."""
    return all_sources().get(name or "")
