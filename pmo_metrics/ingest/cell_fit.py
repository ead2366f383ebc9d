"""Whether the cells of a sheet are what its headers promise: columns of another kind are taken out of a reading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from pmo_metrics.ingest.dates import read_date
from pmo_metrics.ingest.fit import LOOKS, Fit, brought, is_number, share
from pmo_metrics.ingest.folding import key, plain
from pmo_metrics.ingest.header_units import Unit, without_unit
from pmo_metrics.ingest.headers import matches
from pmo_metrics.ingest.kinds import RAGS, choice_kind, kind_of
from pmo_metrics.ingest.legends import rag_legend
from pmo_metrics.ingest.model import Problem, Sheet
from pmo_metrics.ingest.row_kinds import is_planned, lists_projects, other_rows
from pmo_metrics.ingest.samples import overlong, sample
from pmo_metrics.ingest.values import TOTAL_WORD, choice, choices, split_amount
from pmo_metrics.sources import all_sources


def check_values(sheet: Sheet, fit: Fit) -> Fit | None:
    """Take columns whose cells are of another kind out of the reading, and see whether enough is left."""
    columns, problems = (
        dict(fit.columns),
        list[Problem](),
    )  # of this look at the cells: each makes the reading less likely
    shifted = overlong(sheet, fit.headers)
    sheet = replace(sheet, cells=sheet.cells.filter(~pl.col("row").is_in(list(shifted)))) if shifted else sheet
    sheet = _without_headings(sheet)
    if fit.table == "project" and other_rows(sheet, fit):
        return None
    if fit.table == "timesheet" and is_planned(sheet, fit):
        return None
    if fit.table == "task" and lists_projects(sheet, fit):
        return None
    for column, place in fit.columns.items():
        texts = [t for t in sample(sheet, fit.header_row, place) if not _TOTAL.match(plain(t))]
        if not texts and (better := _next_best(sheet, fit, column, columns)) is not None:
            columns[column] = better  # a column of this name that nobody fills, beside another that says the same
            continue
        expected = (
            misfit(fit, column, fit.headers[place], texts) or _in_hours(sheet, fit, column) or _far_number(fit, column)
        )
        if not expected or (column in RAGS and set(texts) <= rag_legend(sheet.cells).keys()):
            continue
        del columns[column]
        header = fit.headers[place]
        other = (
            _rag_instead(fit, column, texts, columns, header)
            or _step_instead(fit, column, texts, columns)
            or _billable_instead(fit, column, texts, columns)
            or ("kind" if _says_kind(fit, column, texts) and "kind" not in columns else None)
            or _other_meaning(fit, place, texts, columns)
        )
        if other:
            columns[other] = place
            continue
        problems.append(
            Problem(
                sheet.file,
                sheet.sheet,
                fit.header_row,
                fit.headers[place],
                some(texts),
                expected,
                "warning",
                "not loaded",
            )
        )
    for column in [c for c in fit.columns if c not in columns and c != "period"]:  # beside 1, 2, 3 a year is no period
        other_place = _next_best(sheet, fit, column, columns)
        if other_place is not None and not _in_hours(sheet, fit, column):
            columns[column] = other_place
    source = all_sources()[fit.source]
    found = brought(columns, bool(fit.months))
    if not all(found & g for g in source.needs) or len(source.typical & found) < source.at_least - 1:
        return None
    told = _share_filled(sheet, fit, columns) - 0.8 * len(problems) - _unnamed(sheet, fit)
    return replace(fit, columns=columns, problems=(*fit.problems, *problems), score=fit.score + told)


def _other_meaning(fit: Fit, place: int, texts: Sequence[str], columns: Mapping[str, int]) -> str | None:
    """What else a header may stand for, where its cells fit that: `Summary` over sentences is the name of an issue."""
    return next(
        (
            m.column
            for m in matches(fit.headers[place], fit.table)
            if m.column not in fit.columns
            and m.column not in columns
            and not misfit(fit, m.column, fit.headers[place], texts)
        ),
        None,
    )


_SHARP = re.compile(r"\d{1,2}:\d{2}(:00)?\s*([ap]\.?m\.?)?", re.I)  # durations have odd seconds


def _next_best(sheet: Sheet, fit: Fit, column: str, columns: Mapping[str, int]) -> int | None:
    """Another header for a column whose best one holds cells of another kind."""
    taken = {*columns.values(), fit.columns[column], *(i for i, _, _ in fit.months)}
    offers = [
        (m.weight, -i)
        for i, h in enumerate(fit.headers)
        if i not in taken and h.strip()
        for m in matches(h, fit.table)[:1]
        if m.column == column
    ]
    for _, place in sorted(offers, reverse=True):
        texts = [t for t in sample(sheet, fit.header_row, -place) if not _TOTAL.match(plain(t))]
        if texts and not misfit(fit, column, fit.headers[-place], texts):
            return -place
    return None


_TOTAL = re.compile(rf"({TOTAL_WORD})\s*[:：]?$")
_FEW = 5_000


def _without_headings(sheet: Sheet) -> Sheet:
    """A shorter sheet without rows of one cell: headings of groups say nothing about the kind of the column they stand in."""
    if sheet.cells.height > _FEW or sheet.cells.width < 4:
        return sheet
    filled = pl.sum_horizontal(pl.exclude("row").str.contains(r"\S").fill_null(False).cast(pl.Int32))
    return replace(sheet, cells=sheet.cells.filter(filled != 1))


def _share_filled(sheet: Sheet, fit: Fit, columns: Mapping[str, int]) -> float:
    """Up to 1 for a header with filled rows below: guidance tables above the data have the words but no rows."""
    below = sheet.cells.filter(pl.col("row") > fit.header_row)
    if not below.height or not columns:
        return 0.0
    return sum(below[f"c{i}"].null_count() < below.height for i in columns.values()) / len(columns)


def _unnamed(sheet: Sheet, fit: Fit) -> float:
    """Up to 1.5 for columns with cells and without a header between others: then this is the upper of two header rows."""
    last = max(fit.columns.values(), default=0)
    blank = [i for i, h in enumerate(fit.headers[:last]) if not h.strip()]
    return min(1.5, 0.3 * sum(len(sample(sheet, fit.header_row, i)) > 1 for i in blank))


def some(texts: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(t.strip()[:40] for t in texts[:20]))[:120]


def _rag_instead(fit: Fit, column: str, texts: Sequence[str], columns: Mapping[str, int], header: str) -> str | None:
    """A status column that holds traffic lights is the reported RAG, when no other column is.

    Letters that the header itself explains by words are steps of work: "Status (G granted, A paid)" has no amber.
    """
    if fit.table != "project" or column != "status" or "reported_rag" in fit.columns or "reported_rag" in columns:
        return None
    explained = re.findall(r"(?<!\w)([A-Z])(?!\w)\W*(\w{2,})", header)
    if any(choice(word, "rag") is None for letter, word in explained if letter in {t.strip() for t in texts}):
        return None
    return "reported_rag" if texts and share(texts, lambda t: choice(t, "rag") is not None) >= 0.8 else None


_MEASURED_BY = frozenset({"budget by", "budget type", "budget unit", "budget basis"})


def _in_hours(sheet: Sheet, fit: Fit, column: str) -> str:
    """What a budget should have been, where a column beside it says that it is counted in hours; "" where none does."""
    places = [i for i, h in enumerate(fit.headers) if column in ("budget", "actual_cost") and plain(h) in _MEASURED_BY]
    said = [t for i in places for t in sample(sheet, fit.header_row, i)]
    hours = next((t for t in said if "hour" in key(t)), "")
    return f"money: the column beside it says {hours}" if hours else ""


def _far_number(fit: Fit, column: str) -> str:
    """What an id should have been, where it is a bare number far to the right of the name: of a street or of houses, say."""
    place, name = fit.columns[column], fit.columns.get("name", 0)
    far = (
        fit.table == "project"
        and column == "project_id"
        and key(fit.headers[place]) == key("number")
        and place > name + 1
    )
    return "an id: what this number counts is not in its header" if far else ""


# What a column of a risk register is, where its cells are steps of a scale and no probability, or amounts and no score.
_INSTEAD = {
    "probability": "likelihood_score", "residual_probability": "residual_likelihood", "impact_score": "cost_likely", "residual_score": "residual_cost", "target_score": "target_cost",
}  # fmt: skip


def _step_instead(fit: Fit, column: str, texts: Sequence[str], columns: Mapping[str, int]) -> str | None:
    """The score that a probability in steps is, the cost that a score in amounts is, when no other column is."""
    other = _INSTEAD.get(column) if fit.table == "risk" else None
    if column == "impact_score" and (time := without_unit(fit.headers[fit.columns[column]])[1].time):
        other = "days_likely" if time == "days" else None
    if other is None or not texts or other in {*fit.columns, *columns}:
        return None
    return other if share(texts, LOOKS[kind_of("risk", other)]) >= 0.5 else None


def _says_kind(fit: Fit, column: str, texts: Sequence[str]) -> bool:
    """Whether a cost type says Budget or Actual in every row, and no other column says which it is."""
    wanted = fit.table == "cost" and column == "category" and "kind" not in fit.columns
    return wanted and bool(texts) and all(choice(t, "cost_kind") for t in texts)


def _is_billable(texts: Sequence[str]) -> bool:
    return all("billable" in plain(t) or "chargeable" in plain(t) for t in texts)


def _billable_instead(fit: Fit, column: str, texts: Sequence[str], columns: Mapping[str, int]) -> str | None:
    """A type of work that only says whether it is billed is that."""
    other = fit.table == "timesheet" and column == "work_type" and _is_billable(texts)
    return "billable" if other and "billable" not in {*fit.columns, *columns} else None


def _is_money(texts: Sequence[str]) -> bool:
    """Whether figures are amounts and no scores: with currencies, below zero, or far beyond any scale."""
    amounts = [a for t in texts if (a := split_amount(t))]
    large = sum(
        a.currency is not None or a.negative or a.scale > 1 or len(a.digits.split(".")[0].replace(",", "")) > 3
        for a in amounts
    )
    return large > len(amounts) / 2


def misfit(fit: Fit, column: str, header: str, texts: Sequence[str]) -> str:
    """What the cells of a column should have been like; "" where they fit well enough."""
    kind, (_, unit) = kind_of(fit.table, column), without_unit(header)
    if not texts:
        return ""
    few = len(texts) < 3  # one or two cells may simply be wrong: they are told one by one
    if _says_kind(fit, column, texts):
        return "a category, not whether it is budget or actual"
    if column == "work_type" and fit.table == "timesheet" and _is_billable(texts):
        return "a type of work, not whether it is billable"
    if kind == "choice":
        section = choice_kind(fit.table, column)
        wanted = 0.75 if section == "milestone_status" else 0.5
        fits = share(texts, lambda t: choice(t, section) is not None)
        # A few words of the kind make it that, though one word that nobody knows stands in most rows: each is told.
        several = section.endswith("status") and 5 * fits >= 1 and _known_words(texts, section) >= 1 / 3
        return "" if fits >= wanted or several else "one of " + ", ".join(dict.fromkeys(choices(section).values()))
    if clash := _unit_clash(kind, unit):
        return clash
    if kind == "number" and column.endswith("score") and _is_money(texts):
        return "a score, not amounts"
    if kind == "work" and key(header) - _WHICH in _UNITLESS and all(is_number(t) for t in texts):
        return "hours of work such as 38h: bare numbers under this header may be points, days or hours"
    if kind == "hours" and key(header) == key("time") and all(_SHARP.fullmatch(t.strip()) for t in texts):
        return "hours: 9:00 under this header may be a time of day"
    parts = (key("hours"), key("minutes"))
    twice = kind == "hours" and key(header) in parts and set(parts) <= {key(h) for h in fit.headers}
    if twice and all(t.strip().isdigit() and int(t) < 60 for t in texts):  # 0.50 hours or 94 minutes are no parts
        return "hours as one number: here hours and minutes stand in columns of their own"
    if column in ("first_day", "last_day") and share(texts, LOOKS["clock"]) >= 0.5:
        return "days, not times of day"
    if kind == "share" and column.endswith("probability") and _ordinal(texts):
        return "a probability such as 0.4 or 40 %, not a step of a scale"
    looks = LOOKS.get(kind)
    if (
        column in ("owner", "manager", "sponsor")
        and "id" not in key(header)
        and not few
        and all(is_number(t) for t in texts)
    ):
        return "names of people, not figures"
    if (kind == "id" or column in ("name", "title")) and all(
        plain(t) in ("yes", "no", "true", "false", "是", "否") for t in texts
    ):
        return "an id or a name, not yes or no"
    if column == "title" and fit.table == "risk" and all(choice(t, "step") and not t.strip().isdigit() for t in texts):
        return "a title, not how high a risk is"
    if (
        column in ("name", "title")
        and not few
        and share(texts, lambda t: read_date(t) is not None or LOOKS["month"](t)) > 0.9
    ):
        return "a name, not dates"
    if (
        column == "project_id"
        and fit.table == "cost"
        and all(_UUID.fullmatch(t.strip()) for t in texts)
        and len(set(texts)) == len(texts) > 1
    ):
        return "the id of a project, not one of each row"
    if kind == "id" and column == "project_id" and fit.table == "project":
        return "" if sum(len(t) <= 200 for t in texts) > 0.98 * len(texts) else "an id"
    # A release is no yes or no and a date no time of day, however few there are.
    few = few and (kind not in ("flag", "clock") or share(texts, looks or is_number) > 0)
    return "" if looks is None or few or share(texts, looks) >= 0.5 else f"values like a {kind}"


def _known_words(texts: Sequence[str], section: str) -> float:
    """The share of the different words of a column that a kind of choice knows; 0 for fewer than two of them."""
    words = {plain(t) for t in texts}
    known = sum(choice(t, section) is not None for t in words)
    return known / len(words) if known > 1 else 0.0


_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Trackers put points under these at least as often as hours.
_UNITLESS = frozenset(
    key(w) for w in ("estimate", "estimation", "effort", "估算", "估计", "予定工数", "見積工数", "実績工数", "工数")
)
_WHICH = key("planned actual")


def _unit_clash(kind: str, unit: Unit) -> str:
    if kind in ("money", "date", "month", "choice") and (unit.percent or unit.time):
        return f"a {kind}, not {'per cent' if unit.percent else unit.time}"
    if kind == "hours" and (unit.time not in ("", "hours", "minutes", "seconds") or unit.currency is not None):
        return f"hours, not {unit.time or 'money'}: how many hours a day has is not in the file"
    if kind == "step" and unit.time:
        return f"a step of a scale, not {unit.time}"
    if kind == "share" and (unit.currency is not None or unit.time or unit.scale != 1):
        return "a share"
    return ""


def _ordinal(texts: Sequence[str]) -> bool:
    """Whether a likelihood is given in steps (1 to 5, `3 - Medium`, High) rather than as a probability."""
    if any("%" in t for t in texts):
        return False
    amounts = [a for t in texts if (a := split_amount(t))]
    if len(amounts) < len(texts) / 2:
        return True
    if any("." in a.digits or "," in a.digits for a in amounts):
        return False
    return 1 < max(int(a.digits) for a in amounts) <= 10
