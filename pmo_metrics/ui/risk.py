"""Risks: where they sit, what they would cost, whether the contingency is enough, which are not being dealt with."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, cast

import polars as pl
import streamlit as st

from pmo_metrics.analysis.concentration import concentration
from pmo_metrics.analysis.contingency import Distribution, Risk, contingency, priced, takes_long
from pmo_metrics.chart import Bars, Cumulative, Heatmap, SCurve
from pmo_metrics.text import t
from pmo_metrics.text.numbers import show
from pmo_metrics.text.plain import one_line
from pmo_metrics.ui import answers, data, words
from pmo_metrics.ui.data import View

SIDES = ("threat", "opportunity")
GROUPS = ("category", "owner")
PERCENTILES = (0.5, 0.8, 0.9)
COVERED_PROJECTS = 12  # each is simulated, so the list stops where nobody reads on
CURVE_POINTS = 60
PARTS = ("risks", "contingency", "registers")


def headline(view: View) -> bool:
    """How much the open risks are expected to cost, and what is set aside; False where there is no open risk."""
    rows = data.rows(view, "risk_status").filter(pl.col("is_open"))
    if rows.is_empty():
        words.nothing(view, "empty.risks")
        return False
    value, left = (data.evaluate(view, m).row(0, named=True)["value"] for m in ("risk_exposure", "contingency_left"))
    if value is None:
        words.finding(view, "finding.risk_unknown", count=rows.height)
    elif left is None:
        words.finding(view, "finding.risk", count=rows.height, amount=words.money(view, abs(value)))
    else:
        words.finding(
            view, "finding.risk_left", count=rows.height, amount=words.money(view, abs(value)),
            left=words.money(view, left),
        )  # fmt: skip
    return True


def part(view: View) -> str:
    """What the reader looks at below the findings."""
    return words.switch(view, "part", PARTS, t("risk.part", view.lang), "risk_part")


# Where risks sit


def matrix(view: View) -> None:
    """How many open threats (or opportunities) lie at each probability and impact. A click lists them."""
    rows = data.rows(view, "risk_status")
    side = "threat"
    if (rows["is_open"] & (rows["kind"] == "opportunity")).any():
        side = words.switch(view, "side", SIDES, t("risk.side", view.lang), "kind")
    rows = rows.filter(pl.col("kind") == side)
    likely, heavy = _step_names(view, "probability"), _step_names(view, "impact")
    grid = answers.risk_matrix(rows, (len(likely), len(heavy)))
    shown = grid.with_columns(
        pl.Series("band_name", [likely[p - 1] for p in grid["probability_step"]], pl.String),
        pl.Series("impact_name", [heavy[i - 1] for i in grid["impact_step"]], pl.String),
    )
    placed = int(grid["risks"].sum() or 0)
    missing = int(rows["is_open"].sum()) - placed
    title = words.say(view, f"risk.matrix_{side}", count=placed, missing=missing)
    words.chart(
        view, Heatmap("impact_name", "band_name", "risks"), shown, "matrix", title, height=300,
        legend=t(f"risk.axes_{data.settings(view).impact_of}", view.lang),
        table=("band_name", "impact_name", "risks"), drill=lambda cell: _choose_cell(side, shown, cell),
    )  # fmt: skip


def _step_names(view: View, scale: str) -> list[str]:
    """The steps of a scale in words, the lowest first: < 5 %, 5 – 10 %, …"""
    given = data.settings(view)
    unit = "money" if scale == "impact" and given.impact_of == "money" else "percent"
    edges = [show(float(edge), unit, view.lang) for edge in getattr(given, f"{scale}_edges").split(" ")]
    between = [f"{low} – {high}" for low, high in pairwise(edges)]
    return [f"< {edges[0]}", *between, f"≥ {edges[-1]}"]


def _choose_cell(side: str, shown: pl.DataFrame, cell: list[str]) -> None:
    match = shown.filter((pl.col("impact_name") == cell[0]) & (pl.col("band_name") == cell[1]))
    if match.height:
        st.query_params["view"] = f"{side}-{match['probability_step'][0]}-{match['impact_step'][0]}"


def over_time(view: View) -> None:
    """What open risks were expected to cost at each status date: threats, what opportunities may bring, and net."""
    metrics = {"net": "risk_exposure", "threats": "threat_exposure", "opportunities": "opportunity_exposure"}
    signs = {"net": -1, "threats": -1, "opportunities": 1}
    found = {name: _by_date(view, metric, signs[name]) for name, metric in metrics.items()}
    rows = pl.DataFrame(
        [{"as_of": d, **{name: amounts.get(d) for name, amounts in found.items()}} for d in view.dates],
        schema={"as_of": pl.Date, **dict.fromkeys(metrics, pl.Float64)},
    )
    kind = Cumulative("as_of", "net", "threats", "opportunities", {n: t(f"column.{n}", view.lang) for n in metrics})
    words.chart(
        view, kind, rows.filter(pl.any_horizontal(pl.col(metrics).is_not_null())), "exposure", t("risk.over_time", view.lang),
        table=("as_of", *metrics),
    )  # fmt: skip
    for stage in ("residual", "target"):
        _compare(view, stage)


def _compare(view: View, stage: str) -> None:
    """The exposure now and at a later stage, of those risks that state both."""
    known = (pl.col(c).is_not_null() for c in ("emv", f"{stage}_emv"))
    rows = data.rows(view, "risk_status").filter("is_open", *known)
    if not rows.is_empty():
        now, then = (words.money(view, rows[c].sum()) for c in ("emv", f"{stage}_emv"))
        st.caption(words.say(view, f"risk.{stage}", count=rows.height, now=now, then=then))


def _by_date(view: View, metric: str, sign: int) -> dict[object, float]:
    series = data.evaluate(view, metric, ("as_of",)).drop_nulls("value")
    return {d: sign * float(v) for d, v in series.select("as_of", "value").iter_rows()}


def concentrated(view: View) -> None:
    """Expected loss by category or owner, the largest first, and how much of it hangs on a few."""
    group = words.switch(view, "group", GROUPS, t("risk.group", view.lang), "column")
    rows = answers.exposure_by(data.rows(view, "risk_status"), group)
    found = concentration(rows["exposure"].to_list())
    title, legend = t("risk.no_exposure", view.lang), ""
    if found:
        one, three, five = (show(x, "percent", view.lang) for x in (found.top_1, found.top_3, found.top_5))
        title = words.say(view, f"risk.by_{group}", count=rows.height, top=min(3, rows.height), share=three)
        index = show(found.herfindahl, "index", view.lang)
        legend = words.say(view, "risk.concentration", one=one, five=five, index=index)
    kind = Bars(group, "exposure", "money")
    words.chart(
        view, kind, rows.head(8), "risk_groups", title, height=300, legend=legend, table=(group, "exposure", "risks"),
    )  # fmt: skip


# Whether the contingency is enough


def cover(view: View) -> None:
    """The spread of what the risks in view may cost together, with what is left to pay for it; then the projects side by side."""
    projects = answers.least_covered(data.rows(view, "risk_cover"))
    if projects.is_empty():
        words.heading(view, t("risk.no_contingency", view.lang), "contingency")
        st.caption(t("empty.contingency", view.lang))
        return
    left, right = st.columns(2, gap="medium")
    with left:
        _spread(view, projects)
    with right:
        _covers(view, projects)


def _spread(view: View, projects: pl.DataFrame) -> None:
    chosen = _choose_project(view, projects)
    name, left = t("risk.in_view", view.lang), data.evaluate(view, "contingency_left")["value"].item()
    if chosen:
        row = projects.row(by_predicate=pl.col("project_id") == chosen, named=True)
        name, left = row["project"], row["contingency_left"]
    if _should_wait(view, chosen):
        return
    found, left_out = simulate(view, chosen)
    left = None if left is None else float(left)
    percentiles = {f"P{share:.0%}"[:-1]: found.percentile(share) for share in PERCENTILES}
    names = [
        (f"{p} {words.money(view, amount)}", amount, share)
        for (p, amount), share in zip(percentiles.items(), PERCENTILES, strict=True)
    ]
    line = (t("risk.left_mark", view.lang, amount=words.money(view, left)), left) if left is not None else None
    key = "risk.spread" if left is not None else "risk.spread_unknown"
    title = words.say(
        view, key, project=name, p80=words.money(view, percentiles["P80"]),
        chance=show(found.covered(left or 0), "percent", view.lang),
    )  # fmt: skip
    curve = SCurve("amount", "chance", names, line)
    words.chart(view, curve, _curve(found), "contingency", title, height=320, table=("chance", "amount"))
    if left is not None:
        spare = " · ".join(f"{p} {words.money(view, left - amount, signed=True)}" for p, amount in percentiles.items())
        st.caption(words.say(view, "risk.spare", amounts=spare))
    st.caption(" ".join(x for x in (_how(view, found, left_out), "" if chosen else _unreported(view)) if x))


def _unreported(view: View) -> str:
    """How many projects put risks into the sum and say nothing of a contingency to set against it."""
    exposed = data.rows(view, "risk_cover").filter(pl.col("open_risks") > 0)
    silent = exposed["contingency_left"].null_count()
    return words.say(view, "risk.unreported", count=silent, total=exposed.height) if silent else ""


def _choose_project(view: View, projects: pl.DataFrame) -> str:
    """One project, or all that is in view: the empty text."""
    names = {"": t("risk.in_view", view.lang)}
    names |= {pid: f"{name} · {pid}" for pid, name in projects.select("project_id", "project").iter_rows()}
    wanted = st.query_params.get("project", "")
    st.session_state["cover_project"] = wanted if wanted in names else ""
    chosen: str = st.selectbox(
        t("project.choose", view.lang), list(names), key="cover_project", format_func=lambda p: one_line(names[p]),
        label_visibility="collapsed", on_change=_remember_project,
    )  # fmt: skip
    return chosen


def _remember_project() -> None:
    if st.session_state["cover_project"]:
        st.query_params["project"] = st.session_state["cover_project"]
    else:
        st.query_params.pop("project", None)


def _should_wait(view: View, project_id: str) -> bool:
    """Whether the reader has not asked yet for what takes seconds: then a button offers it."""
    key = ("worked_out", *_scope(view, project_id))
    risks, _ = _priced(*_scope(view, project_id), view)
    given = data.settings(view)
    if key in st.session_state or not takes_long(risks, given.simulation_draws, given.risk_correlation):
        return False
    words.heading(view, words.say(view, "risk.many", count=f"{len(risks):,}"), "contingency")
    st.button(
        t("risk.work_out", view.lang),
        on_click=lambda: st.session_state.update({key: True}),
        icon=":material/functions:",
    )
    return True


def simulate(view: View, project_id: str = "") -> tuple[Distribution, int]:
    """What the open risks in view, or those of one project, may cost together, and how many of them state too little."""
    return _simulated(*_scope(view, project_id), view)


Chosen = tuple[str, str, data.Pairs, str]  # release, status date, filters, project: what the kept results are known by


def _scope(view: View, project_id: str) -> Chosen:
    return view.release.fingerprint, view.as_of.isoformat(), () if project_id else view.filters, project_id


@st.cache_resource(show_spinner=False, max_entries=500)
def _priced(fingerprint: str, as_of: str, filters: data.Pairs, project_id: str, _view: View) -> tuple[list[Risk], int]:
    if not project_id:
        return priced(data.rows(_view, "risk_status"))
    return priced(data.rows(_view.without_filters(), "risk_status").filter(pl.col("project_id") == project_id))


@st.cache_resource(show_spinner=False, max_entries=500)
def _simulated(
    fingerprint: str, as_of: str, filters: data.Pairs, project_id: str, _view: View
) -> tuple[Distribution, int]:
    given = data.settings(_view)
    risks, left_out = _priced(fingerprint, as_of, filters, project_id, _view)
    found = contingency(
        risks, draws=given.simulation_draws, seed=given.simulation_seed,
        correlation=given.risk_correlation, shape=cast(Literal["triangular", "pert"], given.cost_range_shape),
    )  # fmt: skip
    return found, left_out


def _curve(found: Distribution) -> pl.DataFrame:
    """The outcomes where they are few, else the amounts at even steps of probability."""
    if len(found.outcomes) <= CURVE_POINTS:
        pairs = list(zip(found.outcomes.tolist(), found.cumulative.tolist(), strict=True))
    else:
        shares = [(n - 0.5) / CURVE_POINTS for n in range(1, CURVE_POINTS + 1)]
        pairs = [(found.percentile(share), share) for share in shares]
    start = (min(pairs[0][0], 0.0), 0.0)
    return pl.DataFrame([start, *pairs], schema={"amount": pl.Float64, "chance": pl.Float64}, orient="row")


def _how(view: View, found: Distribution, left_out: int) -> str:
    """How the spread was found: method, number, seed, what is assumed about the risks."""
    text = words.say(view, "risk.exact", risks=found.risks, outcomes=f"{len(found.outcomes):,}")
    shape = t(f"risk.{found.shape}", view.lang)
    if found.method == "convolved":
        text = words.say(view, "risk.convolved", risks=found.risks, outcomes=f"{len(found.outcomes):,}", shape=shape)
    elif found.method == "simulated":
        text = words.say(
            view, "risk.simulated", risks=found.risks, draws=f"{found.draws:,}", seed=found.seed,
            correlation=found.correlation, shape=shape,
        )  # fmt: skip
    return text + (" " + words.say(view, "risk.not_priced", count=left_out) if left_out else "")


def _covers(view: View, projects: pl.DataFrame) -> None:
    shown = projects.head(COVERED_PROJECTS)
    p80, chance = [], []
    for pid, left in shown.select("project_id", "contingency_left").iter_rows():
        found, _ = simulate(view, pid)
        p80.append(found.percentile(0.8))
        chance.append(None if left is None else round(found.covered(float(left)), 2))
    rows = shown.with_columns(pl.Series("p80", p80, pl.Float64), pl.Series("chance", chance, pl.Float64))
    short = rows.filter(pl.col("contingency_left").cast(pl.Float64) < pl.col("p80")).height
    title = words.say(view, "risk.covers", short=short, count=rows["contingency_left"].count())
    words.heading(view, title, "covers")
    names = ("project", "contingency_left", "p80", "chance", "threat_cost")
    words.table(view, rows, names, "covers", of="risk_cover", height=352)


# Which are not being dealt with


def top(view: View) -> None:
    """Open risks, the largest expected loss first; only those of the clicked cell when one is chosen."""
    rows = _of_cell(view, answers.top_exposures(data.rows(view, "risk_status")))
    words.heading(view, words.say(view, "risk.table", count=rows.height), "risk_table")
    names = (
        "project", "title", "pi_level", "emv", "proximity_state", "response_state", "response_due", "age_days", "probability",
        "cost_likely", "owner", "category", "file", "sheet", "row",
    )  # fmt: skip
    words.table(view, rows, names, "risks", of="risk_status")


def _of_cell(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    cell = st.query_params.get("view")
    if not cell:
        return rows
    likely, heavy = _step_names(view, "probability"), _step_names(view, "impact")
    places = {
        f"{side}-{p}-{i}": (side, p, i)
        for side in SIDES
        for p in range(1, len(likely) + 1)
        for i in range(1, len(heavy) + 1)
    }
    if cell not in places:
        st.warning(words.say(view, "link.lost", values=f"view = {cell}"), icon=":material/link_off:")
        st.stop()
    side, p, i = places[cell]
    kind = t(f"kind.{side}", view.lang)
    st.button(
        words.say(view, "risk.cell", kind=kind, band=likely[p - 1], impact=heavy[i - 1]), icon=":material/close:",
        on_click=_clear_cell, icon_position="right",
    )  # fmt: skip
    of_cell = (pl.col("kind") == side) & (pl.col("probability_step") == p) & (pl.col("impact_step") == i)
    return rows.filter(of_cell)


def _clear_cell() -> None:
    if "view" in st.query_params:
        del st.query_params["view"]
