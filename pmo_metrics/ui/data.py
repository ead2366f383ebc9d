"""What pages read: the store opened once, one engine for each run, results kept by release and scope.

A release never changes, so its fingerprint with the scope is the whole key: nothing kept here can go stale.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import polars as pl
import streamlit as st

from pmo_metrics.evaluate import Scope
from pmo_metrics.evaluate import catalogue as all_metrics
from pmo_metrics.evaluate import evaluate as evaluate_metric
from pmo_metrics.evaluate import rows as read_rows
from pmo_metrics.metric import Metric
from pmo_metrics.settings import Settings
from pmo_metrics.store import Release, Store, open_store

# The shared filters in the order readers see them; each is a column of the marts and a key of the link.
FILTERS = ("portfolio", "program", "department", "manager", "status", "rag")
NOT_STATED = "(not stated)"  # how a filter names a null; a link needs something to write

Pairs = tuple[tuple[str, tuple[str, ...]], ...]
Where = Mapping[str, tuple[str, ...]]  # a page's own limits beside the reader's filters
NO_LIMIT: Where = MappingProxyType({})


@dataclass(frozen=True)
class View:
    """What a reader looks at: a release at a status date, filtered, in a language. Plain values, so it can be a key."""

    release: Release
    as_of: date
    dates: tuple[date, ...]  # every status date up to as_of, oldest first
    filters: Pairs
    lang: str
    currency: str
    pinned: bool = False  # the link names the release

    @property
    def previous(self) -> date | None:
        return self.dates[-2] if len(self.dates) > 1 else None

    @property
    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        return dict(self.filters)

    def without_filters(self) -> View:
        return replace(self, filters=())


def store() -> Store:
    """The store that the environment variable PMO_STORE names, `data` by default."""
    return _opened(os.environ.get("PMO_STORE", "data"))


@st.cache_resource(show_spinner=False)
def _opened(path: str) -> Store:
    return open_store(Path(path))


def catalogue() -> Mapping[str, Metric]:
    """Every metric by its id."""
    return all_metrics()


def status_dates(release: Release) -> tuple[date, ...]:
    """Every status date of a release, oldest first."""
    return tuple(_facts(release.fingerprint, release)[0])


def currency(release: Release) -> str:
    """The reporting currency; empty when no project states one."""
    return _facts(release.fingerprint, release)[1]


def options(release: Release) -> Mapping[str, tuple[str, ...]]:
    """The values each shared filter may take in a release."""
    return _facts(release.fingerprint, release)[2]


@st.cache_resource(show_spinner=False, max_entries=50)
def _facts(fingerprint: str, _release: Release) -> tuple[list[date], str, dict[str, tuple[str, ...]]]:
    with store().reading(_release) as db:
        dates = db.run("SELECT as_of FROM status_date ORDER BY as_of")["as_of"].to_list()
        stated = db.run("SELECT currency FROM reporting_currency")["currency"].to_list()
        dims = db.run("SELECT DISTINCT portfolio, program, department, manager, status, rag FROM project_status")
    # Ledgers and timesheets alone describe no status: then everything stands at the day of publishing.
    dates = dates or [date.fromisoformat(_release.published_at[:10])]
    return dates, (stated[0] if stated else "") or "", {name: _values(dims[name]) for name in FILTERS}


def _values(column: pl.Series) -> tuple[str, ...]:
    named = sorted(column.drop_nulls().unique().to_list())
    return (*named, NOT_STATED) if column.null_count() else tuple(named)


def dimensions(view: View, table: str) -> frozenset[str]:
    """The columns of a mart or table, which are what it can be filtered and grouped by."""
    return _columns(view.release.fingerprint, table, view.release)


@st.cache_resource(show_spinner=False, max_entries=500)
def _columns(fingerprint: str, table: str, _release: Release) -> frozenset[str]:
    sql = (
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_catalog = current_database() AND table_name = $table"
    )
    with store().reading(_release) as db:
        return frozenset(db.run(sql, {"table": table})["column_name"])


def unapplied(view: View, table: str) -> tuple[str, ...]:
    """The reader's filters that this table knows nothing about: they must be named, since they were not applied."""
    return tuple(name for name, _ in view.filters if name not in dimensions(view, table))


def _narrowed(view: View, table: str, where: Where) -> Pairs:
    known = dimensions(view, table)
    stated = {name: tuple("" if v == NOT_STATED else v for v in values) for name, values in view.filters}
    return tuple(sorted({k: v for k, v in {**stated, **where}.items() if k in known}.items()))


def evaluate(view: View, metric: str, by: tuple[str, ...] = (), where: Where = NO_LIMIT) -> pl.DataFrame:
    """A metric in the reader's scope; grouped by `as_of` it gives every status date up to the reader's."""
    table = catalogue()[metric].table
    frame = _evaluated(
        view.release.fingerprint, metric, by, _narrowed(view, table, where), _date_for(view, by), view.release
    )
    return frame.filter(pl.col("as_of") <= view.as_of) if "as_of" in by else frame


def _date_for(view: View, by: tuple[str, ...]) -> date | None:
    return None if "as_of" in by else view.as_of


@st.cache_resource(show_spinner=False, max_entries=4000)
def _evaluated(
    fingerprint: str, metric: str, by: tuple[str, ...], filters: Pairs, as_of: date | None, _release: Release
) -> pl.DataFrame:
    with store().reading(_release) as db:
        return evaluate_metric(db, metric, by=by, scope=Scope(filters=dict(filters), as_of=as_of))


def rows(view: View, table: str, as_of: date | None = None, where: Where = NO_LIMIT) -> pl.DataFrame:
    """Rows of a mart or table in the reader's scope, with where each came from; at the reader's date unless another is given.

    A page's own limit goes into the query. Without one the rows of the date are kept whole and the reader's filters are
    applied here: that is twenty times faster than asking anew for every filter.
    """
    release, day = view.release, as_of or view.as_of
    if where:
        return _rows(release.fingerprint, table, _narrowed(view, table, where), day, release)
    return _filtered(release.fingerprint, table, _narrowed(view, table, where), day, release)


@st.cache_resource(show_spinner=False, max_entries=500)
def _filtered(fingerprint: str, table: str, filters: Pairs, as_of: date, _release: Release) -> pl.DataFrame:
    return _rows(fingerprint, table, (), as_of, _release).filter(*matching(filters))


def in_scope(view: View, table: str) -> pl.Expr:
    """The reader's filters as one condition on the rows of a table."""
    return pl.all_horizontal(matching(_narrowed(view, table, NO_LIMIT)))


def matching(filters: Pairs) -> list[pl.Expr]:
    """The filters as conditions on rows; an empty text asks for what is not stated, as in a Scope."""
    conditions = []
    for name, values in filters:
        column = pl.col(name).cast(pl.String)
        named = column.is_in([v for v in values if v != ""]).fill_null(False)
        conditions.append(named | column.is_null() if "" in values else named)
    return conditions or [pl.lit(True)]


@st.cache_resource(show_spinner=False, max_entries=100)
def _rows(fingerprint: str, table: str, filters: Pairs, as_of: date, _release: Release) -> pl.DataFrame:
    with store().reading(_release) as db:
        return read_rows(db, table, Scope(filters=dict(filters), as_of=as_of))


def history(view: View, table: str, dates: int = 12, where: Where = NO_LIMIT) -> pl.DataFrame:
    """Rows at each of the last status dates, oldest first."""
    return pl.concat([rows(view, table, as_of=d, where=where) for d in view.dates[-dates:]], how="vertical_relaxed")


def settings(view: View) -> Settings:
    """The settings that the release was made with."""
    return Settings.from_inputs(dict(records(view, "setting").select("name", "value").iter_rows()))


def records(view: View, table: str) -> pl.DataFrame:
    """A bookkeeping table of the release, whole: load_table, problem, quarantine, setting."""
    return _records(view.release.fingerprint, table, view.release)


@st.cache_resource(show_spinner=False, max_entries=50)
def _records(fingerprint: str, table: str, _release: Release) -> pl.DataFrame:
    with store().reading(_release) as db:
        return read_rows(db, table)
