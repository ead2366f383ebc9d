"""Risks at a status date: their place on the scales, what they are expected to cost, how near and how well kept they are."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import SAMPLE
from worlds import world

from pmo_metrics.analysis.contingency import contingency, priced
from pmo_metrics.engines.duckdb import DuckEngine
from pmo_metrics.errors import BadRequest
from pmo_metrics.evaluate import Scope, evaluate, rows
from pmo_metrics.settings import Settings, read_settings
from pmo_metrics.store import Store
from pmo_metrics.ui import answers

PROJECT = "project_id | currency | budget | status\nA | EUR | 1000 | active"


def risks(drawn: str, settings: Settings | None = None, project: str = PROJECT) -> pl.DataFrame:
    """Rows of risk_status for risks drawn without the project column, which is A."""
    header, *lines = [line.strip() for line in drawn.strip().splitlines()]
    table = "\n".join([f"project_id | risk_id | {header}", *(f"A | R{n} | {line}" for n, line in enumerate(lines, 1))])
    return rows(world(settings, project=project, risk=table), "risk_status").sort("risk_id")


# --- scales ------------------------------------------------------------------------------------------------------


def test_a_value_on_an_edge_belongs_to_the_step_above() -> None:
    found = risks(
        """probability | cost_likely
        0 | 0
        0.199999 | 49.99
        0.2 | 50
        0.6 | 100
        0.8 | 200
        1 | 400
        0.5 | 399.99
        """
    )
    assert found["probability_step"].to_list() == [1, 1, 2, 4, 5, 5, 3]
    assert found["impact_step"].to_list() == [1, 1, 2, 3, 4, 5, 4]


def test_zones_of_the_matrix_begin_at_their_limits() -> None:
    found = risks("probability | cost_likely\n0.9 | 100\n0.7 | 100\n0.3 | 100\n0.1 | 900\n0.5 | 30")
    assert [float(x) for x in found["pi_score"]] == [0.18, 0.14, 0.06, 0.08, 0.025]
    assert found["pi_level"].to_list() == ["high", "moderate", "moderate", "moderate", "low"]


def test_a_risk_that_cannot_be_placed_on_both_scales_has_no_score() -> None:
    found = risks("probability | cost_likely\n0.5 |\n | 100\n0.5 | 100", project="project_id | currency\nA | EUR")
    assert found["pi_score"].null_count() == 3  # the last has no budget to measure by
    assert found["probability_step"].to_list() == [3, None, 3]


def test_scales_are_the_organisation_s_own() -> None:
    own = Settings(
        probability_edges="0.33 0.66", probability_scores="1 2 3", impact_edges="50000 250000", impact_scores="1 2 3",
        impact_of="money", pi_moderate=3, pi_high=6,
    )  # fmt: skip
    found = risks("probability | cost_likely\n0.7 | 50000\n0.5 | 49999\n0.33 | 300000", own)
    assert found.select("probability_step", "impact_step").rows() == [(3, 2), (2, 1), (2, 3)]
    assert [float(x) for x in found["pi_score"]] == [6, 2, 6]
    assert found["pi_level"].to_list() == ["high", "low", "high"]


def test_impact_scores_are_steps_only_where_the_whole_register_scores_one_to_five() -> None:
    ranks = risks("probability | impact_score\n0.5 | 4\n0.5 | 1")
    assert ranks["impact_step"].to_list() == [4, 1]
    for other in ("0.91", "8", "0"):
        assert risks(f"probability | impact_score\n0.5 | 4\n0.5 | {other}")["impact_step"].to_list() == [None, None]


def test_a_register_of_scores_alone_has_its_place_in_the_matrix_but_no_money() -> None:
    ranks = risks("likelihood_score | impact_score\n4 | 5\n2 | 2")
    assert ranks.select("probability_step", "impact_step").rows() == [(4, 5), (2, 2)]
    assert [float(x) for x in ranks["pi_score"]] == pytest.approx(
        [0.7 * 0.8, 0.3 * 0.1]
    )  # PMBOK Guide 5th ed., fig. 11-10
    assert ranks["emv_reason"].to_list() == ["not_known", "not_known"]
    assert risks("likelihood_score | impact_score\n9 | 5\n2 | 2")["probability_step"].to_list() == [None, None]


def test_scores_of_a_register_never_become_money() -> None:
    found = risks("probability | impact_score | score\n0.5 | 4 | 20")
    assert (found["emv"][0], found["emv_reason"][0], float(found["score"][0])) == (None, "not_known", 20)


@pytest.mark.parametrize(
    "text",
    [
        'impact_scores = "0.1 0.2"',
        'probability_edges = "0.2 0.2 0.6 0.8"',
        'probability_edges = "a b c d"',
        'impact_of = "turnover"',
        'cost_range_shape = "normal"',
        "risk_correlation = 1.0",
        "simulation_draws = 5",
    ],
)
def test_a_scale_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "pmo.toml").write_text(text, "utf-8")
    with pytest.raises(BadRequest, match=text.split(" ")[0].rpartition("_")[0]):
        read_settings(tmp_path)


def test_the_matrix_counts_open_risks_highest_probability_first() -> None:
    found = risks(
        "probability | cost_likely | status\n0.9 | 30 | open\n0.9 | 30 | open\n0.1 | 900 | open\n0.9 | 30 | closed"
    )
    grid = answers.risk_matrix(found, (5, 5))
    assert grid.height == 25 and grid.row(0) == (5, 1, 2)
    assert grid.filter(pl.col("risks") > 0).rows() == [(5, 1, 2), (1, 5, 1)]
    assert answers.risk_matrix(found.filter(pl.col("risk_status") == "closed"), (5, 5)).is_empty()


# --- expected value ----------------------------------------------------------------------------------------------


def test_a_response_changes_what_it_states_and_leaves_the_rest() -> None:
    found = risks(
        """kind | probability | cost_likely | residual_probability | residual_cost | target_probability | target_cost
        threat | 0.5 | 100 | 0.2 | 50 | 0.1 | 40
        threat | 0.5 | 100 | 0.2 | | |
        threat | 0.5 | 100 | | 60 | |
        threat | 0.5 | 100 | | | |
        opportunity | 0.5 | 100 | 0.8 | | |
        """
    )
    assert [None if v is None else float(v) for v in found["residual_emv"]] == [-10, -20, -30, None, 80]
    assert [None if v is None else float(v) for v in found["target_emv"]] == [-4, None, None, None, None]


def test_threats_and_opportunities_are_apart_and_net() -> None:
    db = world(
        project=PROJECT,
        risk="""project_id | risk_id | kind | status | probability | cost_likely | days_likely
        A | 1 | threat | open | 0.5 | 100 | 10
        A | 2 | opportunity | open | 0.2 | 200 | 5
        A | 3 | threat | open | 1 | 900 | 90
        A | 4 | threat | occurred | 0.5 | 900 | 90
        A | 5 | threat | closed | 0.5 | 900 | 90""",
    )
    value = {
        m: evaluate(db, m)["value"][0]
        for m in ("threat_exposure", "opportunity_exposure", "risk_exposure", "risk_days")
    }
    assert {m: float(v) for m, v in value.items()} == {
        "threat_exposure": -50, "opportunity_exposure": 40, "risk_exposure": -10, "risk_days": 4,
    }  # fmt: skip


def test_exposure_follows_the_reports_and_closing() -> None:
    db = world(
        project="project_id | as_of | currency\nA | 2026-04-30 | EUR\nA | 2026-06-30 | EUR",
        risk="""project_id | risk_id | as_of | probability | cost_likely | status
        A | 1 | 2026-04-30 | 0.5 | 100 | open
        A | 2 | 2026-05-31 | 0.1 | 100 | open
        A | 1 | 2026-06-30 | 0.5 | 100 | closed""",
    )
    found = evaluate(db, "risk_exposure", by=["as_of"])
    assert [float(v) for v in found["value"]] == [-50, -60, -10]


def test_an_amount_without_a_rate_is_left_out_and_told() -> None:
    found = risks("probability | cost_likely | currency\n0.5 | 100 | GBP\n0.5 | 100 | EUR")
    assert [None if v is None else float(v) for v in found["emv"]] == [None, -50]
    assert found["fx_missing"].to_list() == [True, False]


# --- how near, how well kept -------------------------------------------------------------------------------------


def test_proximity_bands_count_from_the_status_date() -> None:
    found = risks("proximity\n2026-06-29\n2026-06-30\n2026-07-30\n2026-07-31\n2026-09-28\n2026-09-29\n")
    assert found["proximity_state"].to_list() == ["past", "within_30", "within_30", "within_90", "within_90", "later"]
    assert found["proximity_days"].to_list() == [-1, 0, 30, 31, 90, 91]


def test_review_counts_from_raising_where_there_was_none() -> None:
    found = risks(
        """raised_on | reviewed_on | status
        2025-01-01 | 2026-03-30 | open
        2025-01-01 | 2026-03-29 | open
        2026-03-01 | | open
        2026-06-01 | | open
        | | open
        2025-01-01 | 2025-01-01 | closed
        """
    )
    assert found["not_reviewed"].to_list() == [False, True, True, False, None, None]  # 92 days are still in time
    assert found["age_days"].to_list()[:4] == [545, 545, 121, 29]


def test_what_a_register_has_no_column_for_is_no_reproach() -> None:
    bare = risks("probability\n0.5").row(0, named=True)
    assert (bare["no_owner"], bare["no_response"], bare["not_reviewed"], bare["response_state"]) == (
        None,
        None,
        None,
        None,
    )
    full = risks(
        "owner | response | response_due\n| | \nAna | Insure | \nAna | Insure | 2026-06-29\nAna | Insure | 2026-06-30"
    )
    assert full["no_owner"].to_list() == [True, False, False, False]
    assert full["response_state"].to_list() == ["none", "undated", "overdue", "due"]
    assert full["response_overdue"].to_list() == [False, False, True, False]


# --- contingency -------------------------------------------------------------------------------------------------


def cover_world() -> DuckEngine:
    return world(
        project="""project_id | status | currency | contingency | contingency_left
        A | active | EUR | 100 | 60
        B | active | USD | 100 | 50
        C | complete | EUR | 500 | 500
        D | active | EUR | |
        E | active | EUR | 10 | 10""",
        fx_rate="currency | period | kind | rate\nUSD | 2026-01-01 | budget | 0.5",
        risk="""project_id | risk_id | kind | status | probability | cost_likely
        A | 1 | threat | open | 0.5 | 100
        A | 2 | opportunity | open | 0.5 | 100
        A | 3 | threat | open | | 70
        B | 1 | threat | open | 0.1 | 100
        D | 1 | threat | open | 0.1 | 100
        E | 1 | threat | closed | 0.1 | 100""",
    )


def test_contingency_of_projects_under_way_stands_against_their_threats() -> None:
    db = cover_world()
    found = rows(db, "risk_cover").sort("project_id")
    assert found["project_id"].to_list() == ["A", "B", "D", "E"]
    known = [
        tuple(None if v is None else float(v) for v in r)
        for r in found.select("contingency_left", "threat_cost", "contingency_free").rows()
    ]
    # B: 50 USD at 0.5 against 10 USD at 0.5; E: nothing open, so nothing is expected
    assert known == [(60, 50, 10), (25, 5, 20), (None, 10, None), (10, 0, 10)]
    assert found["threats_not_priced"].to_list() == [1, 0, 0, 0]
    cover = evaluate(db, "contingency_cover").row(0, named=True)
    assert (cover["top"], cover["bottom"]) == (Decimal(95), Decimal(55))
    assert answers.least_covered(found)["project_id"].to_list() == ["A", "E", "B", "D"]


def test_a_store_without_contingency_has_none_and_not_zero() -> None:
    found = evaluate(world(project=PROJECT), "contingency_left").row(0, named=True)
    assert (found["value"], found["reason"]) == (None, "not_known")


# --- the sample portfolio ----------------------------------------------------------------------------------------

EXPECTED: dict[str, Any] = tomllib.loads((SAMPLE / "expected.toml").read_text("utf-8"))
AT = Scope(as_of=date(2026, 6, 30))


@pytest.mark.parametrize(
    ("metric", "section", "name"),
    [
        ("threat_exposure", "risks", "threats"),
        ("opportunity_exposure", "risks", "opportunities"),
        ("high_risks", "risk_quality", "high"),
        ("risks_not_reviewed", "risk_quality", "not_reviewed"),
        ("residual_exposure", "risk_quality", "residual_exposure"),
        ("risk_days", "risk_quality", "expected_days"),
        ("risk_age_days", "risk_quality", "median_age_days"),
        ("contingency", "contingency", "total"),
        ("contingency_left", "contingency", "left"),
    ],
)
def test_sample_totals(sample_store: Store, metric: str, section: str, name: str) -> None:
    value = evaluate(sample_store.snapshot(), metric, scope=AT)["value"].item()
    assert float(value) == EXPECTED[section][name]


def test_sample_cover_keeps_its_parts(sample_store: Store) -> None:
    found = evaluate(sample_store.snapshot(), "contingency_cover", scope=AT).row(0, named=True)
    expected = EXPECTED["contingency"]
    assert (float(found["top"]), float(found["bottom"])) == (expected["left"], expected["threat_cost"])


def test_sample_quality_names_the_rows(sample_store: Store) -> None:
    found = rows(sample_store.snapshot(), "risk_status", AT).filter(pl.col("is_open"))
    expected = EXPECTED["risk_quality"]
    assert sorted(found.filter(pl.col("not_reviewed"))["risk_id"]) == expected["not_reviewed_ids"]
    assert sorted(found.filter(pl.col("impact_step").is_null())["risk_id"]) == expected["without_budget"]
    near = {
        state: sorted(found.filter(pl.col("proximity_state") == state)["risk_id"])
        for state in ("past", "within_30", "within_90")
    }
    assert list(near.values()) == [expected[f"{name}_ids"] for name in ("past_proximity", "within_30", "within_90")]
    threats = found.filter(pl.col("kind") == "threat")["pi_level"]
    assert [(threats == level).sum() for level in ("high", "moderate", "low")] == [
        expected[level] for level in ("high", "moderate", "low")
    ]


@pytest.mark.parametrize(("correlation", "method", "draws"), [(0.0, "convolved", 0), (0.3, "simulated", 10_000)])
def test_cost_ranges_spread_around_the_expected_cost(
    sample_store: Store, correlation: float, method: str, draws: int
) -> None:
    """008 by hand: 10 % of a triangle 1.9 - 2.94 - 4.4 M, 25 % of 0.6 - 1.032 - 1.9 M and 45 % of 1.8 M EUR."""
    risks, _ = priced(rows(sample_store.snapshot(), "risk_status", Scope({"project_id": ("008",)}, AT.as_of)))
    found = contingency(risks, seed=1, correlation=correlation)
    assert (found.method, found.draws) == (method, draws)
    mean = 0.10 * (1.9 + 2.94 + 4.4) / 3 + 0.25 * (0.6 + 1.032 + 1.9) / 3 + 0.45 * 1.8
    assert found.mean == pytest.approx(mean * 1e6, rel=0.002)


def test_sample_contingency_of_the_big_risk_nobody_looks_at(sample_store: Store) -> None:
    own = rows(sample_store.snapshot(), "risk_status", Scope({"project_id": ("006",)}, AT.as_of))
    risks, left_out = priced(own)
    found, expected = contingency(risks), EXPECTED["contingency_006"]
    assert (found.method, left_out) == ("exact", 0)
    assert found.outcomes.tolist() == expected["outcomes"]
    chances = [b - a for a, b in zip([0.0, *found.cumulative], found.cumulative, strict=False)]
    assert chances == pytest.approx(expected["probabilities"])
    assert [found.percentile(p) for p in (0.5, 0.8, 0.9)] == [expected[p] for p in ("P50", "P80", "P90")]
    assert found.covered(EXPECTED["contingency"]["006_left"]) == pytest.approx(0.34)  # 0.221 + 0.119
