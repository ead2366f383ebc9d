"""Issues, decisions, actions and changes: what is open, what is overdue, what changes would cost."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pmo_metrics.tables import REGISTER_KINDS
from pmo_metrics.text import t
from pmo_metrics.ui import answers, data, words
from pmo_metrics.ui.data import View

COLUMNS = ("project", "entry", "entry_status", "priority", "owner", "due", "overdue_days", "age_days")
OF_CHANGES = (
    "project",
    "entry",
    "change_state",
    "cost_impact",
    "days_impact",
    "owner",
    "due",
    "overdue_days",
    "age_days",
)


def section(view: View) -> None:
    """The open entries as tiles, and one kind at a time as a table, the most pressing first; a closed one presses nobody."""
    rows = data.rows(view, "register_status")
    if rows.is_empty():
        words.heading(view, t("registers.none", view.lang), "registers")
        st.caption(t("empty.registers", view.lang))
        return
    title = words.say(view, "registers.title", count=int(rows["is_open"].sum()), overdue=int(rows["is_overdue"].sum()))
    words.heading(view, title, "registers")
    words.tiles(
        view, "overdue_issues", "open_decisions", "overdue_actions", "changes_pending_cost", "approved_changes_cost"
    )
    words.left_out(view, rows)
    _entries(view, rows)


def _entries(view: View, rows: pl.DataFrame) -> None:
    open_ones = rows.filter("is_open")
    there = set(open_ones["kind"])
    kinds = [kind for kind in REGISTER_KINDS if kind in there]
    if not kinds:
        return
    kind = words.switch(view, "entries", kinds, t("registers.kind", view.lang), "kind")
    own = answers.pressing(open_ones.filter(pl.col("kind") == kind)).rename({"title": "entry"})
    names = OF_CHANGES if kind == "change" else COLUMNS
    words.table(view, own, (*names, "file", "sheet", "row"), "register", of="register_status")
