"""Answers to the questions of the first screen, from rows of the marts: what needs me, what changed, what comes next.

Plain functions from frames to frames. They choose, order and set side by side; every figure in them was computed by a
mart or a metric. No Streamlit here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from pmo_metrics.chart import LEVELS

# How much a level asks for somebody: the same for what a project reports and for what its figures say.
CONCERN = {"red": 3, "amber_red": 2, "amber": 1}
NOT_STATED = "(not stated)"


def concern(column: str) -> pl.Expr:
    """0 where all is well or nothing is known, up to 3 for red."""
    return pl.col(column).replace_strict(CONCERN, default=0, return_dtype=pl.Int64)


def needs_me(status: pl.DataFrame) -> pl.DataFrame:
    """Active projects that report or compute amber or worse, or ask for a decision; the most pressing first.

    Order: the worse of reported and computed status, then trouble that the report hides (nobody else will raise it),
    then an open decision, then days slipped, then money.
    """
    asked = pl.col("ask").fill_null("").str.strip_chars() != ""
    worst = pl.max_horizontal(concern("rag"), concern("computed_rag"))
    hidden = pl.col("rag_gap").fill_null(0) >= 2
    return (
        status.filter(pl.col("is_active"))
        .with_columns(worst.alias("concern"), hidden.alias("hidden"), asked.alias("asked"), variance())
        .filter((pl.col("concern") >= 1) | pl.col("asked"))
        .sort(
            ["concern", "hidden", "asked", "finish_slip_days", "variance", "project_id"],
            descending=[True, True, True, True, False, False],
            nulls_last=True,
        )
    )


def variance() -> pl.Expr:
    """Budget less forecast cost: favourable is positive. The portfolio's figure is the metric variance_at_completion."""
    return (pl.col("budget") - pl.col("forecast_cost")).cast(pl.Float64).alias("variance")


def what_changed(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Moves of status, finish date and forecast cost since the previous status date; within each kind the biggest first.

    Columns: project_id, project, kind ("status" | "finish" | "cost" | "new"), level, before_level, days, amount, better.
    """
    carried = ["rag", "effective_finish", "forecast_cost"]
    old = before.select("project_id", *(pl.col(c).alias(f"{c}_before") for c in carried), pl.lit(True).alias("known"))
    both = now.select("project_id", "project", *carried).join(old, on="project_id", how="left", maintain_order="left")
    days = (pl.col("effective_finish") - pl.col("effective_finish_before")).dt.total_days()
    amount = (pl.col("forecast_cost") - pl.col("forecast_cost_before")).cast(pl.Float64)
    moves = both.select(
        "project_id", "project", pl.col("rag").alias("level"), pl.col("rag_before").alias("before_level"),
        pl.when(pl.col("rag") != pl.col("rag_before")).then(concern("rag") - concern("rag_before")).alias("status"),
        pl.when(days != 0).then(days).alias("finish"),
        pl.when(amount != 0).then(amount).alias("cost"),
        pl.when(pl.col("known").is_null()).then(0).alias("new"),
    )  # fmt: skip
    index = ["project_id", "project", "level", "before_level"]
    long = moves.unpivot(_KINDS, index=index, variable_name="kind", value_name="by").drop_nulls("by")
    is_status, by = pl.col("kind") == "status", pl.col("by").cast(pl.Float64)
    size = pl.when(is_status).then(by).otherwise(by.abs())  # worse before better
    # The biggest of each kind first, then the second biggest of each: days and money have no common measure.
    turn = size.rank("ordinal", descending=True).over("kind") * 4
    return (
        long.with_columns(turn.alias("turn"), size.alias("size"))
        .sort("turn", pl.col("kind").replace_strict(_KINDS, range(4)))
        .select(
            "project_id", "project", "kind", *(pl.when(is_status).then(pl.col(c)).alias(c) for c in ("level", "before_level")),
            pl.when(pl.col("kind") == "finish").then(by).alias("days"),
            pl.when(pl.col("kind") == "cost").then(by).alias("amount"),
        )
    )  # fmt: skip


_KINDS = ("status", "finish", "cost", "new")


def health_by(status: pl.DataFrame, group: str) -> pl.DataFrame:
    """How many projects stand at each reported level in each group; the group with most concern first."""
    named = status.select(pl.col(group).fill_null(NOT_STATED), "rag")
    order = named.group_by(group).agg((concern("rag")).sum().alias("weight"), pl.len().alias("size"))
    order = order.sort(["weight", "size", group], descending=[True, True, False])
    counts = named.group_by(group, "rag").agg(pl.len().alias("projects"))
    rank = pl.col("rag").replace_strict({x: i for i, x in enumerate(LEVELS)}, default=99, return_dtype=pl.Int64)
    joined = order.join(counts, on=group, maintain_order="left")
    return (
        joined.with_columns(rank.alias("rank"))
        .sort(["weight", "size", group, "rank"], descending=[True, True, False, False])
        .select(group, "rag", "projects")
    )


def level_counts(status: pl.DataFrame) -> dict[str, int]:
    """Projects at each reported level."""
    return dict(status.group_by("rag").agg(pl.len()).iter_rows())


def upcoming(milestones: pl.DataFrame, as_of: date, days: int, lanes: int) -> pl.DataFrame:
    """Open milestones that are overdue or fall within the next days, in the lanes that slip most."""
    horizon = as_of + timedelta(days=days)
    near = milestones.filter(pl.col("is_open") & (pl.col("effective_date") <= horizon))
    return worst_lanes(near, lanes)


def worst_lanes(milestones: pl.DataFrame, lanes: int) -> pl.DataFrame:
    """The rows of the projects whose worst slip is greatest, those projects first."""
    worst = milestones.group_by("project_id").agg(pl.col("slip_days").max().alias("worst"))
    worst = worst.sort(["worst", "project_id"], descending=[True, False], nulls_last=True).head(lanes)
    return worst.join(milestones, on="project_id", maintain_order="left")


def overdue(milestones: pl.DataFrame) -> pl.DataFrame:
    """Milestones ordered by what is wrong with them: overdue, forecast late, unclear, then the rest; most slip first."""
    order = {"overdue": 0, "forecast_late": 1, "data_error": 2, "unbaselined": 3, "on_track": 4, "achieved_late": 5}
    rank = pl.col("state").replace_strict(order, default=6, return_dtype=pl.Int64)
    return milestones.sort(
        [rank, "slip_days", "project_id", "milestone_id"], descending=[False, True, False, False], nulls_last=True
    )


def trend(history: pl.DataFrame, lines: int) -> pl.DataFrame:
    """The milestones whose dates moved most over the status dates, named with their project."""
    history = history.filter(pl.col("effective_date").is_not_null())
    moved = history.group_by("project_id", "milestone_id")
    spread = moved.agg(
        (pl.col("effective_date").max() - pl.col("effective_date").min()).alias("moved"), pl.len().alias("points")
    )
    most = spread.filter(pl.col("points") > 1).sort(
        ["moved", "project_id", "milestone_id"], descending=[True, False, False]
    )
    named = pl.format("{} · {}", "project", "milestone").alias("line")
    return most.head(lines).join(history, on=["project_id", "milestone_id"], maintain_order="left").with_columns(named)


def with_arrivals(lines: pl.DataFrame, pace: pl.DataFrame) -> pl.DataFrame:
    """The lines of `trend` with where each would end: arrival_from, arrival_to, refused, of rows of `milestone_trend`."""
    keys = ["project_id", "milestone_id"]
    ahead = pace.filter("is_open").select(*keys, "arrival_from", "arrival_to", "refused")
    return lines.join(ahead, on=keys, how="left", maintain_order="left")


# What becomes of milestones between two status dates; those that stay where they were are no news.
OUTCOMES = (
    "achieved_as_committed",
    "achieved_later",
    "pushed_out",
    "pulled_in",
    "added",
    "removed",
    "undated",
)


def outcomes(commitments: pl.DataFrame) -> pl.DataFrame:
    """How many milestones met each outcome at each status date, every outcome that ever occurs: as_of, outcome, milestones."""
    news = commitments.filter(pl.col("outcome").is_in(OUTCOMES))
    counts = news.group_by("as_of", "outcome").agg(pl.len().cast(pl.Int64).alias("milestones"))
    seen = [o for o in OUTCOMES if o in set(news["outcome"])]
    cells = [(day, outcome) for outcome in seen for day in commitments["as_of"].unique().sort()]
    grid = pl.DataFrame(cells, schema={"as_of": pl.Date, "outcome": pl.String}, orient="row")
    return grid.join(counts, on=["as_of", "outcome"], how="left", maintain_order="left").fill_null(0)


def spend_by(status: pl.DataFrame, cost: pl.DataFrame, group: str, as_of: date) -> pl.DataFrame:
    """Actual to date, planned to date and whole budget of each group; the largest budget first."""

    def named(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.col(group).fill_null(NOT_STATED))

    totals = named(status).group_by(group).agg(total("actual_cost"), total("budget"), total("forecast_cost"))
    planned = named(cost).filter((pl.col("kind") == "budget") & (pl.col("month") <= as_of)).group_by(group)
    joined = totals.join(planned.agg(total("amount").alias("planned")), on=group, how="left")
    return joined.sort(["budget", group], descending=[True, False], nulls_last=True)


def total(column: str) -> pl.Expr:
    """The sum of what is known; null, not zero, where nothing is known."""
    known = pl.col(column).is_not_null().any()
    return pl.when(known).then(pl.col(column).cast(pl.Float64).sum()).otherwise(None).alias(column)


def budget_to_forecast(status: pl.DataFrame) -> pl.DataFrame:
    """The steps from the first approved budget to the forecast: approved changes, what runs over, what runs under.

    Only projects that state both budget and forecast take part. Columns: step (a code), amount, is_total.
    """
    known = stated_both(status)
    changes = float((known["budget"] - known["original_budget"].fill_null(known["budget"])).sum())
    gap = known["forecast_cost"] - known["budget"]
    over, under = float(gap.filter(gap > 0).sum()), float(gap.filter(gap < 0).sum())
    steps = [
        ("approved", changes, False),
        ("over", over, False),
        ("under", under, False),
        ("difference", changes + over + under, True),
    ]
    return pl.DataFrame(steps, schema={"step": pl.String, "amount": pl.Float64, "is_total": pl.Boolean}, orient="row")


def first_and_last(status: pl.DataFrame) -> tuple[float, float]:
    """The first approved budget and the forecast of the projects that state both."""
    known = stated_both(status)
    return float(known["original_budget"].fill_null(known["budget"]).sum()), float(known["forecast_cost"].sum())


def stated_both(status: pl.DataFrame) -> pl.DataFrame:
    """The projects that state budget and forecast cost, with these as numbers to add up."""
    known = status.filter(pl.col("budget").is_not_null() & pl.col("forecast_cost").is_not_null())
    return known.with_columns(pl.col("budget", "forecast_cost", "original_budget").cast(pl.Float64))


def cumulative(cost: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Running totals by month: plan over all months, actual up to the status date, forecast on from the last actual."""
    wide = cost.group_by("month").agg(
        pl.col("amount").filter(pl.col("kind") == kind).cast(pl.Float64).sum().alias(kind)
        for kind in ("budget", "actual", "forecast")
    )
    wide = wide.sort("month")
    past = pl.col("month") <= as_of
    last = wide.filter(past & (pl.col("actual") != 0))["month"].max()
    if last is None:
        return wide.select(
            "month",
            pl.col("budget").cum_sum().alias("plan"),
            pl.lit(None, pl.Float64).alias("actual"),
            pl.col("forecast").cum_sum(),
        )
    spent = pl.col("actual").filter(pl.col("month") <= last).sum()
    ahead = pl.when(pl.col("month") > last).then(pl.col("forecast")).otherwise(0.0)
    plan = (
        pl.col("budget").cum_sum().alias("plan")
        if (wide["budget"] != 0).any()
        else pl.lit(None, pl.Float64).alias("plan")
    )
    return wide.select(
        "month",
        plan,
        pl.when(pl.col("month") <= last).then(pl.col("actual").cum_sum()).alias("actual"),
        pl.when(pl.col("month") >= last).then(spent + ahead.cum_sum()).alias("forecast"),
    )


def by_period(cost: pl.DataFrame, period: str) -> pl.DataFrame:
    """Budget, actual and forecast of each period, oldest first; null where a period has no line of that kind."""
    known = cost.filter(pl.col("kind").is_in(["budget", "actual", "forecast"]) & pl.col(period).is_not_null())
    sums = known.group_by(period, "kind").agg(total("amount"))
    wide = sums.pivot(on="kind", on_columns=["budget", "actual", "forecast"], index=period, values="amount")
    return wide.sort(period)


def by_category(cost: pl.DataFrame, kind: str, as_of: date) -> pl.DataFrame:
    """What lines of one kind up to a date come to in each category, the largest first."""
    named = cost.filter((pl.col("kind") == kind) & (pl.col("month") <= as_of))
    sums = named.group_by(pl.col("category").fill_null(NOT_STATED)).agg(total("amount"))
    return sums.drop_nulls("amount").sort(["amount", "category"], descending=[True, False])


def risk_matrix(risks: pl.DataFrame, steps: tuple[int, int]) -> pl.DataFrame:
    """Open risks counted by step of probability (highest first) and of impact; only those that can be placed on both."""
    both = risks.filter(
        pl.col("is_open") & pl.col("probability_step").is_not_null() & pl.col("impact_step").is_not_null()
    )
    place = ["probability_step", "impact_step"]
    if both.is_empty():
        return pl.DataFrame(schema={**dict.fromkeys(place, pl.Int32), "risks": pl.Int64})
    counts = both.group_by(place).agg(pl.len().cast(pl.Int64).alias("risks"))
    cells = [(p, i) for p in range(steps[0], 0, -1) for i in range(1, steps[1] + 1)]
    grid = pl.DataFrame(cells, schema=dict.fromkeys(place, pl.Int32), orient="row")
    return grid.join(counts, on=place, how="left", maintain_order="left").fill_null(0)


def top_exposures(risks: pl.DataFrame) -> pl.DataFrame:
    """Open risks, the largest expected loss first, then the highest score."""
    open_ones = risks.filter(pl.col("is_open"))
    return open_ones.sort(
        ["emv", "score", "project_id", "risk_id"], descending=[False, True, False, False], nulls_last=True
    )


def exposure_by(risks: pl.DataFrame, group: str) -> pl.DataFrame:
    """Expected loss of open threats by group, as a positive size; groups without a known amount are left out."""
    named = risks.filter(pl.col("is_open") & (pl.col("emv") < 0)).with_columns(pl.col(group).fill_null(NOT_STATED))
    sums = named.group_by(group).agg((-pl.col("emv").cast(pl.Float64)).sum().alias("exposure"), pl.len().alias("risks"))
    return sums.sort(["exposure", group], descending=[True, False])


def least_covered(projects: pl.DataFrame) -> pl.DataFrame:
    """Projects with contingency or priced threats: those that report what is left first, and of these the one whose
    contingency falls furthest short of the expected cost of its threats."""
    cost, left = (pl.col(c).cast(pl.Float64) for c in ("threat_cost", "contingency_left"))
    known = projects.filter(left.is_not_null() | (cost > 0))
    shortfall = cost.fill_null(0) - left.fill_null(0)
    return known.sort([left.is_null(), shortfall, "project_id"], descending=[False, True, False])


def pressing(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries of a register, open ones first: the longest overdue, then the earliest due, then the oldest."""
    return entries.sort(
        ["is_open", "overdue_days", "due", "age_days", "project_id", "entry_id"],
        descending=[True, True, False, True, False, False], nulls_last=True,
    )  # fmt: skip


def next_months(as_of: date, count: int) -> Sequence[date]:
    """First days of the months that still lie ahead of a date, its own month included unless that is over."""
    tomorrow = as_of + timedelta(days=1)
    start = tomorrow.year * 12 + tomorrow.month - 1
    return tuple(date((start + i) // 12, (start + i) % 12 + 1, 1) for i in range(count))


def demand(persons: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """Hours by month: available, booked firmly, and wished for (soft bookings and roles without a person yet)."""
    hours = ("available_hours", "allocated_hours", "soft_hours")
    by_month = persons.group_by("month").agg(pl.col(c).cast(pl.Float64).sum() for c in hours)
    unnamed = roles.group_by("month").agg(pl.col("hours").cast(pl.Float64).sum())
    joined = by_month.join(unnamed, on="month", how="left")
    return joined.with_columns(pl.col("soft_hours") + pl.col("hours").fill_null(0)).sort("month")


ESTIMATES = ("eac_remaining", "eac_cpi", "eac_cpi_spi", "eac_weighted", "eac_recent")


def value_curve(history: pl.DataFrame, budget: pl.DataFrame, now: Mapping[str, Any]) -> pl.DataFrame:
    """What a project planned, earned and spent by date, and from today on its range of estimates at completion.

    `history` are its rows of value_series up to the row `now`, `budget` its rows of budget_curve. Columns: as_of, pv, ev, ac,
    eac_low, eac_high, forecast_cost; the last three at two dates, today with what is spent and the expected finish.
    """
    money = ("pv", "ev", "ac", "eac_low", "eac_high", "forecast_cost")
    point = {"as_of": pl.Date, "pv": pl.Float64}
    told = history.select("as_of", *(pl.col(c).cast(pl.Float64) for c in money[:3]))
    if now["pv_basis"] == "phased":  # the plan as it is now: an earlier one would bend it
        told = told.with_columns(pl.when(pl.col("as_of") == now["as_of"]).then(pl.col("pv")))
        share = pl.col("planned_by_end").cast(pl.Float64) / pl.col("total").cast(pl.Float64)
        planned = budget.select(pl.col("month").dt.month_end().alias("as_of"), (share * float(now["bac"])).alias("pv"))
    else:
        planned = pl.DataFrame({"as_of": [now["plan_finish"]], "pv": [now["bac"]]}, schema=point)
    start = pl.DataFrame({"as_of": [now["plan_start"]], "pv": [0.0]}, schema=point)
    ends = now["effective_finish"]
    fan = [
        {"as_of": now["as_of"], "eac_low": now["ac"], "eac_high": now["ac"], "forecast_cost": now["ac"]},
        {"as_of": ends, **{c: now[c] for c in money[3:]}},
    ]
    ahead = fan if ends and ends > now["as_of"] and now["ac"] is not None and now["eac_low"] is not None else []
    future = pl.DataFrame(ahead, schema={"as_of": pl.Date, **dict.fromkeys(money[3:], pl.Float64)})
    joined = pl.concat([told, planned.drop_nulls(), start.drop_nulls(), future], how="diagonal")
    firsts = (pl.col(c).drop_nulls().first() for c in money)
    return joined.group_by("as_of").agg(firsts).sort("as_of")


def least_likely(values: pl.DataFrame, lanes: int) -> pl.DataFrame:
    """Active projects whose formulas stand furthest above their budget, as shares of it."""
    columns = (*ESTIMATES, "eac_low", "eac_high", "forecast_cost", "bac")
    known = values.filter(pl.col("is_active") & (pl.col("bac") > 0) & pl.col("eac_high").is_not_null())
    shares = known.with_columns(pl.col(c).cast(pl.Float64) / pl.col("bac").cast(pl.Float64) for c in columns)
    return shares.sort(["eac_high", "project_id"], descending=[True, False]).head(lanes)
