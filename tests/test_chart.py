"""Every chart kind: from rows to a valid figure, from no rows to an empty one, and names that stay text."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import plotly.graph_objects as go
import polars as pl
import pytest

from pmo_metrics.chart import (
    DARK,
    LEVELS,
    LIGHT,
    SHAPES,
    Bars,
    Bullet,
    Chart,
    Cumulative,
    DemandCapacity,
    Estimates,
    Heatmap,
    Ink,
    MilestoneTrend,
    PlanActual,
    SCurve,
    StatusBars,
    Style,
    Swimlane,
    ValueCurve,
    Waterfall,
)  # fmt: skip

EVIL = "<a href='http://evil.invalid'>x</a>"
DAY = date(2026, 6, 30)
NAMES = {level: level for level in SHAPES}
LANE = {key: key for key in ("baseline", "forecast", "done", "late", "planned")}

KINDS: list[tuple[Chart, pl.DataFrame]] = [
    (StatusBars("group", "rag", "n", NAMES), pl.DataFrame({"group": [EVIL, EVIL], "rag": ["red", "green"], "n": [1, 2]})),
    (
        Bullet("group", "actual", "plan", "budget", {"actual": "Actual", "plan": "Plan", "budget": "Budget"}),
        pl.DataFrame({"group": [EVIL, "b"], "actual": [1e6, None], "plan": [2e6, 1.0], "budget": [3e6, 2.0]}),
    ),
    (Waterfall("step", "amount", "total"), pl.DataFrame({"step": [EVIL, "sum"], "amount": [-5.0, -5.0], "total": [False, True]})),
    (
        Cumulative("month", "plan", "actual", "forecast", {"plan": "Plan", "actual": "Actual", "forecast": "Forecast"}, DAY),
        pl.DataFrame({"month": [DAY, DAY], "plan": [1.0, 2.0], "actual": [1.0, None], "forecast": [None, 2.0]}),
    ),
    (
        Swimlane("project", "name", "baseline", "effective", "state", "slip", LANE, DAY),
        pl.DataFrame({"project": [EVIL, "b"], "name": [EVIL, "m"], "baseline": [DAY, None], "effective": [DAY, DAY],
                      "state": ["overdue", "achieved_on_time"], "slip": [3, None]}),
    ),
    (
        MilestoneTrend("as_of", "date", "line", {"diagonal": "today"}),
        pl.DataFrame({"as_of": [DAY, DAY], "date": [DAY, DAY], "line": [EVIL, "b"]}),
    ),
    (
        MilestoneTrend("as_of", "date", "line", {"diagonal": "today", "arrives": "arrives", "recedes": "recedes"}),
        pl.DataFrame({"as_of": [DAY, DAY], "date": [DAY, date(2026, 9, 1)], "line": [EVIL, "b"],
                      "arrival_from": [None, date(2026, 9, 1)], "arrival_to": [None, date(2026, 10, 15)],
                      "refused": ["recedes", None]}),
    ),
    (Heatmap("x", "y", "v"), pl.DataFrame({"x": [EVIL, "b"], "y": ["c", "d"], "v": [1, 2]})),
    (Heatmap("x", "y", "v", "share", middle=1.0), pl.DataFrame({"x": ["a"], "y": [EVIL], "v": [1.2]})),
    (
        DemandCapacity("month", "have", ("hard", "soft"), {"have": "Have", "hard": "Hard", "soft": "Soft"}),
        pl.DataFrame({"month": [EVIL], "have": [100.0], "hard": [80.0], "soft": [30.0]}),
    ),
    (
        PlanActual("quarter", "plan", "actual", "forecast", {"plan": "Plan", "actual": "Actual", "forecast": "Forecast"}),
        pl.DataFrame({"quarter": [EVIL, "Q2"], "plan": [1.0, 2.0], "actual": [1.0, None], "forecast": [None, 2.0]}),
    ),
    (Bars("group", "v", "money"), pl.DataFrame({"group": [EVIL], "v": [5.0]})),
    (
        ValueCurve("day", "pv", "ev", "ac", "low", "high", "own", {c: c for c in ("pv", "ev", "ac", "low", "high", "own")}, DAY),
        pl.DataFrame({"day": [DAY, date(2026, 9, 30)], "pv": [5.0, 9.0], "ev": [4.0, None], "ac": [6.0, None],
                      "low": [6.0, 10.0], "high": [6.0, 14.0], "own": [6.0, 9.0]}),
    ),
    (
        Estimates("project", ("one", "two"), "own", "budget", {c: c for c in ("one", "two", "own", "budget", "formulas")}, "share"),
        pl.DataFrame({"project": [EVIL, "b"], "one": [1.1, None], "two": [1.4, None], "own": [1.2, 1.0], "budget": [1.0, 1.0]}),
    ),
    (
        SCurve("amount", "chance", [(EVIL, 4.0, 0.8)], (EVIL, 2.0)),
        pl.DataFrame({"amount": [0.0, 4.0], "chance": [0.5, 1.0]}),
    ),
]  # fmt: skip
IDS = [f"{type(kind).__name__}-{i}" for i, (kind, _) in enumerate(KINDS)]


@pytest.mark.parametrize(("kind", "rows"), KINDS, ids=IDS)
@pytest.mark.parametrize("style", [Style(LIGHT, "en", "EUR"), Style(DARK, "zh")], ids=["light", "dark"])
def test_rows_make_a_figure_whose_names_are_text(kind: Chart, rows: pl.DataFrame, style: Style) -> None:
    figure = kind.figure(rows, style)
    assert isinstance(figure, go.Figure)
    go.Figure(figure.to_dict())  # raises where a property is unknown or ill-typed
    visible = [{k: v for k, v in trace.items() if k != "customdata"} for trace in figure.to_dict()["data"]]
    assert "<a href" not in str(visible)


@pytest.mark.parametrize(("kind", "rows"), KINDS, ids=IDS)
def test_no_rows_make_an_empty_figure(kind: Chart, rows: pl.DataFrame) -> None:
    assert go.Figure(kind.figure(rows.clear(), Style()).to_dict())


def test_a_status_is_told_by_shape_and_word_too() -> None:
    kind, rows = KINDS[0]
    names = [trace["name"] for trace in kind.figure(rows, Style()).to_dict()["data"]]
    assert names == ["◆ red", "● green"]
    assert set(LEVELS) <= set(SHAPES)


def test_missing_is_never_green() -> None:
    for ink in (LIGHT, DARK):
        assert Style(ink).status("not_reported")[0] != Style(ink).status("green")[0]
        assert Style(ink).status("something new")[0] == Style(ink).status("not_reported")[0]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_can_be_read(ink: Ink) -> None:
    assert _contrast(ink.text, ink.ground) >= 7
    assert _contrast(ink.muted, ink.ground) >= 4.5
    for fill, on in ((ink.good, ink.on_good), (ink.caution, ink.on_caution), (ink.bad, ink.on_bad)):
        assert _contrast(fill, ink.ground) >= 3
        assert _contrast(fill, on) >= 4
    for colour in ink.series:
        assert _contrast(colour, ink.ground) >= 2.9
    assert all(a != b for a, b in combinations(ink.series, 2))


def test_the_fan_of_estimates_opens_today_and_ends_at_the_official_one() -> None:
    kind, rows = next((k, r) for k, r in KINDS if isinstance(k, ValueCurve))
    traces = {trace["name"]: trace for trace in kind.figure(rows, Style()).to_dict()["data"]}
    assert [traces[name]["y"] for name in ("low", "high", "own")] == [[6, 10], [6, 14], [6, 9]]
    assert traces["pv"]["x"][-1] == date(2026, 9, 30) and traces["ev"]["x"] == [DAY]


def test_a_lane_without_estimates_still_shows_the_official_one() -> None:
    kind, rows = next((k, r) for k, r in KINDS if isinstance(k, Estimates))
    span, rings, plan, official = kind.figure(rows, Style()).to_dict()["data"]
    assert len(span["x"]) == 3 and len(rings["x"]) == 2
    assert [len(marks["x"]) for marks in (plan, official)] == [2, 2]
    assert rings["x"] == pytest.approx([110, 140])


def test_a_milestone_trend_draws_where_each_line_arrives_or_that_it_never_does() -> None:
    kind, rows = [(k, r) for k, r in KINDS if isinstance(k, MilestoneTrend)][1]
    figure = kind.figure(rows, Style()).to_dict()
    lost, arrow, steady, fan, diagonal = figure["data"]
    assert (arrow["x"], arrow["y"], arrow["mode"]) == ([DAY], [DAY], "markers") and "recedes" in arrow["hovertext"]
    september, october = date(2026, 9, 1), date(2026, 10, 15)
    assert fan["x"] == [DAY, september, october, DAY] and fan["y"] == [september, september, october, september]
    assert "arrives 1 Sep 2026 – 15 Oct 2026" in fan["hovertext"]
    assert diagonal["x"] == diagonal["y"] == [DAY, october]
    assert len(lost["x"]) == len(steady["x"]) == 1


def test_a_far_arrival_does_not_squeeze_what_was_reported() -> None:
    """Reports over a hundred days: shown are two hundred ahead, however far the fan goes on."""
    kind, _ = [(k, r) for k, r in KINDS if isinstance(k, MilestoneTrend)][1]
    first, far = date(2026, 3, 22), date(2033, 1, 1)
    rows = pl.DataFrame({"as_of": [first, DAY], "date": [DAY, DAY], "line": ["a", "a"], "arrival_from": [DAY, DAY],
                         "arrival_to": [far, far], "refused": pl.Series([None, None], dtype=pl.String)})  # fmt: skip
    layout = kind.figure(rows, Style()).to_dict()["layout"]
    assert layout["xaxis"]["range"] == [date(2026, 3, 17), date(2027, 1, 21)]  # a twentieth of margin on either side
