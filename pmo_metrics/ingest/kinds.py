"""The kinds of columns, of those too that only headers have and that become columns of a table when it is mapped."""

from __future__ import annotations

from pmo_metrics.tables import BENEFIT_KINDS, COST_KINDS, TABLES

# Columns of the header list that no table has: they are turned into columns of the table when the sheet is mapped.
EXTRA = frozenset(
    {
        "span",
        "year",
        "forecast_change",
        "finish_change",
        *(f"amount_{kind}" for kind in (*COST_KINDS, *BENEFIT_KINDS)),
        "first_name",
        "last_name",
        "begin",
        "end",
        "period_end",
        "date_kind",
        "first_day",
        "last_day",
        "week",
        "week_end",
        "month",
        "share",
        "hours_week",
        "hours_day",
        "residual_likelihood",
        "residual_impact",
    }
)


def stands_for(table: str, column: str) -> str:
    """The column of the table that an extra column without a rule of its own is read into."""
    if column in ("first_day", "last_day", "week", "week_end", "month", "period_end"):
        return "date" if table == "timesheet" else "period"
    if column in ("residual_likelihood", "residual_impact"):
        return "residual_score"
    return {"share": "hours", "hours_week": "hours", "hours_day": "hours", "date_kind": "actual_date"}.get(
        column, column
    )


RAGS = ("reported_rag", "reported_schedule_rag", "reported_cost_rag", "reported_scope_rag", "reported_resource_rag")


def choice_kind(table: str, column: str) -> str:
    """The section of choices.toml that a choice column is read by."""
    if column in RAGS:
        return "rag"
    return {("project", "status"): "status", ("milestone", "status"): "milestone_status", ("risk", "status"): "risk_status",
            ("task", "status"): "task_status",
            ("risk", "kind"): "risk_kind", ("cost", "kind"): "cost_kind", ("fx_rate", "kind"): "rate_kind",
            ("register", "kind"): "register_kind", ("register", "status"): "register_status",
            ("dependency", "status"): "dependency_status", ("benefit", "kind"): "benefit_kind"}.get((table, column), column)  # fmt: skip


def kind_of(table: str, column: str) -> str:
    """The kind of a column, of the extra ones too."""
    extra = {
        "span": "span",
        "year": "year",
        "forecast_change": "change",
        "finish_change": "change",
        "first_name": "text",
        "last_name": "text",
        "begin": "clock",
        "end": "clock",
        "period_end": "date",
        "date_kind": "date kind",
        "first_day": "date",
        "last_day": "date",
        "week": "date",
        "week_end": "date",
        "month": "month",
        "share": "share",
        "hours_week": "hours",
        "hours_day": "hours",
        "residual_likelihood": "step",
        "residual_impact": "step",
    }
    if column in EXTRA:
        return extra.get(column, "money")
    return TABLES[table].column(column).kind
