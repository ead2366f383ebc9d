"""Columns that a table is of little use without: where no header names one and some column nobody read may be it, that is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pmo_metrics.ingest.check import Check
from pmo_metrics.ingest.fit import LOOKS
from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.samples import sample

_NAMES: Mapping[str, str] = {
    "project": "name", "milestone": "name", "task": "name", "risk": "title", "register": "title", "lesson": "title", "dependency": "title",
}  # fmt: skip
# Dates that plans are judged by; a table with one of these has been understood.
_DATES: Mapping[str, Sequence[str]] = {
    "task": ("finish", "baseline_finish", "actual_finish", "resolved_on"), "project": ("finish", "baseline_finish", "actual_finish"),
    "risk": ("raised_on", "response_due", "reviewed_on"), "register": ("raised_on", "due", "closed_on"),
}  # fmt: skip
# Dates of the record, not of the work.
_OF_THE_RECORD = key(
    "created modified updated changed viewed synced exported timestamp last approved signed award announced 创建 更新 修改"
)
_ENOUGH = 0.8


def tell_wanted(check: Check) -> None:
    """A warning for a name or a date that a table lacks, with the columns that may be it."""
    if not check.rows.height or not check.r.headers:
        return
    if check.table.name == "timesheet" and "project_id" not in check.rows.columns:
        hours = check.rows["hours"].sum() if "hours" in check.rows.columns else 0
        check.add(
            check.r.header_row, "project_id", f"no column for the project of {hours:,.2f} hours", "a header such as Project ID", "warning",
            "loaded as hours of no project",
        )  # fmt: skip
    name = _NAMES.get(check.table.name)
    if name and name not in check.rows.columns:
        texts = _unread(check, lambda t: bool(t.strip()) and not LOOKS["date"](t) and not LOOKS["money"](t), apart=True)
        _tell(check, name, texts)
    if check.table.name == "milestone" and not any(c.endswith("_date") for c in check.rows.columns):
        check.add(
            check.r.header_row, "baseline_date", f"no column for a date of {check.rows.height:,} milestones", "a header such as Baseline date or Due date",
            "warning", "loaded without dates",
        )  # fmt: skip
    dates = _DATES.get(check.table.name, ())
    if dates and not any(c in check.rows.columns for c in dates):
        places = _unread(check, LOOKS["date"])
        _tell(check, dates[0], [h for h in places if not key(h) & _OF_THE_RECORD])


def _unread(check: Check, looks: Callable[[str], bool], apart: bool = False) -> list[str]:
    """The headers that no column was read from and whose cells look so; `apart`: and mostly differ, as names do."""
    read = {*check.r.columns.values(), *(i for i, _, _ in check.r.months)}
    found = []
    for place, header in enumerate(check.r.headers):
        texts = sample(check.r.sheet, check.r.header_row or 0, place) if place not in read and header.strip() else []
        if apart and len(set(texts)) < len(texts) / 2:
            continue
        if len(texts) > 1 and sum(map(looks, texts)) >= _ENOUGH * len(texts):
            found.append(header)
    return found


def _tell(check: Check, column: str, headers: Sequence[str]) -> None:
    if not headers:
        return
    label = check.table.column(column).label
    unread = ", ".join(" ".join(h.split())[:40] for h in headers[:6])
    check.add(
        check.r.header_row, column, f"no column for {label}; nobody read {unread}", f"a header such as {label}", "warning",
        "left empty: say what the column means under Data, once",
    )  # fmt: skip
