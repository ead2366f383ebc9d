"""What changed between two states of the portfolio: one tidy table, and sentences ordered by importance.

A state is what marts say at one status date of one release, so the same function tells what a month brought (two dates),
what a load corrected (two releases, one date), or both at once.

Importance is a weight, the same for everybody. One point is one step of reported status, or 30 days of a project's finish
(the step of the US IT Dashboard, GAO-10-701), or one per cent of the portfolio's budget:

* reported status: steps; computed status: 3/4 of its steps, since the report is what was promised;
* finish: days / 30; a milestone's date: days / 60; a milestone reached late: 1/2, on time: 1/4; added or dropped: 1/8;
* forecast cost: share of the portfolio's budget in per cent; budget: half of that; actual cost: nothing, since spending
  is what projects do;
* risk: its change of expected value as a share of the portfolio's budget in per cent, at least 1/8;
* a project that came, went or changed its state: 1; an issue raised: 1/4, closed: 1/8;
  a warning: 1, 1/2 or 1/4 by its severity.

Good news counts half, so that trouble of the same size comes first. What comes with a new project, or goes with one that is
cancelled or gone (its money, milestones and risks), is in the table with weight 0: the project is the news. Where no budget
is known, money weighs 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pmo_metrics.rules import RULES
from pmo_metrics.text import t
from pmo_metrics.text.numbers import day, show

FACTS = 3  # of one project in one sentence: what a reader keeps in mind
SENTENCES = 10

SCHEMA: Mapping[str, Any] = {
    "kind": pl.String, "project_id": pl.String, "project": pl.String, "item": pl.String, "what": pl.String,
    "before": pl.String, "after": pl.String, "change": pl.Decimal(38, 2), "unit": pl.String, "favourable": pl.Boolean,
    "weight": pl.Float64,
}  # fmt: skip
# Half levels stand between their neighbours here: a step that a report takes must show.
STEPS = {"green": 0.0, "amber_green": 0.5, "amber": 1.0, "amber_red": 1.5, "red": 2.0}
SEVERITY = {"high": 1.0, "medium": 0.5, "low": 0.25}


@dataclass(frozen=True)
class State:
    """Rows of the marts at one status date of one release; None for a mart that an older release does not have."""

    projects: pl.DataFrame
    milestones: pl.DataFrame
    risks: pl.DataFrame
    entries: pl.DataFrame | None = None
    warnings: pl.DataFrame | None = None

    @classmethod
    def read(cls, rows: Callable[[str], pl.DataFrame], has: Callable[[str], bool]) -> State:
        """A state from a function that gives a mart's rows, and one that says whether the release has that mart."""
        entries, warnings = (rows(t) if has(t) else None for t in ("register_status", "warning"))
        return cls(rows("project_status"), rows("milestone_status"), rows("risk_status"), entries, warnings)

    def only(self, projects: Collection[str]) -> State:
        """The same for some projects, by id."""
        kept = pl.col("project_id").is_in(list(projects))
        return State(
            self.projects.filter(kept), self.milestones.filter(kept), self.risks.filter(kept),
            None if self.entries is None else self.entries.filter(kept),
            None if self.warnings is None else self.warnings.filter(kept),
        )  # fmt: skip


def changes(before: State, after: State) -> pl.DataFrame:
    """Every difference between two states, the most important first; none where nothing changed.

    Columns: kind (project, status, money, date, milestone, risk, issue, warning), project_id, project, item (the milestone,
    risk, entry or warning), what (a code, words in text/*.toml), before and after as text (ISO dates, plain numbers, codes),
    change (after - before in `unit`: money in the reporting currency, days, count of status steps), favourable
    (null: neither), weight (see above).

    The changes of `forecast_cost` add up to the change of the metric forecast_cost over the same projects, new and
    vanished ones included; the same holds for `budget`, `actual_cost` and for the risks' changes and risk_exposure.
    """
    projects = _pair(before.projects, after.projects, "project_id")
    parts = [
        _project_moves(projects),
        _level(projects, "rag", "reported", 1.0),
        # Only active projects are judged by their figures: one that ends has no level to move from.
        _level(projects.filter(pl.col("is_active") & pl.col("is_active_before")), "computed_rag", "computed", 0.75),
        _finish(projects),
        *(_money(projects, column) for column in ("budget", "forecast_cost", "actual_cost")),
        _milestones(_pair(before.milestones, after.milestones, "project_id", "milestone_id")),
        _risks(_pair(before.risks, after.risks, "project_id", "risk_id")),
    ]
    if before.entries is not None and after.entries is not None:
        parts.append(_entries(_pair(before.entries, after.entries, "project_id", "entry_id")))
    if before.warnings is not None and after.warnings is not None:
        parts.append(_warnings(before.warnings, after.warnings))
    found = _weighed(pl.concat(parts), _one_per_cent(after.projects, before.projects), projects)
    order = ["weight", "project_id", "kind", "what", "item"]
    return found.sort(order, descending=[True, *[False] * 4], nulls_last=True)


def _pair(before: pl.DataFrame, after: pl.DataFrame, *key: str) -> pl.DataFrame:
    """Both sides in one row: columns of `after`, those of `before` with the ending _before, `came` and `went`."""
    old = before.with_columns(pl.lit(True).alias("was")).rename(lambda n: n if n in key else f"{n}_before")
    both = after.with_columns(pl.lit(True).alias("is")).join(
        old, on=list(key), how="full", coalesce=True, nulls_equal=True
    )
    return both.with_columns(
        pl.coalesce("project", "project_before", "project_id").alias("project"),
        pl.col("was_before").is_null().alias("came"),
        pl.col("is").is_null().alias("went"),
    )


def _tidy(
    found: pl.DataFrame, kind: str, *, what: pl.Expr, before: pl.Expr, after: pl.Expr, change: pl.Expr | None = None,
    unit: str | None = None, favourable: pl.Expr | None = None, weight: pl.Expr | float = 1.0, item: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    none = pl.lit(None)
    columns = {
        "kind": pl.lit(kind), "project_id": pl.col("project_id"), "project": pl.col("project"),
        "item": pl.col(item) if item else none, "what": what, "before": before, "after": after,
        "change": none if change is None else change, "unit": pl.lit(unit),
        "favourable": none if favourable is None else favourable,
        "weight": weight if isinstance(weight, pl.Expr) else pl.lit(weight),
    }  # fmt: skip
    return found.select(expr.cast(SCHEMA[name]).alias(name) for name, expr in columns.items())


def _project_moves(projects: pl.DataFrame) -> pl.DataFrame:
    state = pl.col("status").ne_missing(pl.col("status_before"))
    moved = projects.filter(pl.col("came") | pl.col("went") | state)
    what = (
        pl.when("came").then(pl.lit("new")).when("went").then(pl.lit("gone")).otherwise(pl.lit("lifecycle"))
    )  # fmt: skip
    good = pl.when(pl.col("status") == "complete").then(True).when(pl.col("status") == "cancelled").then(False)
    return _tidy(moved, "project", what=what, before=pl.col("status_before"), after=pl.col("status"), favourable=good)


def _level(projects: pl.DataFrame, column: str, what: str, step: float) -> pl.DataFrame:
    """Moves of a status both sides have; a level that is no point of the scale (reset, not reported) weighs one step."""
    now, then = pl.col(column), pl.col(f"{column}_before")
    moved = projects.filter(~pl.col("came") & ~pl.col("went") & now.ne_missing(then))
    steps = _steps(now) - _steps(then)
    return _tidy(
        moved, "status", what=pl.lit(what), before=then, after=now, change=steps, unit="steps",
        favourable=pl.when(steps != 0).then(steps < 0), weight=steps.abs().fill_null(1.0) * step,
    )  # fmt: skip


def _steps(level: pl.Expr) -> pl.Expr:
    return level.replace_strict(STEPS, default=None, return_dtype=pl.Float64)


def _finish(projects: pl.DataFrame) -> pl.DataFrame:
    now, then = pl.col("effective_finish"), pl.col("effective_finish_before")
    days = (now - then).dt.total_days()
    return _tidy(
        projects.filter(days != 0), "date", what=pl.lit("finish"), before=then, after=now, change=days, unit="days",
        favourable=days < 0, weight=days.abs() / 30,
    )  # fmt: skip


def _money(projects: pl.DataFrame, column: str) -> pl.DataFrame:
    """What each project adds to the change of a total. Only a forecast is good or bad news in itself."""
    now, then = pl.col(column), pl.col(f"{column}_before")
    change = _counted(now) - _counted(then)
    good = pl.when(now.is_not_null() & then.is_not_null()).then(change < 0) if column == "forecast_cost" else None
    share = {"forecast_cost": 1.0, "budget": 0.5, "actual_cost": 0.0}[column]
    return _tidy(
        projects.filter(now.ne_missing(then)), "money", what=pl.lit(column), before=_counted(then, None),
        after=_counted(now, None), change=change, unit="money", favourable=good, weight=share,
    )  # fmt: skip


def _counted(amount: pl.Expr, missing: int | None = 0) -> pl.Expr:
    exact = amount.cast(pl.Decimal(38, 2))
    return exact if missing is None else exact.fill_null(missing)


def _milestones(pairs: pl.DataFrame) -> pl.DataFrame:
    now, then = pl.col("effective_date"), pl.col("effective_date_before")
    dropped = (pl.col("state") == "cancelled").fill_null(False)
    was_dropped = (pl.col("state_before") == "cancelled").fill_null(False)
    reached = pl.col("reached_on").is_not_null() & pl.col("reached_on_before").is_null()
    late = reached & (pl.col("state") == "achieved_late")
    days = (now - then).dt.total_days()
    still = pl.col("forecast_date").eq_missing(pl.col("forecast_date_before"))  # nobody moved it: time went by
    what = (
        pl.when(pl.col("came") & ~dropped).then(pl.lit("added"))
        .when((pl.col("went") | dropped) & ~was_dropped & ~pl.col("came")).then(pl.lit("dropped"))
        .when(dropped).then(None)
        .when(late).then(pl.lit("reached_late"))
        .when(reached).then(pl.lit("reached"))
        .when((days > 0) & still).then(pl.lit("waiting"))
        .when(days > 0).then(pl.lit("later"))
        .when(days < 0).then(pl.lit("earlier"))
    )  # fmt: skip
    moved = pairs.with_columns(
        what.alias("what"), pl.coalesce("milestone", "milestone_before").alias("milestone"),
        pl.when(reached).then(pl.col("slip_days")).otherwise(days).alias("days"),
    ).drop_nulls("what")  # fmt: skip
    good = _by_code(
        {"reached": True, "earlier": True, "reached_late": False, "later": False, "waiting": False}, pl.Boolean
    )
    weight = _by_code({"reached": 0.25, "reached_late": 0.5, "added": 0.125, "dropped": 0.125}, pl.Float64)
    return _tidy(
        moved, "milestone", what=pl.col("what"), before=then, after=now, change=pl.col("days"), unit="days",
        favourable=good, weight=weight.fill_null(pl.col("days").abs() / 60), item="milestone",
    )  # fmt: skip


def _by_code(values: dict[str, bool] | dict[str, float], kind: type[pl.DataType]) -> pl.Expr:
    return pl.col("what").replace_strict(values, default=None, return_dtype=kind)


def _risks(pairs: pl.DataFrame) -> pl.DataFrame:
    is_open, was_open = (pl.col(c).fill_null(False) for c in ("is_open", "is_open_before"))
    now, then = pl.when(is_open).then("emv"), pl.when(was_open).then("emv_before")
    change = _counted(now) - _counted(then)
    what = (
        pl.when(is_open & ~was_open).then(pl.lit("raised"))
        .when(was_open & (pl.col("risk_status") == "occurred")).then(pl.lit("occurred"))
        .when(was_open & ~is_open).then(pl.lit("closed"))
        .when(now.ne_missing(then)).then(pl.lit("exposure"))
    )  # fmt: skip
    moved = pairs.with_columns(
        what.alias("what"), pl.coalesce("title", "title_before").alias("title"), change.alias("change"),
        _counted(now, None).alias("now"), _counted(then, None).alias("then"),
    ).drop_nulls("what")  # fmt: skip
    good = pl.when(pl.col("what") == "occurred").then(False).when(pl.col("change") != 0).then(pl.col("change") > 0)
    return _tidy(
        moved, "risk", what=pl.col("what"), before=pl.col("then"), after=pl.col("now"), change=pl.col("change"),
        unit="money", favourable=good, item="title",
    )  # fmt: skip


def _entries(pairs: pl.DataFrame) -> pl.DataFrame:
    is_open, was_open = (pl.col(c).fill_null(False) for c in ("is_open", "is_open_before"))
    moved = pairs.filter((is_open != was_open) & (pl.coalesce("kind", "kind_before") == "issue"))
    what = pl.when(is_open).then(pl.lit("raised")).otherwise(pl.lit("closed"))
    return _tidy(
        moved.with_columns(pl.coalesce("title", "title_before").alias("title")), "issue", what=what,
        before=pl.col("entry_status_before"), after=pl.col("entry_status"), favourable=~is_open,
        weight=0.25, item="title",
    )  # fmt: skip


def _warnings(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """A warning is the same as long as its rule and its subject are; a role or person stands in the project's place."""
    then, now = (f.with_columns(pl.coalesce("project", "subject").alias("project")) for f in (before, after))
    moved = _pair(then, now, "rule", "project_id", "subject").filter(pl.col("came") | pl.col("went"))
    weight = pl.coalesce("severity", "severity_before").replace_strict(SEVERITY, default=0.25, return_dtype=pl.Float64)
    about = pl.when(pl.col("subject") != pl.col("project")).then("subject")
    came = pl.col("came")
    return _tidy(
        moved.with_columns(about.alias("about")), "warning", what=pl.when(came).then(pl.lit("warned")).otherwise(pl.lit("cleared")),
        before=pl.when(~came).then("rule"), after=pl.when(came).then("rule"), favourable=~came, weight=weight, item="about",
    )  # fmt: skip


def _one_per_cent(*sides: pl.DataFrame) -> float | None:
    """A hundredth of the portfolio's budget, of the first side that knows one."""
    for side in sides:
        total = side["budget"].sum()
        if total:
            return float(total) / 100
    return None


def _weighed(found: pl.DataFrame, one_per_cent: float | None, projects: pl.DataFrame) -> pl.DataFrame:
    """Money as a share of the portfolio's budget, good news halved, and nothing for what comes or goes with its project."""
    is_money, is_risk = pl.col("unit") == "money", pl.col("kind") == "risk"
    share = pl.col("change").cast(pl.Float64).abs() / one_per_cent if one_per_cent else pl.lit(1.0)
    weight = pl.when(is_money).then(pl.col("weight") * share).otherwise(pl.col("weight"))
    weight = pl.when(is_risk).then(pl.max_horizontal(weight, pl.lit(0.125))).otherwise(weight)
    weight = pl.when(pl.col("favourable")).then(weight / 2).otherwise(weight)
    stopped = (pl.col("status") == "cancelled") & pl.col("status_before").ne_missing("cancelled")
    with_project = projects.filter(pl.col("came") | pl.col("went") | stopped)["project_id"].implode()
    follows = pl.col("project_id").is_in(with_project) & (pl.col("kind") != "project")
    return found.with_columns(pl.when(follows).then(0.0).otherwise(weight.fill_null(0.0)).round(6).alias("weight"))


# Sentences


@dataclass(frozen=True)
class Sentence:
    """What happened to one project, and how much it matters (the sum of the weights of the facts it names)."""

    project_id: str | None  # None: a role or person that a warning names
    project: str
    text: str
    weight: float


def sentences(found: pl.DataFrame, lang: str = "en", currency: str = "", count: int = SENTENCES) -> list[Sentence]:
    """One sentence for each project, the most important first: the weightiest change of each topic, at most three.

    `found` is what `changes` gave. Names from files stand in the text as they are: escape it before showing it as Markdown.
    """
    subject = ["project_id", "project"]
    # Dates are one topic: where the finish moves, its milestones move with it.
    topic = pl.when(pl.col("what").is_in(["later", "earlier", "waiting"])).then(pl.lit("date")).otherwise("kind")
    news = found.filter(pl.col("weight") > 0).unique([*subject, topic], keep="first", maintain_order=True)
    told = news.filter(pl.int_range(pl.len()).over(subject) < FACTS)
    totals = told.group_by(subject).agg(pl.col("weight").sum().round(6))
    first = totals.sort("weight", *subject, descending=[True, False, False], nulls_last=True).head(count)
    facts: dict[tuple[str | None, str], list[str]] = {key: [] for key in first.select(subject).iter_rows()}
    for row in told.join(first, on=subject, how="semi", nulls_equal=True, maintain_order="left").iter_rows(named=True):
        facts[row["project_id"], row["project"]].append(fact(row, lang, currency))
    return [_sentence(pid, name, weight, facts[pid, name], lang) for pid, name, weight in first.iter_rows()]


def _sentence(project_id: str | None, project: str, weight: float, facts: list[str], lang: str) -> Sentence:
    text = t("fact.sentence", lang, project=project, facts=t("fact.and", lang).join(facts))
    return Sentence(project_id, project, text, weight)


def fact(row: Mapping[str, Any], lang: str = "en", currency: str = "") -> str:
    """One change in words, without the project's name."""
    unit = str(row["unit"])
    size = None if row["change"] is None else abs(row["change"])
    values = {
        "item": row["item"], "before": _word(row, "before", lang, currency), "after": _word(row, "after", lang, currency),
        "change": show(row["change"], unit, lang, currency, signed=True), "size": show(size, unit, lang, currency),
    }  # fmt: skip
    return t(f"fact.{_key(row)}", lang, **values)


def rule_name(rule: str, lang: str) -> str:
    """What a reader calls a rule; its id where this version does not know it any more."""
    known = RULES.get(rule)
    return rule if known is None else known.name_zh if lang == "zh" else known.name


def _key(row: Mapping[str, Any]) -> str:
    kind, what = row["kind"], row["what"]
    if kind in ("risk", "issue"):
        return f"{kind}_{what}"
    if kind == "date":
        return f"{what}_{'earlier' if row['favourable'] else 'later'}"
    if kind == "money":
        return f"{what}_{'known' if row['before'] is None else 'unknown' if row['after'] is None else 'moved'}"
    if kind == "warning" and row["item"] is not None:
        return f"{what}_of"
    return str(what)


def _word(row: Mapping[str, Any], side: str, lang: str, currency: str) -> str:
    value = row[side]
    if value is None:
        return t("fact.nothing", lang)
    if row["kind"] == "status":
        return t(f"rag.{value}", lang)
    if row["kind"] == "project":
        return t(f"status.{value}", lang)
    if row["kind"] == "warning":
        return rule_name(str(value), lang)
    if row["unit"] == "days":
        return day(date.fromisoformat(str(value)), lang)
    return show(float(str(value)), "money", lang, currency) if row["unit"] == "money" else str(value)
