"""What speaks against a reading although its headers fit: a list of a dozen small questions, of which one yes is enough."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pmo_metrics.ingest.folding import key
from pmo_metrics.ingest.header_units import without_unit
from pmo_metrics.ingest.model import Sheet
from pmo_metrics.ingest.row_kinds import each_its_own
from pmo_metrics.ingest.source_signs import (
    is_project_each,
    name_says,
    names_timesheet,
    says_kinds,
    tasks_of_projects,
    vetoed,
    wholes_listed,
)
from pmo_metrics.sources import Source


@dataclass(frozen=True)
class Reading:
    """A header row read as a source: which column stands where, and what those bring."""

    sheet: Sheet
    name: str
    source: Source
    headers: tuple[str, ...]
    row: int
    columns: Mapping[str, int]
    found: frozenset[str]

    @property
    def table(self) -> str:
        return self.source.table

    def called(self, column: str) -> frozenset[str]:
        """The words of the header of a column; empty without that column."""
        return key(self.headers[self.columns[column]]) if column in self.columns else frozenset()


def is_vetoed(reading: Reading) -> bool:
    """Whether anything speaks against the reading."""
    return any(veto(reading) for veto in _VETOES)


def _says_otherwise(r: Reading) -> bool:
    """A header of something else, in a sheet that does not say of each row what it is."""
    if r.sheet.holds or says_kinds(r.sheet, r.source, r.columns, r.row):
        return False
    if is_project_each(r.sheet, r.source, r.columns, r.headers, r.row):
        return False
    return vetoed(r.source, r.headers, r.columns)


_SAYS_TASK = frozenset({"status", "finish", "percent_complete", "kind", "work_hours", "resolved_on"})


def _logged_work(r: Reading) -> bool:
    """Hours, who spent them and on what, and nothing of the state of it: work that was logged, and no task."""
    logged = r.table == "task" and "actual_hours" in r.columns and not r.found & _SAYS_TASK
    return logged and key("author") in map(key, r.headers)


def _open_issues(r: Reading) -> bool:
    """A list of projects that a header such as open issues would make one of tasks."""
    return tasks_of_projects(r.sheet, r.source, r.columns, r.headers)


_TIME, _BILLED = key("hour minute duration"), key("billable billed rate")


def _time_entries(r: Reading) -> bool:
    """A day, hours and what they are billed at side by side: entries of a time tool, whatever project they name."""
    if r.table != "project":
        return False
    keys = [key(without_unit(h)[0]) for h in r.headers if h.strip()]
    dated = any(k == key("date") for k in keys)
    return dated and any(k & _TIME for k in keys) and any(k & _BILLED for k in keys)


# What a list without the names of tasks is a list of, where a column is called so.
_OTHER_THINGS = frozenset(
    map(key, ("dependency", "decision", "risk", "assumption", "impediment", "lesson", "constraint"))
)


def _nameless_others(r: Reading) -> bool:
    """Tasks without a name beside a column of decisions, risks or lessons: it lists those."""
    return r.table == "task" and "name" not in r.columns and any(key(h) in _OTHER_THINGS for h in r.headers)


def _worked(r: Reading) -> bool:
    """Planned work in what is called a timesheet."""
    return r.table == "assignment" and names_timesheet(r.sheet)


def _sprints(r: Reading) -> bool:
    """The sprints themselves, not what is done in them."""
    return r.table == "task" and "task_id" not in r.columns and key(r.headers[0]) == key("sprint id")


_ANY_DATE = frozenset(map(key, ("date", "日期", "datum", "fecha", "data", "termin")))
_END = key("end finish date 结束日期 结束时间 endtermin fecha fin ende fine fim slut einde konec")
_CALLED_SO = r"milestone|meilenstein|jalon|hito|里程碑"
_MILESTONE = re.compile(rf"{_CALLED_SO}|gate|deliverable|交付物", re.I)


def _doubtful_milestones(r: Reading) -> bool:
    """No date at all, or only a bare end, which tasks, phases and parts of forms have as well, and little else speaks of milestones."""
    if r.name != "milestone_list":
        return False
    columns, headers, called_milestones = r.columns, r.headers, name_says(r.source, r.sheet)
    dates = {c for c in columns if c.endswith("_date")}
    named = [headers[columns[c]] for c in ("name", "milestone_id") if c in columns]
    if not dates:  # the id of a milestone may be that of what a decision or a payment belongs to
        bare = "name" in columns and key(headers[columns["name"]]) <= key("title name label")
        if called_milestones and bare and "status" in columns:
            return False
        return "name" not in columns or not re.search(_CALLED_SO, headers[columns["name"]], re.I)
    said = any(map(_MILESTONE.search, named))
    if dates != {"forecast_date"}:
        return False
    date = key(headers[columns["forecast_date"]])
    if date in _ANY_DATE:
        return not called_milestones and not any(re.search(_CALLED_SO, h, re.I) for h in named)
    if not date <= _END:
        return False
    return not said or len(columns) < 4


def _bare_number(r: Reading) -> bool:
    """Projects without a name and with a bare number of their own: that may be of anything."""
    return r.name == "project_list" and "name" not in r.columns and r.called("project_id") <= key("id number ref")


def _bare_name(r: Reading) -> bool:
    """A bare name and one more column may be of anything: members of a club and what they paid."""
    return _nameless_id(r) and len(r.source.typical & r.found) < 3


def _wholes(r: Reading) -> bool:
    """Programmes or portfolios: what one costs is what its projects cost, and side by side it would count twice."""
    return _nameless_id(r) and bool(wholes_listed(r.sheet, r.headers, r.row))


def _nameless_id(r: Reading) -> bool:
    """Whether projects have a bare name and no id."""
    if r.name != "project_list" or "project_id" in r.columns or "name" not in r.columns:
        return False
    return r.called("name") <= key("name title")


def _name_of_another(r: Reading) -> bool:
    """A bare name behind the id of something else than a project: projectID, organisationID, name.

    Behind that of a client it is the project's, where each row has a project id of its own.
    """
    first, place = r.columns.get("project_id"), r.columns.get("name")
    if r.table != "project" or first is None or place is None:
        return False
    if r.called("name") != key("name") or not key("project") <= r.called("project_id"):
        return False
    between = [key(h) for i, h in enumerate(r.headers) if first < i < place and i not in r.columns.values()]
    others = [words - key("id") for words in between if key("id") < words]
    if any(words <= _OTHERS for words in others):
        return True
    return any(words <= _CLIENTS for words in others) and not each_its_own(r.sheet, r.row, first, 1)


_CLIENTS = key("client customer company")
_OTHERS = key(
    "organisation organization vendor supplier contractor partner participant beneficiary employee person site asset contract activity task"
)


_VETOES: tuple[Callable[[Reading], bool], ...] = (
    _says_otherwise, _logged_work, _open_issues, _time_entries, _nameless_others, _worked, _sprints, _doubtful_milestones, _bare_number,
    _bare_name, _name_of_another, _wholes,
)  # fmt: skip
