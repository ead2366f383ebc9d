"""A few frozen chart kinds: rows in, Plotly figure out. Every figure is a dict first, which is forty times faster than
Plotly Express. Names are shown as their characters (no tags), and a status is never told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pmo_metrics.text.numbers import compact, day, show, step
from pmo_metrics.text.plain import chart_text

Dict = dict[str, Any]

FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"

# Worst first, so that what needs attention stands at the left edge, where lengths compare best.
LEVELS = ("red", "amber_red", "amber", "amber_green", "green", "reset", "exempt", "not_reported")
SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "red": "◆", "amber_red": "▼", "amber": "▲", "amber_green": "◐", "green": "●",
        "reset": "□", "exempt": "◇", "not_reported": "○", "not_assessable": "○",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Ink:
    """Colours of one theme. Status colours keep ΔE ≥ 20 under protan, deutan and tritan vision; series stop at four."""

    text: str
    muted: str
    grid: str
    ground: str
    good: str
    caution: str
    bad: str
    missing: str
    on_good: str
    on_caution: str
    on_bad: str
    series: tuple[str, str, str, str]
    below: str  # the two ends of the diverging scale and its middle
    middle: str
    above: str


LIGHT = Ink(
    "#1B1F24", "#59626C", "#E4E7EB", "#FFFFFF", "#28816A", "#BC8B10", "#B10803", "#333538", "#FFFFFF", "#111111", "#FFFFFF",
    ("#12436D", "#28A197", "#801650", "#F46A25"), "#2E6DA4", "#EEF0F2", "#D9771E",
)  # fmt: skip
DARK = Ink(
    "#E8EAED", "#A3ADB8", "#2B313A", "#0E1117", "#5DD3B9", "#FCC948", "#E63947", "#6B7F97", "#0E1117", "#0E1117", "#FFFFFF",
    ("#7FB2E5", "#2BB5AA", "#D977B0", "#F7915C"), "#3F86C8", "#232932", "#D9771E",
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a figure is dressed: the theme's ink, the reader's language, the currency of money, the height in pixels."""

    ink: Ink = LIGHT
    lang: str = "en"
    currency: str = ""
    height: int = 260

    def status(self, level: str) -> tuple[str, str]:
        """Fill and text colour of a status level; grey for whatever is not a judgement."""
        ink = self.ink
        known = {
            "red": (ink.bad, ink.on_bad), "amber_red": (ink.bad, ink.on_bad), "amber": (ink.caution, ink.on_caution),
            "amber_green": (ink.good, ink.on_good), "green": (ink.good, ink.on_good),
        }  # fmt: skip
        return known.get(level, (ink.ground, ink.text))


@dataclass(frozen=True)
class StatusBars:
    """Counts by status within each group, worst at the left, the number printed in its segment."""

    group: str
    level: str
    count: str
    names: Mapping[str, str]  # level -> word

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        bars: dict[str, dict[str, int]] = {}
        for group, level, count in rows.select(self.group, self.level, self.count).iter_rows():
            bars.setdefault(level, {})[group] = count
        groups = list(dict.fromkeys(rows[self.group].to_list()))
        traces = [self._segment(x, list(bars[x]), list(bars[x].values()), style) for x in LEVELS if x in bars]
        layout = _layout(style, barmode="stack", legend=False, bargap=0.35)
        layout["yaxis"] |= {"categoryorder": "array", "categoryarray": [chart_text(g) for g in groups][::-1]}
        layout["xaxis"] |= {"visible": False}
        return _figure(traces, layout)

    def _segment(self, level: str, groups: list[str], counts: list[int], style: Style) -> Dict:
        fill, ink = style.status(level)
        word = f"{SHAPES[level]} {self.names[level]}"
        edge = {"color": style.ink.missing if fill == style.ink.ground else style.ink.ground, "width": 1}
        return _bar(
            word, counts, [chart_text(g) for g in groups], fill, text=[str(n) for n in counts],
            textfont={"color": ink, "size": 13}, textangle=0, insidetextanchor="middle", textposition="inside",
            marker={"color": fill, "line": edge}, customdata=groups,
            hovertext=[f"{chart_text(g)}<br>{word}: {n}" for g, n in zip(groups, counts, strict=True)],
        )  # fmt: skip


@dataclass(frozen=True)
class Bullet:
    """Actual against plan: a bar (actual to date), a marker (planned to date), a tick (the whole budget)."""

    group: str
    bar: str
    marker: str
    tick: str
    names: Mapping[str, str]  # column -> word
    unit: str = "money"

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        groups = [chart_text(g) for g in rows[self.group]]
        scale, suffix = _scale(rows, (self.bar, self.marker, self.tick), style)
        traces = [
            _bar(self.names[self.tick], _over(rows[self.tick], scale), groups, style.ink.grid, width=0.62,
                 customdata=rows[self.group].to_list(), hovertext=self._hover(rows, self.tick, style)),
            _bar(self.names[self.bar], _over(rows[self.bar], scale), groups, style.ink.series[0], width=0.3,
                 customdata=rows[self.group].to_list(), hovertext=self._hover(rows, self.bar, style)),
            {
                "type": "scatter", "mode": "markers", "name": self.names[self.marker], "y": groups,
                "x": _over(rows[self.marker], scale), "hoverinfo": "text", "hovertext": self._hover(rows, self.marker, style),
                "marker": {"symbol": "line-ns", "size": 20, "line": {"width": 3, "color": style.ink.text}},
            },
        ]  # fmt: skip
        layout = _layout(style, barmode="overlay", legend=True)
        layout["xaxis"] |= {**_money_axis(suffix, style, "first"), "rangemode": "tozero"}
        layout["yaxis"] |= {"categoryorder": "array", "categoryarray": groups[::-1]}
        return _figure(traces, layout)

    def _hover(self, rows: pl.DataFrame, column: str, style: Style) -> list[str]:
        pairs = zip(rows[self.group], rows[column], strict=True)
        return [
            f"{chart_text(g)}<br>{self.names[column]}: {show(v, self.unit, style.lang, style.currency)}"
            for g, v in pairs
        ]


@dataclass(frozen=True)
class Waterfall:
    """How one figure becomes another: signed steps from zero and the difference they add up to, in the colour of totals."""

    step: str
    amount: str
    total: str  # column of true for the sum of the steps before it, false for a step
    good: str = "lower"  # whether a falling step is good news

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        scale, suffix = _scale(rows, (self.amount,), style)
        values = _over(rows[self.amount], scale)
        totals = rows[self.total].to_list()
        up, down = (style.ink.bad, style.ink.good) if self.good == "lower" else (style.ink.good, style.ink.bad)
        labels = [show(v, "money", style.lang, "", signed=True) for v in rows[self.amount]]
        trace = {
            "type": "waterfall", "x": [chart_text(s).replace(" ", "<br>", 1) for s in rows[self.step]], "y": values,
            "measure": ["total" if total else "relative" for total in totals], "text": labels, "textposition": "outside",
            "textfont": {"color": style.ink.text, "size": 13}, "hoverinfo": "text", "cliponaxis": False,
            "hovertext": [f"{chart_text(s)}: {x}" for s, x in zip(rows[self.step], labels, strict=True)],
            "totals": {"marker": {"color": style.ink.series[0]}},
            "increasing": {"marker": {"color": up}}, "decreasing": {"marker": {"color": down}},
            "connector": {"line": {"color": style.ink.muted, "width": 1}},
        }  # fmt: skip
        layout = _layout(style, legend=False)
        layout["yaxis"] |= {
            **_money_axis(suffix, style),
            "showgrid": True,
            "zeroline": True,
            "zerolinecolor": style.ink.muted,
        }
        layout["xaxis"] |= {"tickangle": 0}
        layout["margin"] |= {"t": 26}
        return _figure([trace], layout)


@dataclass(frozen=True)
class Cumulative:
    """Money over time: actual solid, forecast dashed on from it, plan a thin outline behind them."""

    month: str
    plan: str
    actual: str
    forecast: str
    names: Mapping[str, str]
    today: date | None = None

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        scale, suffix = _scale(rows, (self.plan, self.actual, self.forecast), style)
        dress = {
            self.plan: {"color": style.ink.muted, "width": 2, "dash": "solid"},
            self.actual: {"color": style.ink.series[0], "width": 3.5},
            self.forecast: {"color": style.ink.series[0], "width": 3, "dash": "dash"},
        }
        traces = []
        for column, line in dress.items():
            own = rows.filter(pl.col(column).is_not_null())
            hover = [
                f"{day(m, style.lang)}<br>{self.names[column]}: {show(v, 'money', style.lang, style.currency)}"
                for m, v in zip(own[self.month], own[column], strict=True)
            ]
            traces.append(
                {
                    "type": "scatter", "mode": "lines", "name": self.names[column], "x": own[self.month].to_list(),
                    "y": _over(own[column], scale), "line": line, "hoverinfo": "text", "hovertext": hover,
                }
            )  # fmt: skip
        layout = _layout(style, legend=True)
        layout["xaxis"] |= _dates(style)
        layout["yaxis"] |= {**_money_axis(suffix, style), "rangemode": "tozero", "showgrid": True}
        layout["shapes"] = _today(self.today, style)
        return _figure(traces, layout)


@dataclass(frozen=True)
class Swimlane:
    """Milestones in lanes: hollow ◇ baseline, filled ◆ forecast, ● done; each lane's worst slip written; colour for exceptions."""

    lane: str
    label: str
    baseline: str
    effective: str
    state: str
    slip: str
    names: Mapping[str, str]
    today: date | None = None

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        lanes = [chart_text(_short(x, 24)) for x in rows[self.lane]]
        traces = [
            self._way(rows, lanes, style),
            self._baselines(rows, lanes, style),
            *self._forecasts(rows, lanes, style),
            self._slips(rows, lanes, style),
        ]
        layout = _layout(style, legend=False)
        layout["margin"] |= {"r": 56}
        layout["xaxis"] |= _dates(style)
        layout["yaxis"] |= {
            "categoryorder": "array",
            "categoryarray": list(dict.fromkeys(lanes))[::-1],
            "showgrid": True,
        }
        layout["shapes"] = _today(self.today, style)
        return _figure(traces, layout)

    def _way(self, rows: pl.DataFrame, lanes: list[str], style: Style) -> Dict:
        xs: list[date | None] = []
        ys: list[str | None] = []
        for lane, start, end in zip(lanes, rows[self.baseline], rows[self.effective], strict=True):
            if start and end:
                xs, ys = [*xs, start, end, None], [*ys, lane, lane, None]
        line = {"color": style.ink.muted, "width": 1.5}
        return {
            "type": "scatter",
            "mode": "lines",
            "x": xs,
            "y": ys,
            "line": line,
            "hoverinfo": "skip",
            "showlegend": False,
        }

    def _baselines(self, rows: pl.DataFrame, lanes: list[str], style: Style) -> Dict:
        mark = {"symbol": "diamond-open", "size": 11, "color": style.ink.muted, "line": {"width": 1.5}}
        return {
            "type": "scatter", "mode": "markers", "name": self.names["baseline"], "x": rows[self.baseline].to_list(),
            "y": lanes, "marker": mark, "hoverinfo": "skip",
        }  # fmt: skip

    def _forecasts(self, rows: pl.DataFrame, lanes: list[str], style: Style) -> list[Dict]:
        ink = style.ink
        dress = {"done": (ink.series[1], "circle"), "late": (ink.bad, "diamond"), "planned": (ink.series[0], "diamond")}
        kinds = [_milestone_kind(state) for state in rows[self.state]]
        traces = []
        for kind, (colour, symbol) in dress.items():
            own = [i for i, k in enumerate(kinds) if k == kind]
            if not own:
                continue
            part = rows[own]
            traces.append(
                {
                    "type": "scatter", "mode": "markers", "name": self.names[kind], "x": part[self.effective].to_list(),
                    "y": [lanes[i] for i in own], "marker": {"symbol": symbol, "size": 12, "color": colour},
                    "cliponaxis": False, "hoverinfo": "text",
                    "hovertext": self._hover(part, style), "customdata": part[self.lane].to_list(),
                }
            )  # fmt: skip
        return traces

    def _slips(self, rows: pl.DataFrame, lanes: list[str], style: Style) -> Dict:
        """Each lane's worst slip, right of its last mark so that it covers none."""
        worst = (
            rows.select(pl.max_horizontal(self.baseline, self.effective).alias("end"), pl.col(self.slip).alias("slip"))
            .with_columns(pl.Series("lane", lanes, pl.String))
            .group_by("lane", maintain_order=True)
            .agg(pl.col("end").max(), pl.col("slip").max())
        )
        return {
            "type": "scatter", "mode": "text", "x": worst["end"].to_list(), "y": worst["lane"].to_list(),
            "text": ["\u2002" + text if (text := self._slip_text(d, style)) else "" for d in worst["slip"]],
            "textposition": "middle right", "textfont": {"color": style.ink.text, "size": 12}, "cliponaxis": False,
            "hoverinfo": "skip", "showlegend": False,
        }  # fmt: skip

    def _slip_text(self, days: int | None, style: Style) -> str:
        return " " + show(days, "days", style.lang, signed=True) if days else ""

    def _hover(self, rows: pl.DataFrame, style: Style) -> list[str]:
        cells = zip(*(rows[c] for c in (self.lane, self.label, self.baseline, self.effective)), strict=True)
        return [
            f"{chart_text(lane)}: {chart_text(label)}<br>{self.names['baseline']}: {day(b, style.lang)}"
            f"<br>{self.names['forecast']}: {day(e, style.lang)}"
            for lane, label, b, e in cells
        ]


def _milestone_kind(state: str) -> str:
    if state.startswith("achieved"):
        return "done"
    return "late" if state in ("overdue", "forecast_late") else "planned"


@dataclass(frozen=True)
class MilestoneTrend:
    """Report date across, forecast date up: flat is stable, rising is slipping, the diagonal is today.

    Rows may carry `arrival_from` and `arrival_to`, where a line would meet the diagonal: a fan from its last report. A line
    whose `refused` is "recedes" gets the word for it instead.
    """

    reported: str
    forecast: str
    line: str
    names: Mapping[str, str]  # diagonal, arrives, recedes

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        traces: list[Dict] = []
        palette = style.ink.series
        for i, (name,) in enumerate(rows.select(self.line).unique(maintain_order=True).iter_rows()):
            own = rows.filter(pl.col(self.line) == name).sort(self.reported)
            hover = [
                f"{chart_text(name)}<br>{day(r, style.lang)} → {day(f, style.lang)}"
                for r, f in own.select(self.reported, self.forecast).iter_rows()
            ]
            traces.append(
                {
                    "type": "scatter", "mode": "lines+markers", "name": chart_text(_short(name, 45)), "x": own[self.reported].to_list(),
                    "y": own[self.forecast].to_list(), "hoverinfo": "text", "hovertext": hover,
                    "line": {"width": 2, "color": palette[i % 4], "dash": ("solid", "dash", "dot")[i // 4 % 3]},
                    "marker": {"size": 6, "symbol": ("circle", "square", "diamond", "cross")[i % 4]},
                }
            )  # fmt: skip
            if "refused" in own.columns:
                traces += self._ahead(own.row(-1, named=True), palette[i % 4], style)
        if rows.height:
            traces.append(self._diagonal(traces, style))
        layout = _layout(style, legend=True)
        layout["xaxis"] |= _dates(style)
        layout["yaxis"] |= {**_dates(style), "showgrid": True}
        if rows.height:
            layout["xaxis"]["range"], layout["yaxis"]["range"] = self._window(rows)
        layout["legend"] |= {
            "y": -0.14,
            "yanchor": "top",
            "entrywidth": 1,  # one below the other: two side by side cover each other on a phone
            "entrywidthmode": "fraction",
            "font": {"color": style.ink.text, "size": 11},
        }
        layout["margin"] |= {"b": 40 + 19 * rows[self.line].n_unique()}
        return _figure(traces, layout)

    def _ahead(self, last: Mapping[str, Any], colour: str, style: Style) -> list[Dict]:
        """Where the line goes from its last report: the range in which it meets the diagonal, or an arrow where it never does."""
        x, y, low, high = last[self.reported], last[self.forecast], last["arrival_from"], last["arrival_to"]
        hover = {"hoverinfo": "text", "showlegend": False}
        if last["refused"] == "recedes":
            text = f"{chart_text(last[self.line])}<br>{self.names['recedes']}"
            arrow = {"symbol": "arrow", "angle": 45, "size": 18, "color": colour}
            return [
                {"type": "scatter", "mode": "markers", "x": [x], "y": [y], "marker": arrow, "hovertext": text, **hover}
            ]
        if low is None or high is None or high <= x:
            return []
        told = f"{self.names['arrives']} {day(low, style.lang)}" + (
            "" if low == high else f" – {day(high, style.lang)}"
        )
        return [{
            "type": "scatter", "mode": "lines", "x": [x, low, high, x], "y": [y, low, high, y], "fill": "toself",
            "fillcolor": _veil(colour, 0.07), "line": {"color": colour, "width": 1, "dash": "dot"},
            "hovertext": f"{chart_text(last[self.line])}<br>{told}", **hover,
        }]  # fmt: skip

    def _window(self, rows: pl.DataFrame) -> tuple[list[date], list[date]]:
        """What of report and forecast dates is shown: all that was said, and ahead twice as long as the lines are, if need be."""
        first, last = min(rows[self.reported]), max(rows[self.reported])
        ends = rows["arrival_to"].drop_nulls() if "arrival_to" in rows.columns else rows[self.reported]
        margin = max((last - first) / 20, timedelta(days=3))
        reach = min(max([*ends, last]), last + 2 * (last - first)) + margin
        return [first - margin, reach], [min(rows[self.forecast]) - margin, max([*rows[self.forecast], reach]) + margin]

    def _diagonal(self, traces: list[Dict], style: Style) -> Dict:
        first, last = min(x for t in traces for x in (*t["x"], *t["y"])), max(x for t in traces for x in t["x"])
        return {
            "type": "scatter", "mode": "lines", "x": [first, last], "y": [first, last], "name": self.names["diagonal"],
            "line": {"color": style.ink.muted, "width": 1, "dash": "dot"}, "showlegend": False, "hoverinfo": "skip",
        }  # fmt: skip


def _short(name: str, most: int = 38) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


@dataclass(frozen=True)
class Heatmap:
    """A matrix with the number printed in each cell; `middle` makes the scale diverge around it, blue below, orange above."""

    x: str
    y: str
    value: str
    unit: str = "count"
    middle: float | None = None

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        xs = rows[self.x].unique(maintain_order=True).to_list()
        ys = rows[self.y].unique(maintain_order=True).to_list()
        cells = {(x, y): v for x, y, v in rows.select(self.x, self.y, self.value).iter_rows()}
        z = [[None if (v := cells.get((x, y))) is None else float(v) for x in xs] for y in ys]
        trace = {
            "type": "heatmap", "x": [chart_text(x) for x in xs], "y": [chart_text(y) for y in ys], "z": z, "showscale": False,
            "xgap": 2, "ygap": 2, "hoverongaps": False, "hoverinfo": "skip",
            "text": [["" if v is None or (v == 0 and self.middle is None) else show(v, "percent" if self.unit == "share" else self.unit, style.lang) for v in line] for line in z],
            "texttemplate": "%{text}", "textfont": {"size": 13}, **self._colours(z, style),
        }  # fmt: skip
        layout = _layout(style, legend=False)
        # Plotly selects points, not cells: unseen points over the cells make them clickable.
        points = [(x, y) for (x, y), v in cells.items() if v is not None]
        cover = {
            "type": "scatter", "mode": "markers", "x": [chart_text(x) for x, _ in points], "y": [chart_text(y) for _, y in points],
            "marker": {"size": 34, "symbol": "square", "color": "rgba(0,0,0,0)"}, "customdata": [list(p) for p in points],
            "hoverinfo": "text", "hovertext": [self._cell_text(x, y, cells[x, y], style) for x, y in points],
            "selected": {"marker": {"opacity": 0}}, "unselected": {"marker": {"opacity": 0}},
        }  # fmt: skip
        layout |= {"hovermode": "closest", "hoverdistance": 200}  # a click anywhere in a cell means that cell
        layout["yaxis"] |= {"autorange": "reversed", "type": "category"}
        layout["xaxis"] |= {"side": "top", "type": "category"}
        return _figure([trace, cover], layout)

    def _cell_text(self, x: str, y: str, value: float, style: Style) -> str:
        return f"{chart_text(y)} · {chart_text(x)}: {show(value, self.unit, style.lang)}"

    def _colours(self, z: list[list[float | None]], style: Style) -> Dict:
        values = [v for line in z for v in line if v is not None]
        ink = style.ink
        if self.middle is None:
            return {"colorscale": [[0, ink.middle], [1, ink.below]], "zmin": 0, "zmax": max(values, default=1) or 1}
        reach = max((abs(v - self.middle) for v in values), default=0) or 1
        scale = [[0, ink.below], [0.5, ink.middle], [1, ink.above]]
        return {"colorscale": scale, "zmin": self.middle - reach, "zmax": self.middle + reach}


@dataclass(frozen=True)
class DemandCapacity:
    """Capacity as a step line over demand as areas: where the areas rise above the line, people are missing."""

    month: str  # the month in words
    capacity: str
    demand: Sequence[str]
    names: Mapping[str, str]

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        months = [chart_text(m) for m in rows[self.month]]
        traces: list[Dict] = []
        for i, column in enumerate(self.demand):
            traces.append(
                {
                    "type": "bar", "name": self.names[column], "x": months, "y": _over(rows[column], 1), "hoverinfo": "text",
                    "hovertext": self._hover(rows, column, style),
                    "marker": {
                        "color": style.ink.series[0] if i == 0 else style.ink.ground,
                        "line": {"color": style.ink.series[0], "width": 1},
                        "pattern": {"shape": "" if i == 0 else "/", "fgcolor": style.ink.series[0], "size": 6},
                    },
                }
            )  # fmt: skip
        traces.append(
            {
                "type": "scatter", "mode": "lines", "name": self.names[self.capacity], "x": months,
                "y": _over(rows[self.capacity], 1), "line": {"shape": "hvh", "width": 3, "color": style.ink.series[3]},
                "hoverinfo": "text", "hovertext": self._hover(rows, self.capacity, style),
            }
        )  # fmt: skip
        layout = _layout(style, barmode="stack", legend=True)
        layout["xaxis"] |= {"type": "category"}
        layout["yaxis"] |= {"showgrid": True, "rangemode": "tozero", "tickformat": ",~r"}
        return _figure(traces, layout)

    def _hover(self, rows: pl.DataFrame, column: str, style: Style) -> list[str]:
        pairs = rows.select(self.month, column).iter_rows()
        return [f"{chart_text(m)}<br>{self.names[column]}: {show(v, 'hours', style.lang)}" for m, v in pairs]


@dataclass(frozen=True)
class PlanActual:
    """Amounts by period side by side: plan outlined, actual solid, forecast hatched."""

    period: str  # the period in words
    plan: str
    actual: str
    forecast: str
    names: Mapping[str, str]

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        scale, suffix = _scale(rows, (self.plan, self.actual, self.forecast), style)
        periods, ink = [chart_text(p) for p in rows[self.period]], style.ink
        dress = {self.plan: (ink.ground, ""), self.actual: (ink.series[0], ""), self.forecast: (ink.ground, "/")}
        traces: list[Dict] = [
            {
                "type": "bar", "name": self.names[column], "x": periods, "y": _over(rows[column], scale), "hoverinfo": "text",
                "hovertext": [
                    f"{p}<br>{self.names[column]}: {show(v, 'money', style.lang, style.currency)}"
                    for p, v in zip(periods, rows[column], strict=True)
                ],
                "marker": {
                    "color": fill, "line": {"color": ink.muted if column == self.plan else ink.series[0], "width": 1.5},
                    "pattern": {"shape": shape, "fgcolor": ink.series[0], "size": 6},
                },
            }
            for column, (fill, shape) in dress.items()
            if rows[column].is_not_null().any()
        ]  # fmt: skip
        layout = _layout(style, barmode="group", legend=True, bargap=0.25)
        layout["xaxis"] |= {"type": "category"}
        layout["yaxis"] |= {**_money_axis(suffix, style), "showgrid": True}
        return _figure(traces, layout)


@dataclass(frozen=True)
class SCurve:
    """The probability that a sum is not exceeded, rising with its amount; points named on it, and one amount as a line."""

    amount: str
    share: str
    points: Sequence[tuple[str, float, float]]  # name, amount, share
    line: tuple[str, float] | None = None

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        layout = _layout(style, legend=False)
        if rows.is_empty():
            return _figure([], layout)
        reach = pl.DataFrame({"amount": [*rows[self.amount], self.line[1] if self.line else 0.0]})
        scale, suffix = _scale(reach, ("amount",), style)
        if self.line:
            layout |= self._marked(*self.line, scale, style)
        layout["margin"] |= {"r": 96, "t": 24}
        layout["xaxis"] |= {**_money_axis(suffix, style, "first"), "nticks": 6}
        layout["yaxis"] |= {"range": [0, 1.02], "tickformat": ".0%", "dtick": 0.2, "showgrid": True}
        return _figure([self._curve(rows, scale, style), self._named(scale, style)], layout)

    def _curve(self, rows: pl.DataFrame, scale: float, style: Style) -> Dict:
        hover = [
            f"{show(share, 'percent', style.lang)} ≤ {show(amount, 'money', style.lang, style.currency)}"
            for amount, share in rows.select(self.amount, self.share).iter_rows()
        ]
        return {
            "type": "scatter", "mode": "lines", "x": _over(rows[self.amount], scale), "y": rows[self.share].to_list(),
            "line": {"shape": "hv", "width": 3, "color": style.ink.series[0]}, "hoverinfo": "text", "hovertext": hover,
        }  # fmt: skip

    def _named(self, scale: float, style: Style) -> Dict:
        return {
            "type": "scatter", "mode": "markers+text", "x": [amount / scale for _, amount, _ in self.points],
            "y": [share for _, _, share in self.points], "text": ["\u2002" + chart_text(name) for name, _, _ in self.points],
            "textposition": "bottom right", "textfont": {"color": style.ink.text, "size": 13}, "cliponaxis": False,
            "marker": {"size": 10, "color": style.ink.series[3]}, "hoverinfo": "skip",
        }  # fmt: skip

    def _marked(self, name: str, amount: float, scale: float, style: Style) -> Dict:
        at, ink = amount / scale, style.ink.text
        line = {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": {"color": ink, "width": 2, "dash": "dot"}}
        text = {
            "x": at,
            "y": 1.02,
            "yanchor": "bottom",
            "xanchor": "left",
            "text": chart_text(name),
            "showarrow": False,
        }
        return {"shapes": [line], "annotations": [text | {"font": {"color": ink, "size": 13}}]}


@dataclass(frozen=True)
class ValueCurve:
    """Planned, earned and spent over time, and from today on the fan of estimates at completion with the official one in it."""

    when: str
    planned: str
    earned: str
    spent: str
    low: str
    high: str
    official: str
    names: Mapping[str, str]  # column -> word
    today: date | None = None

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        ink = style.ink
        columns = (self.planned, self.earned, self.spent, self.low, self.high, self.official)
        scale, suffix = _scale(rows, columns, style)
        dress: dict[str, Dict] = {
            self.low: {"line": {"color": ink.muted, "width": 1}, "showlegend": False},
            self.high: {"line": {"color": ink.muted, "width": 1}, "showlegend": False, "fill": "tonexty", "fillcolor": _veil(ink.muted)},
            self.planned: {"line": {"color": ink.muted, "width": 2}},
            self.earned: {"line": {"color": ink.series[1], "width": 3.5}},
            self.spent: {"line": {"color": ink.series[0], "width": 3.5}},
            self.official: {
                "mode": "lines+markers", "line": {"color": ink.series[0], "width": 2, "dash": "dash"},
                "marker": {"symbol": "diamond", "size": [0, 11], "color": ink.series[0]},
            },
        }  # fmt: skip
        traces = []
        for column, looks in dress.items():
            own = rows.filter(pl.col(column).is_not_null())
            hover = [
                f"{day(d, style.lang)}<br>{self.names[column]}: {show(v, 'money', style.lang, style.currency)}"
                for d, v in own.select(self.when, column).iter_rows()
            ]
            traces.append(
                {
                    "type": "scatter", "mode": "lines", "name": self.names[column], "x": own[self.when].to_list(),
                    "y": _over(own[column], scale), "hoverinfo": "text", "hovertext": hover, "cliponaxis": False, **looks,
                }
            )  # fmt: skip
        layout = _layout(style, legend=True)
        layout["xaxis"] |= _dates(style)
        layout["yaxis"] |= {**_money_axis(suffix, style), "rangemode": "tozero", "showgrid": True}
        layout["shapes"] = _today(self.today, style)
        return _figure(traces, layout)


def _veil(colour: str, thickness: float = 0.18) -> str:
    """A colour through which others can be seen."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{thickness})"


@dataclass(frozen=True)
class Estimates:
    """Several estimates of one figure in each lane: a ring each, the span between them, the official one filled, the plan a tick."""

    group: str
    dots: Sequence[str]
    official: str
    plan: str
    names: Mapping[str, str]  # column -> word; "formulas" for the rings
    unit: str = "money"

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        ink = style.ink
        lanes = [chart_text(_short(g, 24)) for g in rows[self.group]]
        scale, suffix = (
            _scale(rows, (*self.dots, self.official, self.plan), style) if self.unit == "money" else (0.01, " %")
        )
        traces = [
            self._span(rows, lanes, scale, style),
            self._marks(rows, lanes, self.dots, self.names["formulas"], scale, style,
                        {"symbol": "circle-open", "size": 10, "color": ink.series[0], "line": {"width": 2}}),
            self._marks(rows, lanes, (self.plan,), self.names[self.plan], scale, style,
                        {"symbol": "line-ns", "size": 20, "line": {"width": 3, "color": ink.text}}),
            self._marks(rows, lanes, (self.official,), self.names[self.official], scale, style,
                        {"symbol": "diamond", "size": 12, "color": ink.series[3]}),
        ]  # fmt: skip
        layout = _layout(style, legend=True)
        axis = _money_axis(suffix, style, "first") if self.unit == "money" else {"ticksuffix": suffix}
        layout["xaxis"] |= {**axis, "showgrid": True, "nticks": 6, "tickangle": 0}
        layout["yaxis"] |= {"categoryorder": "array", "categoryarray": lanes[::-1]}
        return _figure(traces, layout)

    def _span(self, rows: pl.DataFrame, lanes: list[str], scale: float, style: Style) -> Dict:
        xs: list[float | None] = []
        ys: list[str | None] = []
        for lane, values in zip(lanes, rows.select(self.dots).iter_rows(), strict=True):
            known = [float(v) / scale for v in values if v is not None]
            if known:
                xs, ys = [*xs, min(known), max(known), None], [*ys, lane, lane, None]
        return {
            "type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": {"color": style.ink.muted, "width": 3},
            "hoverinfo": "skip", "showlegend": False,
        }  # fmt: skip

    def _marks(
        self,
        rows: pl.DataFrame,
        lanes: list[str],
        columns: Sequence[str],
        name: str,
        scale: float,
        style: Style,
        marker: Dict,
    ) -> Dict:
        places = [
            (float(value) / scale, lane, group, f"{lane}<br>{self.names[column]}: {show(value, self.unit, style.lang, style.currency)}")
            for column in columns
            for lane, group, value in zip(lanes, rows[self.group], rows[column], strict=True)
            if value is not None
        ]  # fmt: skip
        return {
            "type": "scatter", "mode": "markers", "name": name, "x": [p[0] for p in places], "y": [p[1] for p in places],
            "customdata": [p[2] for p in places], "hoverinfo": "text", "hovertext": [p[3] for p in places], "marker": marker,
            "cliponaxis": False,
        }  # fmt: skip


@dataclass(frozen=True)
class Bars:
    """One measure by group, longest first, its value written at the end of the bar."""

    group: str
    value: str
    unit: str = "count"

    def figure(self, rows: pl.DataFrame, style: Style) -> go.Figure:
        groups = [chart_text(g) for g in rows[self.group]]
        scale, _ = _scale(rows, (self.value,), style)
        labels = [show(v, self.unit, style.lang, style.currency) for v in rows[self.value]]
        trace = _bar(
            "", _over(rows[self.value], scale), groups, style.ink.series[0], text=labels, textposition="outside",
            textfont={"color": style.ink.text, "size": 13}, cliponaxis=False, customdata=rows[self.group].to_list(),
            hovertext=[f"{g}: {x}" for g, x in zip(groups, labels, strict=True)],
        )  # fmt: skip
        layout = _layout(style, legend=False, bargap=0.35)
        layout["xaxis"] |= {"visible": False}
        layout["margin"] |= {"r": 80}
        layout["yaxis"] |= {"categoryorder": "array", "categoryarray": groups[::-1]}
        return _figure([trace], layout)


Chart = (
    StatusBars
    | Bullet
    | Waterfall
    | Cumulative
    | PlanActual
    | Swimlane
    | MilestoneTrend
    | Heatmap
    | DemandCapacity
    | SCurve
    | Bars
    | ValueCurve
    | Estimates
)


def _figure(traces: list[Dict], layout: Dict) -> go.Figure:
    # Unvalidated: the kinds are fixed and a test validates each; checking them again on every run costs 3 ms a figure.
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def _bar(name: str, lengths: list[float | None] | list[int], groups: list[str], colour: str, **more: Any) -> Dict:
    return {
        "type": "bar", "orientation": "h", "name": name, "x": lengths, "y": groups, "hoverinfo": "text",
        "marker": {"color": colour}, **more,
    }  # fmt: skip


def _over(values: pl.Series, scale: float) -> list[float | None]:
    return [None if v is None else float(v) / scale for v in values]


def _scale(rows: pl.DataFrame, columns: Sequence[str], style: Style) -> tuple[float, str]:
    sizes = [abs(float(v)) for c in columns for v in rows[c] if v is not None]
    return step(max(sizes, default=0.0), style.lang)


def _money_axis(suffix: str, style: Style, named: str = "last") -> Dict:
    """The unit of an axis of money, said once: at its first mark across, where narrow screens keep it, at its last upwards."""
    return {"ticksuffix": f"{suffix} {style.currency}".rstrip(), "showticksuffix": named}


def _today(today: date | None, style: Style) -> list[Dict]:
    if today is None:
        return []
    line = {"color": style.ink.text, "width": 1, "dash": "dot"}
    return [{"type": "line", "x0": today, "x1": today, "y0": 0, "y1": 1, "yref": "paper", "line": line}]


def _dates(style: Style) -> Dict:
    return {"type": "date", "tickformat": "%-m月\n%Y" if style.lang == "zh" else "%b\n%Y", "nticks": 5, "tickangle": 0}


def _layout(style: Style, legend: bool, **more: Any) -> Dict:
    axis = {"fixedrange": True, "automargin": True, "showgrid": False, "zeroline": False, "title": {"text": ""},
            "gridcolor": style.ink.grid, "ticks": "", "tickfont": {"color": style.ink.text, "size": 13}}  # fmt: skip
    return {
        "height": style.height, "margin": {"l": 0, "r": 8, "t": 4, "b": 0, "pad": 4}, "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "showlegend": legend,
        "font": {"color": style.ink.text, "size": 13, "family": FONT}, "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"color": style.ink.text, "size": 12},
                   "traceorder": "normal", "itemclick": False, "itemdoubleclick": False},
        "xaxis": dict(axis), "yaxis": dict(axis), **more,
    }  # fmt: skip


__all__ = [
    "DARK", "LEVELS", "LIGHT", "SHAPES", "Bars", "Bullet", "Chart", "Cumulative", "DemandCapacity", "Estimates", "Heatmap", "Ink",
    "MilestoneTrend", "SCurve", "StatusBars", "Style", "Swimlane", "ValueCurve", "Waterfall", "compact",
]  # fmt: skip
