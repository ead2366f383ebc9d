"""Columns that a table is of little use without: told where no header names one, or where what was read for it may be something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from pmo_metrics.ingest.check import Check
from pmo_metrics.ingest.fit import LOOKS, is_number
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.kinds import RAGS
from pmo_metrics.ingest.samples import sample
from pmo_metrics.ingest.values import choice, says_nothing

_NAMES: Mapping[str, str] = {
    "project": "name", "milestone": "name", "task": "name", "risk": "title", "register": "title", "lesson": "title", "dependency": "title",
}  # fmt: skip
# Dates that plans are judged by: where a table has one of a group, that group has been understood.
_DATES: Mapping[str, Sequence[Sequence[str]]] = {
    "task": [("finish", "baseline_finish", "actual_finish", "resolved_on")],
    "project": [("finish", "baseline_finish", "actual_finish"), ("start", "baseline_start", "actual_start")],
    "risk": [("raised_on", "response_due", "reviewed_on")], "register": [("raised_on", "due", "closed_on")],
}  # fmt: skip
# Dates of the record, not of the work.
_OF_THE_RECORD = key(
    "created modified updated changed viewed synced exported timestamp last approved signed award announced 创建 更新 修改"
)
_ENOUGH = 0.8
_PEOPLE = key(
    "assignee assigned owner responsible lead leader manager pm pic contributor executor 担当者 作業者 负责人 责任人 经办人 执行人 담당자 verantwortlich responsable responsabile responsavel"
)
_STATES = key("status state 状态 状態 状況 ステータス 상태 estado situacao statut etat stato stav")
_WORK = key("hour effort workload estimate estimated 工时 工時 工数 stunden heure hora ore aufwand charge")
_LEVELS = key(
    "level rating score severity probability likelihood impact inherent exposure 等级 级别 程度 概率 风险 影響 確率"
)
# Words that speak of a column without naming it: where a table has none of those columns, who reads the report should know.
_SPOKEN: Mapping[str, Sequence[tuple[Sequence[str], frozenset[str]]]] = {
    "task": [(("owner",), _PEOPLE), (("status", "percent_complete"), _STATES), (("work_hours", "actual_hours", "remaining_hours"), _WORK)],
    "project": [(("manager", "sponsor"), _PEOPLE), (("status", "reported_rag", "stage"), _STATES)],
    "risk": [(("owner",), _PEOPLE), (("status",), _STATES), (("impact_score", "likelihood_score", "probability", "score", "cost_likely"), _LEVELS)],
    "register": [(("owner",), _PEOPLE), (("status",), _STATES)], "milestone": [(("owner",), _PEOPLE), (("status",), _STATES)],
}  # fmt: skip


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
        if not texts and check.table.name == "milestone":
            label = check.table.column(name).label
            check.add(
                check.r.header_row,
                name,
                f"no column for {label}",
                f"a header such as {label}",
                "warning",
                "loaded without",
            )
    elif name:
        good = check.rows.filter(~pl.col("row").is_in(list(check.bad)))[name]
        if 0 < good.null_count() < good.len():
            check.add(None, name, f"{good.null_count():,} rows without", check.label(name), "warning", "loaded without")
    if check.table.name == "milestone" and not any(c.endswith("_date") for c in check.rows.columns):
        check.add(
            check.r.header_row, "baseline_date", f"no column for a date of {check.rows.height:,} milestones", "a header such as Baseline date or Due date",
            "warning", "loaded without dates",
        )  # fmt: skip
    _tell_granted(check)
    _tell_letters(check)
    _tell_lights(check)
    for dates in _DATES.get(check.table.name, ()):
        if not any(c in check.rows.columns for c in dates):
            places = _unread(check, LOOKS["date"])
            _tell(check, dates[0], [h for h in places if not key(h) & _OF_THE_RECORD])
            break
    for columns, words in _SPOKEN.get(check.table.name, ()):
        if not any(c in check.rows.columns for c in columns):
            told = {p.column for p in check.problems if p.severity != "info"}
            places = _unread(check, _FITS.get(columns[0], _says))
            _tell(check, columns[0], [h for h in places if _speaks(h, words) and h not in told])


def _speaks(header: str, words: frozenset[str]) -> bool:
    """Whether a header holds one of the words; of scripts without blanks, as a part of it too."""
    return bool(key(header) & words) or any(not word.isascii() and word in plain(header) for word in words)


def _says(text: str) -> bool:
    return bool(text.strip()) and not LOOKS["date"](text) and not says_nothing(text)


_FITS: Mapping[str, Callable[[str], bool]] = {
    "work_hours": LOOKS["work"], "impact_score": lambda t: choice(t, "step") is not None or is_number(t),
}  # fmt: skip


_GRANTED = re.compile(
    r"grant|award|subsid|forder|zuwendung|gewahr|bewillig|beteiligung|subvention|octroy|accord|ayuda|concedid|contributo|tamogatas|dofinans|rahoitus|bevilj|bevilg|toegekend|资助"
)
_WHOLE = re.compile(r"eligible|forderfahig|subsidiabel|cost|kosten|ausgaben|expenditure|depense|cout")
_SAYS_LIGHT = re.compile(r"rag|health|light|ampel|colou?r|dca|confidence|rating|semafor|feu|灯|健康")


def _tell_letters(check: Check) -> None:
    """Single letters under a header that speaks of no lights may be other marks: approved, granted."""
    place = check.r.columns.get("reported_rag")
    if check.table.name != "project" or place is None or _SAYS_LIGHT.search(plain(check.r.headers[place])):
        return
    if any(c in check.r.columns for c in RAGS[1:]):
        return  # beside lights of schedule and cost it is one
    texts = set(sample(check.r.sheet, check.r.header_row or 0, place))
    if texts and all(len(t.strip()) == 1 and t.isascii() for t in texts):
        what = "words, or a header such as RAG: single letters may mean something else"
        check.add(
            check.r.header_row,
            check.r.headers[place],
            ", ".join(sorted(texts)),
            what,
            "warning",
            "read as lights: red, amber, green",
        )


def _tell_lights(check: Check) -> None:
    """A column of lights that nobody read: beside another that was, it may hold what that one lacks."""
    if check.table.name != "project":
        return
    lights = _unread(check, lambda t: choice(t, "rag") in ("green", "amber", "red", "amber_green", "amber_red"))
    for header in lights[:5]:
        what = "one column of lights for each of: overall, schedule, cost, scope, resources"
        check.add(check.r.header_row, header, "lights that no column is read from", what, "warning", "not loaded")


def _tell_granted(check: Check) -> None:
    """A budget that is only what somebody granted: what the project costs in all may be more."""
    place = check.r.columns.get("budget")
    header = plain(check.r.headers[place]) if place is not None else ""
    if check.table.name == "project" and _GRANTED.search(header) and not _WHOLE.search(header):
        what = "what the project costs in all, which no column gives: the amount granted may be a part of it"
        check.add(
            check.r.header_row,
            check.r.headers[place or 0],
            "an amount granted",
            what,
            "warning",
            "loaded as the budget",
        )


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
