"""Published portfolio counts, Chinese special days and thresholds against marts, calendars and the default settings."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from worlds import world

from pmo_metrics.evaluate import evaluate
from pmo_metrics.settings import Settings

ORACLES = Path(__file__).resolve().parents[2] / "shared" / "oracles"
pytestmark = pytest.mark.skipif(not ORACLES.exists(), reason="no oracle files beside the repository")


def _read(name: str) -> list[dict[str, str]]:
    path = ORACLES / name
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


@pytest.mark.parametrize("row", _read("gmpp_dca_rollup.csv"), ids=lambda row: row["snapshot"])
def test_shares_are_of_all_projects_the_unrated_among_them(row: dict[str, str]) -> None:
    rated = {level: int(row[level]) for level in ("green", "amber", "red")}
    others = int(row["total"]) - sum(rated.values())  # reset, exempt, half levels
    levels = [level for level, count in rated.items() for _ in range(count)] + ["exempt"] * others
    db = world(project=[{"project_id": str(n), "reported_rag": level} for n, level in enumerate(levels)])
    found = dict(evaluate(db, "projects", ["rag"]).select("rag", "value").iter_rows())
    total = evaluate(db, "projects")["value"].item()
    for level, count in rated.items():
        assert found[level] == count
        assert 100 * found[level] / total == pytest.approx(float(row[f"{level}_pct_of_total"]), abs=0.05)


def test_every_chinese_special_day_is_one() -> None:
    """Days off have no hours, make-up days (调休) a full day's, whatever the weekday."""
    days = _read("cn_special_days_2023_2026.csv")
    assert {day["kind"] for day in days} == {"off", "makeup_workday"}
    span = {"person_id": "X", "calendar_id": "CN", "start": "2023-01-01", "finish": "2026-12-31"}
    db = world(
        Settings(calendar="CN"),
        project=[{"project_id": "A", "as_of": "2026-12-31"}],
        person=[{**span, "as_of": "2023-01-01"}],
        timesheet=[{"person_id": "X", "date": day, "hours": 1} for day in ("2023-01-01", "2026-12-31")],
    )
    calendar = db.run("SELECT date, hours FROM calendar_day WHERE calendar_id = 'CN'")
    hours = dict(calendar.iter_rows())
    wrong = [d["date"] for d in days if hours[date.fromisoformat(d["date"])] != (0 if d["kind"] == "off" else 8)]
    assert not wrong


DEFAULTS = {
    ("omb_m0424", "green"): ("amber_over", 0.10), ("omb_m0424", "yellow"): ("red_over", 0.30),
    ("itdb_2010", "green"): ("red_days_late", 30), ("dod_tripwire", "pass"): ("amber_index", 0.95), ("tcpi", "alarm"): ("tcpi_limit", 1.10),
    ("1 missing logic", "pass"): ("check_share", 0.05), ("3 lags", "pass"): ("check_share", 0.05),
    ("4 FS relationships", "pass"): ("check_finish_to_start", 0.90), ("5 hard constraints", "pass"): ("check_share", 0.05),
    ("6 high float (>44 working days)", "pass"): ("check_long_days", 44), ("8 high duration (>44 working days)", "pass"): ("check_long_days", 44),
    ("11 missed tasks", "pass"): ("check_share", 0.05), ("13 CPLI", "pass"): ("check_index", 0.95), ("14 BEI", "pass"): ("check_index", 0.95),
}  # fmt: skip


@pytest.mark.parametrize(("where", "default"), DEFAULTS.items(), ids=lambda pair: str(pair[0]))
def test_defaults_are_the_published_thresholds(where: tuple[str, str], default: tuple[str, float]) -> None:
    name, value = default
    assert getattr(Settings(), name) == value
    rows = [
        r
        for r in _read("thresholds.csv")
        if where[0] in (r["scheme"], r["measure"]) and r["band"].split("/")[0] == where[1]
    ]
    stated = " ".join(r["rule"] + " " + r["measure"] for r in rows)
    shown = {f"{value:g}", f"{value:.2f}", f"{value:.0%}"} if value <= 2 else {f"{value:g}"}
    assert any(text in stated for text in shown), (stated, shown)


def test_the_impact_scale_is_that_of_the_guide() -> None:
    """The guide names the steps above the lowest one; where that begins is the product's own."""
    edges = Settings().impact_edges.split(" ")
    assert [float(e) for e in edges[1:]] == [0.10, 0.20, 0.40]
    [rule] = [r["rule"] for r in _read("thresholds.csv") if r["scheme"] == "pmbok5_cost_impact"]
    assert all(f"{float(e):.0%}".rstrip("%") in rule for e in edges[1:])
